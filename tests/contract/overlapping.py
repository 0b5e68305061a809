"""Two calls at once, one of which has done everything but commit when the other begins."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import Reader, Store, Writer

Call = Callable[[Office], object]

A_WHILE = 0.3
"""Seconds after which a call that has not ended is taken to wait. It may be slow; then a test sees less, not more."""


class Stalled:
    """The same store, whose transactions stop before they commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.stopped, self.go_on = threading.Event(), threading.Event()

    def reading(self) -> AbstractContextManager[Reader]:
        return self._store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._store.writing() as writer:
            yield writer
            self.stopped.set()
            assert self.go_on.wait(30)


@dataclass(frozen=True)
class Outcome:
    """What became of both: the code of a refusal, "" for none; and whether the second waited for the first."""

    first: str
    second: str
    waited: bool


def overlap(office: Office, first: Call, second: Call) -> Outcome:
    """Run two calls so that the first has written everything, and committed nothing, when the second begins."""
    stalled = Stalled(office.store)
    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first, replace(office, store=stalled))
        assert stalled.stopped.wait(30) or one.done()
        other = threads.submit(second, office)
        wait_for([other], A_WHILE)
        waited = not other.done()
        stalled.go_on.set()
        return Outcome(_code(one), _code(other), waited)


def _code(future: "Future[object]") -> str:
    error = future.exception(30)
    if error is None:
        return ""
    if not isinstance(error, DrawError):
        raise error
    return error.code
