"""Building the embedded boundaries and the postcode table from their sources."""
