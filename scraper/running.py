"""Where work on many documents runs: in this process, in several, or on a Dask cluster. The result is the same.

All three are executors of `concurrent.futures`, and one function feeds them: only a few batches are under way at a
time, and results come in the order of what was given.
"""

import gc
import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from scraper.workers import Workers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

if TYPE_CHECKING:
    from distributed import Client

BYTES_PER_JOB = 8 * 1024 * 1024
"""How much one process is to read, where nobody says how many there are: less is read before one has started."""
AHEAD = 4
"""How many batches wait for each worker: enough that none runs dry, few enough that they take no memory."""
CONNECT = 10.0
"""Seconds to find the scheduler of a cluster, or to find it again."""
PATIENCE = 30.0
"""Seconds after which a cluster without any worker is given up."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Running:
    """An executor that has been started, how many batches it is given ahead, and how one waits for a result of it."""

    executor: Executor
    ahead: int
    wait: Callable[[Future[Any]], Any] = Future.result

    def in_turn(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the result for each item, in their order. `items` are taken as they are needed."""
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(self.executor.submit(function, item))
            if len(waiting) >= self.ahead:
                yield self.wait(waiting.popleft())
        while waiting:
            yield self.wait(waiting.popleft())


class _Here(Executor):
    """Works in this process, at once."""

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Call the function; what it raises is raised here."""
        future: Future[Result] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def started(workers: Workers, size: int) -> Iterator[Running]:
    """Start the workers for documents of `size` bytes, and end them.

    Raises DiagnosticError for workers that cannot be had (RUN001, RUN003) or are lost on the way (RUN002).
    """
    if workers.scheduler:
        with _cluster(workers.scheduler) as running:
            yield running
        return
    jobs = jobs_for(size) if workers.jobs is None else workers.jobs
    if jobs == 1:
        yield Running(_Here(), 1)
        return
    with _pool(jobs) as running:
        yield running


def jobs_for(size: int) -> int:
    """Give the number of processes that pay for documents of `size` bytes in all: one per core at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, size // BYTES_PER_JOB))


@contextmanager
def _pool(jobs: int) -> Iterator[Running]:
    """Run processes that are started afresh: a copy of this one could copy a lock that a thread holds."""
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_work)
    try:
        with _interrupts_held():
            # the first task starts the processes; they inherit that interrupts are held, and are ended from here
            executor.submit(int)
        yield Running(executor, AHEAD * jobs)
        executor.shutdown()
    except BrokenProcessPool as error:
        message = "a process that reads documents has died; it may have had too little memory"
        raise DiagnosticError(Diagnostic("RUN002", message, Location(f"{jobs} processes"))) from error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.kill()


def _begin_work() -> None:
    """Prepare a process: it leaves interrupts to its parent, and ends with it, however that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait for the end of a block, and let no process that is started in it know of any."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _cluster(address: str) -> Iterator[Running]:
    """Use a Dask cluster. Its workers need this package too; documents are sent to them."""
    place = Location(address)
    try:
        from distributed import Client
        from distributed.comm import get_address_host
    except ImportError as error:
        message = f"`distributed` is not installed ({error})"
        raise DiagnosticError(Diagnostic("RUN003", message, place)) from error
    # what it logs comes as one finding too
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        get_address_host(address)
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DiagnosticError(Diagnostic("RUN001", str(error).partition("\n")[0], place)) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        cores = sum(client.ncores().values())
        yield Running(client.get_executor(), AHEAD * max(cores, AHEAD), lambda future: _result(future, client))
    except TimeoutError as error:
        raise _lost(client, f"the cluster has had no worker for {PATIENCE:.0f} seconds") from error
    finally:
        client.close(timeout=2)


def _result(future: Future[Any], client: "Client") -> Any:
    """Wait for a result as long as the cluster has workers to make it.

    Raises TimeoutError where there is no worker any more, DiagnosticError (RUN002) where the cluster fails.
    """
    lonely = False
    while True:
        try:
            return future.result(timeout=PATIENCE)
        except TimeoutError:
            if client.status != "running":
                raise _lost(client, "the connection to the scheduler is lost") from None
            without = not client.scheduler_info()["workers"]
            if lonely and without:
                raise
            lonely = without
        except Exception as error:
            if client.status != "running":
                raise _lost(client, "the connection to the scheduler is lost") from error
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise _lost(client, f"the cluster fails: {reason}") from error


def _lost(client: "Client", message: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic("RUN002", message, Location(client.scheduler.address)))
