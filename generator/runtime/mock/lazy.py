"""Names that load their module late: the client's own module. In a generated mock that module itself stands here."""

from ..python.lazy import load

__all__ = ["load"]
