# Copied from apiscribe; do not edit.
"""Faults on purpose: answers that are late, refused, cut or never come.

One fault is written `OPERATION: KEY=VALUE; KEY=VALUE`, the operation a name or a pattern such as `Show*`. In a header
the operation is left out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import isfinite
from random import Random
from typing import Any

MAX_FAULTS = 1_000
MAX_LATENCY = 600.0
HEADER = "x-mock-fault"

_FLAGS = ("reset", "truncate")
_KEYS = ("latency", "probability", "reset", "retry-after", "status", "times", "truncate")
_LATENCY = re.compile(r"([0-9.]{1,10})(?:-([0-9.]{1,10}))?(ms|s)?")
_TRUE = ("", "true", "yes", "1")


class NoOperationError(ValueError):
    """A fault of an operation that there is not."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, with which operations, and how often.

    `latency` is the least and the greatest wait in seconds, `times` how many requests have the fault, None for all.
    """

    operation: str = "*"
    latency: tuple[float, float] = (0.0, 0.0)
    status: int | None = None
    retry_after: int | None = None
    reset: bool = False
    truncate: bool = False
    probability: float = 1.0
    times: int | None = None

    @property
    def ends(self) -> bool:
        """Whether the answer is another one than without the fault."""
        return self.status is not None or self.reset or self.truncate

    def shown(self) -> dict[str, Any]:
        """Give the fault as `/__mock/faults` shows it, and as `fault_of` reads it."""
        values = {
            "latency": f"{self.latency[0]:g}-{self.latency[1]:g}s" if self.latency[1] else None,
            "status": self.status,
            "retry-after": self.retry_after,
            "reset": self.reset or None,
            "truncate": self.truncate or None,
            "probability": self.probability if self.probability < 1 else None,
            "times": self.times,
        }
        return {"operation": self.operation} | {key: value for key, value in values.items() if value is not None}


def parse_fault(text: str) -> Fault:
    """Read `OPERATION: KEY=VALUE; …`. ValueError says what is wrong."""
    operation, colon, rest = text.partition(":")
    if not colon or "=" in operation:
        raise ValueError(f"write OPERATION: KEY=VALUE; … and not {text[:80]!r}")
    return fault_of({"operation": operation.strip() or "*"} | _pairs(rest))


def parse_header(text: str) -> Fault:
    """Read the fault of one request: `KEY=VALUE; …`. ValueError says what is wrong."""
    pairs = _pairs(text)
    if wrong := pairs.keys() & {"times", "probability"}:
        raise ValueError(f"a header is for its own request, without {' and '.join(sorted(wrong))}")
    return fault_of(pairs)


def fault_of(values: Mapping[str, Any]) -> Fault:
    """Give the fault that a JSON object describes. ValueError says what is wrong."""
    pairs = {key.replace("_", "-"): value for key, value in values.items()}
    operation = pairs.pop("operation", "*")
    if not isinstance(operation, str) or not 0 < len(operation) <= 200:
        raise ValueError("the operation is a name or a pattern")
    if unknown := sorted(pairs.keys() - {*_KEYS}):
        raise ValueError(f"a fault has no {unknown[0][:40]!r}, only {', '.join(_KEYS)}")
    fault = Fault(
        operation=operation,
        latency=_latency(pairs["latency"]) if "latency" in pairs else (0.0, 0.0),
        status=_whole(pairs, "status", 400, 599),
        retry_after=_whole(pairs, "retry-after", 0, 86_400),
        reset=_flag(pairs, "reset"),
        truncate=_flag(pairs, "truncate"),
        probability=_probability(pairs.get("probability", 1)),
        times=_whole(pairs, "times", 1, 1_000_000),
    )
    if (fault.status is not None) + fault.reset + fault.truncate > 1:
        raise ValueError("a fault has one of status, reset and truncate")
    if not fault.ends and not fault.latency[1]:
        raise ValueError("a fault has a latency, a status, reset or truncate")
    if fault.retry_after is not None and fault.status is None:
        raise ValueError("retry-after goes with a status")
    return fault


def _pairs(text: str) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for part in re.split(r"[;,]", text[:1_000]):
        key, _, value = part.strip().partition("=")
        if key:
            pairs[key.strip().lower()] = value.strip()
    return pairs


def _latency(value: object) -> tuple[float, float]:
    match = _LATENCY.fullmatch(str(value).replace(" ", ""))
    try:
        low, high = (float(match[1]), float(match[2] or match[1])) if match else (-1.0, -1.0)
    except ValueError:
        low = high = -1.0
    scale = 0.001 if match and match[3] == "ms" else 1.0
    if not 0 <= low <= high or high * scale > MAX_LATENCY:
        raise ValueError(f"a latency is 0.5, 500ms or 0.1-0.5, at most {MAX_LATENCY:g} s: {str(value)[:40]!r}")
    return low * scale, high * scale


def _whole(pairs: Mapping[str, Any], key: str, low: int, high: int) -> int | None:
    if key not in pairs:
        return None
    text = str(pairs[key])
    if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise ValueError(f"{key} is a number from {low} to {high}: {text[:40]!r}")
    return int(text)


def _flag(pairs: Mapping[str, Any], key: str) -> bool:
    if key not in pairs or pairs[key] is False:
        return False
    if pairs[key] is not True and str(pairs[key]).lower() not in _TRUE:
        raise ValueError(f"{key} has no value: {str(pairs[key])[:40]!r}")
    return True


def _probability(value: object) -> float:
    try:
        number = float(str(value)[:40])
    except ValueError:
        number = -1.0
    if not (isfinite(number) and 0 <= number <= 1):
        raise ValueError(f"a probability is from 0 to 1: {str(value)[:40]!r}")
    return number


Claim = Callable[[str, range], int | None]
"""Takes the first turn of a range that no worker took yet, None where all are taken."""


def first_turn(name: str, turns: range) -> int | None:
    """Take a turn where there is one worker alone."""
    return next(iter(turns), None)


@dataclass(slots=True)
class _Entry:
    fault: Fault
    name: str
    random: Random
    used: int = 0

    def happens(self, claim: Claim) -> bool:
        """Whether the request at hand has the fault; counts it."""
        times = self.fault.times
        if times is not None and self.used >= times:
            return False
        if self.fault.probability < 1 and self.random.random() >= self.fault.probability:
            return False
        if times is None:
            return True
        turn = claim(self.name, range(self.used, times))
        self.used = times if turn is None else turn + 1
        return turn is not None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one request suffers: a wait, and then what the fault says where there is one."""

    delay: float
    fault: Fault | None


@dataclass(slots=True)
class Faults:
    """The faults in force, in the order in which they were asked for; of those that end a request the first counts."""

    seed: int = 0
    claim: Claim = first_turn
    _entries: list[_Entry] = field(default_factory=list)
    _count: int = 0

    @property
    def some(self) -> bool:
        """Whether there are any."""
        return bool(self._entries)

    def takes(self, more: int) -> bool:
        """Whether so many faults can be added."""
        return len(self._entries) + more <= MAX_FAULTS

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._count += 1
        name = f"fault-{self._count}"
        self._entries.append(_Entry(fault, name, Random(f"{self.seed} {name}")))  # noqa: S311 - chance, no secret

    def clear(self) -> None:
        """Take every fault away."""
        self._entries.clear()

    def shown(self) -> list[dict[str, Any]]:
        """Give the faults in force; of counted ones how often they came."""
        return [e.fault.shown() | ({"used": e.used} if e.fault.times is not None else {}) for e in self._entries]

    def effect(self, operation: str, header: str | None) -> Effect | None:
        """Give what a request to an operation suffers, None for nothing.

        ValueError says what is wrong with the header.
        """
        happening: list[Fault] = []
        delay = 0.0
        if header is not None:
            happening.append(parse_header(header))
            delay = Random(self.seed).uniform(*happening[0].latency)  # noqa: S311 - chance, no secret
        for entry in self._entries:
            if not fnmatchcase(operation, entry.fault.operation):
                continue
            if entry.fault.ends and any(fault.ends for fault in happening):
                continue
            if entry.happens(self.claim):
                happening.append(entry.fault)
                delay += entry.random.uniform(*entry.fault.latency)
        ending = next((fault for fault in happening if fault.ends), None)
        return Effect(delay, ending) if happening else None
