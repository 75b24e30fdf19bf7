"""Texts of the document as a collection takes them.

Postman puts variables in place of `{{...}}` wherever it stands, also in what a variable holds: nothing of the document
may be one, or an example could send a secret.
"""

import json
import re
import uuid
from typing import Any
from urllib.parse import quote

_OPENS = re.compile(r"\{(?=\{)")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://schema.getpostman.com/json/collection/v2.1.0/")
_IN_QUERY = "!$'()*,/:;?@~"
_IN_HEADER = "".join(map(chr, range(0x20, 0x7F)))
_IN_PATH = "!$&'()*+,;=:@~"


def shown(text: str) -> str:
    """Give a text as it is, but for braces that would open a variable: `{{` is `{ {`."""
    return _OPENS.sub("{ ", text)


def shown_json(value: Any) -> str:
    """Give JSON for people to read; braces that would open a variable are escaped as JSON does, so the value is the
    same."""
    return _OPENS.sub(r"\\u007b", json.dumps(value, ensure_ascii=False, indent=2))


def in_query(text: str) -> str:
    """Give a name or value of a query as it is sent."""
    return quote(text, safe=_IN_QUERY, errors="replace")


def in_header(text: str) -> str:
    """Give a value of a header: what none may hold is percent-encoded."""
    return shown(quote(text, safe=_IN_HEADER, errors="replace"))


def in_path(text: str) -> str:
    """Give a segment of a path as it is sent; at its begin a colon is encoded, that would make it a variable."""
    encoded = quote(text, safe=_IN_PATH, errors="replace")
    return f"%3A{encoded[1:]}" if encoded.startswith(":") else encoded


def literal_in_path(text: str) -> str:
    """Give a literal segment of the document's path: what is percent-encoded there stays so."""
    encoded = quote(text, safe=f"{_IN_PATH}%", errors="replace")
    return f"%3A{encoded[1:]}" if encoded.startswith(":") else encoded


def variable_name(raw: str) -> str:
    """Give a name of letters, digits, `_` and `.` at most 60 long."""
    return "_".join(re.findall(r"[A-Za-z0-9_.]+", raw))[:60] or "value"


def use(variable: str) -> str:
    """Give what stands for the value of a variable."""
    return "{{" + variable + "}}"


def identifier(*steps: str) -> str:
    """Give the id of what these steps lead to: always the same one."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps(steps)))
