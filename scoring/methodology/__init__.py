"""Methodologies: the parts a rating rule is made of, read from YAML and checked."""
