"""The state of the mock across processes: shared by workers, kept through a kill, refused where it is another's."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from lamps import SECONDS, TOKEN, running

LAMPS = "/v1/p1/lamps"
CLIENTS = 16


def listed(url: str) -> dict[str, str]:
    """Give the names of all lamps by their ids; the list must be true."""
    found: dict[str, str] = {}
    total = 1
    while len(found) < total:
        page = httpx.get(url + LAMPS, params={"offset": len(found), "limit": 100}).json()
        before, total = len(found), page["total"]
        found |= {lamp["id"]: lamp["name"] for lamp in page["lamps"]}
        assert len(found) == min(before + 100, total)
    return found


def test_workers_lose_nothing(lamp_folder: Path) -> None:
    """Two processes and many clients: every lamp that was made has an id of its own and is there, every one that was
    removed is gone, and each is shown by both processes."""
    with running(lamp_folder, "--no-auth", "--workers", "2") as mock:

        def work(number: int) -> tuple[dict[str, str], list[str]]:
            made: dict[str, str] = {}
            gone: list[str] = []
            for turn in range(30):
                with httpx.Client(base_url=mock.url) as client:  # a new connection, so that both processes are met
                    name = f"{number}-{turn}"
                    lamp = client.post(LAMPS, json={"name": name}).json()["id"]
                    assert lamp not in made
                    made[lamp] = name
                    if turn % 3 == 2:
                        assert client.delete(f"{LAMPS}/{lamp}").status_code == 204
                        gone.append(lamp)
            return made, gone

        with ThreadPoolExecutor(CLIENTS) as pool:
            results = list(pool.map(work, range(CLIENTS)))
        httpx.post(f"{mock.url}/__mock/clock", json={"advance": 1000})
        made = {lamp: name for lamps, _ in results for lamp, name in lamps.items()}
        gone = {lamp for _, lamps in results for lamp in lamps}
        assert (len(made), len(gone)) == (CLIENTS * 30, CLIENTS * 10)
        assert listed(mock.url) == {lamp: name for lamp, name in made.items() if lamp not in gone}
        assert mock.says() == ""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_was_answered_outlives_a_kill(lamp_folder: Path, tmp_path: Path, workers: str) -> None:
    """A mock that is killed in the middle of writing has, when it runs again, all that it said it had made."""
    flags = ("--no-auth", "--workers", workers, "--state", str(tmp_path / "state"))
    answered: dict[str, str] = {}
    with running(lamp_folder, *flags) as mock:

        def write(number: int) -> None:
            with httpx.Client(base_url=mock.url) as client:
                for turn in range(10_000):
                    try:
                        lamp = client.post(LAMPS, json={"name": f"{number}-{turn}"}).json()["id"]
                    except httpx.HTTPError:
                        return
                    answered[lamp] = f"{number}-{turn}"
                    if len(answered) == 300:
                        started = children(mock.process.pid)
                        mock.process.kill()
                        for child in started:
                            os.kill(child, signal.SIGKILL)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(4)))
        mock.process.wait(SECONDS)
    assert len(answered) >= 300
    with running(lamp_folder, *flags) as mock:
        found = listed(mock.url)
        assert {lamp: found.get(lamp) for lamp in answered} == answered
        assert httpx.post(mock.url + LAMPS, json={"name": "after"}).json()["id"] not in found


def children(parent: int) -> list[int]:
    """Give the processes that a process started."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(number) for number in found.split()]


def other_database(path: Path, statement: str) -> None:
    """Make a database that is not a mock's."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (a)")
        database.execute(statement)
        database.commit()


def test_a_file_of_somebody_else_is_left_alone(lamp_folder: Path, workshop_folder: Path, tmp_path: Path) -> None:
    """A file that is not a state, is the state of another mock, or a database of anything else, is refused with a word
    of why; not a byte of it changes. An empty file is taken."""
    texts = {"text": b"my notes\n" * 100, "short": b"S", "sqlite-like": b"SQLite format 3\x00" + b"x" * 2000}
    for name, content in texts.items():
        (tmp_path / name).write_bytes(content)
    other_database(tmp_path / "database", "PRAGMA user_version = 1")
    other_database(tmp_path / "marked", "PRAGMA application_id = 7")
    with running(lamp_folder, "--no-auth", "--state", str(tmp_path / "lamps")) as mock:
        httpx.post(mock.url + LAMPS, json={"name": "a"})
    shutil.copy(tmp_path / "lamps", tmp_path / "newer")
    with closing(sqlite3.connect(tmp_path / "newer")) as database:
        database.execute("PRAGMA user_version = 999")
    for name in (*texts, "database", "marked", "newer"):
        before = (tmp_path / name).read_bytes()
        command = [sys.executable, "-m", "lamp_mock", "--port", "0", "--state", str(tmp_path / name)]
        done = subprocess.run(command, cwd=lamp_folder, capture_output=True, text=True, timeout=SECONDS)
        assert (done.returncode, done.stdout) == (1, ""), name
        assert name in done.stderr and "Traceback" not in done.stderr
        assert (tmp_path / name).read_bytes() == before
    command = [sys.executable, "-m", "workshop_mock", "--port", "0", "--state", str(tmp_path / "lamps")]
    done = subprocess.run(command, cwd=workshop_folder, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 1 and "another mock" in done.stderr
    (tmp_path / "empty").touch()
    with running(lamp_folder, "--no-auth", "--state", str(tmp_path / "empty")) as mock:
        assert httpx.post(mock.url + LAMPS, json={"name": "a"}).status_code == 201


def test_a_state_without_its_tables_is_refused(lamp_folder: Path, tmp_path: Path) -> None:
    """A file that has the marks of a state alone is said in one line, and left as it is."""
    path = tmp_path / "state"
    for statement in ("DROP TABLE item", "DROP INDEX item_id", "ALTER TABLE counter ADD COLUMN more"):
        path.unlink(missing_ok=True)
        with running(lamp_folder, "--state", str(path)) as mock:
            httpx.get(mock.url + LAMPS, headers=TOKEN)
        with closing(sqlite3.connect(path)) as database:
            database.execute(statement)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = path.read_bytes()
        command = [sys.executable, "-m", "lamp_mock", "--port", "0", "--state", str(path)]
        done = subprocess.run(command, cwd=lamp_folder, capture_output=True, text=True, timeout=SECONDS)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert "lacks tables of a state file" in done.stderr
        assert path.read_bytes() == before


def test_a_state_that_another_program_holds_is_a_503(lamp_folder: Path, tmp_path: Path) -> None:
    """While it is held changes are refused soon, and the rest of the mock answers; then all goes on."""
    path = tmp_path / "state"
    with running(lamp_folder, "--no-auth", "--state", str(path)) as mock, closing(sqlite3.connect(path)) as other:
        other.isolation_level = None
        httpx.post(mock.url + LAMPS, json={"name": "a"})
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        for _ in range(3):
            refused = httpx.post(mock.url + LAMPS, json={"name": "b"}, timeout=SECONDS)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert refused.json()["error_code"] == "Mock.0503"
        assert httpx.post(f"{mock.url}/__mock/reset").status_code == 503
        assert httpx.get(f"{mock.url}/v1/status").status_code == 200
        assert time.monotonic() - started < 4
        other.execute("ROLLBACK")
        assert httpx.post(mock.url + LAMPS, json={"name": "b"}).status_code == 201
        assert httpx.get(mock.url + LAMPS).json()["total"] == 2
        assert mock.says() == ""


def test_several_workers_keep_all_requests_that_are_asked_for(lamp_folder: Path) -> None:
    """The last requests are there, however long their headers are."""
    with running(lamp_folder, "--no-auth", "--workers", "2", "--record", "400") as mock:
        for number in range(450):
            headers = {"X-Long": "x" * 25_000, "X-Number": str(number)}
            httpx.get(f"{mock.url}/v1/status", headers=headers, timeout=SECONDS)
        seen = httpx.get(f"{mock.url}/__mock/requests", timeout=SECONDS).json()["requests"]
        assert [int(one["headers"]["x-number"]) for one in seen] == [*range(449, 49, -1)]


@pytest.mark.skipif(sys.platform != "linux", reason="uses locks of files")
def test_what_a_killed_command_left_is_removed_by_the_next_one(
    lamp_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder goes; that of a mock which runs, and folders of anybody else, stay."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for name in ("mock-mine", "mock-other"):
        (tmp_path / name).mkdir()
    (tmp_path / "mock-other" / "owner").write_text("somebody", encoding="utf-8")
    with running(lamp_folder, "--workers", "2") as killed:
        httpx.get(killed.url + LAMPS, timeout=SECONDS)
        left = next(path for path in tmp_path.iterdir() if (path / "state").exists())
        killed.process.kill()
        killed.process.wait(SECONDS)
        assert left.exists()
    with running(lamp_folder, "--workers", "2") as mock:
        assert not left.exists()
        with running(lamp_folder, "--workers", "2"):
            httpx.get(mock.url + LAMPS, headers=TOKEN, timeout=SECONDS)
            assert len([path for path in tmp_path.iterdir() if (path / "state").exists()]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"mock-mine", "mock-other"}
