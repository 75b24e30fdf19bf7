"""The OpenAPI document to the plans of packages: all decisions, no text of files."""
