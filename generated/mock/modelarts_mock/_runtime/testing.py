# Copied from apiscribe; do not edit.
"""A mock for the tests of one session, as new for each of them: what the fixtures of the package are made of.

Importing this loads nothing of the mock; pytest does it at every start.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from .app import MockApp
    from .call import Handler
    from .settings import Settings

_SECONDS = 30.0

_OPTIONS: dict[str, tuple[Any, str]] = {
    "auth": ("bool", "requests must have a token or a signature"),
    "validate": ("bool", "requests must be as documented"),
    "seed": ("string", "other made values, ids and chances"),
    "speed": ("string", "how much faster states follow one another"),
    "faults": ("linelist", "what goes wrong on purpose, in every test: OPERATION: KEY=VALUE; ..."),
}
"""The settings that pytest's file of settings may have: type and meaning."""

_READ = {"auth": bool, "validate": bool, "seed": int, "speed": float, "faults": tuple}


def add_options(parser: pytest.Parser, package: str) -> None:
    """Let pytest's file of settings have those of the mock; each begins with the name of the package."""
    for name, (kind, meaning) in _OPTIONS.items():
        parser.addini(f"{package}_{name}", f"{package}: {meaning}", type=kind, default=None)


def settings_of(config: pytest.Config, package: str) -> Settings:
    """Give the settings that pytest's file has. ValueError says which one cannot be followed."""
    from .faults import parse_fault
    from .settings import Settings

    values: dict[str, Any] = {}
    for name, read in _READ.items():
        stated = config.getini(f"{package}_{name}")
        try:
            if stated is not None:
                values[name] = read(stated)
            for fault in stated or () if name == "faults" else ():
                parse_fault(fault)
        except ValueError as error:
            raise ValueError(f"{package}_{name}: {error}") from None
    return Settings(**values)


class RunningMock:
    """A mock that runs in this process: its address, and what a test does with it beside sending requests."""

    def __init__(self, app: MockApp, url: str) -> None:
        self.app = app
        self.url = url
        self._handlers = {**app.handlers}

    def reset(self) -> None:
        """Make it as it was at first: nothing made, seen or advanced, no faults and no answers of a test's own."""
        self.app.handlers = {**self._handlers}
        self._control("POST", "reset")

    def on(self, operation_id: str, handler: Handler) -> None:
        """Let a function answer an operation until the next reset. ValueError tells that there is no such operation."""
        self.app.on(operation_id, handler)

    def fault(self, operation: str = "*", **values: Any) -> None:
        """Let something go wrong with operations, a name or a pattern: `fault("Show*", status=429, times=2)`.

        ValueError says what is wrong with the fault.
        """
        self._control("POST", "faults", {"operation": operation, **values})

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._control("DELETE", "faults")

    def advance(self, seconds: float) -> None:
        """Make it later, so that things go on to their next states. ValueError tells of no such time."""
        self._control("POST", "clock", {"advance": seconds})

    def requests(self, operation: str = "") -> list[dict[str, Any]]:
        """Give the requests that were answered, in their order, all or those to one operation; secrets are hidden."""
        seen: list[dict[str, Any]] = self._control("GET", "requests")["requests"]
        return [one for one in reversed(seen) if operation in ("", one["operation"])]

    def _control(self, method: str, path: str, value: Any = None) -> Any:
        """Send a request to `/__mock/`, where it takes its turn among the others; gives the JSON of the answer."""
        from http.client import HTTPConnection
        from urllib.parse import urlsplit

        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=_SECONDS)
        try:
            connection.request(method, f"/__mock/{path}", None if value is None else json.dumps(value))
            answer = connection.getresponse()
            said = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= 400:
            raise ValueError(said["error_msg"])
        return said


def running(app: MockApp) -> Iterator[RunningMock]:
    """Serve a mock on a free port of this machine until the generator is closed."""
    from .serving import serve

    try:
        with serve(app) as url:
            yield RunningMock(app, url)
    finally:
        app.close()


def renewed(mock: RunningMock) -> RunningMock:
    """Give a mock as it was at first."""
    mock.reset()
    return mock
