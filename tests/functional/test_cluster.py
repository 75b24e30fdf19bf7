"""Reading on a Dask cluster: the same result as here, one finding for whatever fails, and no hang."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from copies import write_copies

pytest.importorskip("distributed", reason="distributed is not there: pip install 'apiscribe[dask]'")

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CLUSTER = Path(__file__).with_name("local_cluster.py")
COMMAND = (sys.executable, "-m", "apiscribe", "scrape")


@contextmanager
def cluster() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run a cluster; give the address of its scheduler, and its process."""
    command = (sys.executable, str(CLUSTER))
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdin and process.stdout
            address = process.stdout.readline().strip()
            assert address
            yield address, process
            process.stdin.close()
            process.wait(60)
        finally:
            process.kill()


def scrape(source: Path, output: Path, *options: str) -> "subprocess.Popen[str]":
    """Begin to scrape."""
    command = [*COMMAND, str(source), "-o", str(output), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def test_a_cluster_gives_the_same(tmp_path: Path) -> None:
    """A cluster of two workers gives the document and the findings that one process gives, byte for byte."""
    written, told = [], []
    with cluster() as (address, _):
        for options in (("--jobs", "1"), ("--scheduler", address)):
            output = tmp_path / "openapi.json"
            with scrape(GOLDEN, output, "--all", *options) as process:
                told.append((process.communicate(timeout=120)[1], process.returncode))
            written.append(output.read_bytes())
            output.unlink()
    assert written[0] == written[1]
    assert told[0] == told[1]


def test_a_cluster_that_is_lost_is_one_finding(tmp_path: Path) -> None:
    """Where the cluster goes away in the middle of the work, the command gives up after a while and says so."""
    write_copies(tmp_path / "many", 8)
    with cluster() as (address, ends):
        with scrape(tmp_path / "many", tmp_path / "openapi.json", "--scheduler", address) as process:
            time.sleep(3)
            assert process.poll() is None
            assert ends.stdin
            ends.stdin.close()
            told = process.communicate(timeout=90)[1]
        assert process.returncode == 1
        assert told.count("RUN002") == 1
        assert "Traceback" not in told
    assert not (tmp_path / "openapi.json").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense://nowhere"])
def test_a_scheduler_that_is_not_there_is_one_finding(address: str, tmp_path: Path) -> None:
    """Where nobody listens, or the address is none, one finding says so, soon."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with scrape(GOLDEN, tmp_path / "openapi.json", "--scheduler", address.format(port=port)) as process:
        told = process.communicate(timeout=40)[1]
    assert process.returncode == 1
    assert told.count("RUN001") == 1
    assert "Traceback" not in told
