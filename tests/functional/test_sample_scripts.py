"""Samples of small documents: whatever values are, the shell and the client get them, and nothing else happens."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_documents import DATE, SIGNATURE, FakeShell, all_sources_of, document_of, joined, run_python, sources_of
from sample_running import missing_commands

from generator.runtime.python.signing import authorization
from generator.samples import add_code_samples
from generator.samples.shell import Variable, shell

pytestmark = pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
JSON_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
WITH_FOLDER = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOSTILE = (
    "'; touch x #", "$(touch x)", "`touch x`", "a\ntouch x\n", '"; touch x; "', "\\'; touch x", "${IFS}", "!!", "-o x",
    "@/etc/passwd", "<x", "\u2028", "\u202e", "%s%n", "*", "~", "\r\n", "é一😀", "&& touch x", "| touch x", "#", "\t",
    "x" * 3_000, '"""', "\\", "'", '"', "{{ 7 * 7 }}", "{% raw %}", "__import__('os').system('touch x')", "a=b", " ",
)  # fmt: skip
UNPASSABLE = (*HOSTILE, "a\0b", "a\ud800b")


@pytest.fixture
def fake(tmp_path: Path) -> FakeShell:
    """Give a shell in which nothing is sent."""
    return FakeShell(tmp_path)


@WITH_FOLDER
@given(texts=st.lists(TEXT, max_size=20), before=TEXT, after=TEXT, value=TEXT)
def test_a_command_gets_each_text_byte_for_byte(
    fake: FakeShell, texts: list[str], before: str, after: str, value: str
) -> None:
    """What stands for a text in a script is that text, alone and beside a variable."""
    words = " ".join(map(shell, texts))
    source = f"curl https://x {words} {shell((before, Variable('VALUE'), after))}\n"
    assert fake.run(source, VALUE=value).arguments[1:] == [*texts, before + value + after]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_no_argument_can_be_is_refused(text: str) -> None:
    """NUL and half a character can be in no argument of a command."""
    with pytest.raises(ValueError, match=r"NUL|surrogates"):
        shell(text)


def calling(value: str, name: str = "note", body: Any = None) -> dict[str, Any]:
    """Give a document whose operation is called with a value in its path, its query and its body."""
    parameters = [
        {"name": "project_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": value},
        {"name": name, "in": "query", "schema": {"type": "string"}, "example": value, "required": True},
        {
            "name": "b",
            "in": "query",
            "schema": {"items": {"type": "string"}},
            "example": [value, "1"],
            "required": True,
        },
    ]
    content = {"application/json": {"schema": {}, "example": {"note": value} if body is None else body}}
    operation = {"parameters": parameters, "requestBody": {"content": content}}
    return document_of(operation, "/v1/{project_id}/ships/{id}/load", "post")


@WITH_FOLDER
@given(
    value=JSON_TEXT.filter(lambda text: text not in ("", ".", "..")), name=JSON_TEXT.filter(lambda text: len(text) > 1)
)
def test_scripts_sign_what_they_send(fake: FakeShell, value: str, name: str) -> None:
    """Whatever the values are, the signature of a script is the one that the client makes of the same request."""
    sources = sources_of(calling(value, name), None)
    sent = [fake.run(sources[label]) for label in ("curl", "curl (signed)")]
    for curl in sent:
        url = urlsplit(curl.url)
        assert unquote(url.path) == f"/v1/p1/ships/{value}/load"
        assert sorted(parse_qsl(url.query, keep_blank_values=True)) == sorted([(name, value), ("b", value), ("b", "1")])
        assert json.loads(curl.after("--data-raw")[0]) == {"note": value}
    signed = sent[1]
    url = urlsplit(signed.url)
    assert signed.headers["authorization"] == authorization(
        method="POST",
        path=url.path,
        query=parse_qsl(url.query, keep_blank_values=True),
        headers={"Content-Type": "application/json", "Host": "ships.example.com", "X-Sdk-Date": DATE},
        body=signed.after("--data-raw")[0].encode(),
        access_key="AccessKey",
        secret_key="SecretKey",
    )


def test_a_script_gives_the_vendors_signature(fake: FakeShell) -> None:
    """The request of the vendor's own tests gets the signature that those expect."""
    size = {"name": "size", "in": "query", "required": True, "schema": {"type": "integer"}, "example": 1}
    document = document_of({"parameters": [size]}, "/resources")
    document["servers"] = [{"url": "https://service.endpoint.myhuaweicloud.com"}]
    curl = fake.run(sources_of(document)["curl (signed)"])
    assert curl.headers["authorization"].endswith(
        "SignedHeaders=host;x-sdk-date, Signature=cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842"
    )


def test_values_of_a_hostile_document_stay_values(fake: FakeShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value is sent as it is, by curl and by the client, and nothing in it is run."""
    monkeypatch.chdir(fake.folder)
    samples = all_sources_of(joined(map(calling, HOSTILE)))
    for number, (text, sources) in enumerate(zip(HOSTILE, samples, strict=True)):
        assert sources.keys() == {"curl", "curl (signed)", "Python"}
        curl = fake.run(sources[("curl", "curl (signed)")[number % 2]])
        assert unquote(urlsplit(curl.url).path) == f"/v{number}/v1/p1/ships/{text}/load"
        assert dict(parse_qsl(urlsplit(curl.url).query, keep_blank_values=True))["note"] == text
        assert json.loads(curl.after("--data-raw")[0]) == {"note": text}
        client = run_python(sources["Python"])
        assert client.arguments == {"id": text, "note": text, "b": [text, "1"], "body": {"note": text}}
    assert list(fake.folder.iterdir()) == []


def named(text: str, media_type: str) -> dict[str, Any]:
    """Give a document in which everything has one name."""
    places = ("query", "cookie", "path")
    operation = {
        "operationId": text,
        "tags": [text],
        "parameters": [{"name": text, "in": place, "required": True, "schema": {"example": "v"}} for place in places],
        "requestBody": {"content": {media_type: {"schema": {"properties": {text: {}}, "required": [text]}}}},
    }
    environments = [{"ak": text, "sk": text, text: text}, {"ak": "AK", "sk": "SK"}]
    schemes = {
        f"{text}1": {"type": "apiKey", "in": "query", "name": text},
        f"{text}2": {"type": "http", "scheme": "bearer"},
        "Signature": {**SIGNATURE, "x-credentials": {"environments": environments}},
    }
    security: list[dict[str, list[str]]] = [{f"{text}1": [], f"{text}2": []}, {f"{text}2": []}, {"Signature": []}]
    server = {"url": f"https://x.example.com/{text}/{{{text}}}", "variables": {text: {"default": text}}}
    return document_of(
        operation, f"/{text}/{{{text}}}/ships", "put",
        servers=[server], components={"securitySchemes": schemes}, security=security,
    )  # fmt: skip


@pytest.mark.parametrize("text", UNPASSABLE, ids=range(len(UNPASSABLE)))
def test_names_of_a_hostile_document_do_nothing(fake: FakeShell, text: str) -> None:
    """Names of everything, addresses and media types may be anything: a script calls curl, or there is none."""
    for source in sources_of(named(text, text), None).values():
        assert fake.run(source, **dict.fromkeys(re.findall(r"\$\{(\w+):\?\}", source), "v")).arguments


class AnyVariable(dict[str, str]):
    """An environment with all variables there are."""

    def __missing__(self, name: str) -> str:
        return "v"


def test_names_of_a_hostile_document_are_no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever things are called, a Python sample makes a client and calls it, once, and nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.environ", AnyVariable())
    ran = 0
    for sources in all_sources_of(joined(named(text, "application/json") for text in UNPASSABLE)):
        if "Python" in sources:
            assert run_python(sources["Python"]).called
            ran += 1
    assert ran > len(UNPASSABLE) / 2
    assert list(tmp_path.iterdir()) == []


def deep() -> Any:
    """Give a value nested deeper than anybody reads."""
    value: Any = 1
    for _ in range(150):
        value = [value]
    return value


@pytest.mark.parametrize("value", ["x" * 60_000, deep()], ids=["long", "deep"])
def test_an_example_that_nobody_can_read_is_not_shown(value: Any) -> None:
    """What is endless, or nested without end, gives way to what the schema says; a default like that is told."""
    sources = sources_of(calling(value, body=value))
    assert sources.keys() == {"curl", "curl (signed)", "Python"}
    assert all(len(source) < 2_000 for source in sources.values())
    content = {"application/json": {"schema": {"default": value}}}
    sampled = add_code_samples(document_of({"requestBody": {"content": content}}), None)
    assert [found.code for found in sampled.diagnostics] == ["SMP002"]


def test_a_sample_too_long_for_a_command_is_left_out() -> None:
    """What one argument cannot hold is in no sample, and a note says which operation has none."""
    parameters = [{"name": f"n{i}", "in": "query", "example": "x" * 15_000, "required": True} for i in range(5)]
    document = document_of({"parameters": parameters})
    assert [found.code for found in add_code_samples(document, None).diagnostics] == ["SMP001", "SMP001"]
    assert sources_of(document, None) == {}


def test_a_path_of_many_placeholders_takes_no_time() -> None:
    """A documented request line is not tried against a path that could take it in countless ways."""
    path = "/" + "-".join("{p" + str(number) + "}" for number in range(40))
    line = {"in": "request", "request": "POST /" + "-" * 1_900}
    assert "curl" in sources_of(document_of({"x-documented-examples": [line]}, path, "post"), None)
