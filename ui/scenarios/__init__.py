"""Saving and comparing scenarios: the second half of the page What if."""
