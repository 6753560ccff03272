"""Boundaries prepared for the browser: simplified, with shared arcs."""
