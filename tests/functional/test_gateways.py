"""The configuration of gateways as the command writes it: for those that cannot run here, their rules on it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

from apiscribe.cli import app
from apiscribe.config import GatewayName
from generator.gateway import GATEWAYS, GatewayRefusedError, GatewaySettings, generate_gateways
from spec.codes import CODES
from spec.diagnostics import DiagnosticError
from spec.profiles.apig_plan import APIS_PER_IMPORT
from spec.profiles.path_names import NAME_LENGTH

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLISHED = REPOSITORY / "spec" / "documents" / "modelarts" / "openapi.json"
SERVER = [{"url": "https://service.example"}]
LONG = "p" * 40
TEXT = re.compile(r"[\n\t\x20-\x7e]*")


def document(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a document of these paths."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "servers": SERVER, "paths": paths, **more}


def operation(name: str) -> dict[str, Any]:
    """Give an operation."""
    return {"operationId": name, "responses": {"200": {"description": "OK"}}}


def written(given: dict[str, Any], *names: str, **settings: Any) -> dict[str, str]:
    """Give the files of gateways, by path."""
    return {
        file.path: file.text
        for file in generate_gateways(given, names, GatewaySettings(**settings), "0", folders=False)
    }


def published() -> dict[str, Any]:
    """Give the published document."""
    loaded: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return loaded


def operations(given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give method, path and operationId of every operation."""
    return [(m.upper(), path, o["operationId"]) for path, item in given["paths"].items() for m, o in item.items()]


def filled(path: str) -> str:
    """Give a request of a path."""
    return re.sub(r"\{[^{}]*\}", "v-1%2F2", path)


def generate(folder: Path, given: dict[str, Any], *options: str) -> tuple[int, list[Any]]:
    """Run the command; give its exit code and its findings."""
    source = folder / "openapi.json"
    source.write_text(json.dumps(given))
    try:
        app(
            ["generate", str(source), "--target", "gateway", "-o", str(folder / "out"), *options], standalone_mode=False
        )
    except DiagnosticError as error:
        return 1, list(error.diagnostics)
    return 0, []


def test_the_command_writes_a_folder_for_each_gateway(tmp_path: Path) -> None:
    """Without a name every gateway gets a folder, with one its files stand in the folder itself; a README is always
    there, and the same document gives the same bytes."""
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    given = document({"/things/{id}": {"parameters": [parameter], "get": operation("ShowThing")}})
    assert generate(tmp_path, given) == (0, [])
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*GATEWAYS, "apiscribe.lock"}
    for name in GATEWAYS:
        assert "ShowThing" in "".join(path.read_text() for path in (tmp_path / "out" / name).iterdir())
        assert (tmp_path / "out" / name / "README.md").is_file()
    first = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert generate(tmp_path, given) == (0, [])
    assert first == {path: path.read_bytes() for path in first}
    assert generate(tmp_path, given, "--gateway", "nginx", "--upstream", "http://other.example:81")[0] == 0
    assert "other.example:81" in (tmp_path / "out" / "upstream.conf").read_text()


def test_the_configuration_knows_every_gateway() -> None:
    """What the configuration file may name is what there is."""
    assert GatewayName.__args__ == GATEWAYS


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any], str, str, str]] = [
    ("nginx", {"/a/{x}": {"get": operation("One")}, "/a/{y}": {"get": operation("Two")}}, {}, "GAT001", "Two", "One"),
    ("nginx", {"/a/../b": {"get": operation("Dots")}}, {}, "GAT002", "Dots", "segment"),
    ("nginx", {"/a": {"trace": operation("Trace")}}, {}, "GAT002", "Trace", "does not route TRACE"),
    ("envoy", {"/a/{x}{y}": {"get": operation("Two")}}, {}, "GAT002", "Two", "one path parameter ends"),
    ("nginx", {"/a/{x}--{y}--{z}": {"get": operation("Slow")}}, {}, "GAT002", "Slow", "too long"),
    ("nginx", {"/a/" + "\u6570" * 500: {"get": operation("Long")}}, {}, "GAT002", "Long", "4000 characters"),
    ("envoy", {"/a/" + "\u6570" * 900: {"get": operation("Long")}}, {}, "GAT002", "Long", "8000 characters"),
    ("kong", {"/a": {"trace": operation("Trace")}}, {}, "GAT002", "Trace", "does not route TRACE"),
    ("apisix", {"/apisix/x": {"get": operation("Own")}}, {}, "GAT002", "Own", "/apisix"),
    ("krakend", {"/__health": {"get": operation("Health")}}, {}, "GAT002", "Health", "its own"),
    ("krakend", {"/a": {"head": operation("Head")}}, {}, "GAT002", "Head", "HEAD"),
    ("krakend", {"/a/{x}.json": {"get": operation("Part")}}, {}, "GAT002", "Part", "whole segment"),
    ("traefik", {"/a/%ff": {"get": operation("Bytes")}}, {}, "GAT002", "Bytes", "UTF-8"),
    ("krakend", {"/a/b:c": {"get": operation("Colon")}}, {}, "GAT002", "Colon", "literal"),
    ("aws", {"/a/b~": {"get": operation("Sign")}}, {}, "GAT002", "Sign", "literal"),
    ("aws", {"/ping": {"get": operation("Ping")}}, {}, "GAT002", "Ping", "/ping"),
    ("aws", {"/a/pre-{x}": {"get": operation("Part")}}, {}, "GAT002", "Part", "whole segment"),
    ("aws", {"/a": {"get": operation("A")}, "/a/": {"get": operation("B")}}, {}, "GAT002", "B", "slash"),
    ("aws", {f"/r{n}": {"get": operation(f"R{n:03}")} for n in range(301)}, {}, "GAT002", "R", "300 resources"),
    ("aws", {"/a": {"get": operation("A")}}, {"timeout": 30}, "GAT004", "", "29 seconds"),
    ("aws", {"/a": {"get": operation("A")}}, {"max_body": 11 * 2**20}, "GAT004", "", "bytes"),
    ("apig", {"/a/{x}-{y}": {"get": operation("Part")}}, {}, "GAT002", "Part", "whole segment"),
    ("apig", {"/" + "a" * 512: {"get": operation("Long")}}, {}, "GAT002", "Long", "512 characters"),
    ("apig", {"/a": {"get": operation("A")}}, {"timeout": 61}, "GAT004", "", "60 seconds"),
    ("caddy", {"/a": {"get": operation("A")}}, {"rate_limit": 1}, "GAT004", "", "rate"),
    ("kong", {"/a": {"get": operation("A")}}, {"credentials": "require"}, "GAT004", "", "carries credentials"),
    ("krakend", {"/a": {"get": operation("A")}}, {"credentials": "require"}, "GAT004", "", "carries credentials"),
    ("aws", {"/a": {"get": operation("A")}}, {"credentials": "require"}, "GAT004", "", "carries credentials"),
    ("apig", {"/a": {"get": operation("A")}}, {"credentials": "require"}, "GAT004", "", "carries credentials"),
    ("apisix", {"/a": {"get": operation("A")}}, {"certificate": "c", "key": "k"}, "GAT004", "", "certificate"),
]


@pytest.mark.parametrize(("gateway", "paths", "settings", "code", "name", "rule"), REFUSED)
def test_what_a_gateway_cannot_do_is_refused(
    gateway: str, paths: dict[str, Any], settings: dict[str, Any], code: str, name: str, rule: str
) -> None:
    """A refusal names the operation, the rule and the way out, and has a code of its own."""
    with pytest.raises(GatewayRefusedError) as refused:
        written(document(paths), gateway, **settings)
    found = refused.value.refusals
    assert [refusal.code for refusal in found] == [code]
    assert found[0].operation.startswith(name) and bool(found[0].operation) == bool(name)
    assert rule in found[0].rule and found[0].way_out and code in CODES
    assert len(found[0].message) <= 200


def test_nothing_is_written_where_one_gateway_refuses(tmp_path: Path) -> None:
    """The command tells every refusal with the place in the document, and leaves the folder as it was."""
    given = document({"/ping": {"get": operation("Ping")}, "/__debug/x": {"get": operation("Debug")}})
    code, found = generate(tmp_path, given)
    assert (code, [(f.code, f.subject) for f in found]) == (1, [("GAT002", "Debug"), ("GAT002", "Ping")])
    assert [f.pointer for f in found] == ["#/paths/~1__debug~1x/get", "#/paths/~1ping/get"]
    assert not (tmp_path / "out").exists()
    assert generate(tmp_path, given, "--gateway", "nginx", "--gateway", "envoy") == (0, [])


HOSTILE = [
    '/h/";evil{{ end }}', "/h/${HOME}/$(id)/`id`", "/h/new\nline", "/h/# x\\", "/h/{{x}}", "/h/\u6570/{\u9879}",
    "/h/' or '%{+x}", "/h/${{HOME}}", f"/h/{{{LONG}}}/{{{LONG}}}", "/h/]]--[[/(a|b)*",
]  # fmt: skip
PLAIN = [f"/h/things/{{{LONG}}}/{{{LONG}}}", "/h/{\u9879}", "/h/{$HOME}/x"]
"""What those take that know only plain literals and whole segments."""


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_hostile_names_stay_out(gateway: str) -> None:
    """Whatever paths, names and titles hold, the files are printable ASCII without a word of it outside of escapes, and
    read back as what they are."""
    paths = PLAIN if gateway in ("krakend", "aws", "apig") else HOSTILE
    given = document({p: {"post": operation(f"{p}\n\"; {{{{ evil }}}} ' ${{X}} $(evil) `evil`")} for p in paths})
    given["info"]["title"] = "{{ evil }} ${evil} $(evil) \"; evil '\n# evil"
    if paths is PLAIN:
        with pytest.raises(GatewayRefusedError):
            written(document({path: {"post": operation("Evil")} for path in HOSTILE}), gateway)
    files = written(given, gateway)
    for path, text in files.items():
        if path in ("README.md", "apiscribe.lock"):
            continue
        assert TEXT.fullmatch(text), path
        for part in (
            "evil }}",
            "{{ evil",
            "${X}",
            "$(",
            "`evil",
            "${HOME",
            "${e",
            "`id",
            '"; e',
            "' or",
            "\\\n",
            "]]--",
        ):
            assert part not in text, (path, part)


def test_kong_has_the_routes_of_its_own_converter_and_takes_each_request_to_its_operation() -> None:
    """By Kong's rules for the order of routes each operation's request gets to its route, and what is not declared
    to none, or to one that refuses it; names are unique and of the signs that Kong takes."""
    given = published()
    loaded = yaml.safe_load(written(given, "kong")["kong.yaml"])
    (service,) = loaded["services"]
    names = [route["name"] for route in service["routes"]]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[A-Za-z0-9._~-]+", name) for name in names)
    routes = sorted(service["routes"], key=lambda route: -route["regex_priority"])
    assert {r["name"] for r in routes if "plugins" not in r} == {name for _, _, name in operations(given)}

    def taken(method: str, request: str) -> Any:
        return next((r for r in routes if method in r["methods"] and re.match(r["paths"][0][1:], request)), None)

    for method, path, name in operations(given):
        assert taken(method, filled(path))["name"] == name
    assert taken("DELETE", "/v1/p/images/group")["plugins"] == [
        {"name": "request-termination", "config": {"status_code": 405}}
    ]
    assert taken("POST", "/v1/p/images/group") is None and taken("GET", "/v1/p/images/") is None


def test_apisix_takes_each_request_to_its_operation() -> None:
    """By the priorities of APISIX each operation's request gets to its route, a wrong method to one that refuses it;
    its file ends as APISIX needs it, and identifiers have the signs and length that it takes."""
    given = published()
    text = written(given, "apisix")["apisix.yaml"]
    assert text.endswith("\n#END\n")
    routes = yaml.safe_load(text)["routes"]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", route["id"]) for route in routes)
    assert len({route["id"] for route in routes}) == len(routes)
    ordered = sorted(routes, key=lambda route: -route["priority"])

    def taken(method: str, request: str) -> Any:
        return next(
            (r for r in ordered if method in r.get("methods", [method]) and re.search(r["vars"][0][2], request)), None
        )

    for method, path, name in operations(given):
        assert taken(method, f"{filled(path)}?limit=1")["id"] == name
    checked = written(given, "apisix", credentials="require")["apisix.yaml"]
    guards = [route for route in yaml.safe_load(checked)["routes"] if ".anon" in route["id"]]
    assert sorted((method, route["vars"][0][2]) for route in guards for method in route["methods"]) == sorted(
        (route["methods"][0], route["vars"][0][2]) for route in routes if "methods" in route
    )
    absent = [[f"http_{name}", "!", "~~", "[^,[:space:]]"] for name in ("authorization", "x_auth_token")]
    assert all(sorted(route["vars"][1:]) == absent for route in guards)
    assert all(route["plugins"] == {"fault-injection": {"abort": {"http_status": 401}}} for route in guards)
    for method, request, status in (("DELETE", "/v1/p/images/group", 405), ("GET", "/v1/../x", 404)):
        assert taken(method, request)["plugins"] == {"fault-injection": {"abort": {"http_status": status}}}
    assert taken("GET", "/v1/p/nowhere") is None


def test_krakend_has_an_endpoint_for_each_operation() -> None:
    """Each operation has an endpoint that hands everything on; of paths with the same begin each position has one name
    for its parameter, as the router of KrakenD needs it."""
    given = published()
    loaded = json.loads(written(given, "krakend")["krakend.json"])
    assert loaded["version"] == 3
    found = {(e["@operation"], e["method"]) for e in loaded["endpoints"]}
    assert found == {(name, method) for method, _, name in operations(given)}
    for endpoint in loaded["endpoints"]:
        (backend,) = endpoint["backend"]
        assert backend["url_pattern"] == endpoint["endpoint"] and backend["method"] == endpoint["method"]
        assert endpoint["output_encoding"] == backend["encoding"] == "no-op"
        assert endpoint["input_headers"] == endpoint["input_query_strings"] == ["*"]
    assert_one_name_at_each_position([endpoint["endpoint"] for endpoint in loaded["endpoints"]])


def assert_one_name_at_each_position(paths: list[str]) -> None:
    """After one begin there is at most one name of a parameter, short, of plain signs, and once in a path."""
    following: dict[str, set[str]] = {}
    for path in paths:
        names = re.findall(r"\{([^{}]*)\}", path)
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(rf"[A-Za-z][A-Za-z0-9_]{{0,{NAME_LENGTH - 1}}}", name) for name in names)
        for match in re.finditer(r"\{([^{}]*)\}", path):
            following.setdefault(path[: match.start()], set()).add(match[1])
    assert all(len(names) == 1 for names in following.values())


def test_amazon_and_huawei_get_documents_that_they_import() -> None:
    """Every operation has its integration with the same parameters; versions, limits and names are those that the two
    take; neither has `X-Auth-Token` as a parameter."""
    given = published()
    aws = json.loads(written(given, "aws")["openapi.json"])
    apig = json.loads(written(given, "apig")["apis-1.json"])
    assert (aws["openapi"], apig["openapi"]) == ("3.0.1", "3.0.0")
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_]{2,63}", apig["info"]["title"])
    for loaded in (aws, apig):
        assert [error.message for error in OpenAPIV30SpecValidator(loaded).iter_errors()] == []
        assert sorted(name for _, _, name in operations(loaded)) == sorted(name for _, _, name in operations(given))
        assert_one_name_at_each_position([*loaded["paths"]])
        assert "X-Auth-Token" not in json.dumps(loaded)
    for path, item in aws["paths"].items():
        for made in item.values():
            integration = made["x-amazon-apigateway-integration"]
            names = re.findall(r"\{([^{}]*)\}", path)
            mapped = {f"integration.request.path.{n}": f"method.request.path.{n}" for n in names}
            assert integration.get("requestParameters", {}) == mapped
            assert (
                integration["uri"].startswith("https://modelarts.${stageVariables.REGION}.")
                and path in integration["uri"]
            )
            assert 50 <= integration["timeoutInMillis"] <= 29000
    for path, item in apig["paths"].items():
        for method, made in item.items():
            backend = made["x-apigateway-backend"]
            assert (backend["httpEndpoints"]["path"], backend["httpEndpoints"]["method"]) == (path, method.upper())
            assert [p["name"] for p in backend.get("parameters", [])] == [p["name"] for p in made["parameters"]]


def thousands() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the paths of a document of 3,000 operations."""
    for at in range(1000):
        methods = ("get", "put", "delete")
        yield f"/v1/{{{LONG}}}/things{at}/{{{LONG}2}}", {m: operation(f"{m.title()}Thing{at}") for m in methods}


@pytest.mark.parametrize("gateway", [name for name in GATEWAYS if name != "aws"])
def test_three_thousand_operations(gateway: str) -> None:
    """A document of 3,000 operations with parameters of 40 characters is written whole; Huawei's comes in parts that
    one import holds."""
    files = written(document(dict(thousands())), gateway)
    text = "".join(files.values())
    assert all(f"DeleteThing{at}" in text for at in range(1000))
    if gateway == "apig":
        parts = [json.loads(text)["paths"] for path, text in files.items() if path.startswith("apis-")]
        counts = [sum(map(len, part.values())) for part in parts]
        assert sum(counts) == 3000 and max(counts) <= APIS_PER_IMPORT
        assert_one_name_at_each_position([path for part in parts for path in part])
        (made,) = parts[0]["/v1/{" + LONG[:NAME_LENGTH] + "}/things0/{" + "p" * 26 + "_other}"]["get"]["parameters"][1:]
        assert made["description"] == f"{LONG}2"


CONFIGURATION = """
[service]
name = "hello"
server = "https://hello.example"
[[source]]
path = "page.html"
[output]
targets = ["gateway"]
[gateway]
names = ["nginx"]
"""


def test_a_build_makes_what_its_configuration_asks_for(tmp_path: Path) -> None:
    """With the target in the configuration a build writes a folder for each gateway, by the settings of `[gateway]`;
    a setting that none may have is a finding, and nothing is written."""
    (tmp_path / "page.html").write_bytes((REPOSITORY / "tests" / "golden" / "hello" / "page.html").read_bytes())
    configuration = tmp_path / "apiscribe.toml"
    command = ["build", "--config", str(configuration), "--out", str(tmp_path / "out")]
    configuration.write_text(CONFIGURATION + "port = 99999\n")
    with pytest.raises(DiagnosticError, match=r"CFG001.*port is not between"):
        app(command, standalone_mode=False)
    assert not (tmp_path / "out").exists()
    configuration.write_text(CONFIGURATION + 'timeout = 7\nhost = "upstream"\n')
    app(command, standalone_mode=False)
    text = (tmp_path / "out" / "generated" / "gateway" / "nginx" / "nginx.conf").read_text()
    assert "proxy_read_timeout 7s;" in text and "Host $upstream_host;" in text


def test_the_lock_refuses_what_no_template_writes() -> None:
    """A file with a control character or a line that is no YAML is never written, nor a configuration that lacks an
    operation."""
    from generator.gateway.check import check_files
    from generator.gateway.planning import plan_gateway
    from generator.output import GenerationError, OutputFile

    plan = plan_gateway(document({"/a": {"get": operation("ShowThing")}}), GatewaySettings())
    for wrong, reason in (("# \u2028", "character"), ("a: [b", "read back"), ("a: b", "ShowThing is missing")):
        with pytest.raises(GenerationError, match=reason):
            check_files(plan, [OutputFile("envoy.yaml", f"{wrong}\n")])
