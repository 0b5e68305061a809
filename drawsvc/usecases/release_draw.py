"""Release the panel: from here on names may be read."""

from __future__ import annotations

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.disclosures import release_bytes
from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, commit_attempt, find_place, open_attempt, take_up
from drawsvc.usecases.read_draw import Reading


def release_draw(office: Office, draw: str, *, approval: Body, form: str = "") -> Entry:
    """Write RELEASED (SPEC §5.5).

    Args:
        office: the service.
        draw: its id.
        approval: who released it.
        form: `codes`, or the profile's publication form; "" for the latter.

    Raises:
        InputError: the profile does not allow this form.
        PhaseError: there is no panel to release.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        chosen = form or attempt.rules.profile.publication
        entry = attempt.write("RELEASED", {"approval": approval, "form": chosen}, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry


def export_release(office: Office, draw: str, attempt: int = 0) -> bytes:
    """The disclosures file of a released attempt: what is published of each accepted expert (SPEC §11.4).

    Args:
        office: the service.
        draw: its id.
        attempt: its number; 0 for the latest.

    Raises:
        MissingError: no such draw.
        PhaseError: it is not released.
    """
    with office.store.reading() as reader:
        place = find_place(reader, draw, attempt)
        replayed = open_attempt(office, reader, place)
        replayed.check_phase("released", "disclosures")
        accepted = _published(replayed, replayed.entry("RELEASED"))
        return release_bytes(place, reader.lists(place), accepted)


def released_bytes(office: Office, found: Reading) -> bytes:
    """The same of a draw that was read; b"" before its release."""
    place = found.attempt.chain.place
    return (
        export_release(office, place.draw, place.attempt)
        if found.attempt.phase == "released"
        else b""
    )


def _published(attempt: Attempt, released: Entry) -> list[list[int]]:
    """Rows whose public text is disclosed; none when only codes are."""
    accepted = attempt.walk.accepted if attempt.walk else []
    return accepted if released.body["form"] != "codes" else [[] for _ in accepted]
