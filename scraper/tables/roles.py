"""What the columns of a table hold, and its rows read by role: column order may change freely."""

from dataclasses import dataclass
from functools import cache

from scraper.document import Link, Row, Table, Text
from scraper.profiles.profile import load_profile, squeeze

_EMPTY = Text("")


@cache
def _column_role(word: str) -> str:
    return load_profile().columns.get(squeeze(word), "")


def column_roles(row: Row) -> tuple[str, ...]:
    """Give the role of each cell of a header row, "" for words that no profile knows.

    A role is given once, to its first column.
    """
    seen: set[str] = set()
    roles = []
    for cell in row.cells:
        role = _column_role(cell.text.plain)
        roles.append("" if role in seen else role)
        seen.add(role)
    return tuple(roles)


def table_kind(roles: tuple[str, ...]) -> str:
    """Tell what a table with such columns lists: `fields`, `status`, `request_line`, or "" where that is not known."""
    have = set(roles)
    if "method" in have and "uri" in have:
        return "request_line"
    if "name" in have and have & {"type", "required", "description"}:
        return "fields"
    if "status" in have:
        return "status"
    return ""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One logical row: the text of each role, the rows of the page that it was joined from."""

    cells: dict[str, Text]
    rows: tuple[Row, ...]

    @property
    def line(self) -> int:
        """The line of its first part."""
        return self.rows[0].line

    def text(self, role: str) -> Text:
        """Give the text of a role, an empty one where the table has no such column."""
        return self.cells.get(role, _EMPTY)

    @property
    def shown(self) -> str:
        """The row as one line, for people."""
        return " | ".join(c.text.plain.replace("\n", " ") for c in self.rows[0].cells)


def same_header(first: Row, second: Row) -> bool:
    """Tell whether two rows have the same words, as a header has that is repeated after a page break."""
    return [squeeze(c.text.plain) for c in first.cells] == [squeeze(c.text.plain) for c in second.cells]


def read_rows(
    header: Row, roles: tuple[str, ...], rows: list[Row], *, joins_cut_rows: bool
) -> tuple[list[RoleRow], list[tuple[Row, str]]]:
    """Read rows by role. Gives the logical rows, and (row, why) for those that are none of their own.

    why: `header` for a repeated header, `empty`, `again` for a row that stands in the table already, `length` for one
    whose number of cells differs from the header's (it is read all the same, missing cells being empty). A row without
    a name goes on with the one above where `joins_cut_rows`: the text was cut by a page break.
    """
    out: list[RoleRow] = []
    odd: list[tuple[Row, str]] = []
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        plain = tuple(c.text.plain for c in row.cells)
        if row.cells[:1] == header.cells[:1] or same_header(header, row):
            odd.append((row, "header"))
            continue
        if not any(plain):
            odd.append((row, "empty"))
            continue
        cells = _by_role(roles, row)
        if len(plain) != len(roles):
            odd.append((row, "length"))
        if not cells.get("name", cells.get("status", _EMPTY)) and joins_cut_rows and out:
            out[-1] = _joined(out[-1], cells, row)
        elif plain in seen:
            odd.append((row, "again"))
        else:
            out.append(RoleRow(cells, (row,)))
        seen.add(plain)
    return out, odd


def _by_role(roles: tuple[str, ...], row: Row) -> dict[str, Text]:
    cells: dict[str, Text] = {}
    for role, cell in zip(roles, row.cells, strict=False):
        if role:
            cells[role] = cell.text
    if len(row.cells) > len(roles) and roles[-1]:
        last = [cells.get(roles[-1], _EMPTY), *(c.text for c in row.cells[len(roles) :])]
        cells[roles[-1]] = Text(" | ".join(t.plain for t in last), tuple(k for t in last for k in t.links))
    return cells


def _joined(above: RoleRow, cells: dict[str, Text], row: Row) -> RoleRow:
    merged = dict(above.cells)
    for role, text in cells.items():
        if text:
            merged[role] = _glue(merged.get(role, _EMPTY), text, " " if role == "type" else "")
    return RoleRow(merged, (*above.rows, row))


def _glue(first: Text, second: Text, between: str) -> Text:
    if not first:
        return second
    if second.plain.startswith("• "):
        between = "\n"
    elif (
        first.plain[-1].isascii()
        and first.plain[-1].isalnum()
        and second.plain[0].isascii()
        and second.plain[0].isalnum()
    ):
        between = " "
    links: tuple[Link, ...] = first.links + second.links
    return Text(first.plain + between + second.plain, links)


def continues(table: Table, header: Row) -> bool:
    """Tell whether `table` goes on with one that has this header: its own first row is the same."""
    return bool(table.rows) and same_header(table.rows[0], header)
