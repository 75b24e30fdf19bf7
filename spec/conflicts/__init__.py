"""Conflicts: what a reference states twice and not the same, with every reading and its place."""

from spec.conflicts.model import EACH, MEANINGS, Conflict, ConflictKind, Conflicts, Reading, SourceDocument, Told

__all__ = ["EACH", "MEANINGS", "Conflict", "ConflictKind", "Conflicts", "Reading", "SourceDocument", "Told"]
