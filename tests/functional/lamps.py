"""The mock of lamps as a process of its own, and bytes sent to it by hand."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SECONDS = 20.0
TOKEN = {"X-Auth-Token": "test-token"}


@dataclass
class Mock:
    """A mock that runs: its address, its process, and the file that it writes errors to."""

    url: str
    process: "subprocess.Popen[str]"
    errors: Path

    @property
    def memory(self) -> int:
        """The most megabytes that it ever had."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def says(self) -> str:
        """Give what it wrote to stderr."""
        return self.errors.read_text(encoding="utf-8")

    def connect(self) -> socket.socket:
        """Open a connection."""
        parts = urlsplit(self.url)
        return socket.create_connection((parts.hostname, parts.port), timeout=SECONDS)

    def send(self, data: bytes | Callable[[socket.socket], object]) -> bytes:
        """Send bytes, or let a function send them; give all that comes back until the connection ends."""
        with self.connect() as connection:
            try:
                if callable(data):
                    data(connection)
                else:
                    connection.sendall(data)
            except OSError:
                pass  # it was refused before all was sent
            return receive(connection)


def receive(connection: socket.socket) -> bytes:
    """Give all that comes until the connection ends."""
    received = b""
    try:
        while piece := connection.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Mock]:
    """Run the mock in a folder with these arguments, on a free port."""
    command = [sys.executable, "-m", "lamp_mock", "--port", "0", *arguments]
    errors = folder / f"errors-{os.urandom(4).hex()}"
    with errors.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=file, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, errors.read_text(encoding="utf-8")
        yield Mock(url, process, errors)
    finally:
        process.terminate()
        process.wait(SECONDS)
        if process.stdout:
            process.stdout.close()
