"""What a pool stands on: its regulation, its calendar, what it owes from before, the keys of its roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.calendar import Calendar, parse_calendar_toml
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import InputError
from drawsvc.domain.regulation import Profile, parse_profile_toml
from drawsvc.domain.taxonomy import parse_taxonomy_toml
from drawsvc.http.bodies import ApprovalIn, Code, Day, Id, Key, Name, Strict, check_one_of_both
from drawsvc.http.calls import NOT_KEPT, Call, Called, Written, answer_of
from drawsvc.http.routing import api_router
from drawsvc.usecases import enrol_key as keys
from drawsvc.usecases.adopt_calendar import adopt_calendar as adopt_days
from drawsvc.usecases.adopt_profile import adopt_profile as adopt
from drawsvc.usecases.found_pool import found_pool as found
from drawsvc.usecases.import_opening import import_opening as open_with
from drawsvc.usecases.office import Office
from drawsvc.usecases.opening_file import opening_of
from drawsvc.usecases.read_counters import read_counters
from drawsvc.usecases.read_pool import read_pool
from drawsvc.views.counters import counters_view
from drawsvc.views.values import View

router = api_router("pools")

MAX_TOML = 1024 * 1024
Toml = Annotated[str, Field(min_length=1, max_length=MAX_TOML, description="TOML")]


OnDay = Annotated[Day | None, Query()]
Show = Annotated[Literal["near", "all"], Query()]


class RegulationIn(Strict):
    """A regulation: by the name under which it comes with the program, or as a file."""

    profile: Name | None = None
    regulation: Toml | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> RegulationIn:
        check_one_of_both(profile=self.profile, regulation=self.regulation)
        return self


class CalendarIn(Strict):
    """A calendar file and the name of the calendar."""

    name: Name
    toml: Toml


class PoolIn(RegulationIn):
    """A new pool. Without a calendar it has the one of China that comes with the program."""

    pool: Name
    calendar: CalendarIn | None = None


class OpeningIn(Strict):
    """What is declared of the time before the log, as the tables of an opening file, and by whom."""

    approvals: Annotated[list[ApprovalIn], Field(min_length=2, max_length=2)]
    carried: dict[str, list[str]] = Field(default={}, description="serials by specialty")
    counters: dict[str, dict[str, int]] = Field(default={}, description="counts by counter, expert")
    cursors: dict[str, str] = Field(default={}, description="serial by specialty")
    runs: dict[str, int] = Field(default={}, description="number by expert")


class RoleKeyIn(Strict):
    """The public key of a role in the pool."""

    approval: ApprovalIn
    key: Key
    role: Code


@router.post("/pools", status_code=201)
async def create_pool(call: Called, body: PoolIn) -> Response:
    """Found a pool with a profile and a calendar."""
    call.caller.check_pool(body.pool)
    data, profile = _regulation(call, body)
    days = _calendar(body.calendar or _shipped_calendar(call))

    def write(office: Office) -> Written:
        keep = partial(call.wiring.keep_regulation, body.pool, data)
        return Written(found(office, body.pool, profile, days, keep=keep))

    return await call.once(write)


@router.post("/pools/{pool}/profiles", status_code=201)
async def adopt_profile(call: Called, pool: Id, body: RegulationIn) -> Response:
    """Adopt a newer profile; draws that were requested keep theirs."""
    data, profile = _regulation(call, body)

    def write(office: Office) -> Written:
        keep = partial(call.wiring.keep_regulation, pool, data)
        return Written([adopt(office, pool, profile, keep=keep)])

    return await call.once_in(pool, write)


@router.post("/pools/{pool}/calendars", status_code=201)
async def adopt_calendar(call: Called, pool: Id, body: CalendarIn) -> Response:
    """Adopt a calendar of days off and make-up days; years that are not in it stay as they were."""
    days = _calendar(body)
    return await call.once_in(pool, lambda office: Written([adopt_days(office, pool, days)]))


@router.post("/pools/{pool}/openings", status_code=201)
async def import_opening(call: Called, pool: Id, body: OpeningIn) -> Response:
    """Take over turns, runs and counts from the time before the log; declared, not proven."""
    tables = body.model_dump(exclude={"approvals"})
    first, second = (of.model_dump() for of in body.approvals)

    def write(office: Office) -> Written:
        known = list(call.wiring.taxonomy(pool).by_code)
        counters = [of.id for of in read_pool(office, pool).profile.counters]
        declared = opening_of(tables, specialties=known, counters=counters)
        return Written([open_with(office, pool, declared, approvals=(first, second))])

    return await call.once_in(pool, write)


@router.get("/pools/{pool}/counters")
async def get_counters(call: Called, pool: Id, day: OnDay = None, show: Show = "near") -> Response:
    """How often experts have refused or been silent, as the profile counts it. They propose; a person decides."""

    def read() -> View:
        call.check_pool(call.wiring.office, pool)
        found = read_counters(call.wiring.office, pool, day)
        return counters_view(found, everybody=show == "all")

    view = await run_in_threadpool(read)
    call.note_disclosed(pool=pool)
    return answer_of(view, headers=NOT_KEPT)


@router.post("/pools/{pool}/keys", status_code=201)
async def enrol_key(call: Called, pool: Id, body: RoleKeyIn) -> Response:
    """Note in the log that a key belongs to a role. What it is worth the trust file says."""
    return await _key(call, pool, keys.enrol_key, body)


@router.post("/pools/{pool}/revocations", status_code=201)
async def revoke_key(call: Called, pool: Id, body: RoleKeyIn) -> Response:
    """Note in the log that a key no longer belongs to a role."""
    return await _key(call, pool, keys.revoke_key, body)


async def _key(call: Call, pool: str, step: Callable[..., Entry], body: RoleKeyIn) -> Response:
    told: dict[str, Any] = {"role": body.role, "approval": body.approval.model_dump()}
    return await call.once_in(pool, lambda office: Written([step(office, pool, body.key, **told)]))


def _regulation(call: Call, body: RegulationIn) -> tuple[bytes, Profile]:
    """A regulation file, both halves of it read.

    Raises:
        InputError: `no_regulation`; else as the file is wrong.
    """
    shipped = call.wiring.shipped.regulations()
    if body.profile is not None and body.profile not in shipped:
        raise InputError("no_regulation", expected=", ".join(shipped), got=body.profile)
    data = shipped[body.profile] if body.profile else (body.regulation or "").encode()
    parse_taxonomy_toml(data)
    return data, parse_profile_toml(data)


def _shipped_calendar(call: Call) -> CalendarIn:
    name, data = call.wiring.shipped.calendar()
    return CalendarIn(name=name, toml=data.decode())


def _calendar(body: CalendarIn) -> Calendar:
    return parse_calendar_toml(body.toml.encode(), name=body.name)
