"""Shapes and places: reading any boundary file, topology for the web, neighbours."""
