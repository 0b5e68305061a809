"""Note that somebody objects to a draw, and by when he is to have an answer."""

from __future__ import annotations

from datetime import date

from drawseeds import H

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import InputError
from drawsvc.usecases.office import Office, write_next


def note_objection(
    office: Office, draw: str, text: str, *, received: date, answer_by: date
) -> list[Entry]:
    """Write OBJECTION (SPEC §5.5). What it says is kept in private; the entry has a salted digest of it.

    Args:
        office: the service.
        draw: its id.
        text: what is objected to.
        received: day it came.
        answer_by: last day for the answer.

    Raises:
        InputError: `answer_before`, the answer would be due before it came.
        PhaseError: nothing has come of the draw yet.
    """
    if answer_by < received:
        raise InputError("answer_before", expected=received.isoformat(), got=answer_by.isoformat())
    salt = office.new_salt()
    digest = H("basis", salt, text)
    body: Body = {
        "answer_by": answer_by.isoformat(),
        "object": digest,
        "received": received.isoformat(),
    }
    opened = {"digest": digest, "salt": salt, "text": text}
    return write_next(office, draw, "OBJECTION", lambda _: body, opened=opened)
