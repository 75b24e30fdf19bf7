"""What two OpenAPI documents state differently, prose aside."""

from collections.abc import Iterator
from typing import Any

_PROSE = frozenset({"description", "example", "examples"})


def facts_differences(original: dict[str, Any], facts: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each difference of two OpenAPI documents; descriptions, examples and extensions are no facts.

    A property may have one of these names: inside `properties` they are names like any other.
    """
    stack: list[tuple[Any, Any, str]] = [(original, facts, "")]
    while stack:
        first, second, where = stack.pop()
        if isinstance(first, dict) and isinstance(second, dict):
            names = where.endswith("/properties") and not where.endswith("/properties/properties")
            for key in sorted(first.keys() | second.keys(), reverse=True):
                if not names and (key in _PROSE or str(key).startswith("x-")):
                    continue
                step = f"{where}/{str(key).replace('~', '~0').replace('/', '~1')}"
                if key not in first or key not in second:
                    yield f"{step}: only in the {'facts edition' if key in second else 'original'}"
                else:
                    stack.append((first[key], second[key], step))
        elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
            stack += [
                (a, b, f"{where}/{i}") for i, (a, b) in reversed(list(enumerate(zip(first, second, strict=True))))
            ]
        elif first != second:
            yield f"{where}: {first!r} in the original, {second!r} in the facts edition"
