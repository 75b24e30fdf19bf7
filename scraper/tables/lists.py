"""Tables that list facts of the whole reference, row by row: who may call what, which codes there are."""

from collections.abc import Callable, Iterable

from scraper.document import Row, Table, Text
from scraper.tables.roles import RoleRow, column_roles, same_header
from spec.report import Reason

# By identity, the tables and rows of which every fact was taken: None, or why a row has none of its own.
Taken = dict[int, Reason | None]
Cells = dict[str, Text]
RolesOf = Callable[[Row], tuple[str, ...]]
Begins = Callable[[Cells], bool]

_EMPTY = Text("")


def read_list(
    tables: Iterable[Table],
    roles_of: RolesOf,
    begins: Begins,
    taken: Taken,
    *,
    joins_cut_rows: bool,
) -> list[RoleRow]:
    """Read the rows of `tables` by role, in order, and say in `taken` what became of each.

    `roles_of` gives the roles of a header row, none where the table is no such list; `begins` tells whether a row with
    such cells is one of its own. One that is not goes on with the row above where `joins_cut_rows`, across tables too:
    a page break cut it.
    """
    out: list[RoleRow] = []
    for table in tables:
        roles = roles_of(table.rows[0]) if table.rows else ()
        rows = [(row, _by_role(roles, row), _reason(table.rows[0], row)) for row in table.rows if roles]
        goes_on = joins_cut_rows and bool(out) and bool(rows)
        if not (goes_on or any(reason is None and begins(cells) for _, cells, reason in rows)):
            continue
        taken[id(table)] = None
        for row, cells, why in rows:
            cut = Reason.CONTINUED if joins_cut_rows and out else Reason.NO_NAME
            reason = why or (None if begins(cells) else cut)
            taken[id(row)] = reason
            if reason is None:
                out.append(RoleRow(cells, (row,)))
            elif reason is Reason.CONTINUED:
                out[-1] = _continued(out[-1], cells, row)
    return out


def roles_with(*needed: str) -> RolesOf:
    """Give a function that gives the roles of a header row that has all of `needed`, and none of any other row."""

    def roles_of(header: Row) -> tuple[str, ...]:
        roles = column_roles(header)
        return roles if set(needed) <= set(roles) else ()

    return roles_of


def _by_role(roles: tuple[str, ...], row: Row) -> Cells:
    cells = {role: cell.text for role, cell in zip(roles, row.cells, strict=False) if role}
    return {role: cells.get(role, _EMPTY) for role in roles if role}


def _reason(header: Row, row: Row) -> Reason | None:
    if row is header:
        return Reason.HEADER
    if same_header(header, row):
        return Reason.REPEATED_HEADER
    if not any(c.text for c in row.cells):
        return Reason.EMPTY
    if len(row.cells) > 1 and all(c is row.cells[0] for c in row.cells):
        return Reason.GROUP_TITLE
    return None


def _continued(above: RoleRow, cells: Cells, row: Row) -> RoleRow:
    merged = dict(above.cells)
    for role, text in cells.items():
        if text:
            first = merged.get(role)
            merged[role] = Text(f"{first.plain}\n{text.plain}", first.links + text.links) if first else text
    return RoleRow(merged, (*above.rows, row))
