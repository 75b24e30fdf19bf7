"""Rows of tables to fields: the name unwrapped, the type and the required cell read."""

import re
from dataclasses import dataclass
from functools import cache

from scraper.document import Text
from scraper.extract.operations import FieldTable
from scraper.extract.types import parse_type
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import Type
from scraper.tables.roles import RoleRow
from spec.location import Location

MAX_NAME = 200

_REMARK = re.compile(r"\s*(?:[（(](?:可选|必选|optional|mandatory)[）)]|\*)$", re.IGNORECASE)
_HAN = re.compile(r"[一-鿿]")
_TYPE_IN_TEXT = re.compile(
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


def draft_fields(table: FieldTable) -> list[DraftField]:
    """Give the fields of a table, in order. A row without a name gives none."""
    profile = load_profile()
    fields: list[DraftField] = []
    names: set[str] = set()
    for number, row in enumerate(table.rows, 1):
        name_text, type_text = row.text("name"), row.text("type")
        name = field_name(name_text.plain)
        if not name or name in names:
            continue
        names.add(name)
        description = row.text("description")
        found = parse_type(type_text.plain) if type_text else _type_in_text(description.plain)
        required = profile.is_required(row.text("required").plain.strip()) if table.has_required else None
        fields.append(
            DraftField(
                name=name,
                type=found
                or Type(
                    Kind.ANY if type_text or table.place.endswith("body") or table.place == "structure" else Kind.STRING
                ),
                type_text=type_text,
                typed=found is not None,
                required=required,
                description=description,
                name_text=name_text,
                default=row.text("default").plain,
                location=Location(table.location.document, row.line, (*table.location.trail, f"row {number}")),
                row=row,
            )
        )
    return fields


def _type_in_text(text: str) -> Type | None:
    found = _TYPE_IN_TEXT.search(text[:2000]) if ":" in text or "：" in text else None
    return parse_type(found[1].strip()) if found else None
