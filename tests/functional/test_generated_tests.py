"""The tests that come with the published client pass against the published mock, over HTTP."""

import re
import subprocess
import sys
from pathlib import Path

GENERATED = Path(__file__).resolve().parents[2] / "generated"


def test_the_client_passes_its_own_tests() -> None:
    """Every operation, in both clients: what is sent, an empty path parameter, the answer, the raw answer."""
    mock = subprocess.Popen(
        [sys.executable, "-m", "modelarts_mock", "--port", "0"],
        cwd=GENERATED / "mock",
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert mock.stdout
        address = mock.stdout.readline().strip()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-o",
                "addopts=",
                "tests",
                "--server",
                address,
            ],
            cwd=GENERATED / "python",
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    finally:
        mock.terminate()
        mock.communicate(timeout=20)
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed in", done.stdout)
    assert passed and int(passed[1]) == 283 * 2 * 6
