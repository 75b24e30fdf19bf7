"""Gateways as processes of their own, and a service behind them that tells what arrives."""

import http.client
import json
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

SECONDS = 30.0
STEP = 0.005


@dataclass(frozen=True)
class Program:
    """A gateway that runs here: its commands (`{folder}` and `{work}` are filled in) and how it is told to reload.

    `reload` is a signal, `file` where it watches its files, empty where it has to be started anew. `wrong_method` is
    the status of its refusals. `drops` are headers that do not go through.
    """

    name: str
    binary: str
    version: tuple[str, ...]
    check: tuple[str, ...]
    run: tuple[str, ...]
    reload: str
    wrong_method: int = 405
    drops: frozenset[str] = frozenset()

    def command(self, binary: Path, words: Sequence[str], folder: Path, work: Path) -> list[str]:
        """Give a command of this program."""
        return [str(binary), *(word.format(folder=folder, work=work) for word in words)]


PROGRAMS = {
    program.name: program
    for program in (
        Program(
            "nginx", "nginx", ("-v",),
            ("-t", "-c", "{folder}/nginx.conf", "-g", "pid {work}/check.pid;"),
            ("-c", "{folder}/nginx.conf", "-g", "pid {work}/pid; daemon off;"), "SIGHUP",
        ),
        Program(
            "haproxy", "haproxy", ("-v",), ("-c", "-f", "{folder}/haproxy.cfg"),
            ("-W", "-f", "{folder}/haproxy.cfg", "-p", "{work}/pid"), "SIGUSR2",
        ),
        Program(
            "envoy", "envoy", ("--version",), ("--mode", "validate", "-l", "error", "-c", "{folder}/envoy.yaml"),
            ("-c", "{folder}/envoy.yaml", "-l", "error", "--concurrency", "1", "--use-dynamic-base-id"), "file",
        ),
        Program(
            "caddy", "caddy", ("version",),
            ("validate", "--adapter", "caddyfile", "--config", "{folder}/Caddyfile"),
            ("run", "--adapter", "caddyfile", "--config", "{folder}/Caddyfile"), "SIGUSR1",
            drops=frozenset({"x_under_score"}),
        ),
        Program("traefik", "traefik", ("version",), (), ("--configFile={folder}/traefik.yaml",), "file"),
    )
}  # fmt: skip
"""By name. Traefik has no check of its own: it is started."""


@dataclass(frozen=True)
class Arrived:
    """A request as the service saw it: nothing decoded. Names of headers are lower-case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a gateway that has gone."""


class Echo:
    """A service that takes every request and keeps what came."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        kept = self.arrived

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                if self.headers.get("Transfer-Encoding", "") == "chunked":
                    body = b""
                    while size := int(self.rfile.readline(), 16):
                        body += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                else:
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                target = self.requestline.split(" ")[1]
                kept.append(Arrived(self.command, target, headers, body))
                time.sleep(float(headers.get("x-sleep", 0)))
                answer = json.dumps({"at": len(kept)}).encode()
                self.send_response(int(headers.get("x-answer", 200)))
                self.send_header("X-From", "echo")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(SECONDS)


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What the gateway answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Gateway:
    """A gateway that runs, and a connection to it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self.started = 0.0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        *,
        chunked: bool = False,
    ) -> Answer:
        """Send a request whose target goes out as it is, and give the answer."""
        for again in (True, False):
            try:
                self._connection.putrequest(
                    method, target, skip_host="Host" in (headers or {}), skip_accept_encoding=True
                )
                for name, value in (headers or {}).items():
                    self._connection.putheader(name, value)
                if body is not None:
                    name, value = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))
                    self._connection.putheader(name, value)
                self._connection.endheaders(body, encode_chunked=chunked)
                response = self._connection.getresponse()
                found = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, found, response.read())
            except (http.client.HTTPException, OSError):
                self._connection.close()
                if not again:
                    raise
        raise AssertionError

    def status_of(self, target: str, *lines: str) -> int:
        """Send a GET with these lines of headers as they are, each as often as it is there, and give the status."""
        sent = "\r\n".join([f"GET {target} HTTP/1.1", "Host: service", "Connection: close", *lines, "", ""])
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
            connection.sendall(sent.encode("latin-1"))
            answer = connection.recv(4096)
        return int(answer.split(b" ", 2)[1]) if answer else 0

    def wait_until(self, method: str, target: str, status: int = 200) -> None:
        """Wait until a request gets that status: a gateway may accept connections before it has read its routes."""

        def answers() -> bool:
            try:
                return self.ask(method, target).status == status
            except (http.client.HTTPException, OSError):
                return False

        wait_for(answers, self.process, self.log)

    def over_tls(self, context: ssl.SSLContext) -> None:
        """Connect over TLS from now on."""
        self.close()
        self._connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=SECONDS, context=context)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def running(
    program: Program, binary: Path, folder: Path, port: int, work: Path, variables: Mapping[str, str]
) -> Iterator[Gateway]:
    """Run a gateway on the port that its configuration says; it is there when it accepts a connection."""
    log = work / "log"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}
    environment |= variables
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            program.command(binary, program.run, folder, work),
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        gateway = Gateway(process, port, log)
        try:
            wait_for(lambda: listens(port), process, log)
            gateway.started = time.perf_counter() - begun
            yield gateway
        finally:
            gateway.close()
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(SECONDS)


def listens(port: int) -> bool:
    """Tell whether somebody accepts connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(done: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = SECONDS) -> float:
    """Wait until something holds; give the seconds that it took."""
    begun = time.perf_counter()
    while not done():
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        assert time.perf_counter() - begun < seconds, log.read_text(errors="replace")[-2000:]
        time.sleep(STEP)
    return time.perf_counter() - begun


def tell_to_reload(program: Program, gateway: Gateway) -> None:
    """Tell a gateway that runs to read its files again."""
    if program.reload.startswith("SIG"):
        gateway.process.send_signal(getattr(signal, program.reload))


def version_of(program: Program, binary: Path) -> str:
    """Give the version that a program says it has."""
    done = subprocess.run([binary, *program.version], capture_output=True, text=True, timeout=SECONDS, check=False)
    found = re.search(r"\d+\.\d+(\.\d+)?", (done.stdout + done.stderr).replace(str(binary), ""))
    return found[0] if found else "?"
