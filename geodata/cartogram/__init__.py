"""The equal-area hexagon cartogram."""
