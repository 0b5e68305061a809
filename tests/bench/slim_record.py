"""A slim record of a draw from a pool of any size, made by SPEC §11.1; shares no code with the verifier."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tests.unit.verifier.build import Draw, canonical, node, trust

SEATS = 5


class Rows(Sequence[dict[str, Any]]):
    """Rows of a random draw, in the order of their leaf hashes; each is made when asked for."""

    def __init__(self, size: int) -> None:
        hashed = sorted((sha256(b"\x00" + canonical(_row(n))).digest(), n) for n in range(size))
        self.leaves = [leaf for leaf, _ in hashed]
        self._numbers = [number for _, number in hashed]

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: Any) -> Any:
        return _row(self._numbers[index])


def _row(number: int) -> dict[str, Any]:
    return {"person": f"{number:064x}", "public": f"{number:064x}", "serial": "", "unit": ""}


class LargeDraw(Draw):
    """A draw that keeps the nodes of its tree, level by level."""

    def __init__(self, size: int) -> None:
        super().__init__(rows=0, seats=SEATS)
        rows = Rows(size)
        self.rows = rows  # type: ignore[assignment]
        self._levels = [rows.leaves]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            above = [node(*below[n : n + 2]) for n in range(0, len(below) - 1, 2)]
            self._levels.append(above + below[2 * len(above) :])

    def tree(self) -> dict[str, Any]:
        """Root and size of the eligible list."""
        return {"root": self._levels[-1][0].hex(), "size": len(self.rows)}

    def path(self, index: int) -> list[bytes]:
        """The inclusion proof of an eligible row."""
        places = ((level, (index >> depth) ^ 1) for depth, level in enumerate(self._levels))
        return [level[place] for level, place in places if place < len(level)]


def slim_record(size: int) -> tuple[bytes, bytes]:
    """Returns a slim record of a whole draw from a pool of a size, and the trust file for it."""
    draw = LargeDraw(size)
    draw.completed()
    return draw.slim(draw.order(SEATS)), canonical(trust())
