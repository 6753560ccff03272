"""The template of the slides, and the script that makes it."""
