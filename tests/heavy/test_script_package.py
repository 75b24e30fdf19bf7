"""The TypeScript client of the published document as its users have it: compiled, tested, run, in a browser too."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from commands import run
from conftest import TOOLS, cached

from apiscribe.artefacts import settings_for
from apiscribe.config import PackageConfig
from apiscribe.typescript import typescript_files
from generator import Settings
from generator.write import write_tree
from spec.files import load

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import CLIENT, REPOSITORY, Mock, running
from script_documents import hostile_document

NAMES = PackageConfig.model_validate({"distribution": "modelarts-client", "class": "ModelArts"})
OPERATIONS = 283
FAST = 20

MISUSE = """
import { ModelArts, token } from "./src/index.js";

const client = new ModelArts({ auth: token("t"), projectId: "p" });
// @ts-expect-error: a field that is misspelt
await client.notebooks.list({ limt: 5 });
// @ts-expect-error: a value of another type
await client.notebooks.list({ limit: "5" });
// @ts-expect-error: a value that is not documented
await client.notebooks.list({ status: "RUNING" });
// @ts-expect-error: a path parameter is missing
await client.notebooks.get();
// @ts-expect-error: a field that the body must have is missing
await client.notebooks.create({ name: "x" });
// @ts-expect-error: a field that the answer does not have
console.log((await client.notebooks.get("id")).nme);
// @ts-expect-error: a path that is not documented
await client.request("GET", "/v1/{project_id}/notebook");
// @ts-expect-error: a path without this method
await client.request("PATCH", "/v1/{project_id}/notebooks");
// @ts-expect-error: an option that is not there
new ModelArts({ auth: token("t"), projekt: "p" });
// what is right is taken: fields that have a default may be left out, and an answer has its type
const answer = await client.request("GET", "/v1/{project_id}/notebooks", { query: { limit: 5 } });
const names: (string | undefined)[] = (answer.data ?? []).map((notebook) => notebook.name);
for await (const notebook of client.notebooks.list()) names.push(notebook.name);
"""

PAGE = """
<!doctype html><meta charset="utf-8"><title>client</title><pre id="out">waiting</pre>
<script type="module">
import {{ ModelArts, NotFoundError, accessKey, token }} from "/dist/index.js";
const out = document.getElementById("out");
const options = {{ projectId: "p1", baseUrl: location.origin }};
try {{
  const signed = new ModelArts({{ ...options, auth: accessKey("test-access-key", "test-secret-key") }});
  const page = await signed.notebooks.list({{ limit: 5 }});
  const other = new ModelArts({{ ...options, auth: token("test-token") }});
  const refused = await other.notebooks.get("nothing").catch((error) => error);
  const kinds = [typeof process, typeof Buffer, typeof require].join();
  out.textContent = JSON.stringify([page.items.length, page.total, refused instanceof NotFoundError, kinds]);
}} catch (error) {{ out.textContent = "failed: " + error; }}
</script>
"""

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="session")
def modules() -> Path:
    """Give a folder `node_modules` with the compiler."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("typescript: no node and npm")

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        return run(npm, "install", "--no-audit", "--no-fund", folder=folder, minutes=5)

    return cached("typescript", TOOLS / "typescript" / "package.json", b"", install) / "node_modules"


def written(document: dict[str, Any], settings: Settings, folder: Path, modules: Path) -> Path:
    """Write the package of a document, ready to be compiled."""
    write_tree(typescript_files(document, settings, [], "test", online=True), folder)
    (folder / "node_modules").symlink_to(modules)
    return folder


def compiled(package: Path, *options: str) -> None:
    """Run the compiler on a package."""
    done = run("node", package / "node_modules" / "typescript" / "bin" / "tsc", *options, folder=package)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.fixture(scope="module")
def package(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the published document, built as its users build it."""
    document = load(REPOSITORY / "spec" / "documents" / "modelarts" / "openapi.json")
    settings = settings_for(document, "typescript", NAMES)
    folder = written(document, settings, tmp_path_factory.mktemp("typescript") / "package", modules)
    compiled(folder, "-p", "tsconfig.json")
    return folder


def node_tests(package: Path, **variables: str) -> dict[str, int]:
    """Run the tests of a package; gives how many passed, failed and were skipped."""
    compiled(package, "-p", "tsconfig.test.json")
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", "dist/check/test/"],
        cwd=package,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    failed = "\n".join(re.findall(r"^not ok .*(?:\n .*)*", done.stdout, re.MULTILINE))
    assert done.returncode == 0, failed[-4000:] or done.stderr[-2000:]
    return {what: int(count) for what, count in re.findall(r"^# (pass|fail|skipped) (\d+)$", done.stdout, re.MULTILINE)}


def test_tests_of_the_package_pass_against_the_mock(package: Path) -> None:
    """The package's own tests pass; every operation is called with the least and with all arguments over HTTP, and the
    mock, which checks them, takes each."""
    calls = json.loads((package / "test" / "calls.json").read_text(encoding="utf-8"))["calls"]
    assert len(calls) == OPERATIONS
    with running() as mock:
        counts = node_tests(package, SERVER=mock.url)
        seen = mock.seen()
    assert counts["fail"] == counts["skipped"] == 0
    assert counts["pass"] > 5 * OPERATIONS
    assert len(set(seen)) == OPERATIONS


def test_wrong_arguments_are_errors_of_the_compiler(package: Path) -> None:
    """Each misuse is found, and what is right is not: `@ts-expect-error` above a line without an error is one."""
    (package / "misuse.ts").write_text(MISUSE, encoding="utf-8")
    options = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--skipLibCheck")
    compiled(package, *options, "misuse.ts")


def test_installed_package_runs_the_scenario_like_python(package: Path, modules: Path, tmp_path: Path) -> None:
    """A notebook's life in TypeScript, with the package as npm installs it, says and calls what it does in Python."""
    npm = shutil.which("npm")
    assert npm
    packed = run(npm, "pack", "--ignore-scripts", "--pack-destination", tmp_path, folder=package)
    assert packed.returncode == 0, packed.stderr
    (archive,) = tmp_path.glob("modelarts-client-*.tgz")
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
    done = run(npm, "install", "--no-audit", "--no-fund", f"./{archive.name}", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "node_modules" / "@types").symlink_to(modules / "@types")
    shutil.copy(REPOSITORY / "examples" / "typescript" / "notebook.ts", tmp_path)
    tsc = (modules / "typescript" / "bin" / "tsc", "--strict", "--target", "es2022", "--module", "nodenext")
    done = run("node", *tsc, "--types", "node", "notebook.ts", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    python = [sys.executable, str(REPOSITORY / "examples" / "notebook.py"), "--interval", "0.02", "--base-url"]
    says: dict[str, str] = {}
    steps: dict[str, list[str]] = {}
    for name, command in {"typescript": ["node", "notebook.js"], "python": python}.items():
        with running("--speed", str(FAST)) as mock:
            says[name], steps[name] = _told(command, mock, tmp_path), mock.steps()
    assert says["typescript"] == says["python"]
    assert steps["typescript"] == steps["python"]
    assert "RUNNING again" in says["python"]


def _told(command: list[str], mock: Mock, folder: Path) -> str:
    """Run an example; gives what it says, names of things replaced by what they are."""
    secrets = {"MODELARTS_TOKEN": "test-token", "MODELARTS_PROJECT": "project"}
    keys = {"HUAWEICLOUD_SDK_AK": "test-access-key", "HUAWEICLOUD_SDK_SK": "test-secret-key"}
    environment = os.environ | secrets | keys | {"HUAWEICLOUD_SDK_PROJECT_ID": "project", "PYTHONPATH": str(CLIENT)}
    words = [*command, mock.url, *(["0.02"] if command[0] == "node" else [])]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", done.stdout)


class _Proxy(SimpleHTTPRequestHandler):
    """Serves a folder, and leads everything below `/v1` to the mock, with the host that the page has signed."""

    upstream = ""

    def do_GET(self) -> None:
        """Answer a request."""
        if not self.path.startswith("/v1"):
            return super().do_GET()
        import httpx

        answer = httpx.get(self.upstream + self.path, headers=dict(self.headers.items()))
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["content-type"])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)
        return None

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(package: Path) -> Iterator[Callable[[Mock], str]]:
    """Serve the package with its page beside a mock."""
    servers: list[ThreadingHTTPServer] = []

    def serve(mock: Mock) -> str:
        handler = type("Handler", (_Proxy,), {"upstream": mock.url})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(package)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_package_runs_in_a_browser(package: Path, site: Callable[[Mock], str], tmp_path: Path) -> None:
    """In headless Chromium, without Node's globals and without a bundler, the client signs a request that the mock
    takes, and tells of a refusal by its class."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no chromium")
    (package / "page.html").write_text(PAGE.format(), encoding="utf-8")
    with running() as mock:
        url = site(mock)
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}")
        done = run(chromium, *options, "--virtual-time-budget=10000", "--dump-dom", f"{url}/page.html", folder=tmp_path)
        seen = mock.seen()
    found = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    assert json.loads(found[1]) == [0, 0, True, "undefined,undefined,undefined"]
    assert seen == ["ListNotebooks", "ShowNotebook"]


def test_core_names_nothing_of_node(package: Path) -> None:
    """No source of the package imports a module of Node or of another package, so bundlers and browsers take it."""
    texts = [path.read_text(encoding="utf-8") for path in (package / "src").rglob("*.ts")]
    imported = {name for text in texts for name in re.findall(r'\bfrom "([^"]+)"', text)}
    assert imported
    assert all(name.startswith(("./", "../")) for name in imported)


def test_hostile_document_is_compiled_and_called(modules: Path, tmp_path: Path) -> None:
    """Names and texts that would end a comment, a string or a template, words of JavaScript, schemas that differ in
    case only, recursion and 400 properties: the package compiles and its tests pass."""
    document = hostile_document()
    settings = Settings.for_document(document, "typescript", "0.1.0")
    package = written(document, settings, tmp_path / "package", modules)
    assert node_tests(package)["fail"] == 0


def test_snippets_of_the_readmes_compile(package: Path) -> None:
    """What the READMEs of the project and of the package show is right, in the package under its own name."""
    texts = [
        (REPOSITORY / "README.md").read_text(encoding="utf-8"),
        (package / "README.md").read_text(encoding="utf-8"),
    ]
    blocks = [block for text in texts for block in re.findall(r"```typescript\n(.*?)```", text, re.DOTALL)]
    assert len(blocks) == 3
    blocks[2] = f'import {{ ModelArts }} from "modelarts-client";\ndeclare const client: ModelArts;\n{blocks[2]}'
    names = [f"snippet{number}.ts" for number in range(len(blocks))]
    for name, block in zip(names, blocks, strict=True):
        (package / name).write_text(block, encoding="utf-8")
    compiled(package, "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", *names)
