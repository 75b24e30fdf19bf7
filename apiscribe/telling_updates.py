"""What an update did, or would do: as Markdown, which is what the body of a pull request holds, and as JSON."""

from apiscribe.updating import Updated
from spec.diff.as_json import as_dict as diff_as_dict
from spec.diff.markdown import as_markdown
from spec.diff.model import Effect
from spec.files import dump_json

SHOWN_FILES = 40
MAX_SUMMARY = 60_000
"""How many characters a pull request takes, with some room."""

_EFFECTS = {
    Effect.NONE: "no change of the reference",
    Effect.DOCUMENTATION: "documentation only",
    Effect.COMPATIBLE: "compatible",
    Effect.BREAKING: "breaking",
}


def as_text(updated: Updated) -> str:
    """Give an update as Markdown: the version, the changes by what they do, and the files."""
    if not updated.exit_code:
        return f"{updated.service} {updated.diff.new_version}: nothing has changed\n"
    lines = [f"## {_title(updated)}", ""]
    if updated.is_plan:
        lines += ["A plan: nothing is written.", ""]
    if updated.diff.changes:
        lines += [as_markdown(updated.diff).rstrip(), ""]
    lines += _files(updated)
    if updated.tried:
        lines += ["", "Tried: the document is valid; " + "; ".join(updated.tried) + "."]
    return "\n".join(lines) + "\n"


def as_summary(updated: Updated) -> str:
    """Give the same so that it fits into a pull request: what is too long is cut, and says so."""
    text = as_text(updated)
    if len(text) <= MAX_SUMMARY:
        return text
    kept = text[:MAX_SUMMARY].rpartition("\n")[0]
    still_open = kept.count("<details>") - kept.count("</details>")
    return kept + "\n\n</details>" * still_open + "\n\nThe rest is cut; `apiscribe diff` tells all of it.\n"


def as_json(updated: Updated) -> str:
    """Give an update as JSON."""
    return dump_json(
        {
            "service": updated.service,
            "old_version": updated.diff.old_version,
            "new_version": updated.diff.new_version,
            "effect": str(updated.diff.effect),
            "exit_code": int(updated.exit_code),
            "plan": updated.is_plan,
            "first": updated.is_first,
            "fetched": updated.fetched.as_dict() if updated.fetched else None,
            "diff": diff_as_dict(updated.diff),
            "files": updated.files,
            "tried": list(updated.tried),
            "seconds": {stage: round(seconds, 2) for stage, seconds in updated.seconds.items()},
        }
    )


def _title(updated: Updated) -> str:
    diff = updated.diff
    if updated.is_first:
        return f"{updated.service} {diff.new_version}: published for the first time"
    if diff.effect is Effect.NONE:
        return f"{updated.service} {diff.new_version}: the reference says the same, the output is made anew"
    return f"{updated.service} {diff.old_version} → {diff.new_version}: {_EFFECTS[diff.effect]}"


def _files(updated: Updated) -> list[str]:
    counts = ", ".join(f"{len(names):,} {kind}" for kind, names in updated.files.items() if names)
    lines = ["<details>", f"<summary>Files: {counts or 'none'}</summary>", ""]
    for kind, names in updated.files.items():
        lines += [f"- {kind}: `{name}`" for name in names[:SHOWN_FILES]]
        lines += [f"- {kind}: {len(names) - SHOWN_FILES:,} more"] if len(names) > SHOWN_FILES else []
    return [*lines, "", "</details>"]
