# Copied from apiscribe; do not edit.
"""`/__mock/`: what tests ask a mock beside its operations, in JSON."""

import ipaddress
import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .changes import Change, Changes
from .clock import Clock
from .faults import Fault, Faults, NoOperationError, fault_of, parse_fault
from .journal import Journal, Seen
from .proxy import Violation
from .redaction import HIDDEN
from .service import Answer, busy_answer, error_answer, not_allowed
from .settings import Settings
from .state import is_busy

PREFIX = "/__mock/"
MAX_ADVANCE = 10 * 365 * 86_400.0
"""How much later the clock may be, in seconds."""

_LOG = logging.getLogger("mock")
_SECRETS = ("tokens", "access_keys", "users", "secret")


@dataclass(frozen=True, slots=True)
class AdminRequest:
    """A request to `/__mock/`: `path` is what comes after that, `client` where it comes from, None for no address."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    client: str | None


class _BadRequestError(Exception):
    """A request that cannot be understood."""


class Admin:
    """The clock, the faults and what was seen; and changes of them, which other workers see too."""

    def __init__(
        self, settings: Settings, clock: Clock, clear_state: Callable[[], None], operations: Collection[str]
    ) -> None:
        """`operations` are those that can have faults. Raises NoOperationError for faults of the settings that none has
        of them."""
        self._settings = settings
        self._operations = operations
        self._clear_state = clear_state
        self.clock = clock
        self.requests: Journal[Seen] = Journal("requests", Seen.shown, settings.record, settings.shared)
        self.violations: Journal[Violation] = Journal("violations", Violation.shown, settings.record, settings.shared)
        self.faults = Faults(settings.seed)
        self._start_faults()
        self.changes = Changes(settings.shared, self._apply)
        self.faults.claim = self.changes.claim
        self._resources: dict[str, dict[str, Callable[[AdminRequest], Any]]] = {
            "": {"GET": self._overview},
            "clock": {"GET": self._shown_clock, "POST": self._change_clock},
            "faults": {"GET": self._shown_faults, "POST": self._add_faults, "DELETE": self._clear_faults},
            "requests": {"GET": self._shown_requests, "DELETE": self._forget("requests")},
            "reset": {"POST": self._reset},
            "settings": {"GET": self._shown_settings},
            "violations": {"GET": self._shown_violations, "DELETE": self._forget("violations")},
        }

    def answer(self, request: AdminRequest) -> Answer:
        """Answer a request to `/__mock/`."""
        if not self._settings.remote_admin and (problem := _foreign(request)):
            return error_answer(403, problem)
        methods = self._resources.get(request.path.removesuffix("/"))
        if methods is None:
            return error_answer(404, f"{PREFIX} has only {', '.join(filter(None, self._resources))}")
        handler = methods.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            return not_allowed(request.method, methods)
        try:
            return Answer.of(handler(request))
        except _BadRequestError as error:
            return error_answer(400, str(error))
        except Exception as error:
            if is_busy(error):
                return busy_answer()
            _LOG.exception("%s%s failed", PREFIX, request.path)
            return error_answer(500, f"{PREFIX} failed: {type(error).__name__}; the log of the mock says why")

    def close(self) -> None:
        """Close what is open."""
        self.changes.close()
        self.requests.close()
        self.violations.close()

    def _apply(self, change: Change) -> None:
        """Make a change in this worker."""
        if "advance" in change:
            self.clock.advance(change["advance"])
        if "speed" in change:
            self.clock.speed = change["speed"]
        if change.get("clear_faults"):
            self.faults.clear()
        for fault in change.get("faults", ()):
            self.faults.add(fault_of(fault))
        for name in change.get("forget", ()):
            getattr(self, name).clear(change["time"])
        if change.get("reset"):
            self.clock.offset, self.clock.speed = 0.0, self._settings.speed
            self.faults.clear()
            self._start_faults()

    def _start_faults(self) -> None:
        for text in self._settings.faults:
            self.faults.add(self._checked(parse_fault(text)))

    def _checked(self, fault: Fault) -> Fault:
        """Give a fault that an operation can have. Raises NoOperationError for any other."""
        if not any(fnmatchcase(name, fault.operation) for name in self._operations):
            raise NoOperationError(f"no operation is called {fault.operation[:80]!r}, or fits that pattern")
        return fault

    def _overview(self, request: AdminRequest) -> dict[str, Any]:
        return {"links": [PREFIX + name for name in self._resources if name], "clock": self._shown_clock(request)}

    def _shown_clock(self, _: AdminRequest) -> dict[str, Any]:
        now = self.clock.now()
        text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        return {"now": now, "text": text, "advanced": self.clock.offset, "speed": self.clock.speed}

    def _change_clock(self, request: AdminRequest) -> dict[str, Any]:
        values = _object(request.body)
        if not values or values.keys() - {"advance", "speed"}:
            raise _BadRequestError('send {"advance": SECONDS} or {"speed": FACTOR}')
        change = {}
        if "advance" in values:
            change["advance"] = _number(values, "advance", 0, MAX_ADVANCE - self.clock.offset)
        if "speed" in values:
            change["speed"] = _number(values, "speed", 1e-6, 1e6)
        self.changes.add(change)
        return self._shown_clock(request)

    def _shown_faults(self, _: AdminRequest) -> dict[str, Any]:
        return {"faults": self.faults.shown()}

    def _add_faults(self, request: AdminRequest) -> dict[str, Any]:
        value = _json(request.body)
        try:
            faults = [self._checked(fault_of(item)) for item in (value if isinstance(value, list) else [value])]
            if not self.faults.takes(len(faults)):
                raise ValueError("there are too many faults")
        except (ValueError, AttributeError, TypeError) as error:
            raise _BadRequestError(str(error) if isinstance(error, ValueError) else "a fault is an object") from None
        self.changes.add({"faults": [fault.shown() for fault in faults]})
        return self._shown_faults(request)

    def _clear_faults(self, request: AdminRequest) -> dict[str, Any]:
        self.changes.add({"clear_faults": True})
        return self._shown_faults(request)

    def _shown_requests(self, request: AdminRequest) -> dict[str, Any]:
        return {"requests": _filtered(self.requests.last(), request.query)}

    def _shown_violations(self, request: AdminRequest) -> dict[str, Any]:
        return {"violations": _filtered(self.violations.last(), request.query)}

    def _forget(self, name: str) -> Callable[[AdminRequest], dict[str, Any]]:
        def forget(_: AdminRequest) -> dict[str, Any]:
            self.changes.add({"forget": [name], "time": time.time()})
            return {name: []}

        return forget

    def _reset(self, request: AdminRequest) -> dict[str, Any]:
        self._clear_state()
        self.changes.add({"reset": True, "forget": ["requests", "violations"], "time": time.time()})
        return self._overview(request)

    def _shown_settings(self, _: AdminRequest) -> dict[str, Any]:
        values = {
            key: str(value) if isinstance(value, Path) else value for key, value in asdict(self._settings).items()
        }
        return values | dict.fromkeys(_SECRETS, HIDDEN)


def _foreign(request: AdminRequest) -> str:
    """Say why a request is not one of this machine's own; empty where it is."""
    if request.client is not None and not _is_loopback(request.client):
        return f"{PREFIX} is for this machine alone"
    host = request.headers.get("host", "localhost")
    origin = request.headers.get("origin", f"http://{host}")
    try:
        name = (urlsplit(f"//{host}").hostname or "") if host.isascii() else ""
        is_own = urlsplit(origin).netloc == host
    except ValueError:
        name, is_own = "", False
    # A page of another site may send requests to this machine, also under a name of its own that leads here.
    if not is_own or not (name == "localhost" or _is_loopback(name)):
        return f"{PREFIX} is for localhost, not for pages of other sites"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _BadRequestError("the body is no JSON") from None


def _object(body: bytes) -> dict[str, Any]:
    value = _json(body)
    if not isinstance(value, dict):
        raise _BadRequestError("the body is no JSON object")
    return value


def _number(values: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = values[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _BadRequestError(f"{name} is a number from {low:g} to {high:g}")
    return float(value)


def _filtered(entries: list[dict[str, Any]], query: str) -> list[dict[str, Any]]:
    """Give the entries whose fields have the values of the query; `limit` cuts."""
    wanted = dict(parse_qsl(query, keep_blank_values=True))
    limit = wanted.pop("limit", "")
    for name, value in wanted.items():
        entries = [entry for entry in entries if str(entry.get(name)) == value]
    return entries[: int(limit)] if limit.isascii() and limit.isdigit() and len(limit) < 10 else entries
