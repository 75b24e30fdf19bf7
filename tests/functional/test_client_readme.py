"""The snippets of a generated README about credentials, errors, limits and downloads run as they stand."""

import logging
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from wire import http, wire

TITLES = ["Credentials", "Errors", "Retries, limits, hooks", "Downloads"]


def test_snippets_of_the_readme_run(
    packages: Path, client_package: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each snippet, executed against a server that knows nothing but a log, ends without an error."""
    text = (packages / "python" / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    sections = dict(re.findall(r"\n## ([^\n]+)\n.*?```python\n(.*?)```", text, re.DOTALL))
    with (
        wire(http(404, b'{"error_code": "H.1"}'), http(200, b"a log")) as server,
        client_package.Harbour(auth=None, project_id="p1", base_url=server.url) as client,
    ):
        for title in TITLES:
            names: dict[str, Any] = {"client": client}
            exec(sections[title], names)  # noqa: S102 - what is executed is what is tested
    logging.getLogger(client_package.__name__).setLevel(logging.NOTSET)
    assert (tmp_path / "job.log").read_bytes() == b"a log"
