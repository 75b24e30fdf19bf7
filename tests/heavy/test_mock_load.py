"""Many requests at once against several workers of the published mock: nothing is lost, nothing doubled or grown."""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httptools
import pytest

MOCK = Path(__file__).resolve().parents[2] / "generated" / "mock"
REQUESTS, CONNECTIONS, WORKERS = 200_000, 64, 2
LIVING = 6
"""How many things one connection keeps of each kind, about."""
PAGE = 50
MOST_SECONDS = 400
GROWTH = 1.2

pytestmark = pytest.mark.heavy


@dataclass(frozen=True)
class Kind:
    """A kind of resource: where it is made, the place of its list, the names of its fields, what one is made of.

    `step` is what the parameter `offset` of its list counts: things, or pages.
    """

    path: str
    items: str
    total: str
    id: str
    name: str
    step: int
    body: dict[str, Any]


KINDS = (
    Kind("/v2/load/workforces", "workforces", "total_number", "workforce_id", "workforce_name", 1, {}),
    Kind("/v1/load/workspaces", "workspaces", "total_count", "id", "name", 1, {}),
    Kind(
        "/v1/load/notebooks", "data", "total", "id", "name", PAGE,
        {"flavor": "a", "image_id": "b", "volume": {"category": "EVS", "ownership": "MANAGED"}},
    ),
)  # fmt: skip


class Connection(asyncio.Protocol):
    """One connection to the mock, with one request on it at a time."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)
        self.answer: asyncio.Future[tuple[int, bytes]] | None = None
        self.parts: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        """Read a part of an answer."""
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Keep a part of a body."""
        self.parts.append(body)

    def on_message_complete(self) -> None:
        """Hand the answer over."""
        assert self.answer is not None
        self.answer.set_result((self.parser.get_status_code(), b"".join(self.parts)))
        self.parts = []

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits for an answer that there will be none."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(ConnectionError("the mock closed the connection"))

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request; give the status and the JSON of its answer."""
        data = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/json\r\n" if data else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: mock\r\nX-Auth-Token: test-token\r\n{kind}"
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
        status, text = await self.answer
        return status, json.loads(text) if text else None


@dataclass
class Load:
    """What was sent, and what must be there: the acknowledged names by kind and id."""

    left: int
    statuses: Counter[str] = field(default_factory=Counter)
    made: dict[str, dict[str, str]] = field(default_factory=lambda: {kind.path: {} for kind in KINDS})
    ever: set[tuple[str, str]] = field(default_factory=set)

    async def user(self, port: int, number: int) -> None:
        """Make, show, list, change and remove things over one connection, until all requests are sent."""
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
        chance = random.Random(number)  # noqa: S311 - no secret
        own: dict[str, dict[str, str]] = {kind.path: {} for kind in KINDS}
        turn = 0
        while self.left > 0:
            self.left -= 1
            turn += 1
            kind = chance.choice(KINDS)
            await self._one(connection, kind, own[kind.path], f"{number}-{turn}", chance)
        connection.transport.close()

    async def _one(self, at: Connection, kind: Kind, own: dict[str, str], name: str, chance: random.Random) -> None:
        what = chance.choices(("create", "get", "list", "update", "delete"), (3, 8, 1, 2, 2 * len(own) / LIVING))[0]
        if not own and what != "list":
            what = "create"
        id = chance.choice([*own]) if own else ""
        if what == "create":
            status, answer = await at.ask("POST", kind.path, kind.body | {kind.name: f"name-{name}"})
            assert status in (200, 201), answer
            id = str(answer[kind.id])
            assert (kind.path, id) not in self.ever, f"{id} was given twice"
            self.ever.add((kind.path, id))
            own[id] = self.made[kind.path][id] = f"name-{name}"
        elif what == "get":
            status, answer = await at.ask("GET", f"{kind.path}/{id}")
            assert (status, answer[kind.id], answer[kind.name]) == (200, id, own[id])
        elif what == "list":
            status, answer = await at.ask("GET", f"{kind.path}?limit=10")
            ids = [thing[kind.id] for thing in answer[kind.items]]
            assert status == 200
            assert len(ids) == len({*ids}) <= 10
        elif what == "update":
            status, answer = await at.ask("PUT", f"{kind.path}/{id}", {kind.name: f"name-{name}"})
            assert status in (200, 201), answer
            own[id] = self.made[kind.path][id] = f"name-{name}"
        else:
            status, answer = await at.ask("DELETE", f"{kind.path}/{id}")
            assert status in (200, 204), answer
            del own[id], self.made[kind.path][id]
        self.statuses[f"{what} {status}"] += 1


@contextmanager
def running(*arguments: str) -> Iterator[tuple[int, int]]:
    """Run the mock; gives its port and the number of its process."""
    command = [sys.executable, "-m", "modelarts_mock", "--port", "0", *arguments]
    environment = os.environ | {"PYTHONPATH": str(MOCK)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().rpartition(":")[2]), process.pid
        finally:
            process.terminate()


def memory_of_workers(parent: int) -> dict[int, int]:
    """Give the memory of each worker in KiB."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (folder / "status").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"\nPPid:\t{parent}\n" in status and b"spawn_main" in command:
            resident = re.search(r"VmRSS:\s+(\d+)", status)
            assert resident
            found[int(folder.name)] = int(resident[1])
    return found


async def all_things(port: int, kind: Kind) -> tuple[dict[str, str], int, int]:
    """Give the things of a kind as its list shows them page by page, how many that are, and the total it tells."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    things: list[dict[str, Any]] = []
    total = 1
    for page in range(1_000):
        status, answer = await connection.ask("GET", f"{kind.path}?limit={PAGE}&offset={page * kind.step}")
        assert status == 200, answer
        things += answer[kind.items]
        total = int(answer[kind.total])
        if not answer[kind.items]:
            break
    connection.transport.close()
    return {str(thing[kind.id]): thing[kind.name] for thing in things}, len(things), total


async def load(port: int, parent: int) -> tuple[Load, list[dict[int, int]]]:
    """Send all requests; gives what must be there, and the memory after the first quarter and at the end."""
    sent = Load(REQUESTS)
    users = [asyncio.create_task(sent.user(port, number)) for number in range(CONNECTIONS)]
    while sent.left > REQUESTS * 3 // 4 and not any(user.done() for user in users):
        await asyncio.sleep(0.05)
    memory = [memory_of_workers(parent)]
    await asyncio.wait_for(asyncio.gather(*users), MOST_SECONDS)
    return sent, [*memory, memory_of_workers(parent)]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_many_requests_lose_nothing_and_grow_nothing() -> None:
    """200,000 mixed requests over 64 connections to two workers: each is answered as if it were alone, what is there
    at the end is what was acknowledged, once, and the workers take no more memory than after the first quarter."""
    with running("--workers", str(WORKERS), "--speed", "1e6") as (port, parent):
        sent, (early, late) = asyncio.run(load(port, parent))
        there = {kind.path: asyncio.run(all_things(port, kind)) for kind in KINDS}
    assert sent.statuses.total() == REQUESTS
    for kind in KINDS:
        made = sent.made[kind.path]
        assert there[kind.path] == (made, len(made), len(made)), kind.path
    assert len(early) == WORKERS
    assert early.keys() == late.keys(), "a worker died"
    assert all(late[worker] < early[worker] * GROWTH for worker in early), (early, late)
    print(dict(sent.statuses), {path: len(made) for path, made in sent.made.items()}, early, late)
