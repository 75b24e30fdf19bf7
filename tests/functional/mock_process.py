"""The published mock as a process of its own, and what it has seen."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).resolve().parents[2]
CLIENT, MOCK = REPOSITORY / "generated" / "python", REPOSITORY / "generated" / "mock"
SECONDS = 20.0


@dataclass(frozen=True)
class Mock:
    """A mock that runs: its address, and a client for `/__mock/`."""

    url: str
    admin: httpx.Client

    def reset(self) -> None:
        """Forget everything that was made and seen."""
        self.admin.post("reset").raise_for_status()

    def advance(self, seconds: float) -> None:
        """Let time go by for the things that the mock keeps."""
        self.admin.post("clock", json={"advance": seconds}).raise_for_status()

    def seen(self) -> list[str]:
        """Give the operations that were called, in order."""
        entries = self.admin.get("requests").raise_for_status().json()["requests"]
        return [entry["operation"] for entry in reversed(entries)]

    def steps(self) -> list[str]:
        """Give the operations that were called, in order; one that was repeated at once stands there once."""
        return [operation for operation, _ in groupby(self.seen())]


@contextmanager
def running(*arguments: str) -> Iterator[Mock]:
    """Run the mock on a free port."""
    command = [sys.executable, "-m", "modelarts_mock", "--port", "0", *arguments]
    environment = os.environ | {"PYTHONPATH": str(MOCK)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.Client(base_url=f"{url}/__mock/", timeout=SECONDS) as admin:
            yield Mock(url, admin)
    finally:
        process.terminate()
        process.wait(SECONDS)
        if process.stdout:
            process.stdout.close()
