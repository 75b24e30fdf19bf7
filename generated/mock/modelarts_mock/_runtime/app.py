# Copied from apiscribe; do not edit.
"""The mock as an ASGI application. It needs no framework: one tree of routes, one body, one answer."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .call import Call, Handler, Route
from .clock import Clock
from .courses import ItemCourses
from .exchange import Message, Receive, Send, checked, live
from .front import Front
from .preferences import read_preference
from .redaction import HIDDEN
from .resources import Resources
from .router import Match, Router, split_path
from .service import Answer, Service, UndocumentedError, busy_answer, error_answer, not_allowed
from .settings import Settings
from .state import Store, is_busy
from .things import Resource
from .validation import Checker, RefusedError

MAX_MATCHES = 4_096
MAX_MATCHED = 512
"""How many paths are remembered with what they mean, and how long they may be."""

_DEFAULTS = Settings()
_LOG = logging.getLogger("mock")


class MockApp:
    """Answers every documented operation.

    An answer of your own: `app.on("ShowShip", handler)`, `@app.operation("ShowShip")`, or a subclass with a method that
    has the name of the handler. `handlers` has all of these by their operations.
    """

    def __init__(
        self,
        service: Service,
        routes: Iterable[Route],
        resources: Iterable[Resource] = (),
        settings: Settings = _DEFAULTS,
    ) -> None:
        """Raises StateError where the file of the settings cannot hold the state."""
        self.service = service
        service.schemas.mask = HIDDEN if settings.proxy else None  # what is passed on has real secrets
        self.settings = settings
        self.routes = tuple(routes)
        self.clock = Clock(settings.speed)
        self.store = Store(settings.state, _owner(service.document))
        self.resources = Resources(service, self.store, self.clock, settings.seed)
        self.resources.courses = ItemCourses(service.document, self.store, self.clock, self.routes, resources)
        self.router: Router[Route] = Router()
        for route in self.routes:
            self.router.add(route.method, route.path, route)
        self._matches: dict[tuple[str, bytes], Match[Route]] = {}
        self._checkers: dict[str, Checker] = {}
        self._secrets = _secret_headers(service.document)
        self.handlers: dict[str, Handler] = {}
        for route in self.routes:
            if own := self._own_handler(route):
                self.handlers[route.operation_id] = own
        self.front = Front(self)

    @classmethod
    def from_file(
        cls, document: Path, routes: Iterable[Route], resources: Iterable[Resource] = (), settings: Settings = _DEFAULTS
    ) -> "MockApp":  # fmt: skip
        """Make the application of a document on disk, as JSON."""
        return cls(Service(json.loads(document.read_bytes())), routes, resources, settings)

    def on(self, operation_id: str, handler: Handler) -> None:
        """Let a function answer an operation. ValueError tells that there is no such operation."""
        if all(route.operation_id != operation_id for route in self.routes):
            raise ValueError(f"there is no operation {operation_id!r}")
        self.handlers[operation_id] = handler

    def operation(self, operation_id: str) -> Callable[[Handler], Handler]:
        """Let the decorated function answer an operation."""

        def register(handler: Handler) -> Handler:
            self.on(operation_id, handler)
            return handler

        return register

    def reset(self) -> None:
        """Remove everything that was made."""
        self.store.clear()
        self.resources.display.forget()

    def close(self) -> None:
        """Close the file of the state."""
        self.store.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection event of ASGI."""
        if scope["type"] == "http":
            await self.front.serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await live(receive, send, self.front.close)

    def match(self, method: str, raw_path: bytes) -> Match[Route] | None:
        """Give the operation that a request means, None where there is none."""
        key = (method, raw_path)
        if (known := self._matches.get(key)) is not None:
            return known
        segments = split_path(raw_path.decode("latin-1"), unquote)
        found = self.router.find(method, segments)
        if found is None and method == "HEAD":
            found = self.router.find("GET", segments)
        if found is not None and len(raw_path) <= MAX_MATCHED:
            if len(self._matches) >= MAX_MATCHES:
                self._matches.clear()
            self._matches[key] = found
        return found

    def answer(
        self, route: Route, path_values: Mapping[str, str], query: bytes, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer a request to an operation: refuse what is not as documented, else let the handler answer."""
        operation = self.service.operation(route.method, route.path)
        try:
            values = self._checker(route).read(path_values, query, headers, body, self.settings.validate)
            if "prefer" in headers and (preference := read_preference(headers["prefer"])):
                return operation.preferred(preference, route.status)
            call = Call(route, operation, path_values, headers, body, values, self.resources)
            own = self.handlers.get(route.operation_id)
            return route.handler(call) if own is None else checked(own(call))
        except RefusedError as error:
            return error.answer
        except UndocumentedError as error:
            return error_answer(400, f"header prefer: {error}")
        except Exception as error:
            if is_busy(error):
                self.store.hurry()
                return busy_answer()
            _LOG.exception("%s failed", route.operation_id)
            return error_answer(500, f"the handler of {route.operation_id} failed; the log of the mock says why")

    def problems(
        self, route: Route, path_values: Mapping[str, str], query: bytes, headers: Mapping[str, str], body: bytes
    ) -> tuple[str, ...]:
        """Say in what a request to an operation is not as documented."""
        try:
            self._checker(route).read(path_values, query, headers, body, True)
        except RefusedError as error:
            return error.args
        return ()

    def _checker(self, route: Route) -> Checker:
        checker = self._checkers.get(route.line)
        if checker is None:
            operation = self.service.operation(route.method, route.path)
            checker = self._checkers[route.line] = Checker(self.service, operation, self._secrets)
        return checker

    def _own_handler(self, route: Route) -> Handler | None:
        """Give the method of a subclass that has the name of the handler."""
        name = route.handler.__name__
        for kind in type(self).__mro__[: type(self).__mro__.index(MockApp)]:
            if name in vars(kind):
                own: Handler = getattr(self, name)
                return own
        return None

    def no_route(self, method: str, raw_path: bytes) -> Answer:
        """Give the answer to a request that no operation is for."""
        text = raw_path.decode("latin-1")
        if methods := self.router.methods(split_path(text, unquote)):
            return not_allowed(method, methods)
        return error_answer(404, f"no documented path fits {text[:200]}")


def _owner(document: Mapping[str, Any]) -> str:
    """Give the name under which a state file knows the service."""
    info = document.get("info")
    return str(info.get("title", "")) if isinstance(info, Mapping) else ""


def _secret_headers(document: Mapping[str, Any]) -> frozenset[str]:
    """Give the headers, in small letters, that are a matter of authentication alone."""
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    found = schemes.values() if isinstance(schemes, Mapping) else ()
    return frozenset(str(s.get("name")).lower() for s in found if isinstance(s, Mapping) and s.get("in") == "header")
