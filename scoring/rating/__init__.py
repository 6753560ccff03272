"""The rule at work: figures and a methodology in, ratings out, all areas at once."""
