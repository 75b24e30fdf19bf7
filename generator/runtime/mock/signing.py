"""The signature: the client's own module. In a generated mock that module itself stands here."""

from ..python.signing import (
    ALGORITHM,
    DATE_FORMAT,
    UNSIGNED_PAYLOAD,
    authorization,
    canonical_path,
    canonical_query,
)

__all__ = ["ALGORITHM", "DATE_FORMAT", "UNSIGNED_PAYLOAD", "authorization", "canonical_path", "canonical_query"]
