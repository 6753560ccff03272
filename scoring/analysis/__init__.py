"""What follows from ratings: who moves, what would be needed, how sure it is, what the choice of method does."""
