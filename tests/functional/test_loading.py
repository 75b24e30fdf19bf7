"""The client loads what is used, when it is used. Budgets are of processor time, for machines that are busy."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import Settings, generate
from generator.write import write_tree

RUNS = 5
SLOW = float(os.environ.get("APISCRIBE_SLOW_MACHINE", "2"))
"""How many times slower than a common machine this one may be."""

MANY = 150
"""Models of the resource that the measured package has; real resources have at most about as many."""


def run(folder: Path, code: str) -> dict[str, Any]:
    """Run code in a fresh interpreter that can import from a folder; gives what it prints as JSON."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def least(folder: Path, code: str) -> float:
    """Give the least milliseconds of processor time that code takes, of several runs; `start()` begins anew."""
    timed = f"""
import json, time
def start():
    global begun
    begun = time.process_time()
start()
{code}
print(json.dumps({{"ms": (time.process_time() - begun) * 1000}}))
"""
    return float(min(run(folder, timed)["ms"] for _ in range(RUNS)))


LOADED = """
import json, sys
print(json.dumps({
    "httpx": "httpx" in sys.modules, "pydantic": "pydantic" in sys.modules,
    "ours": sorted(m.removeprefix("harbour_client.") for m in sys.modules if m.startswith("harbour_client.")),
}))
"""


def test_import_loads_nothing_heavy(packages: Path) -> None:
    """Importing the package, or asking what is in it, loads neither httpx nor pydantic nor a client."""
    found = run(packages / "python", f"import harbour_client; assert 'Harbour' in dir(harbour_client)\n{LOADED}")
    assert found == {"httpx": False, "pydantic": False, "ours": ["_runtime", "_runtime.lazy"]}


def test_client_loads_no_model_and_no_resource(packages: Path) -> None:
    """A new client has no module of models and none of resources; the first use of one loads those it needs."""
    make = "from harbour_client import Harbour\nclient = Harbour(project_id='p')\n"
    modules = ("models", "params", "resources")
    made = run(packages / "python", make + LOADED)["ours"]
    assert not [name for name in made if name.split(".")[0] in modules]
    used = run(packages / "python", f"{make}client.ships\n{LOADED}")["ours"]
    assert [name for name in used if name.split(".")[0] in modules] == [
        "models", "models.ships", "resources", "resources.ships",
    ]  # fmt: skip


def test_typed_dicts_load_no_model(packages: Path) -> None:
    """The typed dicts are importable by themselves, each by its name."""
    code = "from harbour_client.params import CrateDict\nassert CrateDict(label='a') == {'label': 'a'}\n"
    found = run(packages / "python", code + LOADED)
    assert not found["pydantic"] and "models" not in found["ours"]


def test_import_is_quick(packages: Path) -> None:
    """`import` takes less than 50 ms."""
    assert least(packages / "python", "import harbour_client") < 50 * SLOW


def test_construction_is_quick(packages: Path) -> None:
    """A client stands no later than 60 ms after `import httpx, pydantic` would have been done."""
    alone = least(packages / "python", "import httpx, pydantic")
    made = least(packages / "python", "from harbour_client import Harbour\nHarbour(project_id='p')")
    assert made < alone + 60 * SLOW


@pytest.fixture(scope="module")
def wide_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with one resource of many models."""
    kinds = [{"type": "string"}, {"type": "integer"}, {"type": "number"}, {"enum": ["a", "b"], "type": "string"}]
    schemas = {
        f"Part{n}": {
            "type": "object",
            "properties": {f"field_{i}": {**kinds[i % 4], "description": "What it is."} for i in range(8)}
            | {"next": {"$ref": f"#/components/schemas/Part{n + 1}"} if n % 10 < 9 else {"type": "boolean"}},
        }
        for n in range(MANY)
    }
    paths = {
        f"/things/{n}": {
            "get": {
                "operationId": f"ShowThing{n}", "tags": ["Things"], "x-resource": "things", "x-method": f"show_{n}",
                "responses": {"200": {"description": "ok", "content": {"application/json": {
                    "schema": {"$ref": f"#/components/schemas/Part{n}"}}}}},
            }
        }
        for n in range(0, MANY, 10)
    }  # fmt: skip
    document = {"openapi": "3.1.1", "info": {"title": "Wide", "version": "1"}, "paths": paths,
                "servers": [{"url": "https://wide.example.com"}], "components": {"schemas": schemas}}  # fmt: skip
    folder = tmp_path_factory.mktemp("wide")
    write_tree(generate(document, "python", Settings("wide", "wide_client", "Wide", "0")), folder)
    return folder


FIRST_USE = """
import httpx
from wide_client import Wide
answer = httpx.Response(200, json={"field_0": "a", "next": {"field_1": 1}})
client = Wide(http_client=httpx.Client(transport=httpx.MockTransport(lambda request: answer)))
start()
assert client.things.show_0().next.field_1 == 1
"""


def test_first_use_of_a_resource_is_quick(wide_package: Path) -> None:
    """The first call of a resource with many models takes less than 150 ms."""
    assert least(wide_package, FIRST_USE) < 150 * SLOW


def test_first_use_takes_little_memory(wide_package: Path) -> None:
    """After it the process has less than 34.5 MiB above a bare interpreter."""
    size = "import json, resource; print(json.dumps({'kb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))"
    bare = run(wide_package, size)["kb"]
    used = run(wide_package, f"start = lambda: None\n{FIRST_USE}\n{size}")["kb"]
    assert used - bare < 34.5 * 1024
