"""What the README shows is what happens."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
GENERATED = REPOSITORY / "generated"


def wait_for(port: int) -> None:
    """Wait until a server listens on a local port."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the mock does not listen")


def test_the_session_of_the_readme_prints_what_it_says() -> None:
    """The client's session against the mock, as the README shows it, prints the README's output."""
    match = re.search(r"```python\n(.*?)```\s+```text\n(.*?)```", README, re.DOTALL)
    assert match
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mock = subprocess.Popen(
        [sys.executable, "-m", "modelarts_mock", "--port", str(port), "--speed", "100"], cwd=GENERATED / "mock"
    )
    try:
        wait_for(port)
        done = subprocess.run(
            [sys.executable, "-c", match[1].replace("8080", str(port))],
            cwd=GENERATED / "python",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        mock.terminate()
        mock.wait(timeout=20)
    assert done.stdout == match[2], done.stderr


def test_the_counts_of_the_readme_are_those_of_a_build() -> None:
    """The figures of the table in the README (times aside) are those of the committed report and documents."""
    import json

    report = json.loads((REPOSITORY / "spec/documents/modelarts/report.json").read_text(encoding="utf-8"))
    contents = report["totals"]["contents"]
    for kind in ("table", "row"):
        assert f"{contents[kind]['found']:,}  {kind}s" in README
    for code, number in report["totals"]["diagnostics"].items():
        assert re.search(rf"\b{number}  \w+ {code} ", README), (code, number)
