"""Workflows as data, one file for a service."""
