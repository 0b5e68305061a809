"""Whom the pool office has to call now: names and telephone numbers of open invitations."""

from __future__ import annotations

from dataclasses import dataclass, field

from drawsvc.domain.overview import OPEN, WalkRow, walk_rows
from drawsvc.usecases.office import Office, find_place, open_attempt


@dataclass(frozen=True)
class Call:
    """An open invitation with what is needed to reach the person. Personal data."""

    invitation: WalkRow
    specialty: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    employer: str = field(repr=False)


def list_calls(office: Office, draw: str) -> list[Call]:
    """The open invitations of a draw, in the order of the handler's list.

    Nothing else of this package shows a name before the release.

    Raises:
        PhaseError: no round is open.
    """
    with office.store.reading() as reader:
        attempt = open_attempt(office, reader, find_place(reader, draw))
        attempt.check_phase("inviting", "calls")
        lists = reader.lists(attempt.chain.place)
        groups = attempt.entry("REQUEST").body["groups"]
        calls = []
        for row in walk_rows(attempt.chain.entries):
            if row.answer == OPEN:
                expert = lists[row.group].eligible[row.row].opened.expert
                named = (expert["name"], expert["phone"], expert["employer"])
                calls.append(Call(row, groups[row.group]["specialty"], *named))
        return calls
