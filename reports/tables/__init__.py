"""Tables to take away, with the notes that make them understood."""
