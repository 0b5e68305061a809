"""What a command asks of a service, wherever that is: in a home folder (`at_home`) or running elsewhere (`at_server`).

Both hand back entries and attempts that were replayed on this side, so what is shown is made of the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from drawsvc.cli.regulations import CalendarFile, Regulation
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import Roster
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import Statement
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.log.proof import TlogProof
from drawsvc.usecases.add_seats import MoreSeats
from drawsvc.usecases.erase_disclosures import Rows
from drawsvc.usecases.import_opening import Opening
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.read_draw import Reading
from drawsvc.usecases.request_draw import DrawRequest
from drawsvc.usecases.reschedule_draw import NewTime
from drawsvc.usecases.withdraw_expert import Withdrawal
from drawsvc.views.values import View


@dataclass(frozen=True)
class Requested:
    """A draw that was asked for, and related units nobody of the roster belongs to."""

    entry: Entry
    units_of_nobody: Sequence[str]


@dataclass(frozen=True)
class Opened:
    """Whom to call. Personal data."""

    entry: Entry
    name: str = field(repr=False)
    phone: str = field(repr=False)
    employer: str = field(repr=False)


@dataclass(frozen=True)
class Choices:
    """What a seal may choose.

    Args:
        first_invite_at: not before; None for at once.
        throws: how many dice, for a draw by dice.
    """

    first_invite_at: datetime | None
    throws: int


@dataclass(frozen=True)
class Given:
    """What a command line says about a roster file.

    Args:
        mapping: a mapping file; None: the pool's own.
        sheet: the only sheet that is read; "": all are.
        marked: where a copy with marked cells is written if there are bad ones.
    """

    file: Path
    mapping: Path | None = None
    sheet: str = ""
    marked: Path | None = None


@dataclass(frozen=True)
class CheckedFile:
    """A roster file that can be taken.

    Args:
        given: what the command line says about it.
        size: people in it.
        warnings: as views have them.
        same_as: the version that says the same, or "".
        roster: what was read; None where somebody else has read it.
    """

    given: Given
    size: int
    warnings: list[Any]
    same_as: str
    roster: Roster | None = None


class Operations(Protocol):
    """What can be asked of a service. Errors are those of the use cases; `home_only`: only a home folder does it."""

    def now(self) -> datetime:
        """What its clock shows."""

    # Pools.

    def pools(self) -> list[View]:
        """All of them, by id."""

    def pool(self, pool: str) -> View:
        """One, whole."""

    def profile(self, pool: str) -> Profile:
        """The latest of a pool."""

    def taxonomy(self, pool: str) -> Taxonomy:
        """The specialties of a pool."""

    def found_pool(self, pool: str, rules: Regulation, days: CalendarFile) -> Sequence[Entry]:
        """Found a pool."""

    def adopt_profile(self, pool: str, rules: Regulation) -> Entry:
        """Adopt a newer profile."""

    def adopt_calendar(self, pool: str, days: CalendarFile) -> Entry:
        """Adopt a calendar."""

    def declare(self, pool: str, opening: Opening, approvals: tuple[Body, Body]) -> Entry:
        """Take over what a pool owes from the time before the log."""

    def enrol_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        """Note that a key belongs to a role."""

    def revoke_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        """Note that it no longer does."""

    def mapping(self, pool: str) -> bytes:
        """The mapping file of a pool, b"" if it has none."""

    def check_roster(self, pool: str, given: Given) -> CheckedFile:
        """Check a roster file by the rules of a pool."""

    def import_roster(
        self, pool: str, checked: CheckedFile, *, version: str, approval: Body
    ) -> Entry:
        """Take it as a new version."""

    def roster_changes(self, pool: str, old: str, new: str) -> View:
        """What one version changes in another."""

    def export_roster(self, pool: str, version: str) -> Iterable[bytes]:
        """A version with its salts."""

    def counters(self, pool: str, day: date | None, *, everybody: bool) -> View:
        """How often its counters have counted until a day, today without one."""

    # Looking at draws.

    def beacons(self) -> Beacons:
        """The chains whose rounds are taken."""

    def draws(self, pool: str = "") -> list[View]:
        """All attempts (of a pool) in the order they were requested."""

    def draw(self, draw: str, attempt: int = 0) -> Reading:
        """An attempt of a draw; 0 for the latest."""

    def place(self, draw: str, attempt: int = 0) -> View:
        """Which attempt that is."""

    def released(self, found: Reading) -> bytes:
        """What was released of a draw; b"" before."""

    def record(self, draw: str, attempt: int = 0, *, slim: bool = False) -> bytes:
        """The record, as far as the draw has come."""

    def disclosures(self, draw: str, attempt: int = 0) -> bytes:
        """The disclosures of a released attempt."""

    def audit(self, draw: str, attempt: int = 0) -> Iterable[bytes]:
        """The audit disclosure of an attempt that has ended."""

    def own_row(self, draw: str, expert: str, attempt: int = 0) -> bytes:
        """What shows an expert how he was listed."""

    # A draw in the order of its life.

    def request(self, asked: DrawRequest, plan: Plan | None) -> Requested:
        """Ask for a panel; with a plan the draw goes on by itself."""

    def freeze(self, draw: str, *, source: str, replacement: str) -> Entry:
        """Fix who can be drawn."""

    def join(self, draw: str, statement: Statement) -> Entry:
        """Take a witness's statement that he joins."""

    def join_operator(self, draw: str) -> Entry:
        """Let the service itself join."""

    def seal(self, draw: str, choices: Choices) -> Entry:
        """Seal."""

    def hand_in(self, draw: str, statements: Sequence[Statement]) -> Entry | None:
        """Take statements about the seal; SEEDED with the last one."""

    def reveal_operator(self, draw: str) -> Entry | None:
        """Take the service's own."""

    def attach(self, draw: str, note: bytes, cosigners: Sequence[str]) -> View:
        """Keep a cosigned checkpoint; its root and size."""

    def submit_round(self, draw: str, number: int, signature: str) -> Sequence[Entry]:
        """Take a beacon round."""

    def advance(self, draw: str) -> Sequence[Entry]:
        """Write what is due."""

    def open_contact(self, draw: str, seat: Seat, *, handler: str, supervisor: str) -> Opened:
        """Open the name and number of an invited expert."""

    def note_replies(self, draw: str, replies: Sequence[Reply]) -> Sequence[Entry]:
        """Note replies."""

    def note_silence(self, draw: str, statement: Statement) -> Sequence[Entry]:
        """Take a witness's statement that somebody could not be reached."""

    def confirm(self, draw: str, statement: Statement) -> Entry:
        """Take a witness's statement on the outcome."""

    # What can still change.

    def withdraw(self, draw: str, gone: Withdrawal, approval: Body) -> Sequence[Entry]:
        """Note that somebody who has accepted cannot come."""

    def reschedule(
        self, draw: str, new: NewTime, *, reason: str, approval: Body
    ) -> Sequence[Entry]:
        """Move the activity to another day."""

    def add_seats(self, draw: str, more: MoreSeats, approval: Body) -> Sequence[Entry]:
        """Give a group more seats."""

    def correct(self, draw: str, statement: Statement) -> Sequence[Entry]:
        """Put right a reply, by a witness's countersignature."""

    # How it ends, and what is noted later on.

    def decide(self, draw: str, *, kind: str, ground: str, approval: Body) -> Entry:
        """Record how a panel that the draw could not fill comes about."""

    def void(
        self, draw: str, *, reason: str, approval: Body, statements: Sequence[Statement]
    ) -> Entry:
        """Void an attempt."""

    def release(self, draw: str, *, approval: Body, form: str) -> Entry:
        """Release the panel."""

    def note_held(self, draw: str, day: date) -> Sequence[Entry]:
        """Note that the activity took place."""

    def note_not_held(self, draw: str, *, reason: str, approval: Body) -> Sequence[Entry]:
        """Note that it did not."""

    def object_to(
        self, draw: str, text: str, *, received: date, answer_by: date
    ) -> Sequence[Entry]:
        """Note that somebody objects."""

    def erase(self, draw: str, rows: Rows, *, ground: str, approval: Body) -> Entry:
        """Erase what opens rows."""

    def reveal_late(self, draw: str, statement: Statement) -> Sequence[Entry]:
        """Take a value that surfaces after a draw was voided."""

    def correct_clock(self, draw: str, *, reason: str, approvals: tuple[Body, Body]) -> Entry:
        """Say that the clock was set."""

    # The log.

    def log(self) -> View:
        """Its head and key, and whether something waits to be numbered or signed."""

    def prove(self, leaf: str) -> TlogProof:
        """The place of an entry in it."""

    def export_log(self) -> Iterator[bytes]:
        """The whole log, piece by piece."""
