"""The committed comparison with other tools is what they say today, and ours is what the table of cases says."""

from pathlib import Path

import pytest
from diff_peers import TABLE, peer_versions, table

pytestmark = pytest.mark.heavy


def test_comparison_with_peers_is_current(tools: Path, python: Path) -> None:
    """Each tool says of each change what the committed table says that it does."""
    committed = TABLE.read_text(encoding="utf-8")
    versions = peer_versions(tools / "redocly", python)
    if versions not in committed:
        pytest.skip(f"the table was made with other versions than {versions}")
    assert table(tools / "redocly", python) == committed
