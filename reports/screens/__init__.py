"""One screen of a pack, free of any format."""
