"""The address of Scenarios from when it was a page of its own: the half of What if that saves and compares."""

from ui.scenarios.half import comparison

comparison()
