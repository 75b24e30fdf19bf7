"""The tests that need `distributed`, in an environment that has it."""

import os
import sys
import sysconfig
from pathlib import Path

import pytest
from commands import run

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.heavy


def test_a_cluster_reads(distributed: Path) -> None:
    """All tests of reading on a cluster pass, and none of them is skipped."""
    ours = sysconfig.get_paths()["purelib"]
    with_both = os.pathsep.join((ours, str(distributed)))
    tests = ("tests/functional/test_cluster.py", "-rs", "-p", "no:cacheprovider")
    command = ("env", f"PYTHONPATH={with_both}", sys.executable, "-m", "pytest", *tests)
    done = run(*command, folder=ROOT, minutes=5)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "SKIPPED" not in done.stdout
