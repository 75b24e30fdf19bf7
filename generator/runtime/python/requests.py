"""From the arguments of a method to a request, and from the answer to its result. Nothing in here sends."""

import json
import re
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, TypedDict, TypeVar, cast
from urllib.parse import quote

import httpx
from pydantic_core import to_jsonable_python

from .errors import APIResponseError, status_error
from .models import Model, read_value
from .not_given import NOT_GIVEN, NotGiven

T = TypeVar("T")
Headers = Mapping[str, str]
Query = Mapping[str, Any]
Timeout = float | httpx.Timeout | None

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MAX_SHOWN = 80


class CallOptions(TypedDict, total=False):
    """What a call consists of beside its method and path, under the names of the API."""

    path_values: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    cookies: Mapping[str, Any]
    body: Any
    content_type: str
    extra_headers: Headers | None
    extra_query: Query | None
    extra_body: Any
    timeout: Timeout | NotGiven


def fill_path(template: str, values: Mapping[str, Any]) -> str:
    """Put the values into the path. An empty one, or one that means another folder, raises ValueError."""

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1], NOT_GIVEN)
        text = "" if value is None or isinstance(value, NotGiven) else _text(value)
        if text in ("", ".", ".."):
            raise ValueError(
                f"path parameter {match[1]!r} must be given, to the call or the client, and not as {text!r}"
            )
        return quote(text, safe="")

    return _PLACEHOLDER.sub(fill, template)


def query_pairs(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the pairs of the query string: a list as several, what is not given or None left out."""
    pairs = []
    for key, value in query.items():
        for item in value if _is_list(value) else [value]:
            if item is not None and not isinstance(item, NotGiven):
                pairs.append((key, _text(item)))
    return pairs


def joined(value: Any) -> Any:
    """Give a list as one value with commas, anything else as it is."""
    return ",".join(map(_text, value)) if _is_list(value) else value


def given(values: Mapping[str, Any], *, always: bool = False) -> dict[str, Any] | NotGiven:
    """Give the values that are given; where none is, NOT_GIVEN (no body is sent), or with `always` an empty object."""
    found = {key: value for key, value in values.items() if not isinstance(value, NotGiven)}
    return found if found or always else NOT_GIVEN


def build_request(
    client: httpx.Client | httpx.AsyncClient,
    method: str,
    url: str,
    options: CallOptions,
) -> httpx.Request:
    """Make the request of a call. The body is written once, so what is signed is what is sent."""
    pairs = query_pairs({**options.get("query", {}), **(options.get("extra_query") or {})})
    headers = _header_texts(options.get("headers", {}))
    if cookies := query_pairs(options.get("cookies", {})):
        headers["Cookie"] = "; ".join(f"{key}={quote(value)}" for key, value in cookies)
    content = _content(options)
    if content is not None:
        headers["Content-Type"] = options.get("content_type") or "application/json"
    headers.update(options.get("extra_headers") or {})
    timeout = options.get("timeout", NOT_GIVEN)
    return client.build_request(
        method,
        url,
        params=tuple(pairs) or None,
        headers=headers,
        content=content,
        timeout=client.timeout if isinstance(timeout, NotGiven) else timeout,
    )


def read_response(response: httpx.Response, cast_to: type[T]) -> T:
    """Give the result of an answer. A status of 300 or more raises APIStatusError, broken JSON APIResponseError."""
    if not response.is_success:
        raise status_error(response)
    if cast_to is NoneType:
        return cast(T, None)
    if cast_to is bytes:
        return cast(T, response.content)
    if not response.content:
        return cast(T, cast_to() if isinstance(cast_to, type) and issubclass(cast_to, Model) else None)
    try:
        value = response.json()
    except (ValueError, RecursionError) as error:
        raise APIResponseError(f"{response.status_code}: the body is not JSON: {error}", response=response) from error
    return read_value(cast_to, value)


def _content(options: CallOptions) -> bytes | None:
    body = options.get("body", NOT_GIVEN)
    if options.get("content_type"):
        return None if isinstance(body, NotGiven) else bytes(body)
    extra = options.get("extra_body")
    if extra is not None:
        body = {**body, **extra} if isinstance(body, Mapping) else extra
    if isinstance(body, NotGiven):
        return None
    return json.dumps(_plain(body), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    """Write models as they were set; everything else as JSON can hold it."""
    if isinstance(value, Model):
        return value.to_json()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if _is_list(value):
        return [_plain(item) for item in value]
    return to_jsonable_python(value)


def _header_texts(headers: Mapping[str, Any]) -> dict[str, str]:
    """Give the headers that are given. One with a line break raises ValueError."""
    texts = {}
    for name, value in headers.items():
        if value is None or isinstance(value, NotGiven):
            continue
        text = _text(joined(value))
        if "\r" in text or "\n" in text:
            raise ValueError(f"header {name!r} must not hold a line break: {text[:_MAX_SHOWN]!r}")
        texts[name] = text
    return texts


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return str(value)
