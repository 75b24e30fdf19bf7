# Copied from apiscribe; do not edit.
"""Headers from several sides, told apart as HTTP does: whatever the case of their letters."""

from collections.abc import Mapping
from typing import Any

from .not_given import NotGiven


def merge_headers(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the headers of all layers, each once: the last one that is given wins, in its own spelling."""
    merged: dict[str, tuple[str, Any]] = {}
    for layer in layers:
        for name, value in layer.items():
            if value is not None and not isinstance(value, NotGiven):
                merged[name.lower()] = (name, value)
    return dict(merged.values())
