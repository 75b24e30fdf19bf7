"""Reading in several processes: the same result, one finding for whatever fails, and nothing left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from copies import write_copies

from scraper import Source, Workers
from scraper.reading import read_pages
from scraper.running import started
from spec.diagnostics import DiagnosticError

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
COMMAND = (sys.executable, "-m", "apiscribe", "scrape")
OUTPUTS = ("openapi.json", "report.json", "places.json")
SOON = 15.0
"""Seconds within which everything ends; a test that fails here would hang otherwise."""

on_linux = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children of a process: no /proc here")


def options(folder: Path) -> list[str]:
    """Give the options that write all outputs of a scrape into a folder."""
    folder.mkdir()
    document, report, places = (str(folder / name) for name in OUTPUTS)
    return ["-o", document, "--report", report, "--provenance", places]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that takes several seconds to read."""
    folder = tmp_path_factory.mktemp("many")
    write_copies(folder, 8)
    return folder


def children(pid: int) -> set[int]:
    """Give the processes that a process has started, and those that these have started."""
    try:
        own = {int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()
    return own.union(*map(children, own))


def alive(pids: set[int]) -> set[int]:
    """Give the processes that still run; one that has ended and is not yet taken note of does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        found |= {pid} if state not in "ZX" else set()
    return found


def until(condition: Any) -> None:
    """Wait until something holds."""
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)


def readers(pid: int) -> set[int]:
    """Give the processes that read for a command, and have begun to."""

    def reads(child: int) -> bool:
        try:
            return b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            return False

    return {child for child in children(pid) if reads(child)}


@contextmanager
def at_work(many: Path, out: Path) -> Iterator[tuple["subprocess.Popen[str]", set[int]]]:
    """Run a scrape in two processes, up to where both of them work; give it and all that it has started."""
    command = [*COMMAND, str(many), "--jobs", "2", "-o", str(out / "openapi.json")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            until(lambda: len(readers(process.pid)) == 2)
            time.sleep(0.3)
            yield process, children(process.pid)
        finally:
            process.kill()


def test_all_processes_give_the_same(tmp_path: Path) -> None:
    """One process or three: document, report and provenance are the same, byte for byte; so is what is told."""
    written, told = [], []
    for jobs in ("1", "3"):
        out = tmp_path / jobs
        command = [*COMMAND, str(GOLDEN), "--jobs", jobs, "--all", *options(out)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        written.append([(out / name).read_bytes() for name in OUTPUTS])
        told.append((done.returncode, done.stderr.replace(str(out), "")))
    assert written[0] == written[1]
    assert told[0] == told[1]


@on_linux
def test_a_reader_that_is_killed_is_told(many: Path, tmp_path: Path) -> None:
    """Where a process dies the command ends with one finding and exit code 1; nothing is written, nothing runs on."""
    with at_work(many, tmp_path) as (process, started_by_it):
        os.kill(max(readers(process.pid)), signal.SIGKILL)
        told = process.communicate(timeout=SOON)[1]
        assert process.returncode == 1, told
        assert told.count("RUN002") == 1
        assert "Traceback" not in told
        until(lambda: not alive(started_by_it))
    assert not list(tmp_path.iterdir())


@on_linux
def test_ctrl_c_ends_everything(many: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes of the terminal: the command ends at once, without a traceback of any of them."""
    with at_work(many, tmp_path) as (process, started_by_it):
        begin = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=SOON)[1]
        assert time.monotonic() - begin < 3
        assert process.returncode
        assert "Traceback" not in told
        until(lambda: not alive(started_by_it))


@on_linux
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_readers_end_with_their_parent(many: Path, tmp_path: Path, how: signal.Signals) -> None:
    """A command that is ended without a chance to tidy up leaves no process behind."""
    with at_work(many, tmp_path) as (process, started_by_it):
        process.send_signal(how)
        process.wait(SOON)
        until(lambda: not alive(started_by_it))


def test_a_task_that_ends_its_process_is_one_finding() -> None:
    """A task that takes its process with it ends the work with RUN002, not with a hang."""
    with pytest.raises(DiagnosticError) as raised, started(Workers(2), 0) as running:
        list(running.in_turn(os._exit, [3, 3, 3]))
    assert [d.code for d in raised.value.diagnostics] == ["RUN002"]


def test_a_source_that_is_gone_is_a_finding(tmp_path: Path) -> None:
    """A file that vanishes between being found and being read is a finding of its own, in processes too."""
    gone = Source("gone.html", tmp_path / "gone.html")
    page = Source("page.html", GOLDEN / "hello" / "page.html")
    for jobs in (1, 2):
        pages, diagnostics = read_pages([gone, page], Workers(jobs))
        assert [page.outline.document.name for page, _ in pages] == ["page.html"]
        assert [(d.code, d.location.document) for d in diagnostics] == [("DOC001", "gone.html")]


def test_wrong_use_is_refused(tmp_path: Path) -> None:
    """No processes, or processes on a cluster, is wrong usage: exit code 2."""
    for wrong in (["--jobs", "0"], ["--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"]):
        command = [*COMMAND, str(GOLDEN), "-o", str(tmp_path / "openapi.json"), *wrong]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert "--jobs" in done.stderr


def test_a_scheduler_needs_its_client(tmp_path: Path) -> None:
    """Without `distributed` a scheduler is one finding that says what to install."""
    hidden = tmp_path / "distributed.py"
    hidden.write_text("raise ImportError('hidden')\n")
    command = [*COMMAND, str(GOLDEN), "-o", str(tmp_path / "openapi.json"), "--scheduler", "tcp://127.0.0.1:1"]
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.count("RUN003") == 1
    assert "apiscribe[dask]" in done.stderr
