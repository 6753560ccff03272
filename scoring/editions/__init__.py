"""Editions: their figures, their areas, the groups and the series that these belong to."""
