"""The command: `python -m benchmarks [stages] [start] [calls] [generation] [mock] [diff] [scale]`.

All of them where none is named.
"""

import platform
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import clients, peers
from .figures import Figures, show, write_json
from .generation import OURS, generation, write_clients
from .processes import Failed

ROOT = Path(__file__).parent.parent


class Part(StrEnum):
    """What can be measured alone."""

    stages = "stages"
    start = "start"
    calls = "calls"
    generation = "generation"
    mock = "mock"
    diff = "diff"
    scale = "scale"


class Format(StrEnum):
    """How it is told."""

    table = "table"
    json = "json"


def main(
    parts: Annotated[
        list[Part] | None, typer.Argument(help="what to measure; everything where nothing is named")
    ] = None,
    client: Annotated[Path, typer.Option(help="the folder that holds the client")] = ROOT / "generated" / "python",
    mock: Annotated[Path, typer.Option(help="the folder that holds the mock")] = ROOT / "generated" / "mock",
    seconds: Annotated[float, typer.Option(min=0.1, help="how long a mock server is loaded")] = 3.0,
    rounds: Annotated[int, typer.Option(min=1, help="fresh processes per figure")] = 5,
    pages: Annotated[
        list[Path] | None, typer.Option(help="a folder of pages to repeat [default: the corpora, where they are]")
    ] = None,
    times: Annotated[int, typer.Option(min=1, max=100, help="how often the pages are repeated at most")] = 50,
    mypy: Annotated[
        bool, typer.Option("--mypy", help="count the errors of types of generated clients, minutes")
    ] = False,
    install_peers: Annotated[bool, typer.Option("--install-peers", help="install the peers, and stop")] = False,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Measure, and compare with the peers that are there."""
    if install_peers:
        peers.install()
        return
    wanted = set(parts or Part)
    there = peers.find()
    with tempfile.TemporaryDirectory() as name:
        try:
            measured = _measure(wanted, there, client, Path(name), rounds, mypy=mypy)
            if Part.mock in wanted:
                measured += [_mock(there, mock, rounds, seconds)]
            if Part.scale in wanted:
                from .scale import DEFAULT, scale

                measured += [scale(pages or DEFAULT, times, Path(name))]
        except Failed as error:
            sys.exit(f"benchmarks: {error}")
    environment = {"machine": platform.machine(), **there.versions}
    (write_json if form is Format.json else show)(measured, environment)


def _measure(
    wanted: set[Part], there: peers.Peers, client: Path, out: Path, rounds: int, *, mypy: bool
) -> list[Figures]:
    measured: list[Figures] = []
    if Part.stages in wanted:
        from .stages import stages

        measured += stages()
    if Part.generation in wanted:
        measured += [generation(there, out, rounds, mypy=mypy)]
    if Part.diff in wanted:
        from .comparing import comparing

        measured += [comparing(there, out, rounds)]
    if wanted & {Part.start, Part.calls}:
        folders = [_copied(client, out / "client"), *write_clients(there, out / "in use")]
        if Part.start in wanted:
            measured += [clients.start(there, folders, rounds)]
        if Part.calls in wanted:
            measured += clients.calls(there, folders, rounds)
    return measured


def _mock(there: peers.Peers, folder: Path, rounds: int, seconds: float) -> Figures:
    from . import mock

    if not (folder / mock.OURS).is_dir():
        sys.exit(f"no {mock.OURS} in {folder}; `apiscribe build` writes it")
    return mock.mock(there, folder, rounds, seconds)


def _copied(client: Path, folder: Path) -> Path:
    """Copy the client, so that what Python writes beside it goes with the folder."""
    package = client / OURS.package
    if not package.is_dir():
        sys.exit(f"no {OURS.package} in {client}; `apiscribe build` writes it")
    shutil.copytree(package, folder / OURS.package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


if __name__ == "__main__":
    typer.run(main)
