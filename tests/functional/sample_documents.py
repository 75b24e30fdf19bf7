"""Small documents, and what their samples do in a shell whose `curl` only says what it was given."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from sample_running import run_shell

from generator.samples import CODE_SAMPLES, add_code_samples
from generator.settings import Settings
from spec.model import operations

CLIENT = Settings("ships-client", "ships_client", "Ships", "0")
DATE = "20200608T023900Z"
ENVIRONMENT = {"AK": "AccessKey", "SK": "SecretKey", "PROJECT": "p1", "TOKEN": "secret"}
SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "x-credentials": {"environments": [{"ak": "AK", "sk": "SK", "project_id": "PROJECT"}]},
}
TOKEN = {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}


def document_of(operation: Mapping[str, Any], path: str = "/ships", method: str = "get", **more: Any) -> dict[str, Any]:
    """Give a document with one operation, which may be called with a token and with a signature."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "Ships", "version": "1.0.0"},
        "servers": [{"url": "https://ships.example.com"}],
        "security": [{"Token": []}, {"Signature": []}],
        "paths": {path: {method: {"operationId": "CallShip", "responses": {"204": {"description": ""}}, **operation}}},
        "components": {"securitySchemes": {"Token": TOKEN, "Signature": SIGNATURE}},
        **more,
    }


def sources_of(document: dict[str, Any], settings: Settings | None = CLIENT) -> dict[str, str]:
    """Give the samples of the first operation by their labels."""
    return next(all_sources_of(document, settings))


def all_sources_of(document: dict[str, Any], settings: Settings | None = CLIENT) -> Iterator[dict[str, str]]:
    """Give the samples of each operation by their labels."""
    for operation in operations(add_code_samples(document, settings).document):
        yield {one.get("label", one["lang"]): one["source"] for one in operation.value.get(CODE_SAMPLES, ())}


def joined(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Give one document with the paths of all, each below a number of its own."""
    numbered = list(enumerate(documents))
    paths = {f"/v{number}{path}": item for number, one in numbered for path, item in one["paths"].items()}
    return {**numbered[0][1], "paths": paths}


@dataclass(frozen=True, slots=True)
class Curl:
    """What a script gave to curl."""

    arguments: list[str]

    @property
    def url(self) -> str:
        """The address."""
        return next(one for one in self.arguments if one.startswith(("http://", "https://")))

    @property
    def headers(self) -> dict[str, str]:
        """The headers, names in lower case."""
        pairs = [one.replace(";", ":", 1) if ":" not in one else one for one in self.after("-H")]
        return {name.lower(): value.strip() for name, _, value in (pair.partition(":") for pair in pairs)}

    def after(self, flag: str) -> list[str]:
        """Give the arguments of a flag."""
        return [value for one, value in zip(self.arguments, self.arguments[1:], strict=False) if one == flag]


class FakeShell:
    """A folder with a `curl` that writes down its arguments, and a `date` that says one and the same."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "commands"
        self.folder = folder / "here"
        self.arguments = folder / "arguments"
        for made in (self.commands, self.folder):
            made.mkdir()
        for name, does in {
            "curl": f"printf '%s\\0' \"$@\" > '{self.arguments}'",
            "date": f"echo {DATE}",
        }.items():
            (self.commands / name).write_text(f"#!/bin/sh\n{does}\n")
            (self.commands / name).chmod(0o755)

    def try_to_run(
        self, source: str, environment: Mapping[str, str], shell: str = "bash"
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a script, which may fail."""
        self.arguments.unlink(missing_ok=True)
        path = f"{self.commands}{os.pathsep}{os.environ['PATH']}"
        return run_shell(source, self.folder, {"PATH": path, **environment}, shell)

    def run(self, source: str, shell: str = "bash", **environment: str) -> Curl:
        """Run a script, which must do nothing but to call curl, once."""
        done = self.try_to_run(source, {**ENVIRONMENT, **environment}, shell)
        assert done.returncode == 0, done.stderr
        assert (done.stdout, done.stderr, list(self.folder.iterdir())) == (b"", b"", [])
        return Curl(self.arguments.read_bytes().decode().split("\0")[:-1])


@dataclass(slots=True)
class FakeClient:
    """A client that only says what it was made with and called with."""

    made: dict[str, Any] = field(default_factory=dict)
    called: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)

    def __call__(self, **arguments: Any) -> "FakeClient":
        """Take a call: of the class, or of a method."""
        if self.called:
            self.arguments = arguments
        else:
            self.made = arguments
        return self

    def __getattr__(self, name: str) -> "FakeClient":
        self.called = f"{self.called}.{name}" if self.called else name
        return self

    def __enter__(self) -> "FakeClient":
        return self

    def __exit__(self, *_: object) -> None:
        return


@contextmanager
def fake_package() -> Iterator[FakeClient]:
    """Put a fake in the place of the client's package."""
    client = FakeClient()
    package = ModuleType(CLIENT.package)
    package.__dict__.update({CLIENT.class_name: client, "Token": lambda value: f"Token {value}"})
    sys.modules[CLIENT.package] = package
    try:
        yield client
    finally:
        del sys.modules[CLIENT.package]


def run_python(source: str) -> FakeClient:
    """Run a Python sample with a fake client."""
    with fake_package() as client:
        exec(compile(source, "sample", "exec"), {"print": lambda answer: None})  # noqa: S102 - that is what is tested
    return client
