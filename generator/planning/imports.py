"""Which import statement brings a name that an annotation or a call uses."""

from collections.abc import Iterable

_STATEMENTS = {
    "Annotated": "from typing import Annotated",
    "Any": "from typing import Any",
    "AsyncResource": "from .._runtime.client import AsyncResource",
    "Headers": "from .._runtime.requests import Headers",
    "JsonName": "from .._runtime.models import JsonName",
    "JsonObject": "from .._runtime.models import JsonObject",
    "Literal": "from typing import Literal",
    "Mapping": "from collections.abc import Mapping",
    "Model": "from .._runtime.models import Model",
    "NOT_GIVEN": "from .._runtime.not_given import NOT_GIVEN",
    "NoneType": "from types import NoneType",
    "NotGiven": "from .._runtime.not_given import NotGiven",
    "Query": "from .._runtime.requests import Query",
    "Sequence": "from collections.abc import Sequence",
    "SyncResource": "from .._runtime.client import SyncResource",
    "TYPE_CHECKING": "from typing import TYPE_CHECKING",
    "Timeout": "from .._runtime.requests import Timeout",
    "builtins": "import builtins",
    "cached_property": "from functools import cached_property",
    "given": "from .._runtime.requests import given",
    "joined": "from .._runtime.requests import joined",
}


def import_lines(names: Iterable[str]) -> tuple[str, ...]:
    """Give the import statements for the names, sorted."""
    return tuple(sorted({_STATEMENTS[name] for name in names}))
