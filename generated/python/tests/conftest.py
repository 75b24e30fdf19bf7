# Copied from apiscribe; do not edit.
"""Clients for the tests, and the server that some of them need."""

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

NAMES = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))
PACKAGE = importlib.import_module(NAMES["package"])
CLIENTS = {"sync": getattr(PACKAGE, NAMES["client"]), "async": getattr(PACKAGE, f"Async{NAMES['client']}")}
HTTP_CLIENTS = {"sync": httpx.Client, "async": httpx.AsyncClient}

DOCUMENTED = {"Prefer": "code=2XX"}
"""A mock that keeps state answers as documented, whatever there is and is not."""

Use = Callable[[Any], Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the address of a server that answers as documented."""
    parser.addoption("--server", help="address of a server that answers as documented")


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all tests."""
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="session")
def clients(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Iterator[dict[str, Any]]:
    """Both clients of the server; without one the test is skipped."""
    address = request.config.getoption("--server")
    if not address:
        pytest.skip("no --server is given")
    auth = PACKAGE.Token("test-token")
    made = {kind: make(auth=auth, base_url=address, headers=DOCUMENTED) for kind, make in CLIENTS.items()}
    yield made
    made["sync"].close()
    runner.run(made["async"].close())


@pytest.fixture
def ask(clients: dict[str, Any], runner: asyncio.Runner) -> Callable[[str, Use], Any]:
    """Give what a use of the client of a kind gives, against the server."""
    return lambda kind, use: runner.run(_finished(use(clients[kind])))


@pytest.fixture
def send(runner: asyncio.Runner) -> Callable[[str, Use, httpx.MockTransport], Any]:
    """Give what a use of the client of a kind gives, with all requests going into a transport."""

    def sent(kind: str, use: Use, transport: httpx.MockTransport) -> Any:
        http_client = HTTP_CLIENTS[kind](transport=transport)
        client = CLIENTS[kind](auth=PACKAGE.Token("test-token"), base_url="http://localhost", http_client=http_client)
        return runner.run(_finished_by(use, client))

    return sent


async def _finished(result: Any) -> Any:
    return await result if isinstance(result, Awaitable) else result


async def _finished_by(use: Use, client: Any) -> Any:
    return await _finished(use(client))
