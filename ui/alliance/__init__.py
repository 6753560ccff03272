"""The page Cancer Alliance."""
