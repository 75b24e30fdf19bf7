"""The reference page: one HTML file with the document, the program that shows it, and where everything is documented.

The places are written into the page's own copy of the document, as text below what they are the places of: there they
are shown, and found by the page's search. So are the documented titles and labels, whatever language they have.
"""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from markupsafe import Markup

from spec.diagnostics import shown
from spec.location import Location
from spec.model import Node, Operation, Part, copied, operations, walk
from spec.page import Link, render_template
from spec.provenance import Provenance, place_as_dict
from spec.site.viewer import Viewer, inlined_json, inlined_script
from spec.yamlio import without_surrogates

JsonObject = dict[str, Any]

MAX_LABELS = 60
MAX_TEXT = 300

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&$%])")
_SHOWN_PARTS = (Part.PARAMETER, Part.HEADER, Part.SCHEMA)


def plain(text: object) -> str:
    """Give text of a document as Markdown that shows just this text, on one line."""
    return _MARKDOWN.sub(r"\\\1", shown(" ".join(str(text).split()), MAX_TEXT))


def code(text: object) -> str:
    """Give text of a document as Markdown's code."""
    line = shown(" ".join(str(text).split()), MAX_TEXT).replace("`", "'")
    return f"`{line}`"


def reference_document(document: Mapping[str, Any], places: Provenance) -> JsonObject:
    """Give the page's copy of a document, in which each description says where the thing is documented."""
    copy: JsonObject = copied(dict(document))
    documents = Counter(place.document for place in places.first.values())
    main = documents.most_common(1)[0][0] if documents else ""
    for operation in operations(copy):
        _say(operation.value, _about_operation(operation.value, places.first.get(operation.pointer)))
        operation.value["summary"] = heading(operation)
    for node in list(walk(copy)):
        if node.part is Part.TAG and node.value.get("x-title"):
            _say(node.value, [f"**{plain(node.value['x-title'])}**"])
        if node.part in _SHOWN_PARTS:
            _say(node.value, [*_labels(node), *_place_below(node, places, main)])
    info = copy.get("info")
    if main and isinstance(info, dict):
        _say(info, [f"Lines are those of {code(main)} where no other document is named."])
    return copy


def heading(operation: Operation) -> str:
    """Give the heading of an operation: its summary, and its documented title where that is another one. The viewer
    ranks what it finds by headings, and readers ask for either."""
    title = shown(" ".join(str(operation.value.get("x-title") or "").split()), MAX_TEXT)
    summary = str(operation.value.get("summary") or "") or title or operation.path
    return summary if not title or title.casefold() == summary.casefold() else f"{summary} · {title}"


def _say(thing: JsonObject, lines: list[str]) -> None:
    """Put lines below the description that a thing has."""
    written = thing.get("description")
    described = [written] if isinstance(written, str) and written else []
    if lines:
        thing["description"] = "\n\n".join([*described, *lines])


def _about_operation(operation: JsonObject, place: Location | None) -> list[str]:
    name = operation.get("operationId")
    lines = [code(name)] if name else []
    if place:
        lines.append(f"*Where this is documented:* {_told(place, '')}")
    return lines


def _labels(node: Node) -> Iterator[str]:
    """Yield the documented labels of values, in the place of the extension that holds them."""
    schema = node.value.get("schema") if node.part is not Part.SCHEMA else node.value
    labels = schema.pop("x-enumDescriptions", None) if isinstance(schema, dict) else None
    if isinstance(labels, dict) and labels:
        known = [f"{code(value)} {plain(label)}" for value, label in list(labels.items())[:MAX_LABELS]]
        yield f"Documented labels: {', '.join(known)}{', …' if len(labels) > MAX_LABELS else ''}."


def _place_below(node: Node, places: Provenance, main: str) -> Iterator[str]:
    place = places.first.get(node.pointer)
    if place:
        yield f"*Documented:* {_told(place, main)}"


def _told(place: Location, main: str) -> str:
    """Give a place in words; its document is left out where it is `main`, its section where there is a table."""
    record = place_as_dict(place)
    told = []
    if not main or "table" not in record:
        told += [plain(record["section"])] if "section" in record else []
    if "table" in record:
        told.append(f"table {plain(record['table'])}")
    told += [f"row {record['row']}"] if "row" in record else []
    told += [f"line {place.line}"] if place.line else []
    if place.document != main:
        told.append(f"document {code(place.document)}")
    return ", ".join(told)


def render_reference(document: Mapping[str, Any], places: Provenance, viewer: Viewer, up: Iterable[Link] = ()) -> str:
    """Give the page: HTML that needs no other file, and whose policy lets it load none. `up` are the pages above it."""
    info = document.get("info")
    title = str(info.get("title", "")) if isinstance(info, dict) else ""
    version = str(info.get("version", "")) if isinstance(info, dict) else ""
    boot = resources.files("spec").joinpath("pages", "reference.js").read_text(encoding="utf-8")
    script = f"{inlined_script(viewer)}\n{boot}"
    copy = reference_document(document, places)
    data = json.dumps(copy, ensure_ascii=False, separators=(",", ":"))
    found = operations(dict(document))
    return render_template(
        "reference",
        title=title or "API",
        version=version,
        up=tuple(up),
        operations=[(str(o.value.get("operationId") or ""), o, o.value.get("summary") or o.path) for o in found],
        data=Markup(inlined_json(without_surrogates(data))),  # noqa: S704 nothing in it is read as HTML
        script=Markup(script),  # noqa: S704 the viewer and the project's own file
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
