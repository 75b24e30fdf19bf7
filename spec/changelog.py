"""The changelogs of a document and its clients: an entry for each version, written from what a comparison found.

The form is that of https://keepachangelog.com/en/1.1.0. An entry is written once, into the record of versions; the
files are written from the record. They hold names, values and places, no wording of a reference.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spec.diff.kinds import KINDS
from spec.diff.model import Change, Diff, Effect
from spec.diff.telling import place, reading_rank, said
from spec.model import operations
from spec.passes.names import method_of
from spec.versions import FIRST_VERSION, Entry, Sections, Versions, next_version

REMOVED, CHANGED, ADDED, DEPRECATED = SECTIONS = ("Removed", "Changed", "Added", "Deprecated")
"""The sections of an entry, in their order."""

TARGETS = ("python",)
"""The clients that have a changelog of their own."""

MAX_LINES = 200
"""How many changes a section lists; of those beyond it says how many there are."""

MAX_OPERATIONS = 3

_ENDS = {"-removed": REMOVED, "-added": ADDED, "-deprecated": DEPRECATED, "-with-alias": DEPRECATED}
_MARKUP = re.compile(r"[\\*_{}\[\]#!|~&<>@]")
_ENTITIES = {sign: f"&#{ord(sign)};" for sign in "&<>@"}


@dataclass(frozen=True, slots=True)
class Names:
    """What operations are called: in the changelog of the document by their operationId, in that of a client by its
    method, of the new document or, where that has it no more, of the old one."""

    methods: Mapping[str, str]

    @classmethod
    def of(cls, *documents: Mapping[str, Any]) -> "Names":
        """Take the names of the documents, later ones first."""
        found: dict[str, str] = {}
        for document in documents:
            for operation in operations(dict(document)):
                method = method_of(operation)
                found |= {str(operation.value.get("operationId", "")): f"client.{method}"} if method else {}
        return cls(found)


def first_release(document: Mapping[str, Any]) -> Versions:
    """Give the record of a document that none was kept of: its first version, with the number of its operations."""
    count = sum(1 for _ in operations(dict(document)))
    sections = {ADDED: (f"{count:,} operation{'s' * (count != 1)}",)}
    entry = Entry(FIRST_VERSION, "", sections, dict.fromkeys(TARGETS, sections))
    return Versions(FIRST_VERSION, (entry,))


def released(versions: Versions, diff: Diff, date: str, names: Names) -> Versions:
    """Give the record with the version that a comparison asks for, and its entry; the same record for no effect.

    `date` is a day as ISO 8601 writes it. Raises ValueError where the record holds no semantic version.
    """
    version = next_version(versions.version, diff.effect)
    if version == versions.version:
        return versions
    clients = {target: _sections(diff, names, target) for target in TARGETS}
    return Versions(version, (Entry(version, date, _sections(diff, names), clients), *versions.entries))


def with_dropped(versions: Versions, dropped: Mapping[str, str]) -> Versions:
    """Give the record whose newest entry says of each client which old names it gives no more, and what to use."""
    lines = tuple(f"**Breaking for code:** {code(old)}, called {code(new)} now" for old, new in sorted(dropped.items()))
    if not lines or not versions.entries:
        return versions
    newest, *others = versions.entries
    clients = {
        target: {REMOVED: (*lines, *sections.get(REMOVED, ())), **{k: v for k, v in sections.items() if k != REMOVED}}
        for target, sections in newest.clients.items()
    }
    return replace(versions, entries=(replace(newest, clients=clients), *others))


def section_of(kind: str) -> str:
    """Give the section for a kind of change."""
    return next((section for end, section in _ENDS.items() if kind.endswith(end)), CHANGED)


def _sections(diff: Diff, names: Names, target: str | None = None) -> Sections:
    """Give the changes, or those that the client of a target shows, by section: what breaks first, whole operations
    before their parts, classes after both, and those of the documentation only as numbers, at the end."""
    lines: dict[str, list[str]] = defaultdict(list)
    words: Counter[tuple[str, str]] = Counter()
    found = [(c.clients.get(target, Effect.NONE) if target else c.effect, c) for c in diff.changes]
    for effect, change in sorted(found, key=lambda pair: (-pair[0].rank, reading_rank(pair[1].kind))):
        section = section_of(change.kind)
        if effect is Effect.DOCUMENTATION:
            words[section, KINDS[change.kind].meaning] += 1
        elif effect is not Effect.NONE:
            operations = [names.methods.get(name, name) if target else name for name in change.operations]
            lines[section].append(_line(change, effect, operations))
    for section, listed in lines.items():
        if len(listed) > MAX_LINES:
            lines[section] = [*listed[:MAX_LINES], f"and {len(listed) - MAX_LINES:,} more"]
    for (section, meaning), count in words.items():
        lines[section].append(f"{escaped(meaning)}: {count:,} place{'s' * (count != 1)}")
    return {section: tuple(lines[section]) for section in SECTIONS if section in lines}


def _line(change: Change, effect: Effect, operations: Sequence[str]) -> str:
    mark = ""
    if effect is Effect.BREAKING:
        mark = "**Breaking:** " if change.wire is Effect.BREAKING else "**Breaking for code:** "
    more = len(operations) - MAX_OPERATIONS
    whom = ", ".join(code(name) for name in operations[:MAX_OPERATIONS]) + (f" and {more:,} more" if more > 0 else "")
    beside = "; ".join(filter(None, [whom, code(place(change))]))
    return f"{mark}{marked(said(change))}{f' ({beside})' if beside else ''}"


def marked(text: str) -> str:
    """Give a text with `code` in it as Markdown: nothing else in it is markup."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(code(part) if index % 2 else _spaced(part) for index, part in enumerate(parts))


def _spaced(text: str) -> str:
    """Escape a piece of a line; the spaces at its ends stay."""
    return f"{' ' * text[:1].isspace()}{escaped(text)}{' ' * (text[-1:].isspace() and bool(text.strip()))}"


def code(text: str) -> str:
    """Give a text on one line as code of Markdown."""
    one_line = " ".join(text.replace("`", "'").split())
    return f"`{one_line}`" if one_line else ""


def escaped(text: str) -> str:
    """Give a text on one line so that no sign of it is markup, of Markdown or HTML, and no address a link."""
    one_line = " ".join(text.replace("`", "'").split())
    inert = _MARKUP.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), one_line)
    return inert.replace("://", "&#58;//").replace("www.", "www&#46;")


def render_changelog(versions: Versions, title: str, target: str | None = None) -> str:
    """Give the changelog of the document, or of the client of a target, as Markdown: the newest version first.

    A version that changed nothing for a client says so.
    """
    lines = [f"<!-- Generated by apiscribe from {_comment(title)}; do not edit. -->", "# Changelog"]
    for entry in versions.entries:
        sections = entry.document if target is None else entry.clients.get(target, {})
        lines += ["", f"## {entry.version}{f' - {entry.date}' if entry.date else ''}"]
        if entry.notes:
            lines += ["", entry.notes.strip()]
        if not sections:
            lines += ["", "No changes."]
        for name in sorted(sections, key=_rank):
            lines += ["", f"### {escaped(name)}", "", *(f"- {line}" for line in sections[name])]
    return "\n".join(lines) + "\n"


def _rank(section: str) -> int:
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


def _comment(text: str) -> str:
    return re.sub(r"-{2,}|[<>]", " ", " ".join(text.split()))[:200]
