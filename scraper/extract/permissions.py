"""Permission tables: which action an operation needs, which others go with it, and whose rows match which operation."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scraper.document import Table
from scraper.extract.scopes import Scope
from scraper.extract.uri import METHODS, RequestLine, parse_request_line
from scraper.profiles.profile import load_profile
from scraper.reference import Operation, Permission
from scraper.tables.lists import Cells, Taken, read_list, roles_with
from spec.conflicts import Conflict, ConflictKind, Reading, Told
from spec.location import Location

MAX_CELL = 8_000

_METHOD = "|".join(METHODS)
_START = re.compile(rf"(?:• )?(?:{_METHOD})(?:\s|/|$)", re.IGNORECASE)
_INNER = re.compile(rf"\s(?=(?:{_METHOD})\s+/)")
_OPEN = re.compile(r"(?:[/_-]|\{[^{}]*)$")
_GAP = re.compile(r"(?<=[/_-])\s+(?=[a-z{_])|\s+(?=/)")
_HOLE = re.compile(r"\{[^{}]*\}")
_SIGNS = re.compile(r"[^\w]+")
_SERVICE = re.compile(r"[a-z][\w-]*:")
_BETWEEN = re.compile(r"[\s,;，；、]+")
# service:resource:verb; the second sign may be misprinted
_WHOLE = re.compile(r"[a-z][\w-]*:[\w*/-]+[^\w\s*/-][\w*-]+")
# two actions of one service with nothing between them
_GLUED = re.compile(r"(?P<first>(?P<service>[a-z][\w-]*):[\w*]+:[\w*]+?)(?P<second>(?P=service):.*)")


def read_permissions(scope: Scope, taken: Taken) -> Iterator[Permission]:
    """Yield what the permission tables of a scope state, a row with several APIs once for each of them."""
    tables = (m for m in scope.marks if isinstance(m, Table))
    rows = read_list(tables, roles_with("api", "action"), _begins, taken, joins_cut_rows=scope.dialect == "text")
    for row in rows:
        where = Location(scope.document, row.line, tuple(filter(None, (scope.title.shown,))))
        name = "".join(row.text("permission").plain.split("\n"))
        for request in read_requests(row.text("api").plain) or (None,):
            yield Permission(
                name=name,
                method=request.method if request else "",
                path=request.path if request else "",
                actions=read_actions(row.text("action").plain),
                related=read_actions(row.text("related_action").plain),
                iam_project=load_profile().is_supported(row.text("iam_project").plain),
                enterprise_project=load_profile().is_supported(row.text("enterprise_project").plain),
                location=where,
            )


def _begins(cells: Cells) -> bool:
    return bool(_START.match(cells["api"].plain) or (cells.get("permission") and cells["action"]))


def read_requests(text: str) -> tuple[RequestLine, ...]:
    """Give the methods and paths that a cell names, one below the other; a line that begins with no method goes on."""
    pieces: list[str] = []
    for line in text[:MAX_CELL].split("\n"):
        for part in _INNER.split(line.removeprefix("• ")):
            if _START.match(part) and not (pieces and _OPEN.search(pieces[-1])):
                pieces.append(part)
            elif pieces:
                pieces[-1] += part
    found = (parse_request_line([_GAP.sub("", piece)]) for piece in pieces)
    return tuple(dict.fromkeys(r for r in found if r))


def read_actions(text: str) -> tuple[str, ...]:
    """Give the actions of a cell, each once. Breaks stand anywhere in them, so a part joins what is not yet whole."""
    found: list[str] = []
    for part in _BETWEEN.split(text[:MAX_CELL].replace("• ", "")):
        if not found or (_WHOLE.fullmatch(found[-1]) and _SERVICE.match(part)):
            found.append(part)
        else:
            found[-1] += part
        while glued := _GLUED.fullmatch(found[-1]):
            found[-1:] = [glued["first"], glued["second"]]
    return tuple(dict.fromkeys(action for action in found if ":" in action))


def match_permissions(
    operations: Sequence[Operation], permissions: Sequence[Permission]
) -> tuple[dict[str, list[Permission]], list[Conflict]]:
    """Give the permissions of each operation, by its key. Conflicts are rows that match none, or two.

    Method and path count. They are another operation's by mistake where the row has the title of one operation, and
    that of the path's own operation is the name of another row: then the name counts.
    """
    matches = _Matches(operations, permissions)
    found: dict[str, list[Permission]] = defaultdict(list)
    conflicts: list[Conflict] = []
    for permission in permissions:
        at, named = matches.by_path(permission), matches.by_name(permission)
        operation = at
        if named and named is not at and (at is None or matches.is_misplaced(permission, at)):
            operation = named
            says = f"`{at.title}`" if at else "no operation"
            message = f"`{permission.name}` is {named.key}, its row has the path of {says}"
            told = Told("PER002", message, _shown(permission), with_both=False)
            conflicts.append(_conflict(permission, named, told))
        if operation is None:
            message = f"`{permission.name}` ({_shown(permission) or 'without a path'}) is no operation of the reference"
            conflicts.append(_conflict(permission, None, Told("PER001", message)))
        else:
            found[operation.key].append(permission)
    return found, conflicts


def _conflict(permission: Permission, operation: Operation | None, told: Told) -> Conflict:
    """A row whose request is not that of the operation which has its name; without one, of no operation."""
    stated = Reading(permission.location, _shown(permission) or permission.name)
    if operation is None:
        return Conflict(ConflictKind.PERMISSION, "", permission.name or "permission", (stated,), told=told)
    readings = (stated, Reading(operation.location, operation.key))
    return Conflict(ConflictKind.PERMISSION, operation.key, permission.name, readings, 1, told=told)


class _Matches:
    """Operations by path and by title, and the names of all rows."""

    def __init__(self, operations: Sequence[Operation], permissions: Sequence[Permission]) -> None:
        self.paths = {_shape(o.method, o.path): o for o in operations}
        self.titles: dict[str, list[Operation]] = defaultdict(list)
        for operation in operations:
            self.titles[_words(operation.title)].append(operation)
        self.names = {_words(p.name) for p in permissions}
        self.apis = Counter(p.location for p in permissions)

    def by_path(self, permission: Permission) -> Operation | None:
        return self.paths.get(_shape(permission.method, permission.path))

    def by_name(self, permission: Permission) -> Operation | None:
        """Give the one operation that has the row's name as its title."""
        found = self.titles.get(_words(permission.name), [])
        return found[0] if len(found) == 1 and permission.name and self.apis[permission.location] == 1 else None

    def is_misplaced(self, permission: Permission, at: Operation) -> bool:
        title = _words(at.title)
        return title in self.names and title != _words(permission.name)


def _shape(method: str, path: str) -> tuple[str, str]:
    return method, _HOLE.sub("{}", path).rstrip("/")


def _words(title: str) -> str:
    return _SIGNS.sub("", title).casefold()


def _shown(permission: Permission) -> str:
    return f"{permission.method} {permission.path}".strip()
