"""OpenAPI documents as files: read from YAML or JSON, written in the order that they have, whole or not at all."""

import json
import re
import stat
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pydantic_core

from spec import transaction, yamlio
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read; the largest published documents have 15 MB."""

_MAYBE_INFINITE = re.compile(r"[0-9][eE]\+?[0-9]{3}|[0-9]{300}")


def load(path: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds one object; what begins with a brace is JSON.

    Raises DiagnosticError with the file and line for what cannot be read, decoded or parsed, or is too large.
    """
    name = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _error("DOC001", "not a regular file", name)
        if status.st_size > MAX_BYTES:
            raise _error("SPC002", f"more than {MAX_BYTES // 1024 // 1024} MB", name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _error("DOC001", getattr(error, "strerror", None) or str(error), name) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error("SPC001", "not UTF-8", name, data.count(b"\n", 0, error.start) + 1) from error
    return parse(text, name)


def parse(text: str, name: str) -> dict[str, Any]:
    """Read one object from the text of a YAML or JSON file called `name`.

    Raises DiagnosticError with the name and line for text that is neither, or holds something else than an object.
    """
    try:
        value = _parse_json(text) if text.lstrip().startswith("{") else yamlio.parse(text)
    except yamlio.YamlError as error:
        raise _error("SPC001", f"cannot read {error}", name, error.line) from error
    except ValueError as error:
        message, _, place = str(error).partition(" at line ")
        line = place.partition(" ")[0]
        raise _error("SPC001", message, name, int(line) if line.isdigit() else 0) from error
    if not isinstance(value, dict):
        raise _error("SPC001", "not an object", name, 1)
    return value


def _parse_json(text: str) -> Any:
    value = pydantic_core.from_json(text, allow_inf_nan=False)
    if _MAYBE_INFINITE.search(text):
        # the parser reads 1e999 as infinity
        json.dumps(value, allow_nan=False)
    return value


def _error(code: str, message: str, name: str, line: int = 0) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(name, line)))


def dump_json(document: object, indent: int = 2) -> str:
    """Give JSON values as indented JSON in the order that they have, with a newline at the end.

    Half of a surrogate pair becomes U+FFFD. Raises ValueError for a number that is not finite, TypeError for what is no
    JSON value.
    """
    # tells what is no JSON value, which the faster writer of lines would write somehow
    json.dumps(document, ensure_ascii=False, allow_nan=False)
    try:
        return pydantic_core.to_json(document, indent=indent).decode() + "\n"
    except pydantic_core.PydanticSerializationError:
        text = json.dumps(document, ensure_ascii=False, indent=indent)
        return yamlio.without_surrogates(text) + "\n"


def dump_yaml(document: object) -> str:
    """Give JSON values as block YAML in the order that they have; see `yamlio.dump`."""
    return yamlio.dump(document)


def write_files(files: Mapping[Path, str | bytes], made: Iterable[Path] = ()) -> list[Path]:
    """Write files, all or none; gives the paths that changed. Files that an earlier run has `made` go, unless they are
    among them.

    Folders are made as needed and a file that has its content already is left alone. Raises OSError or ValueError with
    nothing changed where a file cannot be written.
    """
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    changes = transaction.compare(contents, made=made)
    if changes:
        place = transaction.nearest_folder(next(iter((*changes.added, *changes.changed, *changes.removed))).parent)
        transaction.commit(changes, place / f".{uuid.uuid4().hex}.tmp")
    return [path for path in contents if path in changes.added or path in changes.changed]
