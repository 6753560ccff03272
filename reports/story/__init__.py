"""What a board pack says, screen by screen, free of any format."""
