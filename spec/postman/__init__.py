"""The published document as a Postman collection, in format 2.1: `postman_collection` makes it."""

from spec.postman.collection import postman_collection

__all__ = ["postman_collection"]
