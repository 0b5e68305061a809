"""Disclosures: what opens digests of a record, in a file of its own (SPEC §11.4). Personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from drawseeds import Value

from drawsvc.domain.candidates import Disclosure, GroupLists, Listed, Row, Spot
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import MissingError
from drawsvc.domain.long_files import Items, pieces_of
from drawsvc.domain.state import State

OPENED = ("released", "voided")
"""Phases in which everybody's row may be opened; before, it would tell who was drawn, or who is next."""

_Opened = tuple[Spot, Row, Disclosure]


def check_opened(state: State, asked: str) -> Entry:
    """Refuse to open rows before the release, and return the FREEZE.

    Args:
        state: of the attempt.
        asked: names what for, as the table `asked` of web/locales does.

    Raises:
        PhaseError: says in which phase the draw is.
    """
    freeze = state.entry("FREEZE")
    if state.phase not in OPENED:
        raise state.not_now("phase", expected=", ".join(OPENED), got=asked)
    return freeze


def release_bytes(
    place: Place, lists: Sequence[GroupLists], accepted: Sequence[Sequence[int]]
) -> bytes:
    """The disclosures of a public release: what was to be published of each accepted row.

    Rows that were erased are left out.
    """
    opened = [
        (g, row, lists[g].eligible[row].disclosure)
        for g, rows in enumerate(accepted)
        for row in rows
    ]
    public = (_public((g, "eligible", row), of) for g, row, of in opened if of)
    return b"".join(_pieces(place, public=Items.of(public)))


def audit_pieces(
    place: Place, rows: Callable[[], Iterable[tuple[Spot, Listed]]], related_units: Body
) -> Iterator[bytes]:
    """An audit disclosure: everything that opens a digest of the lists or of the request.

    Rows that were erased are left out.

    Args:
        place: the attempt.
        rows: gives the rows of all lists, each time anew, because the file has several things of each row apart.
        related_units: `codes` and `salt` of the request.

    Raises:
        MissingError: `unit_salt`, the lists were frozen before these salts were kept.
    """
    return _pieces(
        place,
        bases=Items.of(_basis(at, of) for at, row, of in _opened(rows) if row.reason),
        persons=Items.of(_person(at, of) for at, _, of in _opened(rows)),
        public=Items.of(_public(at, of) for at, _, of in _opened(rows)),
        related_units=[related_units],
        units=Items.of(_units(place, _opened(rows))),
    )


def _opened(rows: Callable[[], Iterable[tuple[Spot, Listed]]]) -> Iterator[_Opened]:
    for at, listed in rows():
        if disclosure := listed.disclosure:
            yield at, listed.row, disclosure


def _basis(at: Spot, of: Disclosure) -> Body:
    return {"evidence": of.evidence, "group": at[0], "row": at[2], "salt": of.basis_salt}


def _person(at: Spot, of: Disclosure) -> Body:
    return {**_where(at), "expert": of.expert, "salt": of.person_salt}


def _public(at: Spot, of: Disclosure) -> Body:
    return {**_where(at), "salt": of.public_salt, "text": of.public}


def _where(at: Spot) -> Body:
    group, kind, row = at
    return {"group": group, "list": kind, "row": row}


def _units(place: Place, opened: Iterable[_Opened]) -> Iterator[Body]:
    """Each unit once."""
    known: set[str] = set()
    for _, row, of in opened:
        if row.unit and row.unit not in known:
            known.add(row.unit)
            if not of.unit_salt:
                raise MissingError("unit_salt", draw=place.draw)
            yield {"code": of.expert["employer_code"], "salt": of.unit_salt, "unit": row.unit}


def _pieces(place: Place, **parts: Value | Items) -> Iterator[bytes]:
    kinds = ("bases", "persons", "public", "related_units", "units")
    empty: dict[str, Any] = {kind: [] for kind in kinds}
    return pieces_of(
        {
            "attempt": place.attempt,
            "draw": place.draw,
            "origin": place.origin,
            "pool": place.pool,
            "v": "drawsvc/v1 disclosures",
            **empty,
            **parts,
        }
    )
