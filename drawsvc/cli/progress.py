"""Signs of life while something takes longer than a second; only where somebody looks at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from rich.progress import track

from drawsvc.cli.answers import terminal
from drawsvc.cli.settings import Settings

T = TypeVar("T")

EVERY = 5_000
"""Rows between two changes of what is shown."""


@contextmanager
def waiting(settings: Settings, key: str) -> Iterator[None]:
    """Show that something goes on."""
    with _status(settings.words(key, count="")):
        yield


def counted(settings: Settings, key: str, items: Iterable[T]) -> Iterator[T]:
    """The items, with their number shown as they pass."""
    console = terminal(stderr=True)
    with console.status(settings.words(key, count="")) as status:
        for count, item in enumerate(items, start=1):
            if count % EVERY == 0:
                status.update(settings.words(key, count=count))
            yield item


def barred(settings: Settings, key: str, items: Iterable[T], total: int) -> Iterator[T]:
    """The items, with a bar that grows as they pass."""
    console = terminal(stderr=True)
    told = settings.words(key, count="")
    yield from track(
        items, told, total, console=console, transient=True, disable=not console.is_terminal
    )


def told(settings: Settings, key: str) -> None:
    """Say that something goes on, in a line that stays: for where another process writes to the terminal meanwhile."""
    console = terminal(stderr=True)
    if console.is_terminal:
        console.print(settings.words(key, count=""))


def _status(text: str) -> AbstractContextManager[object]:
    return terminal(stderr=True).status(text)
