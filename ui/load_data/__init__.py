"""The page Your own data."""
