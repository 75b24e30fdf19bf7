# Copied from apiscribe; do not edit.
"""What stands around the operations: pages, `/__mock/`, tokens, faults, authentication, the server behind."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .admin import PREFIX, Admin, AdminRequest
from .auth import Authentication, Schemes, Signatures, Signed, read_keys
from .call import Route
from .contract import Contract
from .cuts import reset, truncate
from .exchange import DisconnectedError, Message, Receive, Send, TooLargeError, read_body, send_answer, start_of
from .faults import HEADER as FAULT_HEADER
from .iam import Identity, identity_refusal, tokens_path
from .journal import MAX_SHOWN_BODY, Seen
from .page import Pages
from .paths import path_problem
from .proxy import Incoming, Proxy
from .router import Match
from .service import JSON_HEADERS, Answer, error_answer, json_bytes, not_allowed
from .signing import ALGORITHM
from .tokens import Tokens

if TYPE_CHECKING:
    from .app import MockApp

_PREFIX = PREFIX.encode()
_RETRY_AFTER = {429: 1, 503: 1}
"""Seconds after which a client may come back, where a fault does not say."""

_CHALLENGE = ("www-authenticate", ALGORITHM)


@dataclass(frozen=True, slots=True)
class _Own:
    """Something that the mock answers itself. Only operations have a name, and can have faults."""

    method: str
    handler: Callable[[Signed], Answer]
    operation: str = ""

    def answer(self, request: Signed) -> Answer:
        """Answer a request."""
        if request.method in (self.method, "HEAD" if self.method == "GET" else self.method):
            return self.handler(request)
        return not_allowed(request.method, [self.method])


class Front:
    """Takes requests, and sends on to the operations of an application what is meant for them."""

    def __init__(self, app: "MockApp") -> None:
        self._app = app
        document, settings = app.service.document, app.settings
        keys = read_keys(settings.access_keys)
        tokens = Tokens(settings.tokens, app.clock.now, any_token=settings.any_token, secret=settings.secret)
        self._authentication = Authentication(document, tokens, Signatures(keys))
        self._schemes: dict[str, Schemes] = {}
        self._codes = _hint_codes(document)
        self._identity = Identity(settings, tokens, app.clock.now, tokens_path(document))
        pages = Pages(app.service)
        own = {
            "/docs": _Own("GET", lambda _: pages.docs()),
            "/openapi.json": _Own("GET", lambda _: pages.document()),
        }
        if not settings.proxy:
            identity = self._identity
            own[identity.tokens_path] = _Own("POST", lambda r: identity.create_token(r.body), "CreateToken")
            own[identity.projects_path] = _Own("GET", self._projects, "ListProjects")
        # What the document has goes before what the mock adds.
        self._own = {path.encode(): mine for path, mine in own.items() if not app.match(mine.method, path.encode())}
        names = {route.operation_id for route in app.routes} | {mine.operation for mine in self._own.values()}
        self.admin = Admin(settings, app.clock, app.reset, names - {""})
        contract, violations = Contract(app.service), self.admin.violations
        self.proxy = Proxy(settings.proxy, contract, violations, keys) if settings.proxy else None

    async def serve(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self.admin.changes.catch_up()
        try:
            body = await read_body(receive, self._app.settings.max_body)
        except DisconnectedError:
            return
        except TooLargeError:
            text = f"the body has more than {self._app.settings.max_body} bytes"
            await send_answer(error_answer(413, text, (("connection", "close"),)), False, send)
            return
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = Signed(scope["method"], raw.decode("latin-1"), scope["query_string"].decode("latin-1"), headers, body)
        if raw.startswith(_PREFIX) or raw == _PREFIX[:-1]:
            client = scope["client"][0] if scope.get("client") else None
            path = request.path[len(PREFIX) :]
            answer = self.admin.answer(AdminRequest(request.method, path, request.query, headers, body, client))
            await send_answer(answer, request.method == "HEAD", send)
            return
        operation, status = await self._serve(request, raw, scope, receive, send)
        if self._app.settings.record:
            query, sent = scope["query_string"], scope["headers"]
            seen = Seen(time.time(), request.method, operation, status, raw, query, sent, body[:MAX_SHOWN_BODY])
            self.admin.requests.add(seen)

    async def close(self) -> None:
        """Close what is open."""
        self.admin.close()
        if self.proxy:
            await self.proxy.close()

    async def _serve(
        self, request: Signed, raw: bytes, scope: Message, receive: Receive, send: Send
    ) -> tuple[str, int]:
        """Answer a request that is not to `/__mock/`; gives its operation, and the status (0 for no answer)."""
        if problem := path_problem(raw):
            await send_answer(error_answer(400, problem), request.method == "HEAD", send)
            return "", 400
        own = self._own.get(raw)
        match = None if own else self._app.match(request.method, raw)
        operation = own.operation if own else match.target.operation_id if match else ""
        answer, cut = await self._fault(operation, request.headers)
        if cut == "reset":
            await reset(scope, receive)
            return operation, 0
        if answer is None and own is None and self.proxy is not None:
            incoming = self._incoming(request, raw, scope, match)
            return operation, await self.proxy.pass_on(incoming, scope, receive, send)
        if answer is None:
            answer = own.answer(request) if own else self._of_operation(request, raw, scope["query_string"], match)
        if cut and len(answer.body) > 1 and request.method != "HEAD":
            await truncate(start_of(answer), answer.body, scope, receive, send)
        else:
            await send_answer(answer, request.method == "HEAD", send)
        return operation, answer.status

    async def _fault(self, operation: str, headers: Mapping[str, str]) -> tuple[Answer | None, str]:
        """Let a request wait; gives an answer in place of the usual one, and how the answer is cut."""
        faults = self.admin.faults
        if not operation or not (faults.some or FAULT_HEADER in headers):
            return None, ""
        try:
            effect = faults.effect(operation, headers.get(FAULT_HEADER))
        except ValueError as error:
            return error_answer(400, f"header {FAULT_HEADER}: {error}"), ""
        if effect is None:
            return None, ""
        if effect.delay:
            await asyncio.sleep(effect.delay)
        fault = effect.fault
        if fault is None or fault.status is None:
            return None, "" if fault is None else "reset" if fault.reset else "truncate"
        after = _RETRY_AFTER.get(fault.status) if fault.retry_after is None else fault.retry_after
        again = () if after is None else (("retry-after", str(after)),)
        return error_answer(fault.status, "a fault that was asked for", again), ""

    def _of_operation(self, request: Signed, raw: bytes, query: bytes, match: Match[Route] | None) -> Answer:
        """Answer a request to an operation, if it is one and if it may be."""
        if match is None:
            return self._app.no_route(request.method, raw)
        if self._app.settings.auth and (problem := self._refusal(match.target, request)):
            return self._unauthorized(problem)
        return self._app.answer(match.target, match.path_values, query, request.headers, request.body)

    def _refusal(self, route: Route, request: Signed) -> str:
        schemes = self._schemes.get(route.line)
        if schemes is None:
            spec = self._app.service.operation(route.method, route.path).spec
            schemes = self._schemes[route.line] = self._authentication.schemes(spec)
        return self._authentication.problem(schemes, request)

    def _unauthorized(self, problem: str) -> Answer:
        """Give a refusal with the error code that the document's hints have for what it says, if any."""
        said = problem.lower()
        code = next((code for code, words in self._codes if all(word in said for word in words)), "Mock.0401")
        return Answer(401, json_bytes({"error_code": code, "error_msg": problem}), (*JSON_HEADERS, _CHALLENGE))

    def _projects(self, request: Signed) -> Answer:
        if self._app.settings.auth:
            schemes = self._authentication.schemes({})
            if problem := self._authentication.problem(schemes, request):
                return identity_refusal(401, problem)
        return self._identity.list_projects(request.query)

    def _incoming(self, request: Signed, raw: bytes, scope: Message, match: Match[Route] | None) -> Incoming:
        """Give a request as the proxy passes it on, with what is wrong with it."""
        route = match.target if match else None
        if match and route:
            query, headers = scope["query_string"], request.headers
            problems = self._app.problems(route, match.path_values, query, headers, request.body)
            operation = self._app.service.operation(route.method, route.path)
        else:
            problems, operation = ("no documented operation has this method and path",), None
        name = route.operation_id if route else ""
        query = scope["query_string"]
        return Incoming(request.method, raw, query, scope["headers"], request.body, name, operation, problems)


def _hint_codes(document: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Give the error codes of refusals that the document has hints for, each with the words that its messages have."""
    hints = document.get("x-error-hints")
    found = []
    for hint in hints if isinstance(hints, list) else ():
        words = hint.get("words") if isinstance(hint, Mapping) else None
        if isinstance(words, list) and words and isinstance(hint.get("code"), str):
            found.append((hint["code"], [str(word) for word in words]))
    return found
