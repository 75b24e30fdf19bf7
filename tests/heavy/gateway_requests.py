"""Configuration of gateways for a document, and requests that are hard to hand on byte for byte."""

import json
import re
import subprocess
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gateway_programs import Arrived, Gateway, Program, running

from generator.gateway import GatewaySettings, generate_gateways
from generator.write import write_tree

DOCUMENT = Path(__file__).resolve().parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
VALUE = "a%2Fb%20c%3B%25%E4%B8%80.d~e%3Fz"
QUERY = "limit=10&a=%2F%20+&b=&c=1&c=2&d=?/:@!$'()*,%27&%E4%B8%80=x&f"
HEADERS = {
    "X-Auth-Token": "test-token",
    "Content-Type": "application/json",
    "X-Custom": '"q"; a=b, {x} ${y} %z {{w}} \\',
    "X_Under_Score": "kept",
    "User-Agent": "tests/1",
    "Accept-Encoding": "identity",
}
BODY = bytes(range(256)) * 40


@dataclass(frozen=True)
class Made:
    """A gateway's program and the configuration that was made for it."""

    program: Program
    binary: Path
    folder: Path
    work: Path
    port: int

    def write(self, document: Any, upstream: str, **settings: Any) -> None:
        """Write the configuration of a document."""
        wanted = GatewaySettings(upstream=upstream, address="127.0.0.1", port=self.port)
        files = generate_gateways(document, [self.program.name], replace(wanted, **settings), "0", folders=False)
        write_tree(files, self.folder)

    def run(self, environment: dict[str, str] | None = None) -> AbstractContextManager[Gateway]:
        """Run it."""
        return running(self.program, self.binary, self.folder, self.port, self.work, environment or {})


def published() -> dict[str, Any]:
    """Give the published document."""
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return loaded


def operations(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give method, path and operationId of every operation."""
    return [
        (method.upper(), path, item[method]["operationId"])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def filled(path: str, value: str = VALUE) -> str:
    """Give a path with a value for every parameter."""
    return re.sub(r"\{[^{}]*\}", lambda match: value, path)


def fits(path: str, request: str) -> bool:
    """Tell whether a request is one of a path."""
    mine, theirs = path.split("/"), request.split("/")
    return len(mine) == len(theirs) and all("{" in a or a == b for a, b in zip(mine, theirs, strict=True))


def assert_accepted(made: Made) -> None:
    """The program's own check takes the configuration."""
    if made.program.check:
        command = made.program.command(made.binary, made.program.check, made.folder, made.work)
        done = subprocess.run(
            command, cwd=made.folder, env={"HOME": str(made.work)}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]


def assert_intact(
    arrived: Arrived, method: str, target: str, host: str, body: bytes | None, drops: frozenset[str]
) -> None:
    """A request came as it was sent."""
    assert (arrived.method, arrived.target, arrived.body) == (method, target, body or b"")
    sent = {name.lower(): value for name, value in HEADERS.items()} | {"host": host}
    assert {name: arrived.headers.get(name) for name in sent} == sent | dict.fromkeys(drops)
