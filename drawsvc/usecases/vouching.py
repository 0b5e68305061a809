"""A supervisor vouches for what a handler does at the call desk: who, when, and how the service knew him.

This is the service's own note, kept in private with the attempt. It is no statement of SPEC §7.1, which only a
witness's key can give: it is in no entry and no record, and a reply it goes with stays attested by `handler`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from drawsvc.domain.attempt import expired_body
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import AccessError, MissingError
from drawsvc.domain.seating import Seat

CONTACT, SILENT = "contact", "silent"
"""What may be vouched for besides an answer, which is written `accept.none`."""

SESSION, PIN = "session", "pin"
"""How the service knew the supervisor: he had signed in himself, or typed his PIN where the handler works."""

KEPT = "vouches"


@dataclass(frozen=True)
class Vouch:
    """What a handler wants vouched for, and who has done so.

    Args:
        id: of its own, 16 hexadecimal digits.
        group, row: whom it is about.
        invited: leaf hash of the INVITED that opened the invitation.
        what: CONTACT, SILENT, or answer and reason with a dot between.
        tries: how often somebody has tried to reach the person.
        handler: his id.
        asked: when (SPEC §3.2 time).
        supervisor, how, given: who has vouched, how he was known, when; "" while it waits.
        used: the contact was opened.
    """

    id: str
    group: int
    row: int
    invited: str
    what: str
    tries: int
    handler: str
    asked: str
    supervisor: str = ""
    how: str = ""
    given: str = ""
    used: bool = False

    @property
    def seat(self) -> Seat:
        """Whom it is about."""
        return self.group, self.row

    def asks_as(self, other: Vouch) -> bool:
        """Whether both ask for the same."""
        mine, others = asdict(self), asdict(other)
        return all(mine[name] == others[name] for name in _ASKED)

    @property
    def waits(self) -> bool:
        """Whether nobody has vouched yet."""
        return not self.supervisor


_ASKED = ("group", "row", "invited", "what", "tries", "handler")


def vouches_in(private: Mapping[str, Any]) -> list[Vouch]:
    """All of an attempt, in the order they were asked for."""
    return [Vouch(**of) for of in private.get(KEPT, ())]


def with_vouches(private: Mapping[str, Any], vouches: Sequence[Vouch]) -> dict[str, Any]:
    """The private part of an attempt with these."""
    return {**private, KEPT: [asdict(of) for of in vouches]}


def waiting_in(vouches: Sequence[Vouch], opened: Mapping[Seat, str]) -> list[Vouch]:
    """Those that wait for a supervisor, about invitations that are open."""
    return [of for of in vouches if of.waits and opened.get(of.seat) == of.invited]


def find_waiting(vouches: Sequence[Vouch], opened: Mapping[Seat, str], id_: str) -> Vouch:
    """The one that is to be vouched for.

    Raises:
        MissingError: `no_vouch`, it waits no more: somebody has vouched, the handler has noted something else, or the
            invitation it is about is not open any more, though the same person may have been invited anew.
    """
    found = next((of for of in waiting_in(vouches, opened) if of.id == id_), None)
    if found is None:
        raise MissingError("no_vouch")
    return found


def find_presence(
    vouches: Sequence[Vouch], seat: Seat, invited: str, *, handler: str, supervisor: str
) -> Vouch:
    """What lets a handler open a contact, once.

    Args:
        vouches: of the attempt.
        seat: whose contact.
        invited: leaf hash of the INVITED that opened the invitation.
        handler: his id.
        supervisor: whom he names; "" for whoever has vouched.

    Raises:
        AccessError: `vouch_needed`, nobody has vouched for this, or somebody else than is named.
    """
    for of in vouches:
        fits = (of.seat, of.invited, of.handler, of.what) == (seat, invited, handler, CONTACT)
        if fits and of.supervisor and not of.used and supervisor in {"", of.supervisor}:
            return of
    raise AccessError("vouch_needed")


def vouched_silences(opened: Mapping[Seat, str], private: Mapping[str, Any]) -> dict[Seat, Body]:
    """Bodies of EXPIRED for invitations that are open: a handler got no answer, and a supervisor vouches for that."""
    return {
        of.seat: expired_body(of.seat, of.tries)
        for of in vouches_in(private)
        if of.what == SILENT and not of.waits and opened.get(of.seat) == of.invited
    }


def check_needs_none(attestations: Collection[str]) -> None:
    """Refuse what a handler notes alone, in a pool where a supervisor has to vouch for it.

    Raises:
        AccessError: `vouch_needed`.
    """
    if "handler" in attestations:
        raise AccessError("vouch_needed")
