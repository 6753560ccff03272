"""Charts and maps as pictures to take away."""
