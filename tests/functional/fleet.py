"""A service whose lists page in every style: its document, and a server on this machine that keeps to it, or not."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]

MAX_REQUESTS = 200
"""A walk that takes more is taken to be endless; it gets an empty answer."""

SHIPS: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Ship"}}
ANSWER: Json = {
    "type": "object",
    "properties": {
        "ships": SHIPS,
        "total": {"type": "integer"},
        "total_text": {"type": "string"},
        "metadata": {"type": "object", "properties": {"continue": {"type": "string"}}},
        "os.harbour/names": {"type": "array", "items": {"type": "string"}},
    },
}
AT: Json = {"in": "query", "name": "offset"}
PLAIN: Json = {
    "style": "offset", "position": AT, "first": 0, "size": {"in": "query", "name": "limit"}, "items": "/ships",
    "total": "/total",
}  # fmt: skip
PAGED: dict[str, Json] = {
    "offset": PLAIN,
    "sized": {**PLAIN, "default_size": 2},
    "page": {**PLAIN, "style": "page"},
    "from_one": {**PLAIN, "style": "page", "first": 1},
    "marker": {
        "style": "marker", "position": {"in": "query", "name": "continue"}, "items": "/ships",
        "next": "/metadata/continue",
    },
    "names": {**PLAIN, "items": "/os.harbour~1names", "total": "/total_text"},
}  # fmt: skip
BROKEN: dict[str, Any] = {
    "false": False,
    "text": "cursor",
    "no style": {**PLAIN, "style": "scroll"},
    "no such position": {**PLAIN, "position": {"in": "query", "name": "begin"}},
    "position elsewhere": {**PLAIN, "position": {"in": "header", "name": "offset"}},
    "items lead nowhere": {**PLAIN, "items": "/nothing"},
    "items are no array": {**PLAIN, "items": "/total"},
    "items are no pointer": {**PLAIN, "items": 7},
    "marker without a next one": {**PAGED["marker"], "next": "/nothing"},
}


def operation(name: str, paging: Any, schema: Json = ANSWER) -> Json:
    """Make an operation that pages as it states."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": type_}}
        for name, type_ in (("offset", "integer"), ("limit", "integer"), ("continue", "string"), ("state", "string"))
    ]
    answer = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {
        "operationId": name, "tags": ["Ships"], "parameters": parameters, "responses": {"200": answer},
        "x-pagination": paging,
    }  # fmt: skip


def fleet_document() -> Json:
    """Make a document with an operation for every style, with one that searches, and with broken statements."""
    paths: Json = {f"/{name}": {"get": operation(f"List_{name}", paging)} for name, paging in PAGED.items()}
    paths["/bare"] = {"get": operation("List_bare", {**PLAIN, "items": "", "total": None}, SHIPS)}
    search = operation("Search", {**PLAIN, "position": AT | {"in": "body"}, "size": {"in": "body", "name": "limit"}})
    fields = {name: {"type": "integer"} for name in ("offset", "limit")} | {"state": {"type": "string"}}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": fields}}}}
    paths["/search"] = {"post": {**search, "parameters": [], "requestBody": body}}
    for index, paging in enumerate(BROKEN.values()):
        paths[f"/broken{index}"] = {"get": operation(f"List_broken{index}", paging)}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Fleet API", "version": "1"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": {
            path: {method: {**item, "x-resource": "ships"} for method, item in methods.items()}
            for path, methods in paths.items()
        },
        "components": {"schemas": {"Ship": {"type": "object", "properties": {"id": {"type": "integer"}}}}},
    }


class Fleet:
    """What the server knows, and how it behaves. `answer` may replace the answer to a request."""

    def __init__(self) -> None:
        self.reset()

    def reset(self, count: int = 0, cap: int = 1000, *, total: bool = True) -> None:
        """Have so many ships, on pages of at most `cap`."""
        self.ships = [{"id": number} for number in range(count)]
        self.cap = cap
        self.total = total
        self.requests: list[tuple[str, Json]] = []
        self.answer: Callable[[str, Json], Any] = lambda path, asked: self.page(path, asked)

    def page(self, path: str, asked: Json) -> Any:
        """Give the page that a path and its parameters ask for."""
        size = min(int(asked.get("limit", 10)), self.cap)
        position = int(asked.get("offset", 1 if path == "/from_one" else 0))
        start = {"/page": position * size, "/from_one": (position - 1) * size}.get(path, position)
        if path == "/marker":
            start = int(asked.get("continue", "at-0").removeprefix("at-"))
        ships = self.ships[start : start + size]
        if path == "/bare":
            return ships
        if path == "/names":
            return {"os.harbour/names": [str(ship["id"]) for ship in ships], "total_text": str(len(self.ships))}
        if path == "/marker":
            following = {"continue": f"at-{start + size}"} if start + size < len(self.ships) else {"continue": ""}
            return {"ships": ships, "metadata": following}
        return {"ships": ships} | ({"total": len(self.ships)} if self.total else {})


@contextmanager
def serving(fleet: Fleet) -> Iterator[str]:
    """Serve a fleet on this machine; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = dict(parse_qsl(url.query)) | (json.loads(content) if content else {})
            fleet.requests.append((url.path, asked))
            endless = len(fleet.requests) > MAX_REQUESTS
            body = json.dumps({} if endless else fleet.answer(url.path, asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(10)
