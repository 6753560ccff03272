"""The commands of `python -m scoring`: their options, what each prints, and where it goes."""
