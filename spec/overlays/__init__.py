"""Corrections and names by hand, one file or more for a service; each action with its reason."""
