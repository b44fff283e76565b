"""Where blocks are worked on: threads of this process, or the workers of a Dask cluster.

Both are given the same function; results come back in the order in which blocks were handed out.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue
from typing import Any, Protocol, TypeAlias, TypeVar

from techtree.errors import UsageError

Task = TypeVar("Task")
_Call: TypeAlias = tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]


class Waiting(Protocol):
    """A result that is still to come."""

    def result(self) -> Any:
        """Wait for it."""


class Pool(Protocol):
    """Takes work, and does it elsewhere."""

    workers: int

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Waiting:
        """Hand out a call of `work`."""

    def share(self, thing: Any) -> Any:
        """Send a large argument once; what is returned stands for it in `submit`."""

    def close(self) -> None:
        """Take back what has not begun, and let go of the workers."""


class Threads:
    """Threads of this process; the kernels let go of the interpreter's lock.

    Nobody waits for them: what is under way when a run is interrupted is given up with them.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._open = True
        for _ in range(workers):
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Waiting:
        """Hand out a call of `work`."""
        future: Future[Any] = Future()
        self._calls.put((future, work, arguments))
        return future

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            future, work, arguments = call
            del call
            if self._open and future.set_running_or_notify_cancel():
                try:
                    future.set_result(work(*arguments))
                except BaseException as error:  # whoever asks for the result is told
                    future.set_exception(error)
            del future, work, arguments

    def share(self, thing: Any) -> Any:
        """Return the thing itself: threads share all there is."""
        return thing

    def close(self) -> None:
        """Take back what has not begun, and have the threads end."""
        self._open = False
        for _ in range(self.workers):
            self._calls.put(None)


class Cluster:
    """The workers of a Dask scheduler; what a lost worker had is done again by another."""

    def __init__(self, address: str) -> None:
        self.address = address
        if not address.strip():
            raise UsageError("--cluster needs the address of a Dask scheduler")
        try:
            from distributed import Client
        except ImportError:
            raise UsageError(
                "--cluster needs Dask: install it with `pip install 'techtree-impact[cluster]'`"
            ) from None
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"no Dask scheduler answers at '{address}': {error}") from None
        threads = self._client.nthreads()
        if not threads:
            self._client.close()
            raise UsageError(f"the Dask scheduler at '{address}' has no workers")
        self.workers = sum(threads.values())

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Waiting:
        """Hand out a call of `work`."""
        return _Remote(self._client.submit(work, *arguments, pure=False, retries=3), self.address)

    def share(self, thing: Any) -> Any:
        """Send a thing to all workers, under a name that no equal thing sent before has.

        Its data would else be gone with that one's.
        """
        return self._client.scatter(thing, broadcast=True, hash=False)

    def close(self) -> None:
        """Leave the scheduler."""
        self._client.close()


class _Remote:
    """A result that is to come from a cluster, which may be lost."""

    def __init__(self, future: Any, address: str) -> None:
        self._future, self._address = future, address

    def result(self) -> Any:
        """Wait for it. Raises `UsageError` where the cluster is gone, or lost it too often."""
        from distributed import KilledWorker

        try:
            return self._future.result()
        except (CancelledError, KilledWorker, OSError, TimeoutError) as error:
            first, *_ = str(error).strip().splitlines() or [type(error).__name__]
            message = f"the Dask cluster at '{self._address}' was lost: {first}"
            raise UsageError(message) from None


def results(
    pool: Pool, tasks: Iterable[Task], begin: Callable[[Task], Waiting]
) -> Iterator[tuple[Task, Any]]:
    """Begin tasks, a few more than there are workers; yield each with its result, in order."""
    waiting: deque[tuple[Task, Waiting]] = deque()
    for task in tasks:
        waiting.append((task, begin(task)))
        if len(waiting) > 2 * pool.workers:
            done, future = waiting.popleft()
            yield done, future.result()
    while waiting:
        done, future = waiting.popleft()
        yield done, future.result()


class Ready:
    """A result that is there already."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def result(self) -> Any:
        """Return it."""
        return self._found
