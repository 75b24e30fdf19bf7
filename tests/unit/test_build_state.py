"""What a build is recognised by: the tool, and nothing that a build itself writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apiscribe import state

WRITTEN = ("spec/documents/a/openapi.yaml", "spec/documents/a/split/b.yaml", "spec/types/a.ts", "spec/names/a.yaml")
CODE = ("spec/model.py", "spec/overlays/a.yaml", "generator/templates/a.jinja", "spec/profiles/documents/a.py")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder that stands for the one of the tool."""
    for name in (*WRITTEN, *CODE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr(state, "_ROOT", tmp_path)
    state._tool.cache_clear()
    yield tmp_path
    state._tool.cache_clear()


@pytest.mark.parametrize(("names", "is_same"), [(WRITTEN, True), (CODE, False)])
def test_the_tool_is_its_code(checkout: Path, names: tuple[str, ...], is_same: bool) -> None:
    """A build in the checkout of the tool, which writes documents, types and records there, leaves the tool as it was;
    each file of code or data that changes makes it another one."""
    for name in names:
        before = state._tool()
        (checkout / name).write_text("new")
        state._tool.cache_clear()
        assert (state._tool() == before) is is_same, name
