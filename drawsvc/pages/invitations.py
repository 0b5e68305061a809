"""The invitations of an attempt, as pages tell them: rounds, answers without their reasons, calls; nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from drawsvc.domain.overview import OPEN, WalkRow, walk_rows
from drawsvc.domain.seating import Seat
from drawsvc.pages.outline import Outline
from drawsvc.usecases.vouching import Vouch, waiting_in


@dataclass(frozen=True)
class Invitation:
    """An invitation as it is drawn.

    Args:
        code: the row, as the record has it; once released, the serial number where there is one.
    """

    code: str
    specialty: str
    answer: str
    row: WalkRow


@dataclass(frozen=True)
class Invitations(Outline):
    """What every page about the walk needs."""

    @property
    def rounds(self) -> list[tuple[int, str, list[Invitation]]]:
        """The walk: number, deadline and invitations of each round."""
        rounds = groupby(self.walk, key=lambda row: row.round)
        listed = ((number, [self.invitation(row) for row in rows]) for number, rows in rounds)
        return [(number, self.clock(of[0].row.deadline), of) for number, of in listed]

    @property
    def accepted(self) -> list[Invitation]:
        """Who has a seat, in the order of invitation."""
        return [self.invitation(row) for row in self.walk if row.answer == "accept"]

    def invitation(self, row: WalkRow) -> Invitation:
        """An invitation as it is drawn."""
        answer = self.edition.words.name("answers", row.answer)
        return Invitation(self.code(row.group, row.row), self.specialty(row.group), answer, row)

    def published(self, invitation: Invitation) -> str:
        """What was published of somebody who has a seat."""
        seat = (invitation.row.group, invitation.row.row)
        texts = {(of["group"], of["row"]): of["text"] for of in self.view["panel"]}
        if seat not in texts:
            return self.edition.words("page_sheet.not_released")
        return texts[seat] or self.edition.words("page_record.only_code")

    @property
    def calls(self) -> list[Invitation]:
        """The open invitations."""
        return [self.invitation(row) for row in self.walk if row.answer == OPEN]

    def invited(self, seat: Seat) -> Invitation:
        """The latest invitation of a row that was invited."""
        return next(self.invitation(row) for row in self.walk[::-1] if (row.group, row.row) == seat)

    @property
    def open_leaves(self) -> frozenset[str]:
        """Leaf hashes of the INVITED entries that opened the open invitations."""
        return frozenset(self.found.attempt.walking().open_seats.values())

    @property
    def waiting(self) -> Sequence[Vouch]:
        """What a supervisor is to vouch for now."""
        opened = self.found.attempt.walking().open_seats if self.calls else {}
        return waiting_in(self.found.vouches, opened)

    @property
    def vouched(self) -> Sequence[Vouch]:
        """What supervisors have vouched for."""
        return [of for of in self.found.vouches if not of.waits]

    @property
    def vouching(self) -> bool:
        """Whether a supervisor has to vouch for what is done at the call desk."""
        place = self.found.attempt.chain.place
        return self.edition.office.settings_of(place.pool).vouching

    def code(self, group: int, row: int) -> str:
        """What a row is called: its index, as the record has it; once released, the serial number if there is one.

        Serial numbers stand on published rosters: before the release they would be as good as names.
        """
        serial = self.found.attempt.groups[group][0][row].serial
        return serial if serial and self.view["phase"] == "released" else str(row)

    @cached_property
    def walk(self) -> Sequence[WalkRow]:
        """Every invitation in the order they went out."""
        return walk_rows(self.found.attempt.chain.entries)
