"""Rows of tables to fields: the name unwrapped, the type and the required cell read."""

import re
from dataclasses import dataclass
from functools import cache

from scraper.document import Text
from scraper.extract.operations import FieldTable
from scraper.extract.types import parse_type
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile, squeeze
from scraper.reference import Type
from scraper.tables.roles import RoleRow
from spec.diagnostics import Diagnostic
from spec.location import Location

MAX_NAME = 200
MAX_NAME_WORDS = 5

_REMARK = re.compile(r"\s*(?:[（(](?:可选|必选|optional|mandatory)[）)]|\*)$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_SENTENCE = re.compile(r"[。；！？]|[\u4e00-\u9fff]{20}")
_PLAIN_WORD = re.compile(r"(?<!\S)[A-Za-z]+[.,;]?(?!\S)")
_HAN = re.compile(r"[一-鿿]")
TYPE_IN_TEXT = re.compile(
    r"(?:^|\n)\s*(?:类型|参数类型|Type|Parameter type)\s*[:：]\s*([A-Za-z一-鿿<>,\[\] ]{3,40}?)\s*(?:[。.;；\n]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field whose structure is not known yet. `type_text` is the type cell with its links."""

    name: str
    type: Type
    type_text: Text
    typed: bool
    required: bool | None
    description: Text
    name_text: Text
    default: str
    location: Location
    row: RoleRow


@cache
def field_name(text: str) -> str:
    """Give the JSON name that a name cell shows: a blank where the page broke the cell is no part of it."""
    name = _REMARK.sub("", text[:MAX_NAME].strip())
    if _HAN.search(name):
        return " ".join(name.split())
    return "".join(name.split())


def is_name(text: str) -> bool:
    """Tell whether a name cell holds a name: a word, and no sentence such as a note that spans the table."""
    return (
        bool(_LETTER.search(text)) and not _SENTENCE.search(text) and len(_PLAIN_WORD.findall(text)) <= MAX_NAME_WORDS
    )


def draft_fields(table: FieldTable, findings: list[Diagnostic]) -> list[DraftField]:
    """Give the fields of a table, in order; a row that names none, or one that is there already, is a finding."""
    profile = load_profile()
    fields: list[DraftField] = []
    names: set[str] = set()
    for number, row in enumerate(table.rows, 1):
        name_text, type_text = row.text("name"), row.text("type")
        name = field_name(name_text.plain)
        location = Location(table.location.document, row.line, (*table.location.trail, f"row {number}"))
        if not is_name(name_text.plain):
            findings.append(Diagnostic("TBL004", "the name cell holds no name", location, row.shown))
            continue
        if name in names:
            findings.append(Diagnostic("TBL005", f"`{name}` stands in the table already", location, row.shown))
            continue
        names.add(name)
        description = row.text("description")
        found = parse_type(type_text.plain) if type_text else _type_in_text(description.plain)
        if found is None and type_text and squeeze(type_text.plain) not in profile.nothing:
            findings.append(Diagnostic("TBL006", f"type `{type_text.plain}` is not understood", location, row.shown))
        fields.append(
            DraftField(
                name=name,
                type=found or Type(_untyped_kind(table, type_text)),
                type_text=type_text,
                typed=found is not None,
                required=profile.is_required(row.text("required").plain.strip()) if table.has_required else None,
                description=description,
                name_text=name_text,
                default=row.text("default").plain,
                location=location,
                row=row,
            )
        )
    return fields


def _untyped_kind(table: FieldTable, type_text: Text) -> Kind:
    """A parameter without a type is a text; a field of a body may be anything."""
    in_body = table.place.endswith("body") or table.place == "structure"
    return Kind.ANY if type_text or in_body else Kind.STRING


def _type_in_text(text: str) -> Type | None:
    found = TYPE_IN_TEXT.search(text[:2000]) if ":" in text or "：" in text else None
    return parse_type(found[1].strip()) if found else None
