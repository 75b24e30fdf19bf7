"""The examples, run as a user runs them: the published client against the published mock over HTTP."""

import asyncio
import importlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from mock_process import CLIENT, REPOSITORY, Mock, running

EXAMPLES = REPOSITORY / "examples"
INTERVAL = 0.02
FAST = 20  # one second of the mock's clock in 50 ms: time enough to see a state, and not to wait for long
SECONDS = 20.0
STILL = 1e-3  # two seconds in half an hour

# What an example says, line by line, and what it calls, in order.
SAYS: dict[str, list[str]] = {
    "image_dataset": [
        r"example-pets is in state 1", r"\S+ is a cat", r"\S+ is a dog", r"\S+ is a cat", r"\w+: \d+ samples.*",
        r"(?P<id>\S+) is gone",
    ],
    "smart_labelling": [
        r"(state (-1|0|1)\n)*state 3", r"(?P<id>\S+) has come to state 3", r"\d+ samples confirmed: True",
    ],
    "notebook": [
        r"(?P<id>\S+) is CREATING", r"example-notebook is RUNNING, open https://\S+",
        r"listed: (?P=id) with image \S+", r"it runs for 7200000 ms", r"example-notebook is STOPPED",
        r"example-notebook is RUNNING again", r"(?P=id) is gone",
    ],
    "training_job": [
        r"(?P<id>\S+) is Completed", r"listed: \['(?P=id)'\]", r"cpuUsage: \d+ values, .*", r"its log: http\S+",
        r"(?P=id) is gone",
    ],
    "workspaces": [
        r"example-workspace is NORMAL, for PUBLIC", r"now example-renamed, for INTERNAL",
        r"listed: (?P<id>\S+) example-renamed", r"gone: 404 Mock.0404",
    ],
    "authorizations": [r"example-user: agency ma_agency_\S+", r"example-user has 0 left"],
}  # fmt: skip
CALLS: dict[str, str] = {
    "image_dataset": "CreateDataset DescDataset UploadSamplesJson ListSamples UpdateSamples ListSamples ListStats"
    " DeleteDataset DescDataset",
    "smart_labelling": "CreateDataset DescDataset UploadSamplesJson CreateTask AutoAnnotationProgress"
    " ListAutoAnnotationSamples UpdateSamples DeleteDataset",
    "notebook": "ListImage RegisterImage CreateNotebook ShowNotebook ListNotebooks RenewLease StopNotebook ShowNotebook"
    " StartNotebook ShowNotebook DeleteNotebook ShowNotebook",
    "training_job": "ShowTrainingJobFlavors ShowTrainingJobEngines CreateAlgorithm CreateTrainingJob"
    " ShowTrainingJobDetails ListTrainingJobs ShowTrainingJobMetrics ShowObsUrlOfTrainingJobLogs DeleteTrainingJob"
    " ShowTrainingJobDetails DeleteAlgorithm",
    "workspaces": "CreateWorkspace ShowWorkspace UpdateWorkspace ShowWorkspace ListWorkspace DeleteWorkspace"
    " ShowWorkspace",
    "authorizations": "CreateModelArtsAgency CreateAuthorization GetAuthorizations DeleteAuthorizations"
    " GetAuthorizations",
}
# Lists in which nothing is left of what an example made.
LISTS: dict[str, tuple[str, ...]] = {
    "image_dataset": ("v2/p1/datasets",),
    "smart_labelling": (),
    "notebook": ("v1/p1/notebooks",),
    "training_job": ("v2/p1/algorithms",),
    "workspaces": ("v1/p1/workspaces",),
    "authorizations": ("v2/p1/authorizations",),
}


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    """The mock, which asks for credentials."""
    with running("--speed", str(FAST)) as mock:
        yield mock


@pytest.fixture(scope="module")
def load() -> Iterator[Callable[[str], ModuleType]]:
    """Import an example, or the client, for the tests of this file."""
    before = set(sys.modules)
    paths = [str(CLIENT), str(EXAMPLES)]
    sys.path[:0] = paths
    yield importlib.import_module
    for path in paths:
        sys.path.remove(path)
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {"modelarts_client", *(path.stem for path in EXAMPLES.glob("*.py"))}:
            del sys.modules[name]


def credentials(client: ModuleType, kind: str, mock: Mock) -> Any:
    """Give credentials of a kind that the mock knows."""
    if kind == "key":
        return client.AccessKey("test-access-key", "test-secret-key")
    url = f"{mock.url}/v3/auth/tokens"
    return client.Token.from_password(user="test-user", password="test-password", domain="test", project="p1", url=url)


def call(client: ModuleType, example: ModuleType, asynchronous: bool, **options: Any) -> None:
    """Run one form of an example."""
    if not asynchronous:
        with client.ModelArts(project_id="p1", **options) as sync_client:
            example.main(sync_client, INTERVAL)
        return

    async def run() -> None:
        async with client.AsyncModelArts(project_id="p1", **options) as async_client:
            await example.main_async(async_client, INTERVAL)

    asyncio.run(run())


def test_every_example_is_tested() -> None:
    """Each file beside the common one is a scenario here."""
    assert {path.stem for path in EXAMPLES.glob("*.py")} - {"command"} == SAYS.keys() == CALLS.keys() == LISTS.keys()


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("kind", ["token", "key"])
@pytest.mark.parametrize("name", SAYS)
def test_a_scenario_goes_as_told(
    name: str, kind: str, asynchronous: bool, mock: Mock, load: Callable[[str], ModuleType],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """What is made is there, is listed, reaches its states and is gone; the calls are those of the scenario in order,
    with a token that is fetched first, or with signatures."""
    mock.reset()
    client = load("modelarts_client")
    call(client, load(name), asynchronous, base_url=mock.url, auth=credentials(client, kind, mock))
    said = capsys.readouterr().out
    assert re.fullmatch("\n".join(SAYS[name]) + "\n", said), said
    calls = CALLS[name].split()
    assert mock.steps() == (["CreateToken", *calls] if kind == "token" else calls)
    for path in LISTS[name]:
        answer = httpx.get(f"{mock.url}/{path}", headers={"X-Auth-Token": "test-token"}).json()
        assert [value for value in answer.values() if isinstance(value, list)] == [[]], path


def test_an_example_waits_for_the_clock(
    mock: Mock, load: Callable[[str], ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    """While the mock's clock stands still a deletion does not end, however often the example asks; then it does."""
    mock.reset()
    mock.admin.post("clock", json={"speed": STILL}).raise_for_status()
    client = load("modelarts_client")
    options = {"base_url": mock.url, "auth": credentials(client, "key", mock)}
    thread = threading.Thread(target=call, args=(client, load("workspaces"), False), kwargs=options)
    thread.start()
    deadline = time.monotonic() + SECONDS
    while mock.seen()[-3:] != ["ShowWorkspace"] * 3 and time.monotonic() < deadline:
        time.sleep(INTERVAL)
    assert thread.is_alive() and "DeleteWorkspace" in mock.seen()
    mock.advance(3600)
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert capsys.readouterr().out.endswith("gone: 404 Mock.0404\n")


def run_command(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an example as a command."""
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CLIENT),
        "HUAWEICLOUD_SDK_AK": "test-access-key",
        "HUAWEICLOUD_SDK_SK": "test-secret-key",
        "HUAWEICLOUD_SDK_PROJECT_ID": "p1",
    }
    command = [sys.executable, EXAMPLES / f"{name}.py", "--interval", str(INTERVAL), *arguments]
    return subprocess.run(command, env=settings | environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("number", "name"), list(enumerate(SAYS)))
def test_an_example_is_a_command(number: int, name: str, mock: Mock) -> None:
    """Run by itself, with credentials and project of the environment, an example says the same in either form."""
    mock.reset()
    done = run_command(name, "--base-url", mock.url, *(["--async"] if number % 2 else []))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch("\n".join(SAYS[name]) + "\n", done.stdout), done.stdout


def test_a_command_tells_why_it_failed(mock: Mock) -> None:
    """A key that the mock does not know ends an example with 1 and one line, without its secret."""
    done = run_command("workspaces", "--base-url", mock.url, HUAWEICLOUD_SDK_AK="other", HUAWEICLOUD_SDK_SK="hidden")
    assert (done.returncode, done.stdout) == (1, "")
    assert "401" in done.stderr and "Traceback" not in done.stderr and "hidden" not in done.stderr
