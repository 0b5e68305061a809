"""Open the name and number of one invited expert to a handler, with a supervisor present (design: call desk)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.seating import Seat
from drawsvc.usecases.office import Office, commit_attempt, take_up
from drawsvc.usecases.ports import Writer
from drawsvc.usecases.vouching import find_presence, vouches_in, with_vouches


@dataclass(frozen=True)
class Contact:
    """Whom to call. Personal data.

    Args:
        entry: the CONTACT_OPENED that says it was shown.
        venue, starts: where the activity is, and the hour it begins; "" if the request does not say.
    """

    entry: Entry
    name: str = field(repr=False)
    phone: str = field(repr=False)
    employer: str = field(repr=False)
    venue: str = field(repr=False)
    starts: str = ""


def open_contact(
    office: Office, draw: str, seat: Seat, *, handler: str, supervisor: str
) -> Contact:
    """Write CONTACT_OPENED and hand out the contact of exactly this open invitation (SPEC §5.4).

    Nobody is shown it before the entry is committed.

    Args:
        office: the service.
        draw: its id.
        seat: the row.
        handler: id of who calls.
        supervisor: id of who listens; in a pool where he has to vouch for it, of who has done so, or "" for that one.

    Raises:
        AccessError: `vouch_needed`, nobody has, or somebody else.
        ReplyError: the row has no open invitation.
        EntryError: an id is malformed.
        PhaseError: no round is open.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        if office.settings_of(attempt.chain.place.pool).vouching:
            supervisor = _vouched(writer, attempt, seat, handler=handler, supervisor=supervisor)
        ids: Body = {"handler": handler, "supervisor": supervisor}
        body = {**ids, "group": seat[0], "row": seat[1]}
        entry = attempt.write("CONTACT_OPENED", body, office.clock())
        place = attempt.chain.place
        expert = writer.listed(place, seat[0], "eligible", seat[1]).opened.expert
        private = writer.private(place)
        commit_attempt(office, writer, attempt, [entry])
    return Contact(
        entry,
        expert["name"],
        expert["phone"],
        expert["employer"],
        str(private["venue"]),
        str(private.get("starts", "")),
    )


def _vouched(writer: Writer, attempt: Attempt, seat: Seat, *, handler: str, supervisor: str) -> str:
    """The supervisor who has vouched for this contact, which is opened once for that."""
    place, invited = attempt.chain.place, attempt.walking().invitation(seat)
    private = writer.private(place)
    vouches = vouches_in(private)
    found = find_presence(vouches, seat, invited, handler=handler, supervisor=supervisor)
    used = [replace(of, used=True) if of == found else of for of in vouches]
    writer.save_private(place, with_vouches(private, used))
    return found.supervisor
