"""What may be shown: the client's own module. In a generated mock that module itself stands here."""

from ..python.redaction import HIDDEN, is_secret, redact_text, redact_url

__all__ = ["HIDDEN", "is_secret", "redact_text", "redact_url"]
