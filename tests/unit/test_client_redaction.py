"""What the client shows of requests and answers."""

import json
import re
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.python.redaction import HIDDEN, is_secret, redact_text, redact_url

SECRET = st.text(string.ascii_letters + string.digits + "+/=%&#?;@", min_size=8, max_size=60)
SECRET_NAMES = st.sampled_from(
    ["token", "X-Auth-Token", "password", "ak", "SK", "access_key", "Signature", "x_security_token", "cookie", "apiKey"]
)
PLAIN_NAMES = st.sampled_from(["limit", "name", "task_id", "sort_by", "ask", "authors", "signal"])


@given(SECRET_NAMES, SECRET, PLAIN_NAMES)
def test_values_of_secret_parameters_are_hidden(name: str, secret: str, plain: str) -> None:
    """The value goes, wherever it stands in the query and however its name is written; the others stay."""
    value = quote(secret, safe="")
    encoded = quote(name, safe="").replace("-", "%2D")
    shown = redact_url(f"https://h/p?{plain}=1&{encoded}={value}&z=2#f")
    assert shown == f"https://h/p?{plain}=1&{encoded}={HIDDEN}&z=2#f"


@given(st.text(string.ascii_letters + string.digits + ":@.!$", min_size=1, max_size=40))
def test_a_user_in_an_address_is_hidden(user: str) -> None:
    """What stands before the host goes, at signs in it too."""
    assert redact_url(f"https://{user}@host.example/a@b?x=1@2") == f"https://{HIDDEN}@host.example/a@b?x=1@2"


@given(st.text(max_size=300))
def test_any_text_is_an_address_that_can_be_shown(text: str) -> None:
    """Nothing breaks it, and what was redacted stays as it is."""
    shown = redact_url(text)
    assert redact_url(shown) == shown


@given(st.text(max_size=200), st.text(string.ascii_letters + string.digits, min_size=6, max_size=80), st.text())
def test_known_secrets_are_hidden_in_any_text(before: str, secret: str, after: str) -> None:
    """A credential that a service sends back does not show, whatever stands around it."""
    assert secret not in redact_text(before + secret + after, [secret]).replace(HIDDEN, " ")


@given(SECRET_NAMES, st.text(string.ascii_letters + string.digits + " _-\\/", min_size=6, max_size=40))
def test_secrets_with_a_name_are_hidden_in_json(name: str, value: str) -> None:
    """The value of a field whose name says that it is one goes, also where the text breaks off inside it."""
    escaped = value.replace("\\", "\\\\")
    text = f'{{"{name}": "{escaped}", "name": "Anna"}}'
    shown = redact_text(text)
    assert shown == f'{{"{name}": "{HIDDEN}", "name": "Anna"}}'
    assert escaped not in redact_text(text[: text.index(escaped) + len(escaped)])


@given(st.text(max_size=2000))
def test_any_text_can_be_shown(text: str) -> None:
    """Nothing breaks it."""
    assert isinstance(redact_text(text), str)


@pytest.mark.parametrize("text", ['a="' * 5000, "token" * 5000, "token:" * 5000, "'" * 20_000, "a" * 100_000])
def test_no_text_takes_long(text: str) -> None:
    """Text made to be slow is not."""
    import time

    start = time.perf_counter()
    redact_text(text)
    redact_url(text)
    assert time.perf_counter() - start < 0.5


def test_names() -> None:
    """Names of credentials are told from names that only look like them."""
    assert all(map(is_secret, ["Authorization", "Set-Cookie", "X-Subject-Token", "new_password", "client-secret"]))
    assert not any(map(is_secret, ["author", "task", "risk", "X-Request-Id", "content-type", "design"]))
    assert redact_text("Authorization header: Bearer abcdefghijkl") == f"Authorization header: Bearer {HIDDEN}"


LEAVES = st.text(string.ascii_letters, min_size=6, max_size=12).map("shown".__add__) | st.integers(10**6, 10**8)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN_NAMES, inner, max_size=3), max_leaves=6
)


@given(SECRET_NAMES, VALUES, st.sampled_from([None, 0, 2]), st.data())
def test_whole_values_under_the_name_of_a_secret_are_hidden(
    name: str, value: object, indent: int | None, data: st.DataObject
) -> None:
    """Objects and arrays go as a whole, wherever they stand and however the name is written; what stands beside them
    stays, and a text that breaks off shows none of them."""
    text = json.dumps({"limit": 1, "inner": [{name: value}], "name": "Anna"}, indent=indent)
    written = text.replace(json.dumps(name), f'"\\u{ord(name[0]):04x}{name[1:]}"')
    shown = json.loads(redact_text(written))
    assert shown["limit"] == 1 and shown["name"] == "Anna"
    hidden = {**shown["inner"][0]}
    assert hidden == {name: HIDDEN}
    cut = redact_text(written[: data.draw(st.integers(0, len(written)))])
    assert not any(leaf in cut for leaf in re.findall(r"shown\w+|\d{6,}", json.dumps(value)))
