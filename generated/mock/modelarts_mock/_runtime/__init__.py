# Copied from apiscribe; do not edit.
"""The part of this package that is the same for every document: routing, answers, samples."""
