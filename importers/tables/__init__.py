"""Tables of people's own, long or wide."""
