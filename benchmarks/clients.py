"""The clients in use: what loading and the first call cost, and what each further call takes."""

from pathlib import Path
from typing import Any

from .figures import Cell, Figures, Target, middle
from .peers import GENERATOR, PYTHON_CLIENT, VENDOR, Peers
from .processes import Failed, probe, served

LIBRARIES, PLAIN, BY_HAND = "import httpx, pydantic", "httpx, json", "httpx, hand-written model"
OURS, SIGNED = "modelarts_client", "modelarts_client, signed"
OF_DISTRIBUTION = {VENDOR: VENDOR, PYTHON_CLIENT: PYTHON_CLIENT, "openapi-generator": GENERATOR}
"""The contestants that are not always there, and the distribution that each comes from."""
KINDS = (("1 notebook", ""), ("100 notebooks", " list"))
"""What is asked for, and how the figures of the probe end."""
SDK_MIB = 69
"""What the vendor's SDK was once measured to take above a bare interpreter."""

Runs = list[dict[str, Any]]


def start(peers: Peers, packages: list[Path], rounds: int) -> Figures:
    """Measure loading, connecting and the first call, each in `rounds` fresh processes."""
    names = (LIBRARIES, PLAIN, BY_HAND, OURS, *OF_DISTRIBUTION)
    results, notes = _measure("start", names, peers, packages, rounds)
    medians = {name: _steps(runs) for name, runs in results.items()}
    columns = ("client", "import, ms", "client made, ms", "first call, ms", "in all, ms", "MiB above bare", "modules")
    rows: list[tuple[Cell, ...]] = [(name, *medians[name].values()) for name in results]
    return Figures("start of a client", columns, tuple(rows), _start_targets(medians, results[OURS][0]), notes)


def calls(peers: Peers, packages: list[Path], rounds: int) -> list[Figures]:
    """Measure one call for one notebook and one for a hundred, each in `rounds` fresh processes."""
    names = (PLAIN, BY_HAND, OURS, SIGNED, *OF_DISTRIBUTION)
    results, notes = _measure("calls", names, peers, packages, rounds)
    micro = {name: {key: middle([run[key] for run in runs]) for key in runs[0]} for name, runs in results.items()}
    ours, by_hand, signed = micro[OURS], micro[BY_HAND], micro[SIGNED]
    rows: list[tuple[Cell, ...]] = []
    for name, figures in micro.items():
        one, hundred = figures["whole"], figures["whole list"]
        rows.append((name, one, ours["whole"] / one, hundred, ours["whole list"] / hundred))
    targets = [
        Target(f"{what}: ours / httpx, hand-written model", ours["whole" + end] / by_hand["whole" + end], 1.25)
        for what, end in KINDS
    ]
    vendor = micro.get(VENDOR)
    for what, end in KINDS:
        ratio = signed["whole" + end] / vendor["whole" + end] if vendor else None
        targets.append(Target(f"{what}: ours, signed / {VENDOR}", ratio, 1))
    columns = ("client", "1 notebook, µs", "ours / this", "100 notebooks, µs", "ours / this ")
    return [Figures("time per call", columns, tuple(rows), tuple(targets), notes), _shares(ours)]


def _measure(
    script: str, names: tuple[str, ...], peers: Peers, packages: list[Path], rounds: int
) -> tuple[dict[str, Runs], tuple[str, ...]]:
    """Run a probe for each client, the clients taking turns, and say which ones are left out and why."""
    out = {name: lack for name, need in OF_DISTRIBUTION.items() if name in names and (lack := peers.lacks(need))}
    results: dict[str, Runs] = {name: [] for name in names if name not in out}
    with served() as url:
        for turn in range(rounds + 1):
            for name in list(results):
                try:
                    result = probe(peers.python, script, name, url, packages=packages)
                except Failed as error:
                    if name not in OF_DISTRIBUTION:
                        raise
                    out[name] = str(error)
                    del results[name]
                    continue
                # the first turn writes bytecode
                if turn:
                    results[name].append(result)
    return results, tuple(f"left out: {name}: {reason}" for name, reason in out.items())


def _steps(runs: Runs) -> dict[str, float]:
    """Give the columns of the start of one client."""
    load, connect, show = (middle([run[step]["ms"] for run in runs]) for step in ("load", "connect", "show"))
    memory = middle([run["show"]["mib"] for run in runs])
    return {
        "load": load, "connect": connect, "show": show, "all": load + connect + show, "mib": memory,
        "modules": len(runs[0]["show"]["modules"]),
    }  # fmt: skip


def _start_targets(medians: dict[str, dict[str, float]], run: dict[str, Any]) -> tuple[Target, ...]:
    ours = medians[OURS]
    heavy = [name for name in run["load"]["modules"] if name in ("httpx", "pydantic")]
    models = [name for name in run["connect"]["modules"] if name.startswith(f"{OURS}.models.")]
    made = ours["load"] + ours["connect"] - medians[LIBRARIES]["load"]
    return (
        Target(f"import {OURS}, ms", ours["load"], 50),
        Target("of httpx and pydantic, loaded by it", len(heavy), 0),
        Target(f"client made, ms more than {LIBRARIES}", made, 60),
        Target("modules of models loaded by then", len(models), 0),
        Target("first call, ms", ours["show"], 150),
        Target("MiB above bare after it", ours["mib"], SDK_MIB / 2),
    )


def _shares(ours: dict[str, float]) -> Figures:
    """Say where the time of our calls goes."""
    rows: list[tuple[Cell, ...]] = []
    for what, end in KINDS:
        send, read, bare, whole = (ours[key + end] for key in ("send", "read", "no model", "whole"))
        rows.append((what, send, read, bare - send - read, whole - bare, whole))
    columns = ("call", "httpx sends", "JSON read", "prepared, checked", "validated", "in all")
    return Figures(f"where the time of a call of {OURS} goes, µs", columns, tuple(rows))
