"""SDK-HMAC-SHA256 and the credentials that use it."""

import httpx
import pytest

from generator.runtime.python.auth import AccessKey, Token
from generator.runtime.python.signing import authorization, canonical_path, canonical_query

HOST = "service.endpoint.myhuaweicloud.com"


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body", "signature"),
    [
        ("GET", "/resources", [("size", "1")],
         {"Host": HOST, "X-Sdk-Date": "20200608T023900Z", "TEST_UNDERSCORE": "TEST_VALUE"}, b"",
         "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842"),
        ("POST", "/resources", [("size", "1")],
         {"Host": HOST, "X-Sdk-Date": "20200608T023900Z", "TEST_UNDERSCORE": "TEST_VALUE"}, b'{"name":"test","id":1}',
         "436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f"),
        ("GET", "/path", [("limit", "1")], {"X-Sdk-Date": "20060102T150405Z"}, b"",
         "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"),
        ("POST", "/path", [("key", "value")], {"X-Sdk-Date": "20060102T150405Z"}, b'{"Name":"test","Id":1}\n',
         "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59"),
    ],
)  # fmt: skip
def test_published_vectors(
    method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes, signature: str
) -> None:
    """Requests of the vendor's own tests get the signatures that those expect."""
    value = authorization(
        method=method, path=path, query=query, headers=headers, body=body, access_key="AccessKey",
        secret_key="SecretKey",
    )  # fmt: skip
    assert value.endswith(f"Signature={signature}")
    assert "underscore" not in value.lower()


def test_canonical_query_vector() -> None:
    """Keys are sorted, the values of one key too, and everything but `~` and unreserved signs is encoded."""
    pairs = [
        ("limit", "1"), ("enable", "true"), ("test", "一 (&=?!#%.*)"), ("path", "/tmp/123"),  # noqa: S108
        ("multi", "1"), ("multi", "3"), ("multi", "2"),
    ]  # fmt: skip
    assert canonical_query(pairs) == (
        "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29"
    )


def test_canonical_path_is_encoded_once_and_ends_in_a_slash() -> None:
    """An encoded segment is not encoded twice."""
    assert canonical_path("/v1/a%3Ab/c~d") == "/v1/a%3Ab/c~d/"
    assert canonical_path("/v1/") == "/v1/"


def signed(request: httpx.Request, key: AccessKey) -> httpx.Request:
    """Give the request after the credentials have seen it."""
    return next(key.auth_flow(request))


def test_request_is_signed_as_it_is_sent() -> None:
    """The date, the host and the content type are signed, hop-by-hop headers are not; the same value comes again."""
    request = httpx.Request("POST", f"https://{HOST}/v1/p/a%2Fb?b=2&a=1", json={"x": 1})
    value = signed(request, AccessKey("ak", "sk", security_token="st", project_id="p")).headers["authorization"]
    names = value.split("SignedHeaders=")[1].split(",")[0].split(";")
    assert names == ["content-type", "host", "x-project-id", "x-sdk-date", "x-security-token"]
    again = authorization(
        method="POST", path="/v1/p/a%2Fb", query=[("a", "1"), ("b", "2")],
        headers={name: request.headers[name] for name in names}, body=request.content, access_key="ak",
        secret_key="sk",
    )  # fmt: skip
    assert value == again


def test_signed_request_is_left_alone() -> None:
    """A request that has an authorization is not signed."""
    request = httpx.Request("GET", f"https://{HOST}/", headers={"Authorization": "mine"})
    assert signed(request, AccessKey("ak", "sk")).headers["authorization"] == "mine"


def test_payload_that_is_not_json_is_not_hashed() -> None:
    """Another content type is declared an unsigned payload."""
    request = httpx.Request("PUT", f"https://{HOST}/", content=b"x", headers={"Content-Type": "text/plain"})
    assert signed(request, AccessKey("ak", "sk")).headers["x-sdk-content-sha256"] == "UNSIGNED-PAYLOAD"


def test_empty_credentials_are_refused_and_secrets_hidden() -> None:
    """Empty secrets are an error at once, others never show."""
    for make in (lambda: Token(""), lambda: AccessKey("ak", ""), lambda: AccessKey("", "sk")):
        with pytest.raises(ValueError, match="empty"):
            make()
    assert "sk-9" not in repr(AccessKey("ak", "sk-9")) and "t-9" not in repr(Token("t-9"))
