# Copied from apiscribe; do not edit.
"""Several processes that serve one socket."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

from .app import MockApp
from .serving import run
from .settings import Settings

END_SECONDS = 10.0
_QUICK = 2.0
_MAX_QUICK = 5
_PAUSE = 0.1
"""A worker that ends within _QUICK seconds is started again after a pause that doubles each time, so many times."""


class _Worker:
    """A place for one worker process after the other."""

    def __init__(self, start: Callable[[], SpawnProcess]) -> None:
        self._start = start
        self._quick = 0
        self._again = 0.0
        self.begin()

    def begin(self) -> None:
        """Start a process."""
        self.process: SpawnProcess | None = self._start()
        self._started = time.monotonic()

    def look(self) -> None:
        """Start a process anew where it ended. Raises WorkersError where that ends at its start again and again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._again:
                self.begin()
        elif not self.process.is_alive():
            self._quick = self._quick + 1 if now - self._started < _QUICK else 0
            if self._quick > _MAX_QUICK:
                raise WorkersError(f"a worker ended with {self.process.exitcode} when it was started")
            self._again = now + (_PAUSE * 2**self._quick if self._quick else 0.0)
            self.process = None


class WorkersError(Exception):
    """A worker ended as soon as it was started, each time."""


def run_workers(create_app: Callable[[Settings], MockApp], settings: Settings, listening: socket.socket) -> None:
    """Serve with as many processes as the settings say until a signal comes; one that dies is replaced.

    Raises WorkersError where one dies at its start again and again.
    """
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    context = multiprocessing.get_context("spawn")

    def start() -> SpawnProcess:
        process = context.Process(target=_work, args=(create_app, settings, listening))
        process.start()
        return process

    workers = [_Worker(start) for _ in range(settings.workers)]
    try:
        while not ending.is_set():
            wait([worker.process.sentinel for worker in workers if worker.process], timeout=0.1)
            for worker in workers:
                if not ending.is_set():
                    worker.look()
    finally:
        processes = [worker.process for worker in workers if worker.process]
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(END_SECONDS)
            process.kill()


def _work(create_app: Callable[[Settings], MockApp], settings: Settings, listening: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    run(create_app(settings), listening)


def _end_with_parent() -> None:
    """Let no worker outlive the command, even where that is killed."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
