"""The page Watch list."""
