"""Scripts of samples in the shells that people have: the same in all of them, and nothing is sent by halves."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sample_documents import ENVIRONMENT, FakeShell, all_sources_of, document_of, joined, run_python, sources_of
from sample_running import missing_commands

from generator.runtime.python.signing import authorization
from generator.samples import add_code_samples

pytestmark = pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")
SHELLS = {"bash": "bash --posix", "dash": "dash", "zsh": "zsh -f"}
BODY = {"content": {"application/json": {"example": {"a": "é '$(touch x)' !! \\ \"\n`touch x`"}}}}
SIGNED = "curl (signed)"


@pytest.fixture
def fake(tmp_path: Path) -> FakeShell:
    """Give a shell in which nothing is sent."""
    return FakeShell(tmp_path)


def parameter(name: str, place: str, value: Any) -> dict[str, Any]:
    """Give a parameter with an example."""
    return {"name": name, "in": place, "required": True, "schema": {}, "example": value}


@pytest.mark.parametrize("name", SHELLS)
def test_a_script_is_one_of_every_shell(fake: FakeShell, name: str) -> None:
    """What bash sends, other shells send too, a colon behind a variable and all."""
    if not shutil.which(name):
        pytest.skip(f"lacks {name}")
    operation = {"parameters": [parameter("q", "query", "[1-3]{a,b} !!")], "requestBody": BODY}
    server = {"url": "https://{region}:8443", "variables": {"region": {"default": "r"}}}
    for source in sources_of(document_of(operation, "/{project_id}:cancel/x", "post", servers=[server]), None).values():
        assert fake.run(source, shell=SHELLS[name]).arguments == fake.run(source).arguments


@pytest.mark.parametrize("missing", ENVIRONMENT)
@pytest.mark.parametrize("value", [None, ""])
def test_without_a_secret_nothing_is_sent(fake: FakeShell, missing: str, value: str | None) -> None:
    """A script names the variable that is not set, or empty, and does not call curl: as it stands, without `set -e`."""
    sources = [s for s in sources_of(document_of({}, "/{project_id}/ships"), None).values() if f"{missing}:?" in s]
    environment = {name: text for name, text in ENVIRONMENT.items() if name != missing}
    environment |= {} if value is None else {missing: value}
    assert sources
    for source in sources:
        done = fake.try_to_run(f"set +e\n{source}", environment)
        assert missing in done.stderr.decode()
        assert not fake.arguments.exists()


def test_a_signed_script_leaves_nothing_behind(fake: FakeShell) -> None:
    """What a script sets is its own: in the shell that it is pasted into nothing is changed."""
    source = sources_of(document_of({}, "/{project_id}/ships"), None)[SIGNED]
    set_by_it = "".join(f"${{{name}+{name}}}" for name in ("date", "host", "uri", "names", "request", "signature"))
    fake.run(f'{source}[ -z "{set_by_it}" ] && ! type hex >/dev/null 2>&1\n')


def test_a_body_goes_with_every_method_that_can_have_one(fake: FakeShell) -> None:
    """Curl is told of GET where it would send POST for the body; a body that it cannot send with HEAD is told."""
    for method in ("get", "put", "patch", "delete", "options"):
        for source in sources_of(document_of({"requestBody": BODY}, method=method), None).values():
            assert fake.run(source).after("-X") == [method.upper()]
    sampled = add_code_samples(document_of({"requestBody": BODY}, method="head"), None)
    assert [found.code for found in sampled.diagnostics] == ["SMP001", "SMP001"]


def test_a_slash_of_the_path_that_is_encoded_stays_so(fake: FakeShell) -> None:
    """A path that has a slash in a segment is sent and signed with it."""
    sources = sources_of(document_of({}, "/a%2Fb/ships~*%20x"), None)
    assert urlsplit(fake.run(sources["curl"]).url).path == "/a%2Fb/ships~*%20x"
    signed = fake.run(sources[SIGNED])
    assert urlsplit(signed.url).path == "/a%2Fb/ships~%2A%20x"
    headers = {"Host": "ships.example.com", "X-Sdk-Date": signed.headers["x-sdk-date"]}
    assert signed.headers["authorization"] == authorization(
        method="GET", path="/a%2Fb/ships~*%20x", query=[], headers=headers, body=b"", access_key="AccessKey",
        secret_key="SecretKey",
    )  # fmt: skip


def test_a_path_needs_all_of_its_parts() -> None:
    """What would be another path is in no sample: neither of curl nor of the client."""
    for value in ("", ".", ".."):
        document = document_of(
            {"parameters": [{**parameter("id", "path", value), "schema": {"enum": [value]}}]}, "/a/{id}"
        )
        assert sources_of(document) == {}


def test_headers_of_the_transport_are_left_to_curl(fake: FakeShell) -> None:
    """A documented host, length or date of the signature is not sent twice, nor signed as another."""
    names = ("Host", "Content-Length", "X-Sdk-Date", "X-Note")
    sources = sources_of(document_of({"parameters": [parameter(name, "header", "1") for name in names]}), None)
    assert fake.run(sources["curl"]).after("-H") == ["X-Auth-Token: secret", "X-Sdk-Date: 1", "X-Note: 1"]
    signed = fake.run(sources[SIGNED])
    assert len([one for one in signed.after("-H") if one.startswith(("X-Sdk-Date", "Host", "Content"))]) == 1
    assert "SignedHeaders=host;x-note;x-sdk-date," in signed.headers["authorization"]


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "IFS", "USER", "https_proxy", "BASH_ENV", "LD_PRELOAD", "_", "1x", "区"]
)
def test_no_variable_is_one_that_others_use(fake: FakeShell, name: str) -> None:
    """Schemes, servers and paths named as variables of the system give other variables: no value of these is sent."""
    schemes = {name: {"type": "http", "scheme": "bearer"}}
    unknown = {"url": f"https://{{{name}}}"}
    for server, host in ((unknown, "v"), ({**unknown, "variables": {name: {"default": "d"}}}, "d")):
        document = document_of({}, servers=[server], components={"securitySchemes": schemes}, security=[{name: []}])
        source = sources_of(document, None)["curl"]
        needed = re.findall(r"\$\{(\w+):\?\}", source)
        assert not {name, "PATH"} & {*needed, *re.findall(r"^(\w+)=", source, re.MULTILINE)}
        curl = fake.run(source, **dict.fromkeys(needed, "v"), https_proxy="before")
        assert (curl.url, curl.headers) == (f"https://{host}/ships", {"authorization": "Bearer v"})


def test_each_thing_has_a_variable_of_its_own(fake: FakeShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that differ in a sign, and a path parameter called after a secret, are asked for under several names."""
    server = {"url": "https://{a-b}.{a_b}.{aB}.{Token}"}
    sources = sources_of(document_of({}, "/{sk}/ships", servers=[server]))
    needed = re.findall(r"\$\{(\w+):\?\}", sources["curl"])
    assert len(set(needed)) == 6
    assert "SK" not in needed
    for name in needed:
        monkeypatch.setenv(name, name)
    hosts = fake.run(sources["curl"], **{name: name for name in needed}).url.split("/")[2]
    assert ".".join(value for key, value in run_python(sources["Python"]).made.items() if key != "sk") == hosts


def test_values_of_servers_are_no_patterns(fake: FakeShell) -> None:
    """A value in the path of a server is encoded; one that no host can have gives no script."""
    url = {"url": "https://{h}/{p}", "variables": {"h": {"default": "x"}, "p": {"default": "v 1/$(touch x)[1-3]{a,b}"}}}
    path = {"curl": "v%201/$(touch%20x)%5B1-3%5D%7Ba,b%7D", SIGNED: "v%201/%24%28touch%20x%29%5B1-3%5D%7Ba%2Cb%7D"}
    for label, source in sources_of(document_of({}, servers=[url]), None).items():
        assert fake.run(source).url == f"https://x/{path[label]}/ships"
    for value, labels in (("$(touch x)", set()), ("{a,b}", set()), ("a b", set()), ("x/v1", {"curl"})):
        server = {"url": "https://{h}", "variables": {"h": {"default": value}}}
        assert sources_of(document_of({}, servers=[server]), None).keys() == labels


def test_numbers_without_end_are_not_shown(fake: FakeShell) -> None:
    """A number that JSON cannot write gives way to what the schema says."""
    content = {"application/json": {"schema": {"type": "object"}, "example": {"a": float("inf")}}}
    for source in sources_of(document_of({"requestBody": {"content": content}}, method="post"), None).values():
        assert fake.run(source).after("--data-raw") == ["{}"]


def test_no_address_is_a_pattern() -> None:
    """Whatever is in a path or query, curl sees one address in it."""
    texts = ("[1-10]", "{a,b}", "\\[", "*", "?#", "..", "%5B[")
    documents = [document_of({"parameters": [parameter("q[]", "query", t)]}, f"/x{t}/y") for t in texts]
    for sources in all_sources_of(joined(documents), None):
        assert not set("[]{}") & set(re.sub(r"\$\{\w+:\?\}", "", sources["curl"].partition(" \\\n")[0]))
