"""How long it takes to tell what changed in the published document: nothing, and a field of every tenth schema."""

import json
import sys
from pathlib import Path
from typing import Any

from .figures import Cell, Figures, Target, middle
from .peers import REDOCLY, SPECSHIFT, Peers
from .processes import Cost, Failed, cost

DOCUMENT = Path(__file__).parent.parent / "spec" / "documents" / "modelarts" / "openapi.json"
TENTH = 10
LIMIT = 1.0
"""Seconds that a comparison may take."""


def comparing(peers: Peers, out: Path, rounds: int) -> Figures:
    """Measure whole processes that compare the document with itself, and with one in which fields are gone."""
    changed = out / "changed.json"
    changed.write_text(json.dumps(_changed(json.loads(DOCUMENT.read_bytes()))), encoding="utf-8")
    redocly = [str(peers.node_commands / "redocly"), "diff"]
    specshift = [str(peers.commands / "specshift"), "diff"]
    commands = {"apiscribe diff": [sys.executable, "-m", "apiscribe", "diff"], "redocly diff": redocly}
    commands["specshift"] = specshift
    lacks = {"redocly diff": peers.lacks(REDOCLY), "specshift": peers.lacks(SPECSHIFT)}
    rows: list[tuple[Cell, ...]] = []
    notes = [f"left out: {name}: {lack}" for name, lack in lacks.items() if lack]
    for name, command in commands.items():
        if lacks.get(name):
            continue
        try:
            same = [cost([*command, str(DOCUMENT), str(DOCUMENT)]) for _ in range(rounds)]
            other = [_cost(command, changed) for _ in range(rounds)]
        except Failed as error:
            notes.append(f"left out: {name}: {error}")
            continue
        peak = max(taken.peak_mib for taken in (*same, *other))
        rows.append((name, middle([c.seconds for c in same]), middle([c.seconds for c in other]), peak))
    ours = rows[0][2] if rows and isinstance(rows[0][2], float) else None
    columns = ("command", "with itself, s", "with fields gone, s", "peak MiB")
    target = Target("comparison of the published document, seconds", ours, LIMIT)
    return Figures("what changed, whole processes", columns, tuple(rows), (target,), tuple(notes))


def _cost(command: list[str], changed: Path) -> Cost:
    """Measure a comparison; a tool that exits with 1 because something changed did its work."""
    wrapped = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode not in (0, 1))"
    return cost([sys.executable, "-S", "-c", wrapped, *command, str(DOCUMENT), str(changed)])


def _changed(document: dict[str, Any]) -> dict[str, Any]:
    for number, schema in enumerate(document["components"]["schemas"].values()):
        if number % TENTH == 0 and len(schema.get("properties", ())) > 1:
            schema["properties"].popitem()
    return document
