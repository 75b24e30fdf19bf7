"""Waiters and state transitions as data, one file for a service."""
