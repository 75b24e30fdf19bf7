"""Order and reach in a graph of names. Knows nothing of what the names are."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=str)


def reachable(graph: Mapping[Node, Iterable[Node]], starts: Iterable[Node]) -> set[Node]:
    """Give every node that one can come to from `starts`, these included."""
    found: set[Node] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(graph.get(node, ()))
    return found


def parts_first(graph: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Give every node after those that it points to; in a cycle, where that cannot be, after as many as can be."""
    order: list[Node] = []
    seen: set[Node] = set()
    for start in graph:
        waiting = [(start, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting.extend((target, False) for target in graph.get(node, ()))
    return order
