"""Which import statement brings a name that an annotation or a call uses."""

from collections.abc import Iterable

_STATEMENTS = {
    "Annotated": "from typing import Annotated",
    "Callable": "from collections.abc import Callable",
    "Any": "from typing import Any",
    "AsyncPages": "from .._runtime.pages import AsyncPages",
    "AsyncResource": "from .._runtime.client import AsyncResource",
    "Headers": "from .._runtime.requests import Headers",
    "JsonName": "from .._runtime.models import JsonName",
    "Literal": "from typing import Literal",
    "Mapping": "from collections.abc import Mapping",
    "Model": "from .._runtime.models import Model",
    "Required": "from typing import Required",
    "TypedDict": "from typing import TypedDict",
    "NOT_GIVEN": "from .._runtime.not_given import NOT_GIVEN",
    "NoneType": "from types import NoneType",
    "NotGiven": "from .._runtime.not_given import NotGiven",
    "Page": "from .._runtime.pages import Page",
    "Pagination": "from .._runtime.pages import Pagination",
    "Query": "from .._runtime.requests import Query",
    "Sequence": "from collections.abc import Sequence",
    "SyncResource": "from .._runtime.client import SyncResource",
    "TYPE_CHECKING": "from typing import TYPE_CHECKING",
    "Timeout": "from .._runtime.requests import Timeout",
    "Waiter": "from .._runtime.waiters import Waiter",
    "builtins": "import builtins",
    "_deprecated": "from .._runtime.aliases import deprecated as _deprecated",
    "cached_property": "from functools import cached_property",
    "given": "from .._runtime.requests import given",
    "joined": "from .._runtime.requests import joined",
    "poll_async": "from .._runtime.waiters import poll_async",
    "poll_gone_async": "from .._runtime.waiters import poll_gone_async",
    "poll_gone_sync": "from .._runtime.waiters import poll_gone_sync",
    "poll_sync": "from .._runtime.waiters import poll_sync",
}


def import_lines(names: Iterable[str]) -> tuple[str, ...]:
    """Give the import statements for the names, sorted."""
    return tuple(sorted({_STATEMENTS[name] for name in names}))
