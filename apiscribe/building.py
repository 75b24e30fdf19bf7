"""The commands `build` and `check`: what a configuration asks for, on disk, and whether it stands there."""

import json
import sys
from pathlib import Path
from typing import Any

from apiscribe.config import Config, input_paths
from apiscribe.holding import end_interrupted, held
from apiscribe.state import fingerprint, formatted_before, recall, remember
from scraper.workers import HERE, Workers


def build_into(
    out: Path, file: Path, config: Config, *, offline: bool, force: bool, workers: Workers = HERE
) -> dict[str, Any]:
    """Make everything under `out`, only where anything has changed; gives the summary of what was made.

    Raises DiagnosticError or OSError with everything as it was.
    """
    if config.has_urls and not offline:
        from apiscribe.fetching import refresh_for_build

        refresh_for_build(config, file.parent)
    end_interrupted(out)
    inputs = input_paths(config, file.parent, out)
    summary = None if force else recall(out, fingerprint(file, config, inputs))
    if summary is not None:
        return summary | {"seconds": {}}
    from apiscribe.build import build, write
    from apiscribe.progress import clock_on_terminal
    from apiscribe.tell import build_summary

    with held(out):
        with clock_on_terminal() as clock:
            with formatted_before(out) as known:
                known = {} if force else known
                built = build(config, file.parent, out, clock, workers=workers, known=known, online=not offline)
            write(built, clock)
        summary = build_summary(built, out)
        remember(out, fingerprint(file, config, inputs), built.paths(), summary)
    return summary


def check_output(out: Path, file: Path, config: Config, output_format: str) -> bool:
    """Tell whether what stands under `out` is what a build would write there: everything is made anew.

    What differs is printed, as lines or as JSON.
    """
    from apiscribe.build import build, changes_of
    from apiscribe.progress import clock_on_terminal

    end_interrupted(out)
    with clock_on_terminal() as clock:
        changes = changes_of(build(config, file.parent, out, clock))
    stale = {"missing": changes.added, "differs": changes.changed, "no longer made": changes.removed}
    if output_format == "json":
        files = {kind.replace(" ", "_"): [path.as_posix() for path in sorted(paths)] for kind, paths in stale.items()}
        print(json.dumps({"up_to_date": not changes, **files}, ensure_ascii=False, indent=2))
        return not changes
    for line in sorted(f"{kind}: {path}" for kind, paths in stale.items() for path in paths):
        print(line)
    advice = "run `apiscribe build`, or `apiscribe update` where the reference has changed"
    print(f"{len(changes)} files differ: {advice}" if changes else "up to date", file=sys.stderr)
    return not changes
