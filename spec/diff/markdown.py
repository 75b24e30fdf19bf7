"""A diff as Markdown: what the body of a pull request holds."""

import re

from spec.diff.model import Diff, Effect
from spec.diff.telling import Section, operations_reached, plain, sections, summary

MAX_NAMES = 20
"""How many names are listed in sight."""

_ACTIVE = re.compile(r"([\\*_\[\]<>|#@~])")


def as_markdown(diff: Diff) -> str:
    """Give the changes as Markdown: counts, then what breaks, what does not, and the documentation folded away."""
    reached = operations_reached(diff)
    whom = f", {reached:,} operation{'s' * (reached != 1)} reached" if reached else ""
    lines = [f"**{summary(diff)}**{whom}"]
    if diff.old_version != diff.new_version:
        lines[0] += f" ({_quoted(plain(diff.old_version))} → {_quoted(plain(diff.new_version))})"
    for section in sections(diff):
        folded = section.effect is Effect.DOCUMENTATION
        if folded:
            lines += ["", "<details>", f"<summary>{section.title} ({section.count:,})</summary>"]
        else:
            lines += ["", f"### {section.title} ({section.count:,})"]
        lines += _body(section)
        lines += ["", "</details>"] if folded else []
    return "\n".join(lines) + "\n"


def _body(section: Section) -> list[str]:
    lines = []
    for meaning, names in section.names:
        bullets = ["", *(f"- {_escaped(name)}" for name in names)]
        if len(names) > MAX_NAMES and section.effect is not Effect.DOCUMENTATION:
            lines += ["", "<details>", f"<summary>{meaning} ({len(names):,})</summary>", *bullets, "", "</details>"]
        else:
            lines += ["", f"{meaning} ({len(names):,}):", *bullets]
    for group in section.groups:
        lines += ["", f"**{_escaped(group.title)}**", ""]
        for entry in group.entries:
            lines.append(f"- {_escaped(entry.text)}{f' — {_quoted(entry.place)}' if entry.place else ''}")
    return lines


def _escaped(text: str) -> str:
    """Escape what Markdown acts on, outside of the code spans that we write ourselves."""
    parts = text.split("`")
    # where a name has some of its own, what is a span is no longer ours to say
    if len(parts) % 2 == 0 or "``" in text:
        return _ACTIVE.sub(r"\\\1", text.replace("`", "'"))
    return "`".join(part if index % 2 else _ACTIVE.sub(r"\\\1", part) for index, part in enumerate(parts))


def _quoted(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`" if text else "none"
