"""A whole board pack in one ZIP."""
