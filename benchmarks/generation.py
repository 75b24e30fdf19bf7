"""The generators: what each takes for its Python client of one document, and what comes out."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .figures import Cell, Figures, Target, middle
from .peers import GENERATOR, PYTHON_CLIENT, Peers
from .processes import Cost, Failed, cost, probe

DOCUMENT = Path(__file__).parent.parent / "spec" / "documents" / "modelarts" / "openapi-3.0.json"
UNFORMATTED = f"{PYTHON_CLIENT}, unformatted"
PATIENCE = 900
"""Seconds after which mypy is ended."""

Command = list[str | Path]


@dataclass(frozen=True, slots=True)
class Generator:
    """A command that writes a package."""

    name: str
    package: str
    distribution: str | None
    command: Callable[[Path, Path, Path], Command]
    """The command, for the folder of the peers' commands, the document, and the folder to write into."""


def _ours(_: Path, document: Path, out: Path) -> Command:
    return [sys.executable, "-m", "apiscribe", "generate", document, "--target", "python", "-o", out]


def _python_client(commands: Path, document: Path, out: Path, *options: str) -> Command:
    out.mkdir(parents=True, exist_ok=True)
    package = "made_by_openapi_python_client"
    configuration = out / "configuration.yaml"
    configuration.write_text("\n".join((f"package_name_override: {package}", *options)), encoding="utf-8")
    written = ("--config", configuration, "--output-path", out / package, "--meta", "none", "--overwrite")
    return [commands / PYTHON_CLIENT, "generate", "--path", document, *written]


def _python_client_unformatted(commands: Path, document: Path, out: Path) -> Command:
    return _python_client(commands, document, out, "post_hooks: []")


def _openapi_generator(commands: Path, document: Path, out: Path) -> Command:
    written = ("-o", out, "--package-name", "made_by_openapi_generator")
    return [commands / GENERATOR, "generate", "-i", document, "-g", "python", *written]


OURS = Generator("apiscribe", "modelarts_client", None, _ours)
OTHERS = (
    Generator(PYTHON_CLIENT, "made_by_openapi_python_client", PYTHON_CLIENT, _python_client),
    Generator(UNFORMATTED, "made_by_openapi_python_client", PYTHON_CLIENT, _python_client_unformatted),
    Generator("openapi-generator", "made_by_openapi_generator", GENERATOR, _openapi_generator),
)


def write_clients(peers: Peers, out: Path) -> list[Path]:
    """Write the clients of the generators that are there and work; give the folders to import them from.

    They are made from a copy of the document whose schemas do not differ in case alone: those that do become modules
    of one name, and then nothing of these clients can be imported.
    """
    folders = []
    document = out / "document.json"
    out.mkdir(parents=True)
    document.write_text(_told_apart(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    for generator in OTHERS:
        if generator.name != UNFORMATTED and not _lacks(peers, generator):
            with suppress(Failed):
                _generate(peers, generator, document, out)
                folders.append(out / generator.name)
    return folders


def generation(peers: Peers, out: Path, rounds: int, *, mypy: bool) -> Figures:
    """Measure all generators, each in `rounds` fresh processes, and look at what they wrote."""
    left_out = {generator.name: lack for generator in OTHERS if (lack := _lacks(peers, generator))}
    costs: dict[str, list[Cost]] = {g.name: [] for g in (OURS, *OTHERS) if g.name not in left_out}
    for generator in (OURS, *OTHERS) * rounds:
        if generator.name in costs:
            try:
                costs[generator.name].append(_generate(peers, generator, DOCUMENT, out))
            except Failed as error:
                if generator is OURS:
                    raise
                left_out[generator.name] = str(error)
                del costs[generator.name]
    seconds = {name: middle([taken.seconds for taken in runs]) for name, runs in costs.items()}
    rows: list[tuple[Cell, ...]] = []
    notes = [f"left out: {name}: {reason}" for name, reason in left_out.items()]
    for generator in (OURS, *OTHERS):
        if generator.name in costs:
            peak = max(taken.peak_mib for taken in costs[generator.name])
            written, note = _written(peers, generator, out / generator.name)
            notes += note
            errors = _type_errors(peers, generator, out / generator.name) if mypy else None
            rows.append((generator.name, seconds[generator.name], peak, *written, errors))
    names = ("seconds", "peak MiB", "files", "lines", "MB", "modules", "not importable", "mypy errors")
    target = Target(f"generation, seconds; {PYTHON_CLIENT}", seconds[OURS.name], seconds.get(PYTHON_CLIENT))
    return Figures("a Python client of the same document", ("generator", *names), tuple(rows), (target,), tuple(notes))


def _lacks(peers: Peers, generator: Generator) -> str | None:
    return peers.lacks(generator.distribution) if generator.distribution else None


def _generate(peers: Peers, generator: Generator, document: Path, out: Path) -> Cost:
    shutil.rmtree(out / generator.name, ignore_errors=True)
    return cost(generator.command(peers.commands, document, out / generator.name), also_in_path=peers.commands)


def _told_apart(document: str) -> str:
    """Give a document in which the later one of two schemas that differ in case alone has another name."""
    seen: set[str] = set()
    for name in json.loads(document)["components"]["schemas"]:
        if name.lower() in seen:
            document = document.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{name}Other"')
            document = document.replace(f'"{name}": {{', f'"{name}Other": {{')
        seen.add(name.lower())
    return document


def _written(peers: Peers, generator: Generator, folder: Path) -> tuple[tuple[Cell, ...], list[str]]:
    """Give files, lines and size of a package, its modules and how many of them fail; and how the first one does."""
    contents = [file.read_bytes() for file in (folder / generator.package).rglob("*.py")]
    size = (len(contents), sum(content.count(b"\n") for content in contents), sum(map(len, contents)) / 1e6)
    try:
        told = probe(peers.python, "imports", generator.package, packages=[folder])
    except Failed as error:
        return (*size, None, None), [f"{generator.name} cannot be imported: {error}"]
    failed = told["failed"]
    notes = [f"{generator.name}: {failed[0]}"] if failed else []
    return (*size, told["modules"], len(failed)), notes


def _type_errors(peers: Peers, generator: Generator, folder: Path) -> Cell:
    """Count what mypy --strict finds, beside the libraries that the package needs; None where there is no mypy."""
    mypy = (peers.python, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", folder / ".cache")
    command = (*mypy, "--package", generator.package)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"more than {PATIENCE} s"
    if done.returncode > 1:
        return None
    return done.stdout.count(": error:")
