"""The body of a sample request as Postman sends it."""

from collections.abc import Iterator, Mapping
from typing import Any

from spec.postman.texts import in_header, shown, shown_json
from spec.samples import SampleBody
from spec.samples.requests import is_json
from spec.samples.styles import text_of

JsonObject = dict[str, Any]
_FORMS = {"application/x-www-form-urlencoded": "urlencoded", "multipart/form-data": "formdata"}


def body_of(body: SampleBody | None) -> JsonObject:
    """Give the body of a request, empty where there is none."""
    if body is None:
        return {}
    form = _FORMS.get(body.media_type.partition(";")[0].strip().lower())
    if form and isinstance(body.value, Mapping):
        return {"mode": form, form: list(_fields(body.value))}
    if is_json(body.media_type):
        return {"mode": "raw", "raw": shown_json(body.value), "options": {"raw": {"language": "json"}}}
    return {"mode": "raw", "raw": shown(text_of(body.value))}


def media_type_of(body: SampleBody | None) -> str:
    """Give the header `Content-Type` of a body; Postman makes that of a multipart form, and a range is none."""
    if body is None or "*" in body.media_type or body.media_type.lower().startswith("multipart/"):
        return ""
    return in_header(body.media_type)


def _fields(value: Mapping[str, Any]) -> Iterator[JsonObject]:
    for name, item in value.items():
        for one in item if isinstance(item, list) else [item]:
            yield {"key": shown(name), "value": shown(text_of(one)), "type": "text"}
