"""One page an area, as a PDF that screen readers can read."""
