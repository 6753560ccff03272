"""The page England."""
