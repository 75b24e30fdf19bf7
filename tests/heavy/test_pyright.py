"""The published client in the eyes of a second type checker."""

import sys
from pathlib import Path

import pytest
from commands import run

CLIENT = Path(__file__).resolve().parents[2] / "generated" / "python"

pytestmark = pytest.mark.heavy


def test_the_published_client_is_clean_for_pyright(tools: Path) -> None:
    """pyright finds nothing in the whole package."""
    done = run(tools / "pyright", "--pythonpath", sys.executable, "modelarts_client", folder=CLIENT, minutes=5)
    assert done.returncode == 0, done.stdout[-4000:]
