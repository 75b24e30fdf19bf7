"""What a document says of tokens, credentials and refusals, on its way into the client."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import Settings, generate
from generator.planning.service import plan_service

EXTENDED: dict[str, Any] = {
    "components": {
        "securitySchemes": {
            "Token": {"x-token-request": {"url": "https://iam.{region}.example.com/v3/auth/tokens"}},
            "Signature": {
                "x-credentials": {
                    "environments": [{"ak": "H_AK", "sk": "H_SK", "bad name": "X", "evil": "A=B"}, "no", {}],
                    "profile": {"path": "~/.h/credentials", "variable": "H_FILE", "section": "basic"},
                }
            },
        }
    },
    "x-error-hints": [{"code": "G.1", "words": ["ak"], "hint": 'say "so"\n'}, {"code": "G.2"}, 7],
    "x-error-codes": [
        {"code": "H.2", "status": 404},
        {"code": "H.2", "status": 400},
        {"code": "H.1", "status": 400},
        {"code": "H.3"},
        None,
    ],
}
KEYS = ["url", "environments", "profile", "path", "variable", "section", "ak", "code", "hint", "words"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def document(**extensions: Any) -> dict[str, Any]:
    """Give a small document with extensions."""
    root: dict[str, Any] = yaml.safe_load("""
        openapi: 3.1.1
        info: {title: Harbour API, version: "1"}
        servers: [{url: "https://{region}.example.com", variables: {region: {default: north-1}}}]
        paths: {/ships: {get: {operationId: ListShips, tags: [Ships], responses: {"204": {description: none}}}}}
    """)
    return {**root, **extensions}


def files_of(root: dict[str, Any]) -> dict[str, str]:
    """Generate the client and give its files."""
    return {f.path: f.text for f in generate(root, "python", Settings.for_document(root, "python", "0"))}


def test_extensions_reach_the_client() -> None:
    """Addresses, variables, hints and codes are constants of the package; what is malformed is left out."""
    plan = plan_service(EXTENDED)
    assert plan.token_url == "https://iam.{region}.example.com/v3/auth/tokens"
    assert plan.environments == ({"ak": "H_AK", "sk": "H_SK"},)
    assert plan.profile is not None and plan.profile.variable == "H_FILE"
    assert [(hint.code, hint.words) for hint in plan.hints] == [("G.1", ("ak",))]
    assert list(plan.error_codes.items()) == [("H.1", [400]), ("H.2", [400, 404])]
    files = files_of(document(**EXTENDED))
    values: dict[str, Any] = {"ServiceDescription": dict, "Profile": dict, "Hint": lambda *parts: parts}
    tree = ast.parse(files["harbour_client/_service.py"])
    tree.body = [node for node in tree.body if not isinstance(node, ast.ImportFrom)]
    exec(compile(tree, "_service.py", "exec"), values)  # noqa: S102 - what is executed is what is tested
    assert values["SERVICE"] == {
        "server": "https://{region}.example.com",
        "variables": {"region": "north-1"},
        "token_url": plan.token_url,
        "environments": [{"ak": "H_AK", "sk": "H_SK"}],
        "profile": {"path": "~/.h/credentials", "variable": "H_FILE", "section": "basic"},
        "hints": [("G.1", ["ak"], 'say "so"\n')],
    }


def test_a_document_without_extensions_has_an_empty_description() -> None:
    """Nothing is looked for where the document names nothing."""
    plan = plan_service({})
    assert (plan.token_url, plan.environments, plan.profile, plan.hints, plan.error_codes) == ("", (), None, (), {})


@settings(max_examples=30, deadline=None)
@given(JSON, JSON, JSON, JSON)
def test_hostile_extensions_never_become_code(token: Any, credentials: Any, hints: Any, codes: Any) -> None:
    """Whatever stands in the extensions, a package comes out, and its files parse."""
    schemes = {"A": {"x-token-request": token, "x-credentials": credentials}}
    root = document(components={"securitySchemes": schemes}, **{"x-error-hints": hints, "x-error-codes": codes})
    files = files_of(root)
    ast.parse(files["harbour_client/_service.py"])
    ast.parse(files["harbour_client/error_codes.py"])


@pytest.mark.parametrize("text", ['"""', "\\", "{{ 7*7 }}", "'); import os #", "\u202e", "\r\n"])
def test_texts_of_hints_stay_texts(text: str) -> None:
    """A hint is a string in the package, whatever it holds."""
    root = document(**{"x-error-hints": [{"code": text, "words": [text], "hint": text}]})
    tree = ast.parse(files_of(root)["harbour_client/_service.py"])
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert constants.count(text) == 3


def test_the_published_document_says_everything_that_the_client_asks() -> None:
    """Nothing of the overlay on credentials is left out as malformed."""
    path = Path(__file__).parents[2] / "spec/overlays/modelarts-security.yaml"
    token, signature, root = (action["update"] for action in yaml.safe_load(path.read_text("utf-8"))["actions"])
    plan = plan_service({**root, "components": {"securitySchemes": {"Token": token, "Signature": signature}}})
    credentials = signature["x-credentials"]
    assert plan.token_url == token["x-token-request"]["url"]
    assert list(plan.environments) == credentials["environments"]
    assert plan.profile is not None and plan.profile.path == credentials["profile"]["path"]
    assert len(plan.hints) == len(root["x-error-hints"])
