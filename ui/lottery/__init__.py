"""The page Postcode lottery."""
