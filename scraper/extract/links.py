"""Which table describes which field: by anchor, by table number, by type name, by field name, last by likeness.

Tables belong to sets: the request, and each status code of the response. Names are never looked up across sets, for the
same name may mean different fields there; anchors and numbers are unique in a document and may lead anywhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from posixpath import dirname, join, normpath
from typing import TypeAlias
from urllib.parse import unquote, urljoin

from scraper.document import Link, Text
from scraper.extract.fields import DraftField, draft_fields
from scraper.extract.operations import FieldTable
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import Field, Structure, Type
from spec.diagnostics import Diagnostic

LIKENESS = 0.5
MAX_ORPHANS = 60

_TOPIC = re.compile(r"^.*?__(?=.)")
_GAP = re.compile(r"[\s_.\-]+")


def name_key(name: str) -> str:
    """Give a structure's name for comparing: no case, no blanks, no underscores."""
    return _GAP.sub("", name).casefold()


_Unresolved: TypeAlias = "dict[tuple[str, str], tuple[FieldTable, DraftField, str]]"
"""Fields that need a structure and have none yet: table, field and wanted name, by table id and field name."""


@dataclass(slots=True)
class TableIndex:
    """All structure and body tables of all documents, by anchor and by number."""

    by_anchor: dict[str, FieldTable] = field(default_factory=dict)
    by_number: dict[str, list[FieldTable]] = field(default_factory=lambda: defaultdict(list))

    def add(self, document: str, tables: Iterable[FieldTable]) -> None:
        """Take up the tables of one operation."""
        page = _page(document, "")
        for table in tables:
            if table.place not in ("structure", "other", "body", "response_body"):
                continue
            for anchor in table.anchors:
                self.by_anchor.setdefault(f"{page}#{anchor}", table)
            if table.number:
                self.by_number[f"{document}#{table.number}"].append(table)

    def linked(self, document: str, link: Link) -> FieldTable | None:
        """Give the table that a link inside `document` leads to, there or on a page beside it."""
        target, _, anchor = link.target.partition("#")
        if not anchor:
            return None
        page = _page(document, target)
        return self.by_anchor.get(f"{page}#{anchor}") or self.by_anchor.get(f"{page}#{_TOPIC.sub('', anchor)}")

    def numbered(self, draft: DraftField, number: str) -> FieldTable | None:
        """Give the table of a number: of several in the document the one of the field's operation."""
        found = self.by_number.get(f"{draft.location.document}#{number}", [])
        if len(found) > 1:
            found = [t for t in found if t.location.trail[:1] == draft.location.trail[:1]]
        return found[0] if len(found) == 1 else None


def _page(document: str, target: str) -> str:
    """Give the page that a link inside `document` leads to; without a target it is the document itself."""
    if "://" in document:
        return urljoin(document, unquote(target))
    return normpath(join(dirname(document), unquote(target)) if target else document)


@dataclass(slots=True)
class _Set:
    """The tables of one request or of one response, while its fields are being linked."""

    tables: list[FieldTable]
    by_name: dict[str, list[FieldTable]] = field(default_factory=lambda: defaultdict(list))
    used: set[str] = field(default_factory=set)
    turn: dict[str, int] = field(default_factory=dict)
    by_caption: dict[str, FieldTable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in self.tables:
            if table.caption:
                self.by_caption.setdefault(name_key(table.caption), table)
            if table.name:
                self.by_name[name_key(table.name)].append(table)

    def titled(self, title: str) -> FieldTable | None:
        """Give the table whose caption begins the words after a table number, as `auto_stop data structure`."""
        key = name_key(title)
        return next((t for n in range(len(key), 2, -1) if (t := self.by_caption.get(key[:n]))), None)

    def named(self, name: str) -> FieldTable | None:
        """Give the table of a name; of several the next one, for tables follow a depth-first walk of the fields."""
        key = name_key(name)
        found = self.by_name.get(key)
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        turn = self.turn.get(key, 0)
        self.turn[key] = turn + 1
        return found[min(turn, len(found) - 1)]


class Linker:
    """Links the fields of one operation. `structures` collects the structures of all operations, by id."""

    def __init__(self, index: TableIndex, structures: dict[str, Structure]) -> None:
        self.index = index
        self.structures = structures
        self.diagnostics: list[Diagnostic] = []
        self.reached: set[str] = set()
        self.drafts: dict[str, list[DraftField]] = {}
        self.chosen: dict[tuple[str, str], FieldTable] = {}
        self.expanding: set[str] = set()

    def link(self, roots: list[FieldTable], tables: list[FieldTable]) -> None:
        """Link the fields of `roots` and of all tables that they reach.

        `tables` are the structure tables of the set.
        """
        group = _Set(tables)
        unresolved: _Unresolved = {}
        for root in roots:
            self._walk(root, group, unresolved)
        self._by_field_name(group, unresolved)
        self._by_likeness(group, unresolved)
        for table, draft, name in unresolved.values():
            if draft.typed and name:
                message = f"type `{name}` of `{draft.name}` names no table of this {table.side}"
                self.diagnostics.append(Diagnostic("LNK001", message, draft.location, draft.row.shown))
        for table in tables:
            if table.id not in group.used and table.id not in self.reached:
                self.diagnostics.append(
                    Diagnostic("LNK002", f"no field refers to table `{table.caption or table.number}`", table.location)
                )
        for root in [*roots, *(t for t in tables if t.id in group.used)]:
            self._build(root)

    def _walk(self, root: FieldTable, group: _Set, unresolved: _Unresolved) -> None:
        """Walk depth first, in the order of rows, without recursion."""
        if root.id in self.reached:
            return
        self.reached.add(root.id)
        group.used.add(root.id)
        stack: list[tuple[FieldTable, Iterator[DraftField]]] = [(root, iter(self._drafts(root)))]
        while stack:
            table, rows = stack[-1]
            draft = next(rows, None)
            if draft is None:
                stack.pop()
                continue
            name = _wanted_name(draft.type)
            if name is None:
                continue
            target = self._target(draft, name, group)
            if target is None:
                unresolved[table.id, draft.name] = (table, draft, name)
                continue
            self.chosen[table.id, draft.name] = target
            if target.id == table.id:
                self.diagnostics.append(
                    Diagnostic("LNK004", f"`{draft.name}` has the type of the table that it stands in", draft.location)
                )
            group.used.add(target.id)
            if target.id not in self.reached:
                self.reached.add(target.id)
                stack.append((target, iter(self._drafts(target))))

    def _drafts(self, table: FieldTable) -> list[DraftField]:
        if table.id not in self.drafts:
            self.drafts[table.id] = draft_fields(table, self.diagnostics)
        return self.drafts[table.id]

    def _target(self, draft: DraftField, name: str, group: _Set) -> FieldTable | None:
        for text in (draft.type_text, draft.name_text, draft.description):
            for link in text.links:
                found = self.index.linked(draft.location.document, link)
                if found:
                    return found
        return self._by_reference(draft, group) or (group.named(name) if name else None)

    def _by_reference(self, draft: DraftField, group: _Set) -> FieldTable | None:
        """Follow the number or the title in `see Table 20-515`, in the type cell or the description.

        A number that links to another page is one of that page.
        """
        document = draft.location.document
        for text in (draft.type_text, draft.description):
            reference = _table_reference(text)
            if not reference:
                continue
            number, title = reference
            titled = group.titled(title)
            if titled:
                return titled
            pages = (_page(document, k.target.partition("#")[0]) for k in text.links if number in k.text)
            if any(page != _page(document, "") for page in pages):
                continue
            found = self.index.numbered(draft, number)
            if found:
                return found
        return None

    def _by_field_name(self, group: _Set, unresolved: _Unresolved) -> None:
        """A table that nothing refers to describes the field that its caption names."""
        for key, (table, draft, _) in list(unresolved.items()):
            name = name_key(draft.name)
            likely = (name, name.removesuffix("s"), name + "s")
            free = (t for n in likely for t in group.by_name.get(n, ()) if t.id not in group.used)
            found = next(free, None)
            if found is not None:
                del unresolved[key]
                self._choose(table, draft, found, group, unresolved)

    def _by_likeness(self, group: _Set, unresolved: _Unresolved) -> None:
        """Match misprinted names: the caption of a table that nothing refers to and a type that names none.

        Most alike first.
        """
        while True:
            named = [u for u in unresolved.values() if u[2]]
            orphans = self._orphans(group)
            if not named or not orphans or len(orphans) > MAX_ORPHANS:
                return
            best = max(
                ((_likeness(u[2], t.name), -i, -j) for i, u in enumerate(named) for j, t in enumerate(orphans)),
                default=None,
            )
            if best is None or best[0] < LIKENESS:
                return
            wanted, orphan = named[-best[1]], orphans[-best[2]]
            for table, draft, name in [u for u in named if name_key(u[2]) == name_key(wanted[2])]:
                del unresolved[table.id, draft.name]
                message = f"type `{name}` is taken for the table `{orphan.caption}`"
                self.diagnostics.append(Diagnostic("LNK003", message, draft.location, draft.row.shown))
                self._choose(table, draft, orphan, group, unresolved)

    def _orphans(self, group: _Set) -> list[FieldTable]:
        """The tables captioned with a bare type name that no field refers to.

        But for those that only such a table refers to.
        """
        free = [
            t for t in group.tables if t.id not in group.used and t.name and name_key(t.caption) == name_key(t.name)
        ]
        below = {
            name_key(n)
            for t in free
            for d in self._drafts(t)
            if (n := _wanted_name(d.type)) and name_key(n) != name_key(t.name)
        }
        return [t for t in free if name_key(t.name) not in below]

    def _choose(
        self,
        table: FieldTable,
        draft: DraftField,
        target: FieldTable,
        group: _Set,
        unresolved: _Unresolved,
    ) -> None:
        self.chosen[table.id, draft.name] = target
        group.used.add(target.id)
        self._walk(target, group, unresolved)

    def _build(self, root: FieldTable) -> None:
        """Put the structure of a table, and of all that it reaches, into `structures`."""
        stack = [root]
        while stack:
            table = stack.pop()
            if table.id in self.structures:
                continue
            fields = tuple(self._field(table, d) for d in self._drafts(table))
            self.structures[table.id] = Structure(table.id, table.name, fields, table.location)
            stack += [t for d in self._drafts(table) if (t := self.chosen.get((table.id, d.name)))]

    def _field(self, table: FieldTable, draft: DraftField) -> Field:
        target = self.chosen.get((table.id, draft.name))
        kind = _linked(draft.type, target.id) if target else draft.type
        return Field(
            draft.name, kind, draft.required, draft.description, draft.location, draft.default, draft.row.shown
        )

    def fields(self, table: FieldTable) -> tuple[Field, ...]:
        """Give the fields of a table whose rows are parameters."""
        return tuple(self._field(table, d) for d in self._drafts(table))


def _wanted_name(type_: Type) -> str | None:
    """Give the name of the structure that a type needs: "" for an object without a name, None for what needs none."""
    inner = type_
    while inner.item is not None:
        inner = inner.item
    if inner.kind is Kind.OBJECT or inner.kind is Kind.ARRAY:
        return inner.name
    return None


def _linked(type_: Type, structure: str) -> Type:
    """Give `type_` with its innermost object linked; a bare array becomes one of such objects."""
    if type_.item is not None:
        return replace(type_, item=_linked(type_.item, structure))
    if type_.kind is Kind.ARRAY:
        return replace(type_, item=Type(Kind.OBJECT, structure=structure))
    return replace(type_, structure=structure)


def _table_reference(text: Text) -> tuple[str, str] | None:
    if "表" not in text.plain and "able" not in text.plain:
        return None
    found = load_profile().match_line("table_reference", text.plain[:4000])
    return (found["number"], found["title"]) if found else None


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, name_key(first), name_key(second), autojunk=False).ratio()
