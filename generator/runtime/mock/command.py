"""The command that serves the mock."""

import argparse
from collections.abc import Sequence

import uvicorn

from .app import MockApp


def serve(app: MockApp, prog: str, arguments: Sequence[str] | None = None) -> None:
    """Serve the mock until it is interrupted."""
    parser = argparse.ArgumentParser(prog=prog, description="Answers every documented operation on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args(arguments)
    uvicorn.run(app, host=options.host, port=options.port, access_log=False, log_level="warning")
