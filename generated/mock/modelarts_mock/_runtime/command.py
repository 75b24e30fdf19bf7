# Copied from apiscribe; do not edit.
"""The command that serves the mock."""

import argparse
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from .app import MockApp
from .auth import read_keys
from .faults import NoOperationError, parse_fault
from .folders import shared_folder
from .iam import read_projects, read_users
from .proxy import ProxyError, checked_address
from .serving import BACKLOG, run
from .settings import TEST_KEY, TEST_TOKEN, TEST_USER, Settings
from .state import StateError
from .workers import WorkersError, run_workers


@dataclass(frozen=True, slots=True)
class Command:
    """What one package serves: `create_app` is a function of the package, for worker processes to find."""

    name: str
    version: str
    create_app: Callable[[Settings], MockApp]


def serve(command: Command, arguments: Sequence[str] | None = None) -> None:
    """Serve the mock until it is interrupted. Wrong usage ends with 2, what the machine refuses with 1."""
    parser = _parser(command)
    options = parser.parse_args(arguments)
    try:
        settings = read_settings(options)
    except (ValueError, ProxyError) as error:
        parser.error(str(error))
    try:
        with ExitStack() as stack:
            _run(command, options, settings, stack)
    except NoOperationError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return  # told to end
    except (OSError, StateError, WorkersError) as error:
        parser.exit(1, f"{command.name}: error: {_said_by(error, options)}\n")


def read_settings(options: argparse.Namespace) -> Settings:
    """Give the settings that the options ask for. Raises ValueError or ProxyError for what cannot be followed."""
    faults = [*options.fault, *(f"*: latency={text}" for text in options.latency)]
    for fault in faults:
        parse_fault(fault)
    if options.proxy:
        checked_address(options.proxy)
    keys, users = options.access_key or [TEST_KEY], options.user or [TEST_USER]
    read_keys(keys)
    read_users(users)
    read_projects(options.project)
    return Settings(
        auth=options.auth,
        validate=options.validate,
        state=options.state,
        workers=options.workers,
        seed=options.seed,
        tokens=tuple(options.token or [TEST_TOKEN]),
        any_token=options.any_token,
        access_keys=tuple(keys),
        users=tuple(users),
        projects=tuple(options.project),
        token_life=options.token_life,
        faults=tuple(faults),
        speed=options.speed,
        proxy=options.proxy,
        remote_admin=options.remote_admin,
        record=options.record,
        max_body=options.max_body,
        request_timeout=options.request_timeout,
    )


def _run(command: Command, options: argparse.Namespace, settings: Settings, stack: ExitStack) -> None:
    listening = stack.enter_context(_listen(options.host, options.port))
    if settings.workers > 1:
        settings = shared_settings(settings, stack.enter_context(shared_folder()))
    app = command.create_app(settings)
    host, port = listening.getsockname()[:2]
    print(f"http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)
    if settings.workers == 1:
        run(app, listening)
    else:
        app.close()
        run_workers(command.create_app, settings, listening)


def shared_settings(settings: Settings, folder: Path) -> Settings:
    """Give the settings of workers that share a folder: one state, one seal for their tokens."""
    from dataclasses import replace

    state = settings.state or folder / "state"
    temporary = settings.state is None
    return replace(settings, shared=folder, state=state, temporary=temporary, secret=secrets.token_hex(32))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.set_inheritable(True)
    return listening


def _said_by(error: OSError | StateError | WorkersError, options: argparse.Namespace) -> str:
    if not isinstance(error, OSError):
        return str(error)
    return f"cannot listen on port {options.port} of {options.host}: {error.strerror or error}"


def _parser(command: Command) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=command.name, description="Answers every documented operation on this machine."
    )
    add = parser.add_argument
    add("--version", action="version", version=command.version)
    add("--host", default="127.0.0.1", help="the address to listen on; by default this machine alone can connect")
    add("--port", type=_PORT, default=8080, help="0 for any free one; the address is printed")
    add("--workers", type=_COUNT, default=1, metavar="N", help="processes, which share the state")
    add("--state", type=Path, metavar="FILE", help="a file that keeps the state; it is made where there is none")
    add("--seed", type=int, default=0, metavar="N", help="other made values, ids and chances")
    add("--no-validate", dest="validate", action="store_false", help="take requests that are not as documented")
    add("--no-auth", dest="auth", action="store_false", help="take requests without token or signature")
    add("--token", action="append", default=[], help=f"a token to take, again for more; {TEST_TOKEN} if none is given")
    add("--any-token", action="store_true", help="take every token")
    add("--access-key", action="append", default=[], metavar="AK:SK[:TOKEN]",
        help=f"an access key to take, again for more; {TEST_KEY} if none is given")  # fmt: skip
    add("--user", action="append", default=[], metavar="NAME:PASSWORD",
        help=f"a user who gets tokens, again for more; {TEST_USER} if none is given")  # fmt: skip
    add("--project", action="append", default=[], metavar="NAME[:ID]",
        help="a project, again for more; if none is given every name is one")  # fmt: skip
    add("--token-life", type=_AMOUNT, default=86_400.0, metavar="SECONDS", help="how long tokens live")
    add("--latency", action="append", default=[], metavar="SECONDS[-SECONDS]", help="how long every answer waits")
    add("--fault", action="append", default=[], metavar="FAULT",
        help="what goes wrong on purpose: 'Show*: status=429; retry-after=1; times=2'")  # fmt: skip
    add("--speed", type=_AMOUNT, default=1.0, metavar="FACTOR", help="how much faster states follow one another")
    add("--proxy", default="", metavar="URL", help="pass requests on to a server, and tell what is not as documented")
    add("--remote-admin", action="store_true", help="let other machines use /__mock/")
    add("--record", type=_RECORD, default=1_000, metavar="N", help="how many requests /__mock/requests shows")
    add("--max-body", type=_COUNT, default=10 * 1024 * 1024, metavar="BYTES", help="larger bodies are refused")
    add("--request-timeout", type=_AMOUNT, default=30.0, metavar="SECONDS", help="slower requests are refused")
    return parser


def _number(kind: type[int] | type[float], low: float, high: float) -> Callable[[str], float]:
    """Give what reads an option that is a number from `low` to `high`."""

    def read(text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = kind(-1)
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"not a number from {low:g} to {high:g}: {text[:40]!r}")
        return number

    return read


_PORT = _number(int, 0, 65_535)
_COUNT = _number(int, 1, 1_000_000_000)
_RECORD = _number(int, 0, 1_000_000)
_AMOUNT = _number(float, 1e-6, 1e9)
