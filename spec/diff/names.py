"""The names of schemas, which only generated clients show: what was renamed, what is gone, what is new."""

from typing import Any

from spec import pointer as pointers
from spec.diff.found import Gathered
from spec.diff.graph import Graph
from spec.diff.model import Aliases, Part
from spec.diff.schemas import Finding
from spec.diff.shape import Shapes

_SCHEMAS = "/components/schemas"


def compare_names(old: dict[str, Any], new: dict[str, Any], graph: Graph, aliases: Aliases, gathered: Gathered) -> None:
    """Compare the component schemas that become classes. One whose place another name has taken is renamed."""
    sides = (old, graph.schemas.old), (new, graph.schemas.new)
    before, after = (_classes(*side, used) for side, used in zip(sides, graph.unchanged.used, strict=True))
    taken: set[str] = set()
    for name in before:
        if name in after or name in graph.written:
            continue
        heirs = sorted(heir for heir in graph.names.get(name, ()) if heir != name)
        fresh = [heir for heir in heirs if heir not in before] or heirs
        taken.update(fresh)
        kept = aliases.schemas.get(name)
        kind = (
            "schema-renamed-with-alias" if kept and kept in after else "schema-renamed" if fresh else "schema-removed"
        )
        heir = (kept or fresh[0]) if len(fresh) == 1 or kept else fresh or None
        first = heir if isinstance(heir, str) else fresh[0] if fresh else ""
        at = (pointers.join(_SCHEMAS, name), pointers.join(_SCHEMAS, first) if first else "")
        gathered.add(Finding(kind, name, heir, *at), Part.CODE, f"class `{name}`")
    for name in after:
        if name not in before and name not in taken and name not in graph.written:
            finding = Finding("schema-added", None, name, "", pointers.join(_SCHEMAS, name))
            gathered.add(finding, Part.CODE, f"class `{name}`")


def _classes(document: dict[str, Any], shapes: Shapes, used: frozenset[str]) -> list[str]:
    """Give the names of the component schemas that operations use and that have fields."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    found = []
    for name, value in schemas.items() if isinstance(schemas, dict) else ():
        pointer = pointers.join(_SCHEMAS, name)
        if pointer in used and shapes.shape(shapes.site([(pointer, value)])).properties:
            found.append(str(name))
    return found
