# Copied from apiscribe; do not edit.
"""Parts of things: what is shown and changed as a whole on a path of its own below a thing."""

import json
from collections.abc import Sequence

from .call import Call
from .service import JSON_HEADERS, Answer, json_bytes
from .things import Resource, scope_of
from .validation import RefusedError
from .views import MISSING, merged


def answer_part(call: Call, resource: Resource, path: Sequence[str], name: str) -> Answer:
    """Show a part of a thing, or change it first; see `Call.part`. The part is kept in the field of that name."""
    resources, store = call.resources, call.resources.store
    resources.check(call, resource, path)
    *within, id = (call.path_values[placeholder] for placeholder in path)
    with store.transaction():
        item = store.get(resource.name, scope_of(resource, within), id)
        if item is None:  # another process was faster
            raise RefusedError(404, f"{id[:200]!r} is gone")
        fields = json.loads(item.fields)
        part = fields.get(name)
        if call.route.method != "GET":
            part = merged(part if isinstance(part, dict) else {}, call.fields)
            store.update(item, json_bytes({**fields, name: part}).decode(), item.due, item.course)
            resources.courses.begin(call)
    documented = call.operation.documented(call.route.status)
    if not documented.is_json or not isinstance(part, dict):
        return call.operation.answer(call.route.status)
    shown = resources.service.schemas.shape(documented.schema or {}).fit(part, documented.value)
    return Answer(call.route.status, json_bytes(documented.value if shown is MISSING else shown), JSON_HEADERS)
