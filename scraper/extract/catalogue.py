"""Catalogues of codes that hold for all operations: error codes with their HTTP status, status codes with a meaning."""

import re
from collections.abc import Iterator

from scraper.document import Row, Table
from scraper.extract.scopes import Scope
from scraper.reference import ErrorCode, StatusMeaning
from scraper.tables.lists import Begins, Cells, RolesOf, Taken, read_list, roles_with
from scraper.tables.roles import column_roles, table_kind
from spec.location import Location

MAX_CODE = 80

_STATUS = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)", re.ASCII)
_ERROR = re.compile(r"[A-Za-z0-9][\w.:/-]*")
_LETTER = re.compile(r"[^\W\d_]")


def read_error_codes(scope: Scope, taken: Taken) -> Iterator[ErrorCode]:
    """Yield the codes of the error tables of a scope, with the status where the table has a column for it."""
    for cells, where in _rows(scope, roles_with("error_code"), _begins_error, taken):
        status = _STATUS.search(cells["status"].plain) if "status" in cells else None
        yield ErrorCode(_error_code(cells), int(status[0]) if status else None, where)


def read_status_meanings(scope: Scope, taken: Taken) -> Iterator[StatusMeaning]:
    """Yield what a scope says that status codes mean for all operations."""
    for cells, where in _rows(scope, _status_roles, _begins_status, taken):
        code, text = cells["status"].plain[:3], cells.get("description", cells["status"]).plain
        yield StatusMeaning(code, text if _LETTER.search(text) else "", where)


def _rows(scope: Scope, roles_of: RolesOf, begins: Begins, taken: Taken) -> Iterator[tuple[Cells, Location]]:
    tables = (m for m in scope.marks if isinstance(m, Table))
    for row in read_list(tables, roles_of, begins, taken, joins_cut_rows=scope.dialect == "text"):
        yield row.cells, Location(scope.document, row.line, tuple(filter(None, (scope.title.shown,))))


def _begins_error(cells: Cells) -> bool:
    return bool(_ERROR.fullmatch(_error_code(cells)))


def _error_code(cells: Cells) -> str:
    """Give a code without the breaks that stand anywhere in it."""
    return "".join(cells["error_code"].plain[:MAX_CODE].split())


def _status_roles(header: Row) -> tuple[str, ...]:
    roles = column_roles(header)
    return roles if table_kind(roles) == "status" and "error_code" not in roles else ()


def _begins_status(cells: Cells) -> bool:
    return bool(_STATUS.match(cells["status"].plain))
