"""What one visitor is looking at: the view, its address, and the results worked out for it."""
