"""What each entry type asks of the state it is taken into, and does to it (SPEC §5.3 to §9.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from drawsvc.domain import sealing, witnesses
from drawsvc.domain.beacons import Pin
from drawsvc.domain.candidates import Column
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import InputError, ReplyError, StateError, StatementError
from drawsvc.domain.freeze import check_freeze
from drawsvc.domain.request import check_request
from drawsvc.domain.seating import Seat, WalkGroup
from drawsvc.domain.state import SETTLED, State
from drawsvc.domain.times import format_time
from drawsvc.domain.walk import Walk

OUTCOMES = ("COMPLETED", "SHORTAGE", "VOID")


def seat_of(entry: Entry) -> Seat:
    """The row an entry is about."""
    return entry.body["group"], entry.body["row"]


# Up to the seed.


def _request(state: State, entry: Entry) -> None:
    check_request(entry, state.rules.profile, state.rules.ends)


def _freeze(state: State, entry: Entry) -> None:
    check_freeze(entry.body, state.entry("REQUEST"), state.rules.profile, state.groups)
    # SPEC §10: with a calendar that lacks the year a draw cannot be frozen.
    state.deadline_from(entry.time)


def _join(state: State, entry: Entry) -> None:
    sealing.check_join(state.entry("FREEZE"), state.joins, entry.body)
    state.joins.append(sealing.read_join(entry))


def _seal(state: State, entry: Entry) -> None:
    sealing.check_seal(state.entry("FREEZE"), state.joins, entry, state.rules.beacons)
    state.chain_pinned = entry.body["source"].get("chain", "")


def _seeded(state: State, entry: Entry) -> None:
    seal, freeze = state.entry("SEAL"), state.entry("FREEZE").body
    sealing.check_seeded(seal, state.joins, entry, state.rules.beacons)
    seed = sealing.seed_of(seal, entry)
    fresh = seed if freeze["replacement"] == "fresh" else ""
    state.walk = Walk(list(_walk_groups(state, seed)), freeze["unit_limit"], fresh)


def _walk_groups(state: State, seed: str) -> Iterator[WalkGroup]:
    mode = state.entry("FREEZE").body["mode"]
    requested = state.entry("REQUEST").body["groups"]
    for g, (group, (eligible, _)) in enumerate(zip(requested, state.groups, strict=True)):
        yield WalkGroup(
            group["seats"],
            sealing.order_of(mode, seed, g, len(eligible)),
            Column(eligible, "person"),
            Column(eligible, "unit"),
        )


# The walk.


def _invited(state: State, entry: Entry) -> None:
    walk = state.walking()
    first = state.entry("SEAL").body["first_invite_at"]
    if walk.round == 0 and format_time(entry.time) < first:
        raise StateError("too_early", expected=first, got=format_time(entry.time))
    expected = state.round_deadline(entry.time)
    if entry.body["deadline"] != expected:
        raise StateError("deadline", expected=expected, got=entry.body["deadline"])
    _check_beacon(state, entry)
    walk.take_invited(entry.body, entry.leaf)


def _check_beacon(state: State, entry: Entry) -> None:
    """SPEC §9.7: the pinned round and no other, in the first entry of a list."""
    pinned = state.pinned
    rounds = [pinned.round] if pinned else []
    if [beacon["round"] for beacon in entry.body["beacon"]] != rounds:
        raise StateError("beacon_pinned", round=entry.body["round"])
    if pinned:
        signature = entry.body["beacon"][0]["signature"]
        state.rules.beacons.check_round(pinned, signature, entry.time)


def _replied(state: State, entry: Entry) -> None:
    if entry.time > state.deadline:
        expected, got = format_time(state.deadline), format_time(entry.time)
        raise ReplyError("reply_late", expected=expected, got=got)
    _answer(state, entry, "reply")


def _expired(state: State, entry: Entry) -> None:
    if entry.time <= state.deadline:
        expected, got = format_time(state.deadline), format_time(entry.time)
        raise ReplyError("not_expired", expected=expected, got=got)
    _answer(state, entry, "expired")


def _answer(state: State, entry: Entry, kind: str) -> None:
    walk = state.walking()
    invited = walk.invitation(seat_of(entry))
    witnesses.check_attestation(state.joins, entry.body, kind, leaf=invited)
    walk.take_reply(entry.body, entry.leaf)


def _closed(state: State, entry: Entry) -> None:
    if state.phase in SETTLED and not state.must_close:
        raise state.not_now("no_change")
    for pinned in entry.body["next"]:
        pin = Pin(pinned["chain"], pinned["round"])
        state.later_beacons.check_first(pin, state.fresh_from(entry.time))
        state.chain_pinned = pin.chain
    state.walking().take_closed(entry.body)


def _outcome(state: State, entry: Entry) -> None:
    state.walking().take_outcome(entry.type, entry.body)


def _contact(state: State, entry: Entry) -> None:
    state.walking().check_open(seat_of(entry))


# Changes (SPEC §9.6).


def _withdrawn(state: State, entry: Entry) -> None:
    walk, seat = state.walking(), seat_of(entry)
    walk.check_accepted(seat)
    invited = walk.answered_invitation(seat)
    witnesses.check_attestation(state.joins, entry.body, "withdrawn", leaf=invited)
    walk.take_withdrawn(entry.body)


def _seats_added(state: State, entry: Entry) -> None:
    state.walking().take_seats_added(entry.body)


def _rescheduled(state: State, _: Entry) -> None:
    state.walking().take_rescheduled()


def _corrected(state: State, entry: Entry) -> None:
    walk = state.walking()
    invited = walk.answered_invitation(seat_of(entry))
    witnesses.check_attestation(state.joins, entry.body, "reply", leaf=invited)
    if entry.body["attestation"]["kind"] != "countersigned":
        raise StatementError("correction_countersigned")
    walk.take_corrected(entry.body, entry.leaf)


# The end.


def _void(state: State, entry: Entry) -> None:
    expected = state.void_class()
    if entry.body["class"] != expected:
        raise InputError("void_class", expected=expected, got=entry.body["class"])
    witnesses.check_void(state.joins, entry.body, leaf=state.chain.entries[-1].leaf)


def _witnessed(state: State, entry: Entry) -> None:
    witnesses.check_witnessed(state.joins, entry.body, leaf=state.entry(*OUTCOMES).leaf)


def _revealed(state: State, entry: Entry) -> None:
    sealing.check_revealed(state.entry("SEAL"), state.joins, entry.body)


def _erased(state: State, entry: Entry) -> None:
    """SPEC §13 step 50: the rows exist."""
    g, kind = entry.body["group"], entry.body["list"]
    if g >= len(state.groups):
        raise InputError("no_such_group", expected=len(state.groups), got=g)
    size = len(state.groups[g][kind == "excluded"])
    if entry.body["rows"][-1] >= size:
        raise InputError("no_such_row", group=g, expected=size, got=entry.body["rows"][-1])


def _released(state: State, entry: Entry) -> None:
    allowed = ("codes", state.rules.profile.publication)
    if entry.body["form"] not in allowed:
        expected = ", ".join(sorted(set(allowed)))
        raise InputError("release_form", expected=expected, got=entry.body["form"])


TAKING: Mapping[str, Callable[[State, Entry], None]] = MappingProxyType(
    {
        "REQUEST": _request,
        "FREEZE": _freeze,
        "JOIN": _join,
        "SEAL": _seal,
        "SEEDED": _seeded,
        "INVITED": _invited,
        "REPLIED": _replied,
        "EXPIRED": _expired,
        "CLOSED": _closed,
        "COMPLETED": _outcome,
        "SHORTAGE": _outcome,
        "CONTACT_OPENED": _contact,
        "WITHDRAWN": _withdrawn,
        "SEATS_ADDED": _seats_added,
        "RESCHEDULED": _rescheduled,
        "CORRECTED": _corrected,
        "VOID": _void,
        "WITNESSED": _witnessed,
        "REVEALED": _revealed,
        "RELEASED": _released,
        "ERASED": _erased,
    }
)
"""By type. A type that is missing asks for nothing but its place in the grammar."""
