"""Samples of all that a document may have: security schemes, bodies, styles of parameters, servers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sample_documents import CLIENT, FakeShell, all_sources_of, document_of, joined, run_python, sources_of
from sample_running import missing_commands

from generator.output import GenerationError, OutputFile
from generator.samples import CODE_SAMPLES, add_code_samples
from generator.samples.check import check_python, check_shell
from spec.diff import Effect, compare
from spec.passes.downgrade import to_3_0

needs_commands = pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")
SIZE = {"name": "size", "in": "query", "required": True, "schema": {"type": "integer"}, "example": 1}
URL = "https://ships.example.com/ships"


@pytest.fixture
def fake(tmp_path: Path) -> FakeShell:
    """Give a shell in which nothing is sent."""
    return FakeShell(tmp_path)


def secured(scheme: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give a document whose one operation asks for a credential, or for none."""
    schemes = {"Access": scheme} if scheme else {}
    security: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    return document_of({"parameters": [SIZE]}, components={"securitySchemes": schemes}, security=security)


SCHEMES: dict[str, tuple[dict[str, Any] | None, list[str], dict[str, Any], dict[str, Any]]] = {
    "none": (None, [f"{URL}?size=1"], {}, {}),
    "header": (
        {"type": "apiKey", "in": "header", "name": "X-Key"},
        [f"{URL}?size=1", "-H", "X-Key: s"], {"headers": {"X-Key": "s"}}, {},
    ),
    "own authorization": (
        {"type": "apiKey", "in": "header", "name": "Authorization"},
        [f"{URL}?size=1", "-H", "Authorization: s"], {"headers": {"Authorization": "s"}}, {},
    ),
    "token": (
        {"type": "apiKey", "in": "header", "name": "X-Auth-Token"},
        [f"{URL}?size=1", "-H", "X-Auth-Token: s"], {"auth": "Token s"}, {},
    ),
    "query": (
        {"type": "apiKey", "in": "query", "name": "key"},
        ["-g", f"{URL}?size=1&key=s"], {}, {"extra_query": {"key": "s"}},
    ),
    "cookie": (
        {"type": "apiKey", "in": "cookie", "name": "sid"},
        [f"{URL}?size=1", "-b", "sid=s"], {"headers": {"Cookie": "sid=s"}}, {},
    ),
    "bearer": (
        {"type": "http", "scheme": "Bearer"},
        [f"{URL}?size=1", "-H", "Authorization: Bearer s"], {"headers": {"Authorization": "Bearer s"}}, {},
    ),
    "oauth2": (
        {"type": "oauth2", "flows": {}},
        [f"{URL}?size=1", "-H", "Authorization: Bearer s"], {"headers": {"Authorization": "Bearer s"}}, {},
    ),
}  # fmt: skip


@needs_commands
@pytest.mark.parametrize("kind", SCHEMES)
def test_each_kind_of_credential_is_sent(fake: FakeShell, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Curl and the client send what a security scheme asks for, from the variable that is called after it."""
    scheme, arguments, made, called = SCHEMES[kind]
    sources = sources_of(secured(scheme))
    assert sources.keys() == {"curl", "Python"}
    assert fake.run(sources["curl"], ACCESS="s").arguments == arguments
    monkeypatch.setenv("ACCESS", "s")
    client = run_python(sources["Python"])
    assert (client.made, client.arguments) == (made, {"size": 1, **called})


@needs_commands
def test_a_password_is_sent_with_its_user(fake: FakeShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Basic authentication takes two variables."""
    sources = sources_of(secured({"type": "http", "scheme": "basic"}))
    assert fake.run(sources["curl"], ACCESS_USER="u", ACCESS_PASSWORD="p").after("-u") == ["u:p"]
    monkeypatch.setenv("ACCESS_USER", "u")
    monkeypatch.setenv("ACCESS_PASSWORD", "p")
    assert type(run_python(sources["Python"]).made["auth"]).__name__ == "BasicAuth"


@needs_commands
def test_a_scheme_may_be_a_reference(fake: FakeShell) -> None:
    """What a security scheme refers to is what is sent."""
    document = secured({"$ref": "#/components/securitySchemes/Other"})
    document["components"]["securitySchemes"]["Other"] = {"type": "http", "scheme": "bearer"}
    assert fake.run(sources_of(document)["curl"], ACCESS="s").headers == {"authorization": "Bearer s"}


def test_a_scheme_that_cannot_be_shown_is_told() -> None:
    """An operation whose only scheme no command can follow has no sample, and a note says so."""
    sampled = add_code_samples(secured({"type": "mutualTLS"}), CLIENT)
    assert [found.code for found in sampled.diagnostics] == ["SMP001"]
    assert sampled.diagnostics[0].pointer == "/paths/~1ships/get"


BODIES: dict[str, tuple[str, Any, list[str]]] = {
    "json": ("application/json", {"a": "b"}, ["-H", "Content-Type: application/json", "--data-raw", '{"a": "b"}']),
    "form": (
        "application/x-www-form-urlencoded", {"a": "b c&d", "e": 1},
        ["-H", "Content-Type: application/x-www-form-urlencoded", "--data-raw", "a=b%20c%26d&e=1"],
    ),
    "text": ("text/plain", "@a\nb", ["-H", "Content-Type: text/plain", "--data-raw", "@a\nb"]),
    "multipart": ("multipart/form-data", {"a": "<b;c"}, ["--form-string", "a=<b;c"]),
    "binary": ("image/png", "x", ["-H", "Content-Type: image/png", "--data-binary", "@file"]),
}  # fmt: skip


@needs_commands
@pytest.mark.parametrize("kind", BODIES)
def test_each_kind_of_body_is_sent(fake: FakeShell, kind: str) -> None:
    """Curl sends JSON, forms, texts and files; what is not JSON is signed as the signer of the client does."""
    media_type, example, arguments = BODIES[kind]
    document = document_of({"requestBody": {"content": {media_type: {"example": example}}}}, method="post")
    sources = sources_of(document, None)
    token = ["-X", "POST", URL, "-H", "X-Auth-Token: secret"]
    assert fake.run(sources["curl"]).arguments == [*token, *arguments]
    signed = fake.run(sources["curl (signed)"])
    assert [one for one in arguments if one not in signed.arguments] == []
    unsigned = {} if kind == "json" else {"x-sdk-content-sha256": "UNSIGNED-PAYLOAD"}
    assert {k: v for k, v in signed.headers.items() if k == "x-sdk-content-sha256"} == unsigned
    names = signed.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert ("content-type" in names) == (kind != "multipart")
    assert set(names) - {"host"} <= signed.headers.keys()


def test_the_client_sends_texts_and_forms_as_bytes() -> None:
    """A body that is not JSON goes to the client as its bytes; parts and files are left to curl."""
    documents = [
        document_of({"requestBody": {"required": True, "content": {media_type: {"example": example}}}}, method="post")
        for media_type, example, _ in BODIES.values()
    ]
    contents = []
    for sources in all_sources_of(joined(documents)):
        contents.append(run_python(sources["Python"]).arguments.get("content") if "Python" in sources else "none")
    assert contents == [None, b"a=b%20c%26d&e=1", b"@a\nb", "none", "none"]


STYLES: dict[str, tuple[dict[str, Any], Any, str]] = {
    "list": ({}, ["a", "b c"], "n=a&n=b%20c"),
    "joined list": ({"explode": False}, ["a", "b"], "n=a,b"),
    "piped list": ({"style": "pipeDelimited", "explode": False}, ["a", "b"], "n=a%7Cb"),
    "object": ({}, {"x": 1, "y": "b"}, "x=1&y=b"),
    "deep object": ({"style": "deepObject"}, {"x": True}, "n%5Bx%5D=true"),
    "json": ({"content": {"application/json": {"schema": {}}}}, {"x": [1]}, "n=%7B%22x%22:%5B1%5D%7D"),
}


@needs_commands
@pytest.mark.parametrize("style", STYLES)
def test_parameters_follow_their_style(fake: FakeShell, style: str) -> None:
    """Lists and objects stand in the query by `style` and `explode`; the client sends the same, or has no sample."""
    words, value, query = STYLES[style]
    schema = {} if "content" in words else {"schema": {}}
    parameter = {"name": "n", "in": "query", "required": True, "example": value, **schema, **words}
    sources = sources_of(document_of({"parameters": [parameter]}))
    assert fake.run(sources["curl"]).url == f"{URL}?{query}"
    if isinstance(value, list) and "style" not in words:
        assert run_python(sources["Python"]).arguments == {"n": value}
    else:
        assert "Python" not in sources


@needs_commands
def test_headers_and_cookies_are_sent(fake: FakeShell) -> None:
    """A header may be empty; cookies stand in one header; both are signed."""
    places = ("X-Note", "header", ""), ("X-List", "header", ["a", "b"]), ("c", "cookie", "v w"), ("d", "cookie", "1")
    parameters = [{"name": n, "in": i, "required": True, "schema": {}, "example": v} for n, i, v in places]
    sources = sources_of(document_of({"parameters": parameters}))
    sent = {"x-note": "", "x-list": "a,b", "cookie": "c=v%20w; d=1"}
    for label in ("curl", "curl (signed)"):
        headers = fake.run(sources[label]).headers
        assert {name: headers[name] for name in sent} == sent
    client = run_python(sources["Python"])
    assert client.arguments == {"x_note": "", "x_list": ["a", "b"], "c": "v w", "d": "1"}


SERVERS: dict[str, tuple[list[dict[str, Any]], str, dict[str, Any]]] = {
    "none": ([], "https://SERVER/ships", {"base_url": "https://SERVER"}),
    "relative": ([{"url": "/v1/"}], "https://SERVER/v1/ships", {"base_url": "https://SERVER/v1"}),
    "port": ([{"url": "http://localhost:8080/x"}], "http://localhost:8080/x/ships", {}),
    "usual port": ([{"url": "http://localhost:80/x"}], "http://localhost/x/ships", {}),
    "same scheme": ([{"url": "//x.example.com"}], "https://x.example.com/ships", {"base_url": "https://x.example.com"}),
    "no default": (
        [{"url": "https://x.example.com/v1{base}", "variables": {"base": {"default": ""}}}],
        "https://x.example.com/v1/ships", {"base": ""},
    ),
    "half a variable": ([{"url": "https://x{y.example.com"}], "https://SERVER/ships", {"base_url": "https://SERVER"}),
    "variable": (
        [{"url": "https://{region}.example.com", "variables": {"region": {"default": "r1"}}}],
        "https://r1.example.com/ships", {"region": "r1"},
    ),
    "unknown variable": (
        [{"url": "https://{region}.example.com/v1"}],
        "https://REGION.example.com/v1/ships", {"region": "REGION"},
    ),
    "variable of zsh": (
        [{"url": "https://x.example.com/{path}", "variables": {"path": {"default": "p"}}}],
        "https://x.example.com/p/ships", {"path": "p"},
    ),
    "not an address": ([{"url": "file:///etc/passwd"}], "https://SERVER/ships", {"base_url": "https://SERVER"}),
}  # fmt: skip


@needs_commands
@pytest.mark.parametrize("kind", SERVERS)
def test_each_kind_of_server_is_shown(fake: FakeShell, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is the document's, with its variables to be changed; what it does not name is asked for."""
    servers, url, made = SERVERS[kind]
    sources = sources_of(document_of({}, servers=servers))
    for label in ("curl", "curl (signed)"):
        assert fake.run(sources[label], SERVER="SERVER", REGION="REGION").url == url
    monkeypatch.setenv("SERVER", "SERVER")
    monkeypatch.setenv("REGION", "REGION")
    assert run_python(sources["Python"]).made == made


@needs_commands
def test_an_operation_may_have_its_own_server(fake: FakeShell) -> None:
    """Curl and the client go to the server of the operation."""
    document = document_of({"servers": [{"url": "https://own.example.com/{x}", "variables": {"x": {"default": "1"}}}]})
    sources = sources_of(document)
    assert fake.run(sources["curl"]).url == "https://own.example.com/1/ships"
    assert run_python(sources["Python"]).made == {"base_url": "https://own.example.com/1"}


def test_own_samples_stay() -> None:
    """What the document states itself stays, and keeps its label; ours come behind."""
    own = [{"lang": "Go", "source": "x"}, {"lang": "Shell", "label": "curl", "source": "y"}]
    document = document_of({CODE_SAMPLES: own})
    sampled = add_code_samples(document, CLIENT).document["paths"]["/ships"]["get"][CODE_SAMPLES]
    assert sampled[:2] == own
    assert [one["label"] for one in sampled[2:]] == ["curl (signed)", "Python"]
    odd = [{"label": {"a": 1}}, {"label": ["curl"]}, "curl", None]
    sampled = add_code_samples(document_of({CODE_SAMPLES: odd}), None).document["paths"]["/ships"]["get"][CODE_SAMPLES]
    assert [*sampled[:4], *(one["label"] for one in sampled[4:])] == [*odd, "curl", "curl (signed)"]


def test_samples_come_out_the_same() -> None:
    """The same document gives the same samples, given again too, and in 3.0; it is not changed itself."""
    document = document_of({"parameters": [SIZE]})
    before = json.dumps(document)
    sampled = add_code_samples(document, CLIENT).document
    assert json.dumps(document) == before
    assert add_code_samples(document, CLIENT).document == sampled
    assert add_code_samples(sampled, CLIENT).document == sampled
    older = add_code_samples(to_3_0(document).document, CLIENT).document
    assert older["paths"]["/ships"]["get"][CODE_SAMPLES] == sampled["paths"]["/ships"]["get"][CODE_SAMPLES]


def test_a_changed_sample_is_documentation() -> None:
    """Samples that come, go or change break nobody, and a comparison calls them examples."""
    bare = document_of({"parameters": [SIZE]})
    sampled = add_code_samples(bare, CLIENT).document
    without = add_code_samples(bare, None).document
    for old, new in ((bare, sampled), (sampled, bare), (sampled, without)):
        (change,) = compare(old, new).changes
        assert (change.kind, change.effect) == ("examples-changed", Effect.DOCUMENTATION)


def test_without_a_client_there_is_no_python() -> None:
    """Where no client is published, samples are those of curl."""
    assert sources_of(document_of({}), None).keys() == {"curl", "curl (signed)"}


SCRIPT = "region=r\ncurl -X POST 'https://x/' \\\n  -H \"X-Auth-Token: $TOKEN\"\n"


@pytest.mark.parametrize(
    "text",
    [
        "curl https://x; touch y\n", "curl https://x && touch y\n", 'curl "https://$(touch y)"\n', "curl `touch y`\n",
        "curl https://x -o y\n", "curl https://x \\\n  -o y\n", "touch y\ncurl https://x\n", "curl 'https://x\n",
        "curl https://x > y\n", "curl https://x\ncurl https://y\n", "curl $'https://x\\'\n", "a=b curl https://x\n",
        'curl "https://${x:-$(touch y)}"\n', "curl https://x \\\n  --data-raw @\\\n", "", SCRIPT + "x", SCRIPT[:-1],
    ],
)  # fmt: skip
def test_the_second_lock_refuses_other_scripts(text: str) -> None:
    """A script with a word that no template writes is refused, whatever let it through."""
    check_shell(SCRIPT)
    with pytest.raises(GenerationError):
        check_shell(text)


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess", "eval('1')", "os.system('x')", "x = [i for i in ()]", "print(open('x'))", "(lambda: 1)()",
        "client.x(f'{1}')", "exec", "client.x()[0]", "def f(): ...", "client.x(", "'x'.format(1)", "other = client.x()",
        "getattr(client, 'x')()",
    ],
)  # fmt: skip
def test_the_second_lock_refuses_other_python(line: str) -> None:
    """A Python sample that does more than to call the client is refused."""
    source = "from ships_client import Ships\n\nwith Ships() as client:\n    client.ships.list()\n"
    check_python(OutputFile("x.py", source))
    with pytest.raises(GenerationError):
        check_python(OutputFile("x.py", f"{source}    {line}\n"))
