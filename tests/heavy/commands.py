"""How the heavy tests run a tool."""

import os
import subprocess
from pathlib import Path

QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "npm_config_ignore_scripts": "true"}
MINUTE = 60


def run(*command: str | Path, folder: Path, minutes: int = 2) -> subprocess.CompletedProcess[str]:
    """Run a tool and give what it says, whatever its exit code."""
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | QUIET,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=minutes * MINUTE,
        check=False,
    )
