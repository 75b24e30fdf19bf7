"""The command that serves the mock: its address, its errors, its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from lamps import SECONDS, TOKEN, running

LAMPS = "/v1/p1/lamps"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    command = [sys.executable, "-m", "lamp_mock", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_it_listens_on_this_machine_alone(lamp_folder: Path) -> None:
    """The address that is printed is one of loopback, and answers."""
    with running(lamp_folder) as mock:
        assert mock.url.startswith("http://127.0.0.1:")
        assert httpx.get(mock.url + LAMPS, headers=TOKEN).status_code == 200
    with running(lamp_folder, "--host", "::1") as mock:
        assert mock.url.startswith("http://[::1]:")
        assert httpx.get(mock.url + LAMPS, headers=TOKEN).status_code == 200


def test_a_port_in_use_is_said_in_one_line(lamp_folder: Path) -> None:
    """Where somebody listens already the command ends with 1 and says which port it is."""
    with running(lamp_folder) as mock:
        port = mock.url.rpartition(":")[2]
        done = run(lamp_folder, "--port", port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"lamp_mock: error: cannot listen on port {port} of 127.0.0.1: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_no_state_is_left_as_it_is(lamp_folder: Path, tmp_path: Path) -> None:
    """The command ends with 1 and does not touch a file that is not its own, with several workers too."""
    precious = tmp_path / "precious"
    precious.write_text("precious", encoding="utf-8")
    for workers in ("1", "2"):
        done = run(lamp_folder, "--port", "0", "--state", str(precious), "--workers", workers)
        assert done.returncode == 1
        assert "precious is not a state file" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert precious.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("place", ["", ".", "nowhere/state"])
def test_a_place_that_cannot_hold_the_state_is_said(lamp_folder: Path, tmp_path: Path, place: str) -> None:
    """A folder, a file in a folder that is not there, and no name at all end the command with 1 and one line."""
    done = run(lamp_folder, "--port", "0", "--state", str(tmp_path / place) if place else "")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot hold the state" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "70000"),
        ("--port", "http"),
        ("--workers", "0"),
        ("--host", "nonsense..example"),
        ("--fault", "status=500"),
        ("--fault", "*: nonsense=1"),
        ("--latency", "fast"),
        ("--proxy", "http://127.0.0.1:99999"),
        ("--proxy", "http://[::1"),
        ("--speed", "0"),
        ("--record", "-1"),
        ("--access-key", "hunter2"),
        ("--user", "hunter2"),
        ("--project", ":hunter2"),
        ("--proxy", "ftp://example.com"),
        ("--proxy", "http://me:hunter2@example.com"),
        ("--nonsense",),
    ],
)
def test_wrong_usage_is_said_without_a_traceback(lamp_folder: Path, arguments: tuple[str, ...]) -> None:
    """What cannot be followed ends with 2 (a host that is none with 1), is explained, and no secret is shown."""
    done = run(lamp_folder, *arguments)
    assert done.returncode == (1 if arguments[0] == "--host" else 2)
    assert "Traceback" not in done.stderr
    assert "error: " in done.stderr.splitlines()[-1]
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_and_leaves_nothing(lamp_folder: Path, tmp_path: Path, workers: str, sign: int) -> None:
    """A signal ends the command with all of its workers at once; no file and no word is left of it."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "lamp_mock", "--port", "0", "--workers", workers]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=lamp_folder, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(url + LAMPS, headers=TOKEN, timeout=SECONDS).status_code == 200
        process.send_signal(sign)
        _, errors = process.communicate(timeout=SECONDS)
    assert errors == ""
    assert process.returncode in (0, -sign)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_several_workers_share_what_was_made(lamp_folder: Path, tmp_path: Path) -> None:
    """Whichever worker answers knows what another one made; a state file outlives all of them."""
    flags = ("--workers", "2", "--no-auth", "--state", str(tmp_path / "state"))
    with running(lamp_folder, *flags) as mock:
        for number in range(20):
            assert httpx.post(mock.url + LAMPS, json={"name": f"n{number}"}, timeout=SECONDS).status_code == 201
        assert {httpx.get(mock.url + LAMPS).json()["total"] for _ in range(10)} == {20}
    with running(lamp_folder, *flags) as mock:
        assert httpx.get(mock.url + LAMPS, timeout=SECONDS).json()["total"] == 20


def test_versions_and_help_are_shown(lamp_folder: Path) -> None:
    """`--version` and `--help` end with 0."""
    assert run(lamp_folder, "--version").stdout == "2026.1.1\n"
    shown = run(lamp_folder, "--help").stdout
    for flag in ("--port", "--workers", "--state", "--fault", "--proxy", "--no-auth", "--no-validate", "--seed"):
        assert flag in shown


def test_a_port_is_free_again_at_once(lamp_folder: Path) -> None:
    """After the end of one mock the next one takes the same port."""
    with running(lamp_folder) as mock:
        port = mock.url.rpartition(":")[2]
        httpx.get(mock.url + LAMPS)
    with running(lamp_folder, "--port", port) as again:
        assert again.url == mock.url
        assert httpx.get(again.url + LAMPS, headers=TOKEN).status_code == 200


def children(process: int) -> list[int]:
    """Give the worker processes of a process: those that listen, not the one that counts resources."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [int(child) for child in listed if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_until(happened: Callable[[], object]) -> None:
    """Wait until something has happened, at most a while."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_that_are_killed_at_once_are_replaced(lamp_folder: Path) -> None:
    """Two deaths within two seconds end nothing; a worker that dies at its start each time ends the command."""
    with running(lamp_folder, "--no-auth", "--workers", "2") as mock:
        httpx.get(mock.url + LAMPS, timeout=SECONDS)
        kept = children(mock.process.pid)[0]
        for _ in range(2):
            wait_until(lambda: len(children(mock.process.pid)) == 2)
            os.kill(max(set(children(mock.process.pid)) - {kept}), signal.SIGKILL)
            time.sleep(0.3)
        wait_until(lambda: len(children(mock.process.pid)) == 2)
        assert kept in children(mock.process.pid)
        assert httpx.get(mock.url + LAMPS, timeout=SECONDS).status_code == 200


def test_workers_that_never_start_end_the_command(lamp_folder: Path, tmp_path: Path) -> None:
    """What dies at its start each time is started a few times, and then said in one line."""
    (tmp_path / "broken.py").write_text(
        "import multiprocessing\nimport os\nfrom lamp_mock import create_app\n\n\n"
        "def create(settings):\n"
        "    if multiprocessing.parent_process():\n        os._exit(3)\n"
        "    return create_app(settings)\n\n\n"
        "if __name__ == '__main__':\n"
        "    from broken import create\n    from lamp_mock._runtime.command import Command, serve\n"
        "    serve(Command('broken', '1', create), ['--port', '0', '--workers', '2'])\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "broken.py"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": f"{lamp_folder}:{tmp_path}"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "broken: error: a worker ended with 3 when it was started\n"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_dies_is_replaced(lamp_folder: Path) -> None:
    """After the death of a worker there are as many as before, and what was made is there."""
    with running(lamp_folder, "--no-auth", "--workers", "2") as mock:
        assert httpx.post(mock.url + LAMPS, json={"name": "a"}, timeout=SECONDS).status_code == 201
        first, second = children(mock.process.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(set(children(mock.process.pid)) - {first}) == 2)
        assert second in children(mock.process.pid)
        assert httpx.get(mock.url + LAMPS, timeout=SECONDS).json()["total"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_worker_outlives_the_command(lamp_folder: Path) -> None:
    """Even where the command is killed its workers end, so that the port is free again."""
    with running(lamp_folder, "--workers", "2") as mock:
        assert httpx.get(mock.url + LAMPS, headers=TOKEN, timeout=SECONDS).status_code == 200
        workers = children(mock.process.pid)
        assert len(workers) == 2
        mock.process.kill()
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
