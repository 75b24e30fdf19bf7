"""Code samples as readers run them, against the mock of their document."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from mock_of_modelarts import load_document

from generator.samples import CODE_SAMPLES, add_code_samples
from generator.settings import Settings
from spec.model import operations
from spec.samples import SampleRequest, sample_requests

SECRETS = {
    "HUAWEICLOUD_SDK_AK": "test-access-key",
    "HUAWEICLOUD_SDK_SK": "test-secret-key",
    "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef",
    "TOKEN": "test-token",
}
HOST = "https://modelarts.$region.myhuaweicloud.com"
COMMANDS = ("bash", "curl", "openssl", "sed")
CLIENT = Settings("modelarts-client", "modelarts_client", "ModelArts", "0")


@dataclass(frozen=True, slots=True)
class Shown:
    """One sample of one operation, with the request that it is to send."""

    operation: str
    label: str
    source: str
    request: SampleRequest


@dataclass(slots=True)
class Recorder:
    """An ASGI application before the mock: it asks for the documented answer, and keeps what came and went."""

    app: Any
    came: list[dict[str, Any]] = field(default_factory=list)

    @property
    def settings(self) -> Any:
        """Those of the mock."""
        return self.app.settings

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen: dict[str, Any] = {
            "method": scope["method"],
            "path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
            "body": b"",
        }
        self.came.append(seen)

        async def recorded() -> Any:
            message = await receive()
            seen["body"] += message.get("body", b"")
            return message

        async def answered(message: Any) -> None:
            seen.setdefault("status", message.get("status"))
            await send(message)

        headers = [*scope["headers"], (b"prefer", b"code=2XX")]
        await self.app({**scope, "headers": headers}, recorded, answered)


def samples_of(document: dict[str, Any]) -> list[Shown]:
    """Give the samples that a document has at its operations."""
    requests = {request.pointer: request for request in sample_requests(document)}
    return [
        Shown(operation.value["operationId"], one["label"], one["source"], requests[operation.pointer])
        for operation in operations(document)
        for one in operation.value.get(CODE_SAMPLES, ())
    ]


def published_samples() -> list[Shown]:
    """Give the samples of the published document, as they would be published now."""
    document = load_document()
    for operation in operations(document):
        operation.value.pop(CODE_SAMPLES, None)
    return samples_of(add_code_samples(document, CLIENT).document)


@contextmanager
def recorded_mock(package: ModuleType) -> Iterator[tuple[Recorder, str]]:
    """Serve the mock, which lets nobody in without credentials, behind a recorder; gives that and the address."""
    recorder = Recorder(package.create_app(package.Settings(auth=True, seed=1)))
    with package.serve(recorder) as url:
        yield recorder, url


def missing_commands() -> list[str]:
    """Give the commands of the samples that this machine lacks."""
    return [name for name in COMMANDS if not shutil.which(name)]


def run_shell(
    source: str, folder: Path, environment: Mapping[str, str], shell: str = "bash"
) -> subprocess.CompletedProcess[bytes]:
    """Run a script in a folder; where that has a `.curlrc`, curl obeys it. What fails in it ends it."""
    path = os.environ["PATH"] if "PATH" not in environment else environment["PATH"]
    return subprocess.run(
        [*shell.split(), "-eu", "-c", source],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "CURL_HOME": str(folder), "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def at_mock(source: str, url: str) -> str:
    """Give a script with the address of a mock for that of the service."""
    host = url.removeprefix("http://")
    changed = source.replace("host=" + f'"{HOST.removeprefix("https://")}"', f"host={host}")
    return changed.replace(HOST, url).replace('"https://$host', '"http://$host')
