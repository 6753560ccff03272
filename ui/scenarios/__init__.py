"""The page Scenarios."""
