"""The Postman collection in newman, which runs collections as Postman does: against the mock, and against an echo."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from commands import run
from gateway_programs import Arrived, Echo
from gateway_requests import operations, published

from generator.runtime.python.signing import authorization
from spec.files import dump_json
from spec.postman import postman_collection

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import running as running_mock

TOKEN, KEY, SECRET = "test-token", "test-access-key", "test-secret-key"
EVIL = "{{sk}} {{token}} {{$guid}} {{{sk}}}"

pytestmark = pytest.mark.heavy


def sent(newman: Path, folder: Path, collection: dict[str, Any], *options: str, **variables: str) -> list[Any]:
    """Run a collection, and give what was executed."""
    source, report = folder / "postman.json", folder / "report.json"
    source.write_text(dump_json(collection), encoding="utf-8")
    given = [word for name, value in variables.items() for word in ("--env-var", f"{name}={value}")]
    done = run(
        newman, "run", source, "-r", "json", "--reporter-json-export", report, *options, *given, folder=folder
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    loaded = json.loads(report.read_text(encoding="utf-8"))
    assert loaded["run"]["failures"] == []
    executions: list[Any] = loaded["run"]["executions"]
    return executions


def test_every_request_is_answered_as_documented(
    newman: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the token, and then signed with an access key, each of the 283 requests reaches its own operation of the
    mock, is authenticated and valid, and gets a status that the operation documents, or 404 for what none has made;
    with another secret key every signature is refused."""
    document = published()
    collection = postman_collection(document)
    stated = {name: document["paths"][path][method.lower()] for method, path, name in operations(document)}
    ways = {"token": {"token": TOKEN}, "signature": {"ak": KEY, "sk": SECRET}}
    for way, variables in ways.items():
        with running_mock() as mock:
            done = sent(newman, tmp_path, collection, baseUrl=mock.url, project_id="p1", **variables)
            seen = mock.seen()
        assert sorted(seen) == sorted(stated)
        statuses = [one["response"]["code"] for one in done]
        wrong = [
            (name, status)
            for name, status in zip(seen, statuses, strict=True)
            if str(status) not in stated[name]["responses"] and status != 404
        ]
        assert wrong == [] and not {400, 401, 403} & set(statuses)
        # what a request makes, those that follow find: without that, 76 would be
        assert len([status for status in statuses if status < 300]) >= 170
        assert all(("Authorization" in names_of(one)) == (way == "signature") for one in done)
        assert all(("X-Auth-Token" in names_of(one)) == (way == "token") for one in done)
        with capsys.disabled():
            print(f"\n{way}: {len(done)} requests,", dict(sorted(Counter(statuses).items())))
    with running_mock() as mock:
        done = sent(
            newman, tmp_path, collection, "--folder", "Notebooks", baseUrl=mock.url, project_id="p1", ak=KEY, sk="other"
        )
        assert len(done) > 5 and {one["response"]["code"] for one in done} == {401}


def names_of(execution: Any) -> set[str]:
    """Give the names of the headers of a request that was sent."""
    return {header["key"] for header in execution["request"]["header"]}


def hostile() -> dict[str, Any]:
    """Give a document that says the names of variables wherever a request takes a value."""
    values = {"q": EVIL, "a b": "&=+#?/%2F \u6570", "B": "x y", "list": ["b", "a"], "z!'()*": "~!'()*"}
    parameters = [
        {"name": name, "in": "query", "required": True, "schema": {}, "example": value}
        for name, value in values.items()
    ]
    parameters += [{"name": "id", "in": "path", "required": True, "example": f"{EVIL}/\u6570%&:"}]
    parameters += [{"name": name, "in": place, "required": True, "example": EVIL} for name, place in PLACES]
    contents = {
        "json": {"application/json": {"example": {EVIL: [EVIL, "\u6570", 1.5]}}},
        "text": {"text/plain": {"example": EVIL}},
        "form": {"application/x-www-form-urlencoded": {"example": {"f": EVIL, "g": "a&b=c d"}}},
        "multipart": {"multipart/form-data": {"example": {"f": EVIL}}},
    }
    paths: dict[str, Any] = {
        f"/{name}/{{id}}/:{{{{sk}}}}/a-{{id}}.b/": {
            "post": {"summary": EVIL, "parameters": parameters, "requestBody": {"content": content}, "responses": {}}
        }
        for name, content in contents.items()
    }
    strange = {"name": "X-Strange", "in": "header", "required": True, "example": "\u6570\r\nX-Injected: 1"}
    named = {"name": "X-Injected: 1\r\nX", "in": "header", "required": True, "example": "1"}
    paths["/none"] = {"delete": {"parameters": [strange, named], "responses": {}}}
    paths["/get/{id}"] = {"get": {"parameters": parameters, "requestBody": {"content": contents["json"]}}}
    return {"openapi": "3.1.1", "info": {"title": EVIL, "version": "1"}, "paths": paths}


PLACES = (("X-Evil", "header"), ("session", "cookie"))


def secured(document: dict[str, Any], url: str, scheme: dict[str, Any]) -> dict[str, Any]:
    """Give a document of a server behind a path, and of one scheme."""
    servers = [{"url": f"{url}/base/{{part}}", "variables": {"part": {"default": "{{sk}}"}}}]
    return {**document, "servers": servers, "components": {"securitySchemes": {"s": scheme}}, "security": [{"s": []}]}


def with_secrets(newman: Path, folder: Path, document: dict[str, Any], **variables: str) -> list[Any]:
    """Send all requests of a document with these variables."""
    return sent(newman, folder, postman_collection(document), **variables)


SIGNATURE = {"type": "apiKey", "in": "header", "name": "Authorization", "x-credentials": {}}


def test_signatures_of_hostile_requests_verify(newman: Path, tmp_path: Path, echo: Echo) -> None:
    """Names of variables in paths, queries, headers, cookies and bodies are sent as they are, or with a space between
    their braces, and the secret key never; each signature is the one that the client makes of what arrived, whatever
    signs its path and query hold."""
    done = with_secrets(newman, tmp_path, secured(hostile(), echo.url, SIGNATURE), ak=KEY, sk=SECRET, token=TOKEN)
    assert len(done) == len(echo.arrived) == 6
    for arrived in echo.arrived:
        assert SECRET not in str(arrived) and TOKEN not in str(arrived) and arrived.target.startswith("/base/")
        assert_signed(arrived)
        if arrived.method != "DELETE":
            assert unquote(arrived.target.partition("?")[0].split("/")[4]) == f"{EVIL}/\u6570%&:"
    by_kind = {arrived.target.split("/")[3]: arrived for arrived in echo.arrived}
    assert json.loads(by_kind["json"].body) == {EVIL: [EVIL, "\u6570", 1.5]}
    assert by_kind["text"].body.decode().replace(" ", "") == EVIL.replace(" ", "")
    assert by_kind["get"].body == by_kind["json"].body
    assert by_kind["none"].body == b""
    assert by_kind["none"].headers["x-strange"] == "%E6%95%B0%0D%0AX-Injected: 1"
    assert not [name for arrived in echo.arrived for name in arrived.headers if "injected" in name]
    query = parse_qsl(urlsplit(by_kind["text"].target).query, keep_blank_values=True)
    assert query == [
        ("q", EVIL), ("a b", "&=+#?/%2F \u6570"), ("B", "x y"), ("list", "b"), ("list", "a"), ("z!'()*", "~!'()*")
    ]  # fmt: skip
    fields = dict(parse_qsl(by_kind["form"].body.decode()))
    assert fields["g"] == "a&b=c d" and fields["f"].replace(" ", "") == EVIL.replace(" ", "")


def assert_signed(arrived: Arrived) -> None:
    """The signature of a request is the one that the client would have made of it."""
    stated = arrived.headers["authorization"]
    names = stated.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    path, _, query = arrived.target.partition("?")
    made = authorization(
        method=arrived.method,
        path=path,
        query=parse_qsl(query, keep_blank_values=True),
        headers={name: arrived.headers[name] for name in names},
        body=arrived.body,
        access_key=KEY,
        secret_key=SECRET,
    )
    assert stated == made


def test_signatures_of_edited_requests_verify(newman: Path, tmp_path: Path, echo: Echo) -> None:
    """What people change in Postman is signed as it is sent: values that are not encoded, or only begin to be, names of
    objects of JavaScript, a header, a body and a parameter that are switched off."""
    values = ("\u4e00 (&=?!#%.*)", "100%", "%zz%20%", "a+b", "/p/123", "", "{{other}}", "~-_.'")
    names = ("__proto__", "constructor")
    paths = {f"/a/{{{name}}}/{{{name}}}": {"post": {"responses": {}}} for name in names}
    base = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths}
    collection = postman_collection(secured(base, echo.url, SIGNATURE))
    assert len(collection["item"]) == len(names)
    for item in collection["item"]:
        request = item["request"]
        request["url"]["query"] = [{"key": "q" * (1 + at % 3), "value": value} for at, value in enumerate(values)]
        request["url"]["query"] += [{"key": "off", "value": "1", "disabled": True}]
        request["url"]["variable"][0]["value"] = "%2F100%\u6570{{other}}"
        request["header"] = [{"key": "content-type", "value": "text/plain", "disabled": True}]
        request["body"] = {"mode": "raw", "raw": '{"a": "{{other}} \u6570"}', "options": {"raw": {"language": "json"}}}
    collection["item"][1]["request"]["body"]["disabled"] = True
    sent(newman, tmp_path, collection, ak=KEY, sk=SECRET, other="one two")
    assert [bool(arrived.body) for arrived in echo.arrived] == [True, False]
    for arrived in echo.arrived:
        assert "off" not in arrived.target and "one" in arrived.target
        assert_signed(arrived)


OTHERS: list[tuple[dict[str, Any], dict[str, str], str]] = [
    ({"type": "http", "scheme": "bearer"}, {"s": "one"}, "Bearer one"),
    ({"type": "http", "scheme": "basic"}, {"s_username": "u", "s_password": "p"}, "Basic dTpw"),
    ({"type": "apiKey", "in": "query", "name": "key"}, {"s": "one"}, "key=one"),
    ({"type": "apiKey", "in": "cookie", "name": "key"}, {"s": "one"}, "key=one"),
    ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"s": "one"}, "one"),
]


def test_other_credentials_are_sent(newman: Path, tmp_path: Path, echo: Echo) -> None:
    """A bearer token, a password, and a key in a query, a cookie or a header stand where the document says; nothing is
    signed there, and an operation without security gets none of it."""
    base = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}}
    for scheme, variables, expected in OTHERS:
        echo.arrived.clear()
        paths = {"/a": {"get": {}}, "/open": {"get": {"security": []}}}
        document = secured({**base, "paths": paths}, echo.url, scheme)
        with_secrets(newman, tmp_path, document, ak=KEY, sk=SECRET, **variables)
        (closed, open_) = echo.arrived
        assert expected in (*closed.headers.values(), urlsplit(closed.target).query)
        assert expected not in str(open_) and "x-sdk-date" not in closed.headers


def test_what_is_not_to_be_signed_is_not(newman: Path, tmp_path: Path, echo: Echo) -> None:
    """Where most requests are signed, one without security, or with a scheme of its own, is left alone."""
    schemes = {"s": SIGNATURE, "b": {"type": "http", "scheme": "bearer"}}
    paths = {
        "/signed": {"get": {}},
        "/open": {"get": {"security": []}},
        "/bearer": {"get": {"security": [{"b": []}]}},
    }
    document = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths, "security": [{"s": []}]}
    document |= {"components": {"securitySchemes": schemes}, "servers": [{"url": echo.url}]}
    with_secrets(newman, tmp_path, document, ak=KEY, sk=SECRET, b="one")
    signed, open_, bearer = (arrived.headers.get("authorization", "") for arrived in echo.arrived)
    assert signed.startswith("SDK-HMAC-SHA256") and (open_, bearer) == ("", "Bearer one")
