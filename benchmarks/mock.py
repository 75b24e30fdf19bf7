"""The mock beside other mock servers: the same document, the same two operations, one worker each, on loopback."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .figures import Cell, Figures, Target, middle
from .peers import PRISM, STEADY, Peers
from .processes import Failed, probe

OURS = "modelarts_mock"
CONNECTIONS = 16
START_SECONDS = 30.0
THINGS = "/v1/project/notebooks"
"""What one is made in, and shown from."""
VALID = {
    "name": "bench", "flavor": "modelarts.vm.cpu.2u", "image_id": "00000000-0000-4000-8000-000000000001",
    "volume": {"category": "EVS", "ownership": "MANAGED", "capacity": 50},
}  # fmt: skip
INVALID = VALID | {"volume": {"category": "nothing", "ownership": "MANAGED"}}

_HEADERS = {"Content-Type": "application/json", "X-Auth-Token": "test-token"}
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class _Run:
    """What one process of a server did: requests per second, those per second of its CPU, memory."""

    start: float
    get: float
    post: float
    get_cpu: float
    post_cpu: float
    peak_mib: float


def mock(peers: Peers, package: Path, rounds: int, seconds: float) -> Figures:
    """Measure the servers, which take turns, each in `rounds` fresh processes."""
    document = package / OURS / "openapi.json"
    commands: dict[str, list[str | Path]] = {OURS: [sys.executable, "-m", OURS, "--port"]}
    out = {name: lack for name in (PRISM, STEADY) if (lack := peers.lacks(name))}
    if PRISM not in out:
        commands[PRISM] = [peers.node_commands / "prism", "mock", document, "-v", "error", "-p"]
    if STEADY not in out:
        commands[STEADY] = [peers.node_commands / "steady", "-q", "--host", "127.0.0.1", document, "-p"]
    runs: dict[str, list[_Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name in list(runs):
            try:
                runs[name].append(_run(commands[name], package, seconds))
            except Failed as error:
                if name == OURS:
                    raise
                out[name] = str(error)
                del runs[name]
    columns = ("server", "start, s", "GET/s", "GET/CPU s", "POST/s", "POST/CPU s", "peak MiB")
    medians = {name: _median(found) for name, found in runs.items()}
    rows: list[tuple[Cell, ...]] = [
        (name, run.start, run.get, run.get_cpu, run.post, run.post_cpu, run.peak_mib) for name, run in medians.items()
    ]
    notes = (
        f"{CONNECTIONS} connections, {seconds:g} s each, sent by {'wrk' if _wrk() else 'a generator in Python'}; "
        f"load average now {os.getloadavg()[0]:.1f}",
        "authentication, validation and state of ours are on: its POST makes a thing, its GET shows one that was made",
        *(f"left out: {name}: {reason}" for name, reason in out.items()),
    )
    return Figures("the mock and other mock servers", columns, tuple(rows), _targets(medians), notes)


def _targets(medians: dict[str, _Run]) -> tuple[Target, ...]:
    ours, prism, steady = (medians.get(name) for name in (OURS, PRISM, STEADY))
    found = []
    for name, peer, most in ((PRISM, prism, 0.2), (STEADY, steady, 1.0)):
        both = (ours, peer) if ours and peer else None
        found += [
            Target(f"GET/s: {name} / ours", both and both[1].get / both[0].get, most),
            Target(f"POST/s: {name} / ours", both and both[1].post / both[0].post, most),
            Target(f"peak MiB: ours / {name}", both and both[0].peak_mib / both[1].peak_mib, 1),
        ]
    start = ours.start / prism.start if ours and prism else None
    return (*found, Target(f"start: ours / {PRISM}", start, 0.5))


def _median(runs: list[_Run]) -> _Run:
    return _Run(*(middle([getattr(run, name) for run in runs]) for name in _Run.__slots__))


def _run(command: Sequence[str | Path], package: Path, seconds: float) -> _Run:
    """Start a server, see that it does what is measured, and load it."""
    with _started(command, package) as (url, session):
        begun = time.perf_counter()
        first = _first_answer(f"{url}{THINGS}")
        start = time.perf_counter() - begun
        if _status(f"{url}{THINGS}", INVALID) // 100 != 4:
            raise Failed("takes a body that is not as documented")
        thing = f"{url}{THINGS}/{first.get('id', 'bench')}"
        rates: list[float] = []
        for address, body in ((thing, None), (f"{url}{THINGS}", VALID)):
            before = _used(session)
            requests, took = _load(address, body, seconds)
            rates += [requests / took, requests / max(_used(session) - before, 0.01)]
        get, get_cpu, post, post_cpu = rates
        return _Run(start, get, post, get_cpu, post_cpu, _peak(session))


@contextmanager
def _started(command: Sequence[str | Path], package: Path) -> Iterator[tuple[str, int]]:
    """Start a server on a free port, in a session of its own; gives its address and the number of the session."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603
        [*map(str, command), str(port)], env=os.environ | {"PYTHONPATH": str(package)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _first_answer(url: str) -> dict[str, Any]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with _DIRECT.open(_request(url, VALID), timeout=START_SECONDS) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise Failed(f"answers {error.code} to a body that is as documented") from error
        except OSError:
            time.sleep(0.005)
    raise Failed(f"does not answer within {START_SECONDS:g} s")


def _status(url: str, body: dict[str, Any]) -> int:
    try:
        with _DIRECT.open(_request(url, body), timeout=START_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _request(url: str, body: dict[str, Any]) -> urllib.request.Request:
    return urllib.request.Request(url, json.dumps(body).encode(), _HEADERS)  # noqa: S310 - our own address


def _wrk() -> str | None:
    return shutil.which("wrk")


def _load(url: str, body: dict[str, Any] | None, seconds: float) -> tuple[int, float]:
    """Send a request for so many seconds; gives how many were answered, and the time that it took."""
    method, text = ("POST", json.dumps(body)) if body else ("GET", "")
    if wrk := _wrk():
        requests, took, refused = _load_by_wrk(wrk, url, method, text, seconds)
    else:
        told = probe(Path(sys.executable), "load", url, method, text, str(seconds), str(CONNECTIONS))
        requests, took, refused = told["requests"], told["seconds"], told["refused"]
    if refused or not requests:
        raise Failed(f"refuses {refused} of {requests} requests {method}")
    return requests, took


def _load_by_wrk(wrk: str, url: str, method: str, body: str, seconds: float) -> tuple[int, float, int]:
    headers = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in _HEADERS.items())
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f'wrk.method = "{method}"\n{headers}' + (f"wrk.body = [[{body}]]\n" if body else ""))
        script.flush()
        whole = max(1, round(seconds))  # it knows no parts of a second
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{whole}s", "-s", script.name, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=whole + 30, check=False)  # noqa: S603
    told = re.search(r"(\d+) requests in", done.stdout)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if done.returncode or not told or not rate or not float(rate[1]):
        raise Failed(f"wrk fails: {(done.stderr or done.stdout).strip()[-200:]}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return int(told[1]), int(told[1]) / float(rate[1]), int(refused[1]) if refused else 0


def _processes(session: int) -> Iterator[tuple[Path, list[str]]]:
    """Give the processes of a session, as Linux tells of them, each with its `stat` from the state on."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[3]) == session:
            yield folder, fields


def _used(session: int) -> float:
    """Give the seconds of CPU that a server has used."""
    ticks = sum(int(fields[11]) + int(fields[12]) for _, fields in _processes(session))
    return ticks / os.sysconf("SC_CLK_TCK")


def _peak(session: int) -> float:
    """Give the peak memory of a server in MiB: of its largest process, so that what only starts it does not count."""
    texts = [(folder / "status").read_text() for folder, _ in _processes(session)]
    found = [int(match[1]) for text in texts if (match := re.search(r"VmHWM:\s+(\d+)", text))]
    return max(found, default=0) / 1024
