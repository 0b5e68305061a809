"""A handler asks a supervisor to vouch for something at the call desk; he does, or says that it was not so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import AccessError
from drawsvc.domain.seating import Seat
from drawsvc.domain.times import format_time
from drawsvc.usecases.access import check_id
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.office import Office, commit_attempt, take_up
from drawsvc.usecases.ports import Writer
from drawsvc.usecases.vouching import (
    CONTACT,
    SILENT,
    Vouch,
    find_waiting,
    vouches_in,
    with_vouches,
)

ID_BYTES = 8


@dataclass(frozen=True)
class Asked:
    """What a handler wants vouched for.

    Args:
        seat: whom it is about.
        what: `vouching.CONTACT`, `vouching.SILENT`, or answer and reason with a dot between.
        handler: his id.
        tries: how often somebody has tried to reach the person.
    """

    seat: Seat
    what: str
    handler: str
    tries: int = 0


@dataclass(frozen=True)
class Voucher:
    """Who vouches: id of a supervisor, and how the service knew him, `vouching.SESSION` or `vouching.PIN`."""

    name: str
    how: str


def ask_vouch(office: Office, draw: str, asked: Asked) -> Vouch:
    """Keep what a supervisor is to vouch for; it takes the place of what was asked for the same row and still waits.

    Raises:
        ReplyError: the row has no open invitation, or its deadline has passed.
        InputError: answer and reason do not belong together.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        vouch = _asked(office, writer, attempt, asked, now=now)
        _check_possible(attempt, vouch, now)
        return vouch


def give_vouch(office: Office, draw: str, id_: str, by: Voucher) -> list[Entry]:
    """Vouch for what waits; an answer is noted with it, and the round goes on (SPEC §9.5).

    Returns:
        What was written: nothing for a contact, nor for silence before the deadline.

    Raises:
        MissingError: `no_vouch`, it waits no more.
        AccessError: `same_person`.
        InputError: `account_id`, the log will name the supervisor, and has only ids.
        ReplyError: the invitation is not open any more, or its deadline has passed.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        vouches = vouches_in(writer.private(attempt.chain.place))
        vouch = find_waiting(vouches, attempt.walking().open_seats, id_)
        return _given(office, writer, attempt, vouch, by=by)


def vouch_at_once(office: Office, draw: str, asked: Asked, by: Voucher) -> list[Entry]:
    """Ask and vouch in one: the supervisor sits beside the handler. Raises and returns as `give_vouch`."""
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        vouch = _asked(office, writer, attempt, asked, now=office.clock())
        return _given(office, writer, attempt, vouch, by=by)


def refuse_vouch(office: Office, draw: str, id_: str) -> None:
    """Say that it was not so: nothing is noted, and the handler has to ask again.

    Raises:
        MissingError: `no_vouch`, it waits no more.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        place, opened = attempt.chain.place, attempt.walking().open_seats
        private = writer.private(place)
        vouches = vouches_in(private)
        refused = find_waiting(vouches, opened, id_)
        writer.save_private(place, with_vouches(private, [of for of in vouches if of != refused]))


def _asked(
    office: Office, writer: Writer, attempt: Attempt, asked: Asked, *, now: datetime
) -> Vouch:
    place = attempt.chain.place
    invited = attempt.walking().invitation(asked.seat)
    group, row = asked.seat
    made = (asked.what, asked.tries, asked.handler, format_time(now))
    vouch = Vouch(office.new_bytes(ID_BYTES).hex(), group, row, invited, *made)
    private = writer.private(place)
    vouches = vouches_in(private)
    same = next((of for of in vouches if of.waits and of.asks_as(vouch)), None)
    if same:
        return same
    kept = [of for of in vouches if not (of.waits and of.seat == vouch.seat)]
    writer.save_private(place, with_vouches(private, [*kept, vouch]))
    return vouch


def _check_possible(attempt: Attempt, vouch: Vouch, now: datetime) -> None:
    """Refuse what could not be noted; the attempt is of no use afterwards."""
    if vouch.what not in {CONTACT, SILENT}:
        attempt.write("REPLIED", _reply_body(vouch), now)


def _given(
    office: Office, writer: Writer, attempt: Attempt, vouch: Vouch, *, by: Voucher
) -> list[Entry]:
    if by.name == vouch.handler:
        raise AccessError("same_person", got=by.name)
    check_id(by.name)
    place, now = attempt.chain.place, office.clock()
    given = replace(vouch, supervisor=by.name, how=by.how, given=format_time(now))
    private = writer.private(place)
    kept = with_vouches(private, [given if of == vouch else of for of in vouches_in(private)])
    writer.save_private(place, kept)
    if vouch.what == CONTACT:
        return []
    answered = vouch.what != SILENT
    written = [attempt.write("REPLIED", _reply_body(vouch), now)] if answered else []
    written += attempt.advance(now)
    if written:
        commit_attempt(office, writer, attempt, written)
    return written


def _reply_body(vouch: Vouch) -> Body:
    answer, _, reason = vouch.what.partition(".")
    return Reply(vouch.group, vouch.row, answer, reason).to_body()
