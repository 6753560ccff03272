"""The postcode lottery, measured: how unequal areas are, and how much of it may be chance."""
