"""Names and contents of the tiles a log is read by (C2SP tlog-tiles).

A tile holds up to 256 hashes of one level of the tree, every eighth level having tiles; an entry bundle holds the
entries under a tile of the lowest. Full ones never change. Of a partial one, at the right edge, the width is in the
name, so that it never changes either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drawsvc.log.errors import LogFormatError
from drawsvc.log.merkle import Node

HEIGHT = 8
WIDTH = 256
DIGITS = 1000
MAX_ENTRY_BYTES = 65_535
"""The length of an entry stands in two bytes before it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a tile lies.

    Args:
        level: 0 for hashes of entries, 1 for hashes over 256 of them, and so on.
        index: from the left, from 0.
        width: how many hashes it holds, 1 to 256.
    """

    level: int
    index: int
    width: int

    @property
    def path(self) -> str:
        """Its name below the address of the log."""
        return f"tile/{self.level}/{_place(self.index, self.width)}"

    @property
    def entries_path(self) -> str:
        """The name of the bundle of the entries under a tile of level 0."""
        return f"tile/entries/{_place(self.index, self.width)}"

    @property
    def nodes(self) -> list[Node]:
        """The nodes of the tree whose hashes it holds, in their order."""
        first = self.index * WIDTH
        return [(self.level * HEIGHT, first + n) for n in range(self.width)]


def tiles_of(size: int) -> Iterator[Tile]:
    """Returns every tile of a tree of so many entries, from the lowest level up, partial ones at the right edge."""
    level, count = 0, size
    while count:
        for index in range(count // WIDTH):
            yield Tile(level, index, WIDTH)
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)
        level, count = level + 1, count // WIDTH


def bundle_of(entries: Iterable[bytes]) -> bytes:
    """Returns an entry bundle: each entry behind its length in two bytes, the more significant first.

    Raises:
        LogFormatError: an entry is too long for that.
    """
    parts = []
    for data in entries:
        if len(data) > MAX_ENTRY_BYTES:
            raise LogFormatError(f"expected an entry of up to 65535 bytes, got {len(data)}")
        parts += [len(data).to_bytes(2, "big"), data]
    return b"".join(parts)


def _place(index: int, width: int) -> str:
    """An index in groups of three digits, `x` before all but the last: 1234067 is x001/x234/067."""
    groups = [f"{index % DIGITS:03}"]
    while index := index // DIGITS:
        groups.insert(0, f"x{index % DIGITS:03}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")
