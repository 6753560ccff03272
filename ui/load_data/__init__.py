"""The page Load data."""
