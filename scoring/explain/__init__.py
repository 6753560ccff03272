"""Ratings in words: what an indicator adds, and why an area has the rating it has."""
