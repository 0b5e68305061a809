"""What the API answers, as the OpenAPI document describes it. Answers are made by `drawsvc.views`; a test compares."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from drawsvc.http.faults import MAX_FAULTS

Hex32 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Time = Annotated[str, Field(description="YYYY-MM-DDTHH:MM:SSZ, or nothing")]
AnyObject = dict[str, Any]


class Answer(BaseModel):
    """An answer with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class EntryOut(Answer):
    """An entry of the log (SPEC §5)."""

    entry: AnyObject
    leaf: Hex32


class PlacedOut(EntryOut):
    """An entry with its proof, a tlog-proof; null until a signed checkpoint covers it."""

    proof: str | None


class WrittenOut(BaseModel):
    """What a call has written, and what else it says."""

    model_config = ConfigDict(extra="allow")

    entries: list[PlacedOut]


class SealedOut(Answer):
    """A seal: its slip, and the check code for reading aloud."""

    check_code: str
    entries: list[PlacedOut]
    slip: Hex32


class ContactOut(Answer):
    """Whom to call. Personal data."""

    employer: str
    entries: list[PlacedOut]
    name: str
    phone: str


class HealthOut(Answer):
    """The name, key and size of the log, whether entries wait to be signed, and for how long."""

    behind_seconds: int
    keeps_up: bool
    origin: str
    size: int
    vkey: Annotated[str, Field(description="SPEC §4.2; a trust file says whether it is right")]
    waiting: bool


class PoolsOut(Answer):
    """Ids of the pools."""

    pools: list[str]


class RosterOut(Answer):
    """A roster version, as its entry tells it."""

    added: int
    approval: AnyObject
    edited: int
    leaf: Hex32
    removed: int
    roster: str
    seq: int
    size: int
    time: Time
    type: Literal["ROSTER"]


class PoolOut(Answer):
    """A pool: its profile (SPEC §5.2), specialties, and rosters, oldest first."""

    calendar: str
    calendar_years: list[int]
    draws: int
    mode: str
    pool: str
    profile: AnyObject
    roster: str
    roster_size: int
    rosters: list[RosterOut]
    specialties: list[AnyObject]


class RostersOut(Answer):
    """Roster versions, oldest first."""

    pool: str
    rosters: list[RosterOut]


class WarningOut(Answer):
    """Something odd about a roster, by code; experts by expert id."""

    code: str
    facts: AnyObject


class RosterReportOut(Answer):
    """What was found in a roster file. `same_as`: the version that says the same, or nothing."""

    same_as: str
    size: int
    warnings: list[WarningOut]


class ChangesOut(Answer):
    """What one roster version changes in another, by expert id."""

    added: list[str]
    edited: list[AnyObject]
    new: str
    old: str
    pool: str
    removed: list[str]
    renumbered: list[AnyObject]


class CountOut(Answer):
    """How often a counter has counted for an expert, and in which draws."""

    causes: list[AnyObject]
    declared: int
    expert: str
    number: int
    stand: Literal["below", "near", "to_rule", "reached"]
    with_ground: int


class CounterOut(Answer):
    """A counter of the profile. `counted`: draws say it; else there are only declared counts."""

    assumed: bool
    counted: bool
    experts: list[CountOut]
    id: str
    threshold: int
    window: Literal["run", "rolling_12_months", "term"]


class CountersOut(Answer):
    """The counters of a pool on a day, and what they leave out. They propose; a person decides."""

    counters: list[CounterOut]
    day: str
    erased: int
    not_released: int
    pool: str
    profile: str
    readings: list[str]
    voided: int


class ChainOut(Answer):
    """A chain of beacons, as drand describes it."""

    chain: Hex32
    genesis: int
    key: str
    period: int
    scheme: str


class BeaconsOut(Answer):
    """Chains of beacons; the first is pinned."""

    chains: list[ChainOut]


class SummaryOut(Answer):
    """A draw in a list."""

    attempt: int
    date: str
    draw: str
    due_at: Time
    matter: Hex32
    organiser: str
    phase: str
    pool: str


class DrawsOut(Answer):
    """Draws, those requested last at first; `next` is the cursor of the next page, or nothing."""

    draws: list[SummaryOut]
    next: str


class DrawOut(Answer):
    """A draw as it stands."""

    activity: AnyObject
    attempt: int
    check_code: str
    collected: Annotated[int, Field(description="statements about the seal that were taken")]
    deadline: Time
    draw: str
    funnel: list[AnyObject]
    joins: list[AnyObject]
    missing: list[AnyObject]
    missing_roles: list[str]
    organiser: str
    outcome: list[AnyObject]
    panel: list[AnyObject]
    phase: str
    pool: str
    roles: list[str]
    slip: str
    source: str
    waits_for: list[AnyObject]
    walk: list[AnyObject]


class EntriesOut(Answer):
    """The entries of a draw."""

    attempt: int
    draw: str
    entries: list[EntryOut]
    pool: str


class CallsOut(Answer):
    """Who is to be called now: places, no names."""

    attempt: int
    calls: list[AnyObject]
    draw: str
    pool: str


class NumberedOut(EntryOut):
    """An entry with its index in the log."""

    index: int


class LogEntriesOut(Answer):
    """Entries by index. `next` is the index to go on from; at `size` there are no more."""

    entries: list[NumberedOut]
    next: int
    size: int


class ConsistencyOut(Answer):
    """A consistency proof (RFC 9162 §2.1.4) from the earlier size to the checkpoint."""

    checkpoint: str
    hashes: list[Hex32]
    old: int


class PartOut(Answer):
    """What is wrong in one place of a call: `title` says what is there, `detail` what was expected, no value."""

    detail: str
    parameter: Annotated[str, Field(description="of path, query or head")] = ""
    pointer: Annotated[str, Field(description="a place in the body (RFC 6901 §6)")] = ""
    texts: dict[str, dict[str, str]]
    title: str


class ProblemOut(Answer):
    """Why a call was not done (RFC 9457). `code` is stable; `texts` says it in each language, `do` the way out.

    `errors` has what is wrong in each place, 20 at most; of `call_malformed`, `facts.total` is how many there are.
    """

    code: str
    detail: str = ""
    do: str = ""
    errors: list[PartOut] = Field(default=[], max_length=MAX_FAULTS)
    facts: AnyObject = {}
    request: str
    status: int
    texts: dict[str, dict[str, str]]
    title: str
    type: str


class OutboxOut(Answer):
    """Messages of a pool in one state, and invitations that nobody has been reached for. Nobody's name."""

    notices: list[AnyObject]
    unreached: list[AnyObject]


OF: dict[str, type[BaseModel]] = {
    "check_roster": RosterReportOut,
    "get_beacons": BeaconsOut,
    "get_calls": CallsOut,
    "get_consistency": ConsistencyOut,
    "get_counters": CountersOut,
    "get_draw": DrawOut,
    "get_draws": DrawsOut,
    "get_entries": EntriesOut,
    "get_health": HealthOut,
    "get_log_entries": LogEntriesOut,
    "get_outbox": OutboxOut,
    "get_pool": PoolOut,
    "get_pools": PoolsOut,
    "get_roster_changes": ChangesOut,
    "get_rosters": RostersOut,
    "open_contact": ContactOut,
    "seal_draw": SealedOut,
}
"""By operation. Another POST answers WrittenOut, another GET a file."""

MODELS: tuple[type[BaseModel], ...] = tuple(dict.fromkeys([WrittenOut, ProblemOut, *OF.values()]))
"""All of them."""
