# Copied from apiscribe; do not edit.
"""Several processes that serve one socket."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

from .app import MockApp
from .serving import run
from .settings import Settings

END_SECONDS = 10.0
_QUICK = 2.0
"""Seconds within which a worker that ends was never any good: it is not started again."""


@dataclass(frozen=True, slots=True)
class _Worker:
    process: SpawnProcess
    started: float


class WorkersError(Exception):
    """A worker ended as soon as it was started."""


def run_workers(create_app: Callable[[Settings], MockApp], settings: Settings, listening: socket.socket) -> None:
    """Serve with as many processes as the settings say until a signal comes; one that dies is replaced.

    Raises WorkersError where one dies at its start.
    """
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    context = multiprocessing.get_context("spawn")

    def start() -> _Worker:
        process = context.Process(target=_work, args=(create_app, settings, listening))
        process.start()
        return _Worker(process, time.monotonic())

    workers = [start() for _ in range(settings.workers)]
    try:
        while not ending.is_set():
            wait([worker.process.sentinel for worker in workers], timeout=0.2)
            for place, worker in enumerate(workers):
                if worker.process.is_alive() or ending.is_set():
                    continue
                if time.monotonic() - worker.started < _QUICK:
                    raise WorkersError(f"a worker ended with {worker.process.exitcode} when it was started")
                workers[place] = start()
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join(END_SECONDS)
            worker.process.kill()


def _work(create_app: Callable[[Settings], MockApp], settings: Settings, listening: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    run(create_app(settings), listening)


def _end_with_parent() -> None:
    """Let no worker outlive the command, even where that is killed."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
