"""The calls that the programs in the other languages make, by the published client in Python."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import CLIENT, running

MISSING = "00000000-0000-4000-8000-999999999999"


@contextmanager
def mock() -> Iterator[str]:
    """Run the mock of the published document; give its address. What is made has the same ids in each."""
    with running() as started:
        yield started.url


def calls_in_python() -> list[dict[str, Any]]:
    """Give what the client is told by a mock of its own, a line for each call."""
    sys.path.insert(0, str(CLIENT))
    from modelarts_client import AccessKey, ModelArts, Token

    ways = {"token": Token("test-token"), "signature": AccessKey("test-access-key", "test-secret-key")}
    lines: list[dict[str, Any]] = []
    with mock() as url:
        for auth, credentials in ways.items():
            with ModelArts(base_url=url, auth=credentials, project_id="interop") as client:
                lines += _steps(auth, client)
    return lines


def _steps(auth: str, client: Any) -> Iterator[dict[str, Any]]:
    from modelarts_client import NotFoundError

    name, workspaces = f"interop-{auth}", client.workspaces.with_raw_response
    raw = workspaces.create(name=name, auth_type="PUBLIC")
    workspace = raw.parse().id
    yield {"auth": auth, "step": "create", "status": raw.status_code, "id": workspace}
    raw = workspaces.list(name=name, limit=5)
    page = raw.parse()
    names = [one.name for one in page.items]
    yield {
        "auth": auth,
        "step": "list",
        "status": raw.status_code,
        "total_count": page.body.total_count,
        "names": names,
    }
    raw = workspaces.get(workspace)
    shown = raw.parse()
    yield {"auth": auth, "step": "get", "status": raw.status_code, "name": shown.name, "auth_type": shown.auth_type}
    raw = workspaces.delete(workspace)
    gone = raw.parse().workspace_id
    yield {"auth": auth, "step": "delete", "status": raw.status_code, "workspace_id": gone}
    try:
        client.workspaces.get(MISSING)
    except NotFoundError as error:
        yield {"auth": auth, "step": "error", "status": error.status_code, "error_code": error.error_code}
