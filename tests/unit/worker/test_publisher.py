"""The thread that signs the log: at once, then in batches, and never ended by what happens to it."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from drawsvc.domain.errors import StateError
from drawsvc.worker.publisher import BATCH_SECONDS, IDLE_SECONDS, Publisher

PATIENCE_SECONDS = 10.0


class Numbering:
    """Fails as it is told, then counts when it was asked."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(time.monotonic())
        if self.faults:
            raise self.faults.pop(0)


@contextmanager
def publishing(number: Numbering, told: Callable[[float], None]) -> Iterator[Publisher]:
    publisher = Publisher(number, told)
    thread = threading.Thread(target=publisher.run)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.stop()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def await_times(number: Numbering, count: int) -> list[float]:
    until = time.monotonic() + PATIENCE_SECONDS
    while len(number.times) < count and time.monotonic() < until:
        time.sleep(0.005)
    assert len(number.times) >= count
    return number.times


def test_what_fails_for_long_is_tried_once_a_second_and_tells_of_nothing_written() -> None:
    number, told = Numbering(*[StateError("store_busy")] * 3), list[float]()
    with publishing(number, told.append):
        first, second, third = await_times(number, 3)[:3]
    assert min(second - first, third - second) >= IDLE_SECONDS * 0.99
    assert told == []


def test_what_is_written_together_is_signed_together() -> None:
    number, told = Numbering(), list[float]()
    with publishing(number, told.append) as publisher:
        publisher.ring()
        first = await_times(number, 1)[0]
        for _ in range(5):
            publisher.ring()
        second = await_times(number, 2)[1]
        time.sleep(BATCH_SECONDS / 4)
        assert len(number.times) == 2
    assert second - first >= BATCH_SECONDS * 0.99
    assert len(told) == 2


@pytest.mark.parametrize(
    "fault",
    [StateError("store_busy"), OSError(errno.ENOSPC, "full"), RuntimeError("王甲 100123")],
    ids=["refused", "disk", "mistake"],
)
def test_what_fails_is_tried_again_with_the_next_batch(
    fault: Exception, capfd: pytest.CaptureFixture[str]
) -> None:
    number, told = Numbering(fault), list[float]()
    with publishing(number, told.append) as publisher:
        rung = time.monotonic()
        publisher.ring()
        first, second = await_times(number, 2)[:2]
    assert BATCH_SECONDS * 0.99 <= second - first < IDLE_SECONDS
    assert told
    assert told[0] >= second - rung - 0.05, "from when it was written"
    out, err = capfd.readouterr()
    assert "not signed" in out + err
    assert "王甲" not in out + err
