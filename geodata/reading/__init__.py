"""Reading boundaries from whatever file people have, and putting them in order."""
