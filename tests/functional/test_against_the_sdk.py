"""What the vendor's own SDK gets wrong, and the generated client does not; each over HTTP on this machine.

The SDK is not needed for that. Where it is there, the heavy tests show that it does what they say.
"""

import asyncio
import importlib.util
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from wire import Wire, reply, wire

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "generated" / "python"))

from modelarts_client import AsyncModelArts, ModelArts, ResponseTypeWarning, Token  # noqa: E402

SDK = "huaweicloudsdkmodelarts"
AT_ONCE = 50
NEW_FIELD = {"id": "n1", "brand_new": {"since": 2030}}
NULL, ABSENT = {"id": "n1", "description": None}, {"id": "n1"}
FALSE_AS_TEXT = {"id": "n1", "lease": {"enable": "false"}}
BAD_INTEGER = {
    "total": 2,
    "data": [{"id": "n1", "name": "good", "lease": {"duration": "an hour"}}, {"id": "n2"}],
}


def client_of(server: Wire) -> Any:
    """Give a client of a server."""
    return ModelArts(project_id="p1", base_url=server.url, auth=Token("secret-token"))


def test_a_field_that_nobody_documented_is_kept() -> None:
    """What the service answers beyond the document can be read, and is written back."""
    with wire(reply(200, NEW_FIELD)) as server, client_of(server) as client:
        notebook = client.notebooks.get("n1")
        assert notebook.brand_new == {"since": 2030}
        assert notebook.to_json() == NEW_FIELD


def test_null_and_absent_are_two_things_when_read() -> None:
    """A field that came as null is told from one that did not come, and both are written as they came."""
    with wire(reply(200, NULL), reply(200, ABSENT)) as server, client_of(server) as client:
        null, absent = client.notebooks.get("n1"), client.notebooks.get("n1")
    assert null.description is None and absent.description is None
    assert "description" in null.model_fields_set and "description" not in absent.model_fields_set
    assert (null.to_json(), absent.to_json()) == (NULL, ABSENT)


def test_null_and_absent_are_two_things_when_sent() -> None:
    """A change that sets a field to null says so; one that does not name the field leaves it alone."""
    with wire(reply(200, {})) as server, client_of(server) as client:
        client.notebooks.update("n1", description=None)
        client.notebooks.update("n1", name="other")
        assert [json.loads(asked.body) for asked in server.requests] == [{"description": None}, {"name": "other"}]


def test_false_as_text_is_not_true() -> None:
    """The text "false" where a boolean was due is read as false, with a warning, and written as it came."""
    warned = pytest.warns(ResponseTypeWarning, match=r"lease\.enable")
    with wire(reply(200, FALSE_AS_TEXT)) as server, client_of(server) as client, warned:
        notebook = client.notebooks.get("n1")
    assert notebook.lease.enable is False
    assert notebook.to_json() == FALSE_AS_TEXT


def test_one_bad_integer_loses_nothing() -> None:
    """A text where a number was due is kept as it came, with a warning; all else is read as documented."""
    warned = pytest.warns(ResponseTypeWarning, match=r"lease\.duration")
    with wire(reply(200, BAD_INTEGER)) as server, client_of(server) as client, warned:
        page = client.notebooks.list()
    first, second = page.items
    assert (first.id, first.name, first.lease.duration, second.id, page.total) == ("n1", "good", "an hour", "n2", 2)
    assert page.body.to_json() == BAD_INTEGER


def test_asynchronous_calls_need_no_threads() -> None:
    """Many calls are under way at once on one event loop, and no thread is started for them.

    The server is on the same loop and answers none of them before all have come.
    """

    async def run() -> tuple[set[str], set[threading.Thread]]:
        came, all_came = 0, asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal came
            await reader.readuntil(b"\r\n\r\n")
            came += 1
            if came == AT_ONCE:
                all_came.set()
            await all_came.wait()
            writer.write(reply(200, {"id": "n1", "name": "at once"}))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, AsyncModelArts(project_id="p1", base_url=url, auth=Token("secret-token")) as client:
            calls = [asyncio.create_task(client.notebooks.get(f"n{number}")) for number in range(AT_ONCE)]
            await all_came.wait()
            threads = set(threading.enumerate())
            notebooks = await asyncio.gather(*calls)
        return {notebook.name for notebook in notebooks}, threads

    before = set(threading.enumerate())
    names, during = asyncio.run(asyncio.wait_for(run(), 30))
    assert names == {"at once"}
    assert during <= before


SDK_SCRIPT = """
import json, sys, threading, warnings
warnings.simplefilter("ignore")
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmodelarts import v1

url, call = sys.argv[1:]

def made(kind):
    return kind.new_builder().with_credentials(BasicCredentials("AK", "SK", "p1")).with_endpoint(url).build()

def show():
    return made(v1.ModelArtsClient).show_notebook(v1.ShowNotebookRequest(id="n1"))

def page():
    try:
        return made(v1.ModelArtsClient).list_notebooks(v1.ListNotebooksRequest()).total
    except Exception as error:
        return type(error).__name__

def update():
    body = v1.NotebookUpdateRequest(description=None, name="other")
    made(v1.ModelArtsClient).update_notebook(v1.UpdateNotebookRequest(id="n1", body=body))

def at_once():
    client, before = made(v1.ModelArtsAsyncClient), threading.active_count()
    answers = [client.show_notebook_async(v1.ShowNotebookRequest(id=f"n{n}")) for n in range(20)]
    during = threading.active_count()
    assert all(answer.result().id == "n1" for answer in answers)
    return during - before

calls = {
    "fields": lambda: show().to_dict(), "enable": lambda: show().lease.enable, "page": page,
    "update": update, "at once": at_once,
}
print(json.dumps(calls[call]()))
"""


@pytest.fixture(scope="session")
def sdk_python() -> Path:
    """The interpreter that has the SDK: this one, or that of the benchmarks."""
    if importlib.util.find_spec(SDK):
        return Path(sys.executable)
    peers = pytest.importorskip("benchmarks.peers").find()
    if peers.lacks(SDK):
        pytest.skip(f"{SDK}: {peers.lacks(SDK)}")
    python: Path = peers.python
    return python


@pytest.fixture
def sdk(sdk_python: Path) -> Any:
    """Give what a call of the SDK gives, in a process of its own."""

    def run(call: str, server: Wire) -> Any:
        done = subprocess.run(
            [sdk_python, "-c", SDK_SCRIPT, server.url, call], capture_output=True, text=True, timeout=60, check=True
        )
        return json.loads(done.stdout)

    return run


@pytest.mark.heavy
def test_the_sdk_drops_fields_and_nulls(sdk: Any) -> None:
    """The models of the SDK are equal for an undocumented field, for a null and for nothing; only the bytes differ."""
    with wire(reply(200, NEW_FIELD), reply(200, NULL), reply(200, ABSENT)) as server:
        new_field, null, absent = (sdk("fields", server) for _ in range(3))
    assert new_field == null == absent
    assert (absent["id"], absent["description"]) == ("n1", None)


@pytest.mark.heavy
def test_the_sdk_sends_no_null(sdk: Any) -> None:
    """With the SDK nobody can set a field to null."""
    with wire(reply(200, {})) as server:
        sdk("update", server)
        assert json.loads(server.requests[0].body) == {"name": "other"}


@pytest.mark.heavy
def test_the_sdk_reads_false_as_true(sdk: Any) -> None:
    """The SDK makes true of the text "false"."""
    with wire(reply(200, FALSE_AS_TEXT)) as server:
        assert sdk("enable", server) is True


@pytest.mark.heavy
def test_the_sdk_loses_a_page_to_one_integer(sdk: Any) -> None:
    """The SDK raises instead of giving a page in which one number is a text."""
    with wire(reply(200, BAD_INTEGER)) as server:
        assert sdk("page", server) == "ValueError"


@pytest.mark.heavy
def test_the_sdk_calls_in_threads(sdk: Any) -> None:
    """The asynchronous client of the SDK starts a thread per call, and eight at most: the ninth call waits."""

    def slowly(connection: socket) -> None:
        time.sleep(0.3)
        connection.sendall(reply(200, {"id": "n1"}))

    with wire(slowly) as server:
        assert 2 <= sdk("at once", server) <= 8
