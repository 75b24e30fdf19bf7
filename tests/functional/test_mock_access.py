"""Who may call the mock: tokens, signatures that are verified, and tokens that it gives out itself."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from lamps import TOKEN, Mock, running

from generator.runtime.python.auth import AccessKey, Token
from generator.runtime.python.signing import DATE_FORMAT

LAMPS = "/v1/p1/lamps"
KEY = AccessKey("test-access-key", "test-secret-key")


@pytest.fixture(scope="module")
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock that knows what it knows by default, and a temporary key."""
    keys = ("--access-key", "test-access-key:test-secret-key", "--access-key", "short:lived:its-token")
    with running(lamp_folder, *keys) as mock:
        yield mock


def refused(answer: httpx.Response, code: str, *words: str) -> None:
    """Assert that an answer is a 401 with a code, whose message has these words."""
    assert answer.status_code == 401, answer.text
    said = answer.json()
    assert said.keys() == {"error_code", "error_msg"}
    assert said["error_code"] == code
    assert all(word in said["error_msg"] for word in words), said["error_msg"]


def test_a_request_without_credentials_is_refused(mock: Mock) -> None:
    """Without token and signature the answer is a 401 that names both headers."""
    refused(httpx.get(mock.url + LAMPS), "Mock.0401", "x-auth-token", "authorization")


def test_an_open_operation_needs_nothing(mock: Mock) -> None:
    """Where the document says that an operation has no security, none is asked for."""
    assert httpx.get(f"{mock.url}/v1/status").status_code == 200


def test_tokens_are_known_or_not(mock: Mock) -> None:
    """The documented token of tests is taken, another one is refused, and so is one byte less."""
    assert httpx.get(mock.url + LAMPS, headers=TOKEN).status_code == 200
    for token in ("test-toke", "test-token2", "nonsense", "a.b", "é"):
        answer = httpx.get(mock.url + LAMPS, headers={"X-Auth-Token": token.encode("utf-8")})
        refused(answer, "Mock.0401", "token is not known")


def test_a_path_that_is_not_documented_is_not_found_without_credentials(mock: Mock) -> None:
    """What is no operation is a 404 whoever asks."""
    assert httpx.get(f"{mock.url}/v1/none").status_code == 404


@pytest.mark.parametrize("path", [LAMPS, f"{LAMPS}?limit=5&status=a%20b%2F~", "/v1/p%20%C3%A9~/lamps/x%2Fy"])
def test_signatures_of_the_client_are_taken(mock: Mock, path: str) -> None:
    """What the generated client signs is verified, whatever has to be encoded."""
    answer = httpx.get(mock.url + path, auth=KEY)
    assert answer.status_code in (200, 404), answer.text


def test_a_signed_body_is_taken(mock: Mock) -> None:
    """A signature covers the body."""
    assert httpx.post(mock.url + LAMPS, json={"name": "é"}, auth=KEY).status_code == 201


class _Changed(httpx.Auth):
    """Signs a request, then changes it."""

    requires_request_body = True

    def __init__(self, auth: AccessKey = KEY, **headers: str | None) -> None:
        self.auth, self.headers = auth, headers

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """Sign, then change."""
        next(self.auth.auth_flow(request))
        for name, value in self.headers.items():
            name = name.replace("_", "-")
            if value is None:
                request.headers.pop(name, None)
            else:
                request.headers[name] = value
        yield request


class _Hashed(AccessKey):
    """Signs another hash of the body than it has."""

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """State the hash, then sign."""
        request.headers["X-Sdk-Content-Sha256"] = "0" * 64
        yield from super().auth_flow(request)


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        (AccessKey("nobody", "test-secret-key"), ("nobody", "does not exist")),
        (AccessKey("test-access-key", "wrong"), ("signature", "GET | /v1/p1/lamps/ |")),
        (_Changed(authorization="SDK-HMAC-SHA256 nonsense"), ("no signature",)),
        (_Changed(x_sdk_date=None), ("YYYYMMDDTHHMMSSZ",)),
        (_Changed(host="elsewhere.example.com"), ("signature is not the one",)),
        (_Changed(x_sdk_date="yesterday"), ("YYYYMMDDTHHMMSSZ",)),
        (_Changed(x_project_id="p2"), ("does not cover x-project-id",)),
        (_Changed(x_sdk_content_sha256="0" * 64), ("does not cover x-sdk-content-sha256",)),
        (_Changed(x_security_token="more"), ("does not cover x-security-token",)),
        (AccessKey("test-access-key", "test-secret-key", security_token="more"), ("x-security-token", "has none")),
        (AccessKey("short", "lived"), ("x-security-token", "another one")),
        (AccessKey("short", "lived", security_token="other"), ("x-security-token", "another one")),
        (_Hashed("test-access-key", "test-secret-key"), ("not the hash of the body",)),
    ],
)  # fmt: skip
def test_signatures_that_are_wrong_are_refused(mock: Mock, auth: httpx.Auth, words: tuple[str, ...]) -> None:
    """Every way in which a signature can be wrong is told, with the code that the document's hints have for it."""
    refused(httpx.get(mock.url + LAMPS, auth=auth), "Gate.0301", *words)


def test_a_temporary_key_comes_with_its_token(mock: Mock) -> None:
    """A key with a security token is taken with it."""
    auth = AccessKey("short", "lived", security_token="its-token", project_id="p1")
    assert httpx.get(mock.url + LAMPS, auth=auth).status_code == 200


def test_another_body_than_the_signed_one_is_refused(mock: Mock) -> None:
    """A body that was changed on its way is refused, and changes nothing."""

    class Swapped(_Changed):
        def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
            signed = next(super().auth_flow(request))
            body = request.content.replace(b"lamp", b"tramp")
            headers = {**signed.headers, "content-length": str(len(body))}
            yield httpx.Request(request.method, request.url, headers=headers, content=body)

    refused(httpx.post(mock.url + LAMPS, json={"name": "lamp"}, auth=Swapped()), "Gate.0301", "signature")


@pytest.mark.parametrize(("seconds", "words"), [(-1000, ("behind", "900")), (1000, ("ahead of", "900")), (800, ())])
def test_a_signature_lives_fifteen_minutes(mock: Mock, seconds: float, words: tuple[str, ...]) -> None:
    """A date that is off by more than 15 minutes is refused, with how far it is off and on which side."""
    auth = AccessKey("test-access-key", "test-secret-key")
    auth._now = lambda: time.time() + seconds
    answer = httpx.get(mock.url + LAMPS, auth=auth)
    if words:
        refused(answer, "Gate.0301", *words, time.strftime(DATE_FORMAT, time.gmtime())[:9])
    else:
        assert answer.status_code == 200


def ask(mock: Mock, credentials: str = "test-user:test-password", **more: Any) -> httpx.Response:
    """Ask for a token."""
    user, _, password = credentials.partition(":")
    named = {"name": user, "password": password, "domain": {"name": "coast"}}
    auth: dict[str, Any] = {"identity": {"methods": ["password"], "password": {"user": named}}, **more}
    return httpx.post(f"{mock.url}/v3/auth/tokens", json={"auth": auth})


def test_the_mock_gives_out_tokens(mock: Mock) -> None:
    """User and password give a token for a project, which opens every operation."""
    answer = ask(mock, scope={"project": {"name": "north"}})
    assert answer.status_code == 201
    said = answer.json()["token"]
    assert said["project"]["name"] == "north"
    assert said["user"]["domain"]["name"] == "coast"
    headers = {"X-Auth-Token": answer.headers["x-subject-token"]}
    assert httpx.get(mock.url + LAMPS, headers=headers).status_code == 200
    assert httpx.get(mock.url + LAMPS, headers={"X-Auth-Token": headers["X-Auth-Token"][:-1]}).status_code == 401
    found = httpx.get(f"{mock.url}/v3/projects", params={"name": "north"}, headers=headers).json()["projects"]
    assert [(project["name"], project["id"]) for project in found] == [("north", said["project"]["id"])]


def test_the_client_fetches_tokens_of_the_mock(mock: Mock) -> None:
    """The request of the client's own token credentials is understood, and so is the answer."""
    credentials = Token.from_password(
        user="test-user", password="test-password", domain="coast", project="north", url=f"{mock.url}/v3/auth/tokens"
    )
    with httpx.Client() as client:
        fetched = credentials.accept(client.send(credentials.request({})), 0.0)
    assert 86_000 < fetched.until < 86_400
    assert httpx.get(mock.url + LAMPS, headers={"X-Auth-Token": fetched.value}).status_code == 200


@pytest.mark.parametrize("credentials", ["test-user:wrong", "nobody:test-password", "nobody:x"])
def test_wrong_passwords_get_no_token(mock: Mock, credentials: str) -> None:
    """A wrong user and a wrong password are refused in the same words."""
    answer = ask(mock, credentials)
    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "the user or the password is wrong"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"auth": 1}', b'{"auth":{"identity":{"methods":["token"],"token":{"id":"x"}}}}', b"[" * 100_000,
     b'{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"\\ud800","password":"x"}}}}}'],
)  # fmt: skip
def test_other_requests_for_tokens_are_refused(mock: Mock, body: bytes) -> None:
    """A body that asks for a token in no known way is a 400."""
    answer = httpx.post(f"{mock.url}/v3/auth/tokens", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400


def test_projects_are_for_those_who_may_call(mock: Mock) -> None:
    """The list of projects needs a token or a signature, and GET."""
    assert httpx.get(f"{mock.url}/v3/projects").status_code == 401
    assert httpx.get(f"{mock.url}/v3/projects", auth=KEY).json()["projects"][0]["enabled"] is True
    assert httpx.post(f"{mock.url}/v3/projects").headers["allow"] == "GET, HEAD"


def test_tokens_expire_on_the_clock_of_the_mock(lamp_folder: Path) -> None:
    """After its life a token is refused; the clock of tests brings that about."""
    with running(lamp_folder, "--token-life", "600") as mock:
        headers = {"X-Auth-Token": ask(mock).headers["x-subject-token"]}
        assert httpx.get(mock.url + LAMPS, headers=headers).status_code == 200
        httpx.post(f"{mock.url}/__mock/clock", json={"advance": 601})
        refused(httpx.get(mock.url + LAMPS, headers=headers), "Mock.0401", "expired")


def test_what_is_known_can_be_chosen(lamp_folder: Path) -> None:
    """Flags say which tokens, keys, users and projects there are; what is the default without them is then unknown."""
    flags = "--token mine --user me:my:word --access-key AK:SK --project south:5 --project west"
    with running(lamp_folder, *flags.split()) as mock:
        statuses = [
            httpx.get(mock.url + LAMPS, headers={"X-Auth-Token": token}).status_code for token in ("mine", "test-token")
        ]
        assert statuses == [200, 401]
        assert httpx.get(mock.url + LAMPS, auth=AccessKey("AK", "SK")).status_code == 200
        assert httpx.get(mock.url + LAMPS, auth=KEY).status_code == 401
        assert ask(mock).status_code == 401
        assert ask(mock, "me:my:word", scope={"project": {"name": "south"}}).json()["token"]["project"]["id"] == "5"
        assert ask(mock, "me:my:word", scope={"project": {"name": "north"}}).status_code == 401
        listed = httpx.get(f"{mock.url}/v3/projects", headers={"X-Auth-Token": "mine"}).json()["projects"]
        assert [project["name"] for project in listed] == ["south", "west"]


@pytest.mark.parametrize(
    ("flag", "headers"), [("--no-auth", {}), ("--any-token", {"X-Auth-Token": "whatever"})]
)  # fmt: skip
def test_authentication_can_be_loosened(lamp_folder: Path, flag: str, headers: Mapping[str, str]) -> None:
    """`--no-auth` asks for nothing, `--any-token` for any token."""
    with running(lamp_folder, flag) as mock:
        assert httpx.get(mock.url + LAMPS, headers=headers).status_code == 200
