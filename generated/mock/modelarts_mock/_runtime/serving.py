# Copied from apiscribe; do not edit.
"""How a mock is served; and one on a port of this machine, in a thread of its own, for tests."""

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

from .protocol import BoundedProtocol

BACKLOG = 2_048
START_SECONDS = 10.0


def server_config(app: Any, **options: Any) -> uvicorn.Config:
    """Give the configuration of uvicorn for a mock. Behind a proxy the date of an answer is the server's."""
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        access_log=False,
        log_level="error",
        proxy_headers=False,
        server_header=False,
        date_header=not app.settings.proxy,
        **options,
    )


def run(app: Any, listening: socket.socket) -> None:
    """Serve a mock on a socket until a signal comes."""
    gc.collect()
    gc.freeze()  # the document stays: the collector need not look through it again and again
    with suppress(KeyboardInterrupt):
        uvicorn.Server(server_config(app, lifespan="on", backlog=BACKLOG)).run(sockets=[listening])


@contextmanager
def serve(app: Any, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an ASGI application while the block runs, and give its address; port 0 is any free one.

    Raises RuntimeError where the server does not start.
    """
    server = uvicorn.Server(server_config(app, host=host, port=port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError(f"the mock does not start on {host}:{port}")
        time.sleep(0.001)
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
