"""The whole answer over HTTP: `with_raw_response` and `with_streaming_response`, against a server on this machine."""

import asyncio
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from kilns import Answer, Kilns

PAGES = [
    Answer(body={"total": 3, "kilns": [{"id": "k1"}, {"id": "k2"}]}),
    Answer(body={"total": 3, "kilns": [{"id": "k3"}]}),
]


@pytest.fixture
def client(kiln_package: ModuleType, kilns: Kilns) -> Iterator[Any]:
    """A client of the server."""
    with kiln_package.Kiln(auth=kiln_package.Token("my-secret"), base_url=kilns.url) as client:
        yield client


def test_a_raw_answer_has_everything(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """Status, headers, request id, time, request, body as bytes, text and JSON; and the model, made once."""
    kilns.answers[:] = [Answer(body={"id": "k1", "new": 1}, headers={"X-Kind": "kiln"})]
    raw = client.kilns.with_raw_response.get("k1")
    assert isinstance(raw, kiln_package.RawResponse)
    assert (raw.status_code, raw.headers["x-kind"], raw.request_id) == (200, "kiln", "r1")
    assert raw.json() == json.loads(raw.text) == json.loads(raw.content) == {"id": "k1", "new": 1}
    assert timedelta(0) < raw.elapsed < timedelta(seconds=10)
    assert (raw.http_request.method, raw.http_request.url.path) == ("GET", "/v1/kilns/k1")
    assert raw.http_response.status_code == 200
    assert raw.parse() is raw.parse()
    assert type(raw.parse()) is type(client.kilns.get("k1"))
    assert "my-secret" not in repr(raw) and "200" in repr(raw)


def test_a_raw_answer_without_a_body_gives_none(client: Any, kilns: Kilns) -> None:
    """A 204 has a status, and None to give."""
    kilns.answers[:] = [Answer(204)]
    raw = client.kilns.with_raw_response.delete("k1")
    assert (raw.status_code, raw.parse()) == (204, None)


def test_a_raw_list_gives_its_page(client: Any, kilns: Kilns) -> None:
    """The page of a raw answer walks all pages, and asks for none of them twice."""
    kilns.answers[:] = PAGES
    raw = client.kilns.with_raw_response.list(limit=2)
    page = raw.parse()
    assert (page.total, len(page), page.response is raw.http_response) == (3, 2, True)
    assert [kiln.id for kiln in page] == ["k1", "k2", "k3"]
    assert kilns.asked == ["GET /v1/kilns?limit=2", "GET /v1/kilns?limit=2&offset=2"]


def test_statuses_raise_as_ever(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """A refusal is an error that carries the answer, raw or not, in parts or whole."""
    kilns.answers[:] = [Answer(404, {"error_code": "K.404"})]
    with pytest.raises(kiln_package.NotFoundError, match=r"K\.404"):
        client.kilns.with_raw_response.get("k1")
    with pytest.raises(kiln_package.NotFoundError) as caught:
        client.kilns.with_streaming_response.get("k1").__enter__()
    assert caught.value.response.json() == {"error_code": "K.404"}


def test_what_cannot_be_read_is_there_all_the_same(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """A body that is not JSON raises when it is parsed, not before."""
    kilns.answers[:] = [Answer(body=b"<html>")]
    raw = client.kilns.with_raw_response.get("k1")
    assert raw.text == "<html>"
    with pytest.raises(kiln_package.APIResponseError):
        raw.parse()


def test_wrong_arguments_are_refused_alike(client: Any, kilns: Kilns) -> None:
    """An empty path parameter raises before anything is sent."""
    with pytest.raises(ValueError, match="kiln_id"):
        client.kilns.with_raw_response.get("")
    with pytest.raises(ValueError, match="kiln_id"), client.kilns.with_streaming_response.get(""):
        pass
    assert not kilns.asked


def test_a_stream_gives_the_body_in_parts(client: Any, kilns: Kilns, tmp_path: Path) -> None:
    """The status is there before the body; the body comes as lines, or goes to a file."""
    log = b"one\ntwo\n" * 50_000
    kilns.answers[:] = [Answer(body=log, headers={"Content-Type": "text/plain"})]
    with client.kilns.with_streaming_response.get_log("k1") as stream:
        assert (stream.status_code, stream.response.is_stream_consumed) == (200, False)
        assert sum(1 for _ in stream.iter_lines()) == 100_000
    with client.kilns.with_streaming_response.get_log("k1") as stream:
        assert stream.to_file(tmp_path / "log").read_bytes() == log


def test_the_asynchronous_client_gives_the_same(kiln_package: ModuleType, kilns: Kilns) -> None:
    """Raw answers, pages, None and streams, awaited."""

    async def run() -> None:
        async with kiln_package.AsyncKiln(auth=None, base_url=kilns.url) as client:
            kilns.answers[:] = PAGES
            page = (await client.kilns.with_raw_response.list()).parse()
            assert [kiln.id async for kiln in page] == ["k1", "k2", "k3"]
            assert len(kilns.asked) == 2
            kilns.answers[:] = [Answer(body={"id": "k1"})]
            raws = await asyncio.gather(*(client.kilns.with_raw_response.get(f"k{n}") for n in range(3)))
            assert [raw.parse().id for raw in raws] == ["k1"] * 3
            async with client.kilns.with_streaming_response.list() as stream:
                assert b"".join([part async for part in stream.iter_bytes()]) == b'{"id": "k1"}'
            kilns.answers[:] = [Answer(204)]
            assert (await client.kilns.with_raw_response.delete("k1")).parse() is None
            kilns.answers[:] = [Answer(403)]
            with pytest.raises(kiln_package.PermissionDeniedError):
                await client.kilns.with_raw_response.get("k1")

    asyncio.run(run())


def test_raw_calls_are_the_calls(client: Any) -> None:
    """Each call of a resource has a raw one with the same arguments and documentation; nothing else has."""
    resource = client.kilns
    calls = {name for name, value in inspect.getmembers(type(resource), inspect.isfunction) if name[0] != "_"}
    calls -= {name for name in calls if name.startswith("wait")}
    assert calls == {"list", "get", "delete", "get_log"}
    for given in (resource.with_raw_response, resource.with_streaming_response):
        assert set(vars(given)) == calls
    for name in calls:
        raw = getattr(resource.with_raw_response, name)
        assert inspect.signature(raw) == inspect.signature(getattr(resource, name))
        assert raw.__doc__ == getattr(resource, name).__doc__


def test_raw_calls_are_loaded_when_they_are_used(kiln_package: ModuleType) -> None:
    """Who asks for no raw answer loads nothing of them."""
    code = (
        "import sys, kiln_client; c = kiln_client.Kiln(auth=None); c.kilns.get;"
        "loaded = [m for m in sys.modules if m.endswith(('.raw', '._raw', '.streams'))]; assert not loaded, loaded;"
        "c.kilns.with_raw_response; assert 'kiln_client._runtime.raw' in sys.modules"
    )
    folder = Path(str(kiln_package.__file__)).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


TYPED = """
from kiln_client import AsyncKiln, Kiln

def sync(client: Kiln) -> None:
    reveal_type(client.kilns.with_raw_response.get("k"))
    reveal_type(client.kilns.with_raw_response.list().parse())
    reveal_type(client.kilns.with_raw_response.delete("k").parse())
    reveal_type(client.kilns.with_streaming_response.get_log("k"))
    reveal_type(client.kilns.wait("k", until=["HOT", "COLD"]))
    client.kilns.with_raw_response.get(7)
    client.kilns.with_raw_response.get("k", colour="red")
    client.kilns.wait("k", until=7)
    client.kilns.firings.wait("k", "f")

async def asynchronous(client: AsyncKiln) -> None:
    reveal_type(await client.kilns.with_raw_response.get("k"))
    reveal_type((await client.kilns.with_raw_response.list()).parse())
    reveal_type(await client.kilns.wait("k"))
"""
FOUND = [
    'type is "RawResponse[Kiln]"',
    'type is "Page[Kiln, ListKilnsResponse]"',
    'type is "None"',
    'type is "SyncStream"',
    'type is "Kiln"',
    "[arg-type]",
    "[call-arg]",
    "[arg-type]",
    "[call-arg]",
    'type is "RawResponse[Kiln]"',
    'type is "AsyncPage[Kiln, ListKilnsResponse]"',
    'type is "Kiln"',
]


def test_type_checkers_know_arguments_and_results(kiln_package: ModuleType, tmp_path: Path) -> None:
    """mypy infers what raw calls, pages and waiters give, and finds wrong arguments of each."""
    (tmp_path / "use.py").write_text(TYPED, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(tmp_path / "use.py")]
    folder = Path(str(kiln_package.__file__)).parents[1]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if "Revealed type" in line or ": error: " in line]
    shown = [re.sub(r"[\w.]+\.(?=[A-Z])", "", line) for line in lines]
    assert len(shown) == len(FOUND), done.stdout
    assert [words for words, line in zip(FOUND, shown, strict=True) if words not in line] == [], done.stdout
