"""Every snippet of a generated README runs as it stands, against the generated mock, with values for its `...`."""

import importlib
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import yaml

from generator import TARGETS, Settings, generate
from generator.write import write_tree
from spec.files import load

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "spec" / "documents" / "modelarts" / "openapi.json"
SECTIONS = ["", "Credentials", "Models", "Errors", "Retries, limits, hooks", "Lists", "Waiting"]
SECTIONS += ["The whole answer", "Downloads"]
NAMES = {"lamps": ("lamp_id", "Lamp"), "modelarts": ("id", "ModelArts")}


@dataclass
class Readme:
    """The README of a client, its package, and the address of the mock of the same document."""

    sections: dict[str, str]
    package: ModuleType
    client_class: str
    parameter: str
    url: str


def make_lamp(client: Any) -> str:
    """Make a lamp; give its id."""
    return str(client.lamps.create(name="a").id)


def make_server(client: Any) -> str:
    """Make what the README of the published client waits for; give its id."""
    network = {"security_group_id": "g", "subnet_id": "s", "vpc_id": "v"}
    made = client.dev_servers.create(flavor="f", image_id="i", name="a", network=network)
    return str(made.id)


MAKERS: dict[str, Callable[[Any], str]] = {"lamps": make_lamp, "modelarts": make_server}


@pytest.fixture(scope="module", params=["lamps", "modelarts"])
def readme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readme]:
    """The README of a small document, which waits and deletes, and of the published one."""
    name = request.param
    document = load(PUBLISHED) if name == "modelarts" else yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    parameter, client_class = NAMES[name]
    folder = tmp_path_factory.mktemp("readme")
    before = list(sys.path)
    for target in TARGETS:
        files = generate(document, target, Settings(f"readme-{name}", f"readme_{name}_{target}", client_class, "0.1.0"))
        write_tree(files, folder / target)
        sys.path.insert(0, str(folder / target))
    text = (folder / "python" / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    titled = dict(zip(["", *parts[1::2]], parts[0::2], strict=True))
    sections = {title: "".join(re.findall(r"```python\n(.*?)```", part, re.DOTALL)) for title, part in titled.items()}
    mock = importlib.import_module(f"readme_{name}_mock")
    with mock.serve(mock.create_app(mock.Settings(auth=False, speed=1000))) as url:
        yield Readme(sections, importlib.import_module(f"readme_{name}_python"), client_class, parameter, url)
    sys.path[:] = before


def test_there_is_a_snippet_in_every_section(readme: Readme) -> None:
    """No section is without one, and no snippet is in a section that is not run below."""
    assert [title for title, snippet in readme.sections.items() if snippet] == SECTIONS


@pytest.mark.parametrize("title", SECTIONS)
def test_each_snippet_runs(
    title: str, readme: Readme, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A snippet ends without an error where the mock has the thing whose id is put in the place of `...`."""
    monkeypatch.chdir(tmp_path)
    level = logging.getLogger(readme.package.__name__)
    name = request.node.callspec.params["readme"]
    client = getattr(readme.package, readme.client_class)(auth=None, project_id="p1", base_url=readme.url)
    with client, warnings.catch_warnings():
        made = MAKERS[name](client)
        snippet = re.sub(
            rf'(?<=[(]){readme.parameter}="\.\.\."', f'{readme.parameter}="{made}"', readme.sections[title]
        )
        snippet = snippet.replace("until=", "interval=0.01, until=")
        assert ("..." in snippet) == (title in SECTIONS[:2] or title == SECTIONS[4])
        names: dict[str, Any] = {"client": client}
        exec(snippet, names)  # noqa: S102 - what is executed is what is tested
        if title == "Waiting":
            assert (names["answer"].id, names.get("error")) == (made, None)
    logging.getLogger(level.name).setLevel(logging.NOTSET)
    assert (tmp_path / "download").exists() == (title == "Downloads")


def test_what_waits_until_a_deletion_deletes_first(readme: Readme) -> None:
    """Where the README waits for the end of a thing, that thing is deleted before: else it would wait in vain."""
    lines = readme.sections["Waiting"].splitlines()
    waits = [line for line in lines if "_until_deleted(" in line]
    for line in waits:
        assert ".delete(" in lines[lines.index(line) - 1]


def test_credentials_are_where_the_readme_says_and_nowhere_else(
    readme: Readme, caplog: pytest.LogCaptureFixture
) -> None:
    """A token is in the request that an answer holds, as the README says; no repr and no log line of ours has it."""
    token = readme.package.Token("secret-token")
    client = getattr(readme.package, readme.client_class)(auth=token, project_id="p1", base_url=readme.url)
    with caplog.at_level(logging.DEBUG, logger=readme.package.__name__), client:
        with httpx.Client() as http:
            assert http.get(readme.url + "/openapi.json").status_code == 200
        raw = client.lamps.with_raw_response.list() if hasattr(client, "lamps") else None
        raw = raw or client.dev_servers.with_raw_response.list()
    assert raw.http_request.headers["x-auth-token"] == "secret-token"
    assert caplog.messages
    assert "secret-token" not in "\n".join([*caplog.messages, repr(client), repr(raw), repr(token)])
