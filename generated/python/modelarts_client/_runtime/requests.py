# Copied from apiscribe; do not edit.
"""From the arguments of a method to a request, and from the answer to its result. Nothing in here sends."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import NoneType
from typing import Any, TypedDict, TypeVar, cast, get_origin
from urllib.parse import parse_qsl, quote

import httpx

from .errors import ENVELOPE_MARKS, is_envelope, response_error, status_error
from .headers import merge_headers
from .json_text import parse_json, write_json
from .models import Model, json_of
from .not_given import NOT_GIVEN, NotGiven
from .reading import fields_of, read_json

T = TypeVar("T")
Headers = Mapping[str, str]
Query = Mapping[str, Any]
Timeout = float | httpx.Timeout | None

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MAX_SHOWN = 200
_WITHOUT_BODY = frozenset({204, 205})


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
    max_retries: int | NotGiven


def fill_path(template: str, values: Mapping[str, Any], scope: Callable[[str], str | None]) -> str:
    """Put the values into the path; `scope` gives those that are not among them.

    An empty value, or one that means another folder, raises ValueError; so does a path that does not begin with a
    slash, for it could name another host.
    """
    if not template.startswith("/"):
        raise ValueError(f"a path begins with a slash: {template[:_MAX_SHOWN]!r}")

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1], NOT_GIVEN)
        if isinstance(value, NotGiven):
            value = scope(match[1])
        text = "" if value is None else _text(value)
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
                pairs.append((_text(key), _text(item)))
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
    *,
    headers: Headers,
    timeout: Timeout | NotGiven,
) -> httpx.Request:
    """Make the request of a call. The body is written once, so what is signed is what is sent.

    `headers` are those of the client, which those of the call replace; where `timeout` is not given, that of the
    connections counts. ValueError tells of what no request can hold: a header with a line break, an address that is
    none.
    """
    url, _, query = url.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    pairs += query_pairs({**options.get("query", {}), **(options.get("extra_query") or {})})
    own = {}
    if cookies := query_pairs(options.get("cookies", {})):
        own["Cookie"] = "; ".join(f"{key}={quote(value)}" for key, value in cookies)
    content = _content(options)
    if content is not None:
        own["Content-Type"] = options.get("content_type") or "application/json"
    merged = merge_headers(headers, options.get("headers", {}), own, options.get("extra_headers") or {})
    try:
        return client.build_request(
            method,
            url,
            params=tuple(pairs) or None,
            headers=_header_texts(merged),
            content=content,
            timeout=client.timeout if isinstance(timeout, NotGiven) else timeout,
        )
    except httpx.InvalidURL as error:
        raise ValueError(f"not an address: {error}") from error


def read_response(response: httpx.Response, cast_to: type[T], *, strict: bool = False) -> T:
    """Give the result of an answer.

    A status of 300 or more, and the envelope of an error under any other, raise APIStatusError. A body that is not
    JSON, or not of the kind that was due, raises APIResponseError; with `strict` so does a value that is not as
    documented.
    """
    if not response.is_success:
        raise status_error(response)
    if cast_to is bytes:
        return cast(T, response.content)
    refuse = partial(_refuse_envelope, response, cast_to)
    if cast_to is NoneType:
        refuse(_json_or_none(response.content))
        return cast(T, None)
    if not response.content.strip():
        return _empty(response, cast_to)
    if _is_array_for_object(cast_to, response.content):
        raise response_error(response, "an object was due, an array came")
    try:
        return read_json(cast_to, response.content, strict=strict, check=refuse)
    except ValueError as error:
        raise response_error(response, f"the body cannot be read: {str(error)[:_MAX_SHOWN]}") from error


def _is_array_for_object(cast_to: Any, content: bytes) -> bool:
    """Tell whether an array came where an object was due, by the first sign: the rest may be megabytes."""
    origin = get_origin(cast_to) or cast_to
    is_object = origin is dict or (isinstance(origin, type) and issubclass(origin, Model))
    return is_object and content[:_MAX_SHOWN].lstrip()[:1] == b"["


def _empty(response: httpx.Response, cast_to: type[T]) -> T:
    """Give the result of an answer without a body, where the status says that it has none, or none is due."""
    if cast_to is object:
        return cast(T, None)
    if response.status_code not in _WITHOUT_BODY:
        raise response_error(response, "no body came")
    return cast(T, cast_to() if isinstance(cast_to, type) and issubclass(cast_to, Model) else None)


def _refuse_envelope(response: httpx.Response, cast_to: type[Any], body: object) -> None:
    """Raise the error of an answer whose body, as JSON or as the model made of it, is the envelope of an error."""
    if isinstance(body, Model):
        if not _has_mark(body):
            return
        body = _json_or_none(response.content)
    documented = None
    if isinstance(cast_to, type) and issubclass(cast_to, Model):
        documented = fields_of(cast(Any, cast_to)).keys()
    if is_envelope(body, documented):
        raise status_error(response)


def _has_mark(model: Model) -> bool:
    """Tell whether the JSON of a model may be an envelope; of most a look at two dictionaries says that it is none."""
    if model.model_extra and not model.model_extra.keys().isdisjoint(ENVELOPE_MARKS):
        return True
    success = fields_of(type(model)).get(ENVELOPE_MARKS[0])
    return success is not None and getattr(model, success[0]) is False


def _json_or_none(content: bytes) -> Any:
    try:
        return parse_json(content) if content else None
    except ValueError:
        return None


def _content(options: CallOptions) -> bytes | None:
    body = options.get("body", NOT_GIVEN)
    if options.get("content_type"):
        return None if isinstance(body, NotGiven) else bytes(body)
    extra = options.get("extra_body")
    if extra is not None:
        body = {**body, **extra} if isinstance(body, Mapping) else extra
    if isinstance(body, NotGiven):
        return None
    return write_json(json_of(body))


def _header_texts(headers: Mapping[str, Any]) -> dict[str, str]:
    """Give the headers as text. One with a line break, or with more than ASCII, raises ValueError."""
    texts = {}
    for name, value in headers.items():
        text = _text(joined(value))
        if "\r" in text or "\n" in text or "\0" in text:
            raise ValueError(f"header {name!r} must not hold a line break")
        if not text.isascii():
            raise ValueError(f"header {name!r} must hold nothing but ASCII")
        texts[name] = text
    return texts


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return write_json(json_of(value)).decode()
    text = str(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            half = ord(text[error.start])
            raise ValueError(f"no address or header can hold half a character (U+{half:04X}, a surrogate)") from None
    return text
