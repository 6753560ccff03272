"""Fetching from an address: public ones only, the one that was checked, within a time."""
