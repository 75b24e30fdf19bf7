"""Cycles and reach in a graph of names. Knows nothing of what the names are."""

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


def cycles(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """Give each node the number of its strongly connected component (Kosaraju's way, without recursion)."""
    reverse: dict[Node, list[Node]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            reverse.setdefault(target, []).append(node)
    component: dict[Node, int] = {}
    for number, start in enumerate(reversed(_finishing_order(graph))):
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in component:
                component[node] = number
                waiting.extend(reverse.get(node, ()))
    return component


def _finishing_order(graph: Mapping[Node, Iterable[Node]]) -> list[Node]:
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
