"""A story as a PowerPoint presentation with native charts and tables."""
