# Copied from apiscribe; do not edit.
"""Where the mock keeps what was made: items of resources in SQLite, in memory or in a file.

A file may be shared by several processes: each has one connection, each change is one transaction. A commit is handed
to the operating system before the answer goes out, so what was answered outlives a kill of the process (not of the
machine: SQLite's write-ahead log with `synchronous=NORMAL`).
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

APPLICATION_ID = 0x6D6F636B
"""What SQLite keeps in the head of a file that is a mock's: `mock` in ASCII."""

VERSION = 1
_MAGIC = b"SQLite format 3\0"
_OPEN_SECONDS = 10.0
_BUSY_MILLISECONDS, _HURRY_MILLISECONDS = 1_000, 20
"""How long to wait for a file that another program holds; the second where the last one waited in vain."""

_TABLES = (
    "CREATE TABLE item (seq INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, resource TEXT NOT NULL, scope TEXT NOT NULL,"
    " id TEXT NOT NULL, fields TEXT NOT NULL, due REAL, course TEXT)",
    "CREATE UNIQUE INDEX item_id ON item (scope, resource, id)",
    "CREATE INDEX item_page ON item (resource, scope, seq)",
    "CREATE INDEX item_due ON item (due) WHERE due IS NOT NULL",
    "CREATE TABLE value (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE counter (stamp INTEGER NOT NULL, number INTEGER NOT NULL)",
    "INSERT INTO counter VALUES (0, 0)",
)
_OF_LISTS = {
    "equal": "{} IN (SELECT value FROM json_each(?))",
    "contain": "EXISTS (WITH it AS (SELECT lower({}) AS text) SELECT 1 FROM it, json_each(?) AS one"
    " WHERE instr(it.text, lower(one.value)) > 0)",
    "differ": "coalesce({}, '') NOT IN (SELECT value FROM json_each(?))",
}
_TESTS = _OF_LISTS | {sign: f"{{}} {sign} ?" for sign in (">", ">=", "<", "<=")} | {"between": "{} BETWEEN ? AND ?"}
"""How conditions are written in SQL; those of lists have all values in one JSON array."""

_COLUMNS = "seq, stamp, resource, scope, id, fields, due, course"


class StateError(Exception):
    """A file that cannot hold the state; it is left as it is."""


class TakenError(Exception):
    """There is an item with this id already."""


class Item(NamedTuple):
    """One thing that was made. `fields` is a JSON object: what is known of it beyond its resource's sample.

    `scope` says in what it is (a project, and the things that it belongs to); `seq` and `stamp` together are others
    after every change, and never come again. `due` is the time of its next change by itself, `course` what will happen
    to it.
    """

    seq: int
    stamp: int
    resource: str
    scope: str
    id: str
    fields: str
    due: float | None
    course: str | None

    @property
    def known(self) -> dict[str, Any]:
        """The fields, read."""
        fields: dict[str, Any] = json.loads(self.fields)
        return fields


@dataclass(frozen=True, slots=True)
class Condition:
    """What a listed item must have in the field at a path of SQLite's JSON; `otherwise` counts where it has none.

    `test` says what: `equal` or `contain` one of the values, `differ` from all of them, lie `between` two, or be `>`,
    `>=`, `<` or `<=` one; bounds that are numbers are compared as such.
    """

    path: str
    values: tuple[str | float, ...]
    otherwise: str | float | None = None
    test: str = "equal"


@dataclass(frozen=True, slots=True)
class Order:
    """By which field a list is sorted; without a path by when things were made."""

    path: str
    otherwise: str | float | None = None
    descending: bool = False


class Store:
    """The items. Every method is one transaction, or part of the one that `transaction` holds open."""

    def __init__(self, path: Path | None, owner: str) -> None:
        """Open a file, or memory. StateError tells of a file that is not a mock's, or that is of another `owner`."""
        try:
            self._db = sqlite3.connect(
                path or ":memory:", timeout=_OPEN_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise StateError(f"{path} cannot hold the state: {error}") from error
        if path:
            try:
                _claim(self._db, path, owner)
            except BaseException:
                self._db.close()
                raise
        else:
            _make_tables(self._db, owner)
        self._nested = False
        self._hurries = True
        self._wait()

    def hurry(self) -> None:
        """Do not wait long for the file, which another program holds, until there is a change again."""
        self._hurries = True
        self._db.execute(f"PRAGMA busy_timeout = {_HURRY_MILLISECONDS}")

    def _wait(self) -> None:
        self._hurries = False
        self._db.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self, *, changes: bool = True) -> Iterator[None]:
        """Make what happens inside one change, seen by other processes as a whole or not at all; without changes, read
        all of one moment."""
        if self._nested:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE" if changes else "BEGIN")
        self._nested = True
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
            if self._hurries and changes:
                self._wait()
        finally:
            self._nested = False

    def next_number(self) -> tuple[int, int]:
        """Give a stamp that nothing ever had, and a number that nothing had since the state was empty."""
        row = self._db.execute("UPDATE counter SET stamp = stamp + 1, number = number + 1 RETURNING *").fetchone()
        return int(row[0]), int(row[1])

    def insert(self, item: Item) -> None:
        """Add an item. Raises TakenError where there is one with this id."""
        try:
            self._db.execute(f"INSERT INTO item ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", item)  # noqa: S608
        except sqlite3.IntegrityError as error:
            raise TakenError(item.id) from error

    def get(self, resource: str, scope: str, id: str) -> Item | None:
        """Give an item."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM item WHERE scope = ? AND resource = ? AND id = ?",  # noqa: S608 - a constant
            (scope, resource, id),
        ).fetchone()
        return Item(*row) if row else None

    def update(self, item: Item, fields: str, due: float | None = None, course: str | None = None) -> Item:
        """Give an item other fields, and another course."""
        with self.transaction():
            stamp = self._next_stamp()
            self._db.execute(
                "UPDATE item SET stamp = ?, fields = ?, due = ?, course = ? WHERE seq = ?",
                (stamp, fields, due, course, item.seq),
            )
        return item._replace(stamp=stamp, fields=fields, due=due, course=course)

    def advance(self, changed: Iterable[tuple[Item, str, float | None, str | None]]) -> None:
        """Give items other fields and other courses, all at once."""
        with self.transaction():
            stamp = self._next_stamp()
            self._db.executemany(
                "UPDATE item SET stamp = ?, fields = ?, due = ?, course = ? WHERE seq = ?",
                [(stamp, fields, due, course, item.seq) for item, fields, due, course in changed],
            )

    def delete(self, item: Item, below: str) -> None:
        """Remove an item, and all in the scope `below`."""
        with self.transaction():
            self._db.execute("DELETE FROM item WHERE seq = ?", (item.seq,))
            self._db.execute("DELETE FROM item WHERE scope = ?", (below,))
            # "0" is the sign after "/": everything that begins with `below` and a slash.
            self._db.execute("DELETE FROM item WHERE scope > ? AND scope < ?", (f"{below}/", f"{below}0"))

    def count(self, resource: str, scope: str, conditions: Sequence[Condition] = ()) -> int:
        """Count the items that meet the conditions."""
        where, values = _where(resource, scope, conditions)
        return int(self._db.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()[0])  # noqa: S608

    def page(
        self,
        resource: str,
        scope: str,
        conditions: Sequence[Condition] = (),
        order: Order | None = None,
        offset: int = 0,
        limit: int = -1,
    ) -> list[Item]:
        """Give items that meet the conditions, in the order in which they were made where no other is asked for."""
        where, values = _where(resource, scope, conditions)
        by = "seq DESC" if order and order.descending else "seq"
        if order and order.path:
            by = f"coalesce(json_extract(fields, ?), ?) {'DESC' if order.descending else 'ASC'}, {by}"
            values += (order.path, order.otherwise)
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM item WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?",  # noqa: S608 - bound values
            (*values, limit, offset),
        )
        return [Item(*row) for row in rows]

    def due(self, now: float) -> list[Item]:
        """Give the items that change by themselves until `now`, the earliest first."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM item WHERE due <= ? ORDER BY due, seq", (now,))  # noqa: S608
        return [Item(*row) for row in rows]

    def next_due(self) -> float:
        """Give the time of the next change by itself, infinity where there is none."""
        row = self._db.execute("SELECT min(due) FROM item WHERE due IS NOT NULL").fetchone()
        return float("inf") if row[0] is None else float(row[0])

    def value(self, name: str) -> str | None:
        """Give a value that all processes share."""
        row = self._db.execute("SELECT content FROM value WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_value(self, name: str, content: str) -> None:
        """Set a value that all processes share."""
        self._db.execute(
            "INSERT INTO value VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
            (name, content),
        )

    def clear(self) -> None:
        """Remove all items; numbers begin again."""
        with self.transaction():
            self._db.execute("DELETE FROM item")
            self._db.execute("UPDATE counter SET number = 0")

    def _next_stamp(self) -> int:
        return int(self._db.execute("UPDATE counter SET stamp = stamp + 1 RETURNING stamp").fetchone()[0])


def is_busy(error: Exception) -> bool:
    """Tell whether something failed because another program holds the file."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def json_path(*names: str) -> str:
    """Give a path of SQLite's JSON to a field inside fields."""
    return "$" + "".join("." + json.dumps(name, ensure_ascii=False) for name in names)


def _where(resource: str, scope: str, conditions: Sequence[Condition]) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["resource = ? AND scope = ?"], [resource, scope]
    for condition in conditions:
        part, bound = _TESTS[condition.test], condition.values
        if condition.test in _OF_LISTS:
            bound = (json.dumps(bound),)
        kind = "REAL" if isinstance(bound[0], float) else "TEXT"
        parts.append(part.format(f"CAST(coalesce(json_extract(fields, ?), ?) AS {kind})"))
        values += [condition.path, condition.otherwise, *bound]  # type: ignore[list-item]
    return " AND ".join(parts), tuple(values)


def _claim(db: sqlite3.Connection, path: Path, owner: str) -> None:
    """Make the tables in a new file, and see whether an old one is ours before anything is written."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
        if head and head != _MAGIC:
            raise StateError(f"{path} is not a state file of a mock")
        if not _is_ours(db, path, owner):
            db.execute("BEGIN EXCLUSIVE")
            if not _is_ours(db, path, owner):  # another process may have been faster
                _make_tables(db, owner)
            db.execute("COMMIT")
        _use_log(db)
        db.execute("PRAGMA synchronous = NORMAL")
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"{path} cannot hold the state: {error}") from error


def _is_ours(db: sqlite3.Connection, path: Path, owner: str) -> bool:
    """Tell whether the file has our tables; False where it has nothing at all."""
    marks = (db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0])
    if marks == (0, 0) and not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    if marks[0] != APPLICATION_ID:
        raise StateError(f"{path} is not a state file of a mock")
    if marks[1] != VERSION:
        raise StateError(f"{path} was written by another version of the mock")
    there = {row[0] for row in db.execute("SELECT sql FROM sqlite_master")}
    if any(statement.startswith("CREATE") and statement not in there for statement in _TABLES):
        raise StateError(f"{path} lacks tables of a state file, or has others")
    row = db.execute("SELECT content FROM value WHERE name = 'owner'").fetchone()
    if row != (owner,):
        raise StateError(f"{path} is the state of another mock")
    return True


def _make_tables(db: sqlite3.Connection, owner: str) -> None:
    for statement in _TABLES:
        db.execute(statement)
    db.execute("INSERT INTO value VALUES ('owner', ?)", (owner,))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _use_log(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; while another process does the same, SQLite refuses instead of waiting."""
    deadline = time.monotonic() + _OPEN_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
