"""What two other tools say of the single changes of the table of cases, beside what apiscribe says."""

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from commands import run

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit"))
from diff_cases import CASES, documents

from spec.diff import Effect, compare

TABLE = Path(__file__).parent / "diff_peers.md"

_REDOCLY = {"major": "breaking", "minor": "compatible", "patch": "documentation", "none": "nothing"}
_RUN_SPECSHIFT = "from specshift.cli import main; main()"
_SPECSHIFT = (("breaking", "breaking"), ("warning", "warning"), ("info", "compatible"))
_HEAD = """# Single changes in the eyes of three tools

Each row is one change of `tests/unit/diff_base.yaml`, made by the case of that name in `tests/unit/diff_cases.yaml`.
What apiscribe says is the worst effect on the wire, and on the generated Python client where that is another.
"""


def peer_versions(redocly: Path, python: Path) -> str:
    """Say which versions of the tools are measured."""
    folder = Path(tempfile.gettempdir())
    ours = "import importlib.metadata as m; print(m.version('specshift'))"
    versions = [run(redocly, "--version", folder=folder).stdout, run(python, "-c", ours, folder=folder).stdout]
    return f"redocly {versions[0].strip()}, specshift {versions[1].strip()}"


def table(redocly: Path, python: Path) -> str:
    """Compare all cases with all tools; give the table and what it comes to."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda case: _row(case, Path(name), redocly, python), enumerate(CASES)))
    lines = [_HEAD, f"{peer_versions(redocly, python)}, {len(rows)} changes.", "", *_verdict(rows), ""]
    lines += ["| change | apiscribe: wire | Python | redocly diff | specshift |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _row(case: tuple[int, str], folder: Path, redocly: Path, python: Path) -> tuple[str, ...]:
    number, name = case
    old, new = documents(CASES[name])
    files = [folder / f"{number}-{side}.json" for side in ("old", "new")]
    for file, document in zip(files, (old, new), strict=True):
        file.write_text(json.dumps(document))
    changes = compare(old, new).changes
    wire = max((c.wire for c in changes), key=lambda e: e.rank, default=Effect.NONE)
    code = max((c.clients["python"] for c in changes), key=lambda e: e.rank, default=Effect.NONE)
    shown = [str(effect).replace("none", "nothing") for effect in (wire, code)]
    theirs = (_of_redocly(redocly, files, folder), _of_specshift(python, files, folder))
    return name, *shown, *theirs


def _of_redocly(command: Path, files: list[Path], folder: Path) -> str:
    done = run(command, "diff", *files, "--format", "json", folder=folder)
    if "{" not in done.stdout:
        return "fails"
    return _REDOCLY.get(json.loads(done.stdout[done.stdout.index("{") :]).get("bump", "none"), "fails")


def _of_specshift(python: Path, files: list[Path], folder: Path) -> str:
    done = run(python, "-c", _RUN_SPECSHIFT, "diff", *files, "--format", "json", folder=folder)
    if "{" not in done.stdout:
        return "fails"
    found = json.loads(done.stdout[done.stdout.index("{") :])["summary"]
    return next((word for key, word in _SPECSHIFT if found[key]), "nothing")


def _verdict(rows: list[tuple[str, ...]]) -> list[str]:
    lines = []
    for name, column in (("redocly diff", 3), ("specshift", 4)):
        same = sum(row[1] == row[column] for row in rows)
        missed = Counter(row[column] for row in rows if row[1] == "breaking" and row[column] != "breaking")
        alarms = sum(row[column] == "breaking" and row[1] != "breaking" for row in rows)
        breaking = sum(row[1] == "breaking" for row in rows)
        words = ", ".join(f"{number} as {verdict}" for verdict, number in missed.most_common()) or "none"
        lines.append(
            f"- {name}: the same word for {same} of {len(rows)}; of {breaking} changes that break on the wire it tells"
            f" {words}; {alarms} others it calls breaking."
        )
    return lines


if __name__ == "__main__":
    TABLE.write_text(table(Path(sys.argv[1]), Path(sys.argv[2])), encoding="utf-8")
