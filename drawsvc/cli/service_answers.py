"""What is read out of answers of a service that runs elsewhere: nothing that does not have the form it should have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from drawsvc.client import Answer, ProblemError, foreign
from drawsvc.domain.bodies import PROFILE
from drawsvc.domain.entries import Entry, from_object
from drawsvc.domain.errors import DrawError
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.shapes import (
    CODE,
    COUNT,
    DATE,
    EMPTY,
    FLAG,
    HEX32,
    ID,
    POSITIVE,
    TEXT,
    TIME,
    Form,
    Shape,
    ShapeError,
    anything,
    either,
    list_of,
    mapping_of,
    members,
    one_of,
    parsed,
)
from drawsvc.views.values import canonical

T = TypeVar("T")
Shapes = Mapping[str, Shape]

MAYBE = either(TEXT, EMPTY)
ANY_TEXT = parsed(str, Form("text", "a text"))
OBJECT = mapping_of(anything, anything)
ROSTER = members(
    added=COUNT,
    approval=mapping_of(anything, TEXT),
    edited=COUNT,
    leaf=HEX32,
    removed=COUNT,
    roster=TEXT,
    seq=COUNT,
    size=COUNT,
    time=TIME,
    type=one_of("ROSTER"),
)
SPECIALTY_OF_POOL = members(
    category=ANY_TEXT, code=TEXT, en=ANY_TEXT, minimum=COUNT, quota=COUNT, zh=ANY_TEXT
)

POOLS: Shapes = MappingProxyType({"pools": list_of(ID)})
POOL_SUMMARY = ("calendar", "draws", "mode", "pool", "roster", "roster_size")
POOL: Shapes = MappingProxyType(
    {
        "calendar": TEXT,
        "calendar_years": list_of(COUNT),
        "draws": COUNT,
        "mode": CODE,
        "pool": ID,
        "profile": PROFILE,
        "roster": MAYBE,
        "roster_size": COUNT,
        "rosters": list_of(ROSTER),
        "specialties": list_of(SPECIALTY_OF_POOL),
    }
)
CHANGES: Shapes = MappingProxyType(
    {
        "added": list_of(TEXT),
        "edited": list_of(members(columns=list_of(TEXT), expert=TEXT)),
        "new": TEXT,
        "old": TEXT,
        "pool": ID,
        "removed": list_of(TEXT),
        "renumbered": list_of(members(after=MAYBE, before=MAYBE, expert=TEXT)),
    }
)
CAUSE = members(answer=CODE, attempt=POSITIVE, day=DATE, draw=ID, reason=either(CODE, EMPTY))
COUNTED = members(
    causes=list_of(CAUSE),
    declared=COUNT,
    expert=TEXT,
    number=POSITIVE,
    stand=one_of("below", "near", "to_rule", "reached"),
    with_ground=COUNT,
)
COUNTERS: Shapes = MappingProxyType(
    {
        "counters": list_of(
            members(
                assumed=FLAG,
                counted=FLAG,
                experts=list_of(COUNTED),
                id=CODE,
                threshold=POSITIVE,
                window=CODE,
            )
        ),
        "day": DATE,
        "erased": COUNT,
        "not_released": COUNT,
        "pool": ID,
        "profile": CODE,
        "readings": list_of(CODE),
        "voided": COUNT,
    }
)
CHECKED: Shapes = MappingProxyType(
    {
        "same_as": MAYBE,
        "size": COUNT,
        "warnings": list_of(members(code=CODE, facts=OBJECT)),
    }
)
SUMMARY: Shapes = MappingProxyType(
    {
        "attempt": POSITIVE,
        "date": DATE,
        "draw": ID,
        "due_at": either(TIME, EMPTY),
        "matter": HEX32,
        "organiser": TEXT,
        "phase": CODE,
        "pool": ID,
    }
)
CELLS: Shapes = MappingProxyType(
    {
        "cells": list_of(
            members(
                sheet=ANY_TEXT,
                row=COUNT,
                column=ANY_TEXT,
                code=CODE,
                expected=ANY_TEXT,
                found=ANY_TEXT,
            )
        )
    }
)
PLACE: Shapes = MappingProxyType({"attempt": POSITIVE, "draw": ID, "pool": ID})
DRAW: Shapes = MappingProxyType(
    {
        **PLACE,
        "collected": COUNT,
        "missing": list_of(members(kind=CODE, role=CODE)),
        "phase": CODE,
        "waits_for": list_of(OBJECT),
    }
)
CHAINS: Shapes = MappingProxyType({"chains": list_of(OBJECT)})
HEALTH: Shapes = MappingProxyType({"vkey": TEXT, "waiting": FLAG})
PAGE: Shapes = MappingProxyType({"entries": list_of(OBJECT, low=1)})
NOTE: Shapes = MappingProxyType({"root": HEX32, "size": COUNT})
CONTACT: Shapes = MappingProxyType({"employer": MAYBE, "name": MAYBE, "phone": MAYBE})
REQUESTED: Shapes = MappingProxyType({"units_of_nobody": list_of(TEXT)})


def read_answer(read: Callable[[], T]) -> T:
    """What is read out of an answer of the service.

    Raises:
        ProblemError: `server_foreign`, it says something else than it should.
    """
    try:
        return read()
    except ProblemError:
        raise
    except (DrawError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise foreign(type(error).__name__) from None


def taken(answer: Any, shapes: Shapes) -> Any:
    """Members of an answer, each of its shape; others are not looked at.

    Raises:
        ProblemError: `server_foreign`, one is missing or has another shape.
    """
    told = read_answer(lambda: Answer(answer))
    for name, shape in shapes.items():
        try:
            shape(told[name], name)
        except ShapeError:
            raise foreign(name) from None
    return {name: canonical(told[name]) for name in shapes}


def check_asked(got: Mapping[str, Any], **asked: Any) -> None:
    """Refuse an answer about something else than was asked for.

    Raises:
        ProblemError: `server_foreign`, a member has another value.
    """
    for name, value in asked.items():
        if got[name] != value:
            raise foreign(name)


def cells_of(items: Any) -> list[CellFault]:
    """Bad cells of a roster as a refusal holds them."""
    return [CellFault(**of) for of in taken({"cells": items}, CELLS)["cells"]]


def entries_of(items: Iterable[Any]) -> list[Entry]:
    """Entries as answers hold them."""
    return [from_object(of["entry"]) for of in items]
