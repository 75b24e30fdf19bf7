"""The part of a client's tests that is the same for every document."""
