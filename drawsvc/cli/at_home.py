"""A service in a home folder: its use cases, called in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from drawsvc.app import App
from drawsvc.cli.files import read_file
from drawsvc.cli.operations import CheckedFile, Choices, Given, Opened, Requested
from drawsvc.cli.regulations import CalendarFile, Regulation
from drawsvc.cli.settings import Settings
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import InputError
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import diff
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import Statement
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.log.proof import TlogProof
from drawsvc.roster_io.mapping import MAX_MAPPING_BYTES
from drawsvc.usecases import enrol_key as keys
from drawsvc.usecases import export_roster as rosters
from drawsvc.usecases import join_operator as operator
from drawsvc.usecases import note_held as noting
from drawsvc.usecases.add_seats import MoreSeats, add_seats
from drawsvc.usecases.adopt_calendar import adopt_calendar
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.attach_evidence import attach_evidence, parse_cosigner
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.confirm_outcome import confirm_outcome
from drawsvc.usecases.correct_clock import correct_clock
from drawsvc.usecases.correct_reply import correct_reply
from drawsvc.usecases.decide_draw import decide_draw
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.export_audit import export_audit
from drawsvc.usecases.export_log import export_log
from drawsvc.usecases.export_own_row import export_own_row
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.found_pool import found_pool
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.import_opening import Opening, import_opening
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.note_objection import note_objection
from drawsvc.usecases.note_reply import Reply, note_replies
from drawsvc.usecases.note_silence import note_silence
from drawsvc.usecases.once import joined
from drawsvc.usecases.open_contact import open_contact
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.plan_draw import plan_draw
from drawsvc.usecases.prove_entry import prove_entry
from drawsvc.usecases.read_counters import read_counters
from drawsvc.usecases.read_draw import Reading, read_draw, read_draws, read_place
from drawsvc.usecases.read_log import read_log
from drawsvc.usecases.read_pool import check_pool, read_pool, read_pools
from drawsvc.usecases.read_rosters import read_version, version_like
from drawsvc.usecases.release_draw import export_release, release_draw, released_bytes
from drawsvc.usecases.request_draw import DrawRequest, request_draw, units_of_nobody
from drawsvc.usecases.reschedule_draw import NewTime, reschedule_draw
from drawsvc.usecases.reveal_late import reveal_late
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.usecases.stated import reply_of, silence_of
from drawsvc.usecases.submit_round import submit_round
from drawsvc.usecases.void_draw import void_draw
from drawsvc.usecases.withdraw_expert import Withdrawal, withdraw_expert
from drawsvc.views.counters import counters_view
from drawsvc.views.draws import summary_view
from drawsvc.views.entries import head_view, place_view
from drawsvc.views.pools import changes_view, pool_view, warnings_view, whole_pool_view
from drawsvc.views.values import View


@dataclass(frozen=True)
class AtHome:
    """`Operations` of a home folder.

    Args:
        app: the service, open.
        settings: of the command line.
        passphrase: of the log key and the operator's; "" where nothing is changed.
    """

    app: App
    settings: Settings
    passphrase: str = field(default="", repr=False)

    def now(self) -> datetime:
        return self.app.office.clock()

    # Pools.

    def pools(self) -> list[View]:
        return [pool_view(found) for found in read_pools(self.app.office)]

    def pool(self, pool: str) -> View:
        return whole_pool_view(read_pool(self.app.office, pool), self.app.taxonomy(pool))

    def profile(self, pool: str) -> Profile:
        return read_pool(self.app.office, pool).profile

    def taxonomy(self, pool: str) -> Taxonomy:
        return self.app.taxonomy(pool)

    def found_pool(self, pool: str, rules: Regulation, days: CalendarFile) -> Sequence[Entry]:
        keep = partial(self.app.keep_regulation, pool, rules.data)
        return found_pool(self.app.office, pool, rules.profile, days.calendar, keep=keep)

    def adopt_profile(self, pool: str, rules: Regulation) -> Entry:
        check_pool(self.app.office, pool)
        keep = partial(self.app.keep_regulation, pool, rules.data)
        return adopt_profile(self.app.office, pool, rules.profile, keep=keep)

    def adopt_calendar(self, pool: str, days: CalendarFile) -> Entry:
        check_pool(self.app.office, pool)
        return adopt_calendar(self.app.office, pool, days.calendar)

    def declare(self, pool: str, opening: Opening, approvals: tuple[Body, Body]) -> Entry:
        return import_opening(self.app.office, pool, opening, approvals=approvals)

    def enrol_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        check_pool(self.app.office, pool)
        return keys.enrol_key(self.app.office, pool, key, role=role, approval=approval)

    def revoke_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        check_pool(self.app.office, pool)
        return keys.revoke_key(self.app.office, pool, key, role=role, approval=approval)

    def mapping(self, pool: str) -> bytes:
        return self.app.mapping(pool)

    def check_roster(self, pool: str, given: Given) -> CheckedFile:
        # Only this needs libraries of workbooks.
        from drawsvc.cli.roster_file import check_file  # noqa: PLC0415

        found = check_file(self.settings, self.app, pool, given)
        same = version_like(self.app.office, pool, found.roster)
        size, warnings = len(found.roster.experts), warnings_view(found.warnings)
        return CheckedFile(given, size, warnings, same, found.roster)

    def import_roster(
        self, pool: str, checked: CheckedFile, *, version: str, approval: Body
    ) -> Entry:
        mapping, roster = checked.given.mapping, checked.roster
        assert roster is not None  # noqa: S101 - it was checked here
        kept = read_file(mapping, MAX_MAPPING_BYTES) if mapping else b""
        entry = import_roster(self.app.office, pool, roster, version=version, approval=approval)
        if kept:
            self.app.keep_mapping(pool, kept)
        return entry

    def roster_changes(self, pool: str, old: str, new: str) -> View:
        office = self.app.office
        read_pool(office, pool)
        before, after = (read_version(office, pool, name) for name in (old, new))
        return {
            "new": new,
            "old": old,
            "pool": pool,
            **changes_view(diff(before.experts, after.experts)),
        }

    def export_roster(self, pool: str, version: str) -> Iterable[bytes]:
        return rosters.export_roster(self.app.office, pool, version)

    def counters(self, pool: str, day: date | None, *, everybody: bool) -> View:
        check_pool(self.app.office, pool)
        return counters_view(read_counters(self.app.office, pool, day), everybody=everybody)

    # Looking at draws.

    def beacons(self) -> Beacons:
        return self.app.office.beacons

    def draws(self, pool: str = "") -> list[View]:
        return [summary_view(draw) for draw in read_draws(self.app.office, pool)]

    def draw(self, draw: str, attempt: int = 0) -> Reading:
        return read_draw(self.app.office, draw, attempt)

    def place(self, draw: str, attempt: int = 0) -> View:
        return place_view(read_place(self.app.office, draw, attempt))

    def released(self, found: Reading) -> bytes:
        return released_bytes(self.app.office, found)

    def record(self, draw: str, attempt: int = 0, *, slim: bool = False) -> bytes:
        export = export_slim_record if slim else export_record
        return export(self.app.office, draw, attempt)

    def disclosures(self, draw: str, attempt: int = 0) -> bytes:
        return export_release(self.app.office, draw, attempt)

    def audit(self, draw: str, attempt: int = 0) -> Iterable[bytes]:
        return export_audit(self.app.office, draw, attempt)

    def own_row(self, draw: str, expert: str, attempt: int = 0) -> bytes:
        return export_own_row(self.app.office, draw, expert, attempt)

    # A draw in the order of its life.

    def request(self, asked: DrawRequest, plan: Plan | None) -> Requested:
        with self.app.office.store.writing() as writer:
            office = joined(self.app.office, writer)
            entry = request_draw(office, asked)
            if plan:
                plan_draw(office, asked.draw, plan)
        unknown = units_of_nobody(self.app.office, asked.pool, list(asked.related_units))
        return Requested(entry, unknown)

    def freeze(self, draw: str, *, source: str, replacement: str) -> Entry:
        return freeze_draw(self.app.office, draw, source=source, replacement=replacement)

    def join(self, draw: str, statement: Statement) -> Entry:
        return join_draw(self.app.office, draw, statement)

    def join_operator(self, draw: str) -> Entry:
        key = self.app.operator_key(self.passphrase)
        return operator.join_operator(self.app.office, draw, key)

    def seal(self, draw: str, choices: Choices) -> Entry:
        chosen: dict[str, Any] = vars(choices)
        return seal_draw(self.app.office, draw, log_key=self.app.vkey, **chosen)

    def hand_in(self, draw: str, statements: Sequence[Statement]) -> Entry | None:
        return collect_statements(self.app.office, draw, statements)

    def reveal_operator(self, draw: str) -> Entry | None:
        key = self.app.operator_key(self.passphrase)
        return operator.reveal_operator(self.app.office, draw, key)

    def attach(self, draw: str, note: bytes, cosigners: Sequence[str]) -> View:
        keys = [parse_cosigner(vkey) for vkey in cosigners]
        found = attach_evidence(self.app.office, draw, note, keys)
        return {"root": found.root.hex(), "size": found.size}

    def submit_round(self, draw: str, number: int, signature: str) -> Sequence[Entry]:
        return submit_round(self.app.office, draw, number, signature)

    def advance(self, draw: str) -> Sequence[Entry]:
        return advance_draw(self.app.office, draw)

    def open_contact(self, draw: str, seat: Seat, *, handler: str, supervisor: str) -> Opened:
        if not handler:
            raise InputError("usage_missing", expected=["--handler"])
        ids = {"handler": handler, "supervisor": supervisor}
        opened = open_contact(self.app.office, draw, seat, **ids)
        return Opened(opened.entry, opened.name, opened.phone, opened.employer)

    def note_replies(self, draw: str, replies: Sequence[Reply]) -> Sequence[Entry]:
        return note_replies(self.app.office, draw, replies)

    def note_silence(self, draw: str, statement: Statement) -> Sequence[Entry]:
        seat, tries = silence_of(statement)
        return note_silence(self.app.office, draw, seat, tries=tries, statement=statement)

    def confirm(self, draw: str, statement: Statement) -> Entry:
        return confirm_outcome(self.app.office, draw, statement)

    # What can still change.

    def withdraw(self, draw: str, gone: Withdrawal, approval: Body) -> Sequence[Entry]:
        return withdraw_expert(self.app.office, draw, gone, approval=approval)

    def reschedule(
        self, draw: str, new: NewTime, *, reason: str, approval: Body
    ) -> Sequence[Entry]:
        return reschedule_draw(self.app.office, draw, new, reason=reason, approval=approval)

    def add_seats(self, draw: str, more: MoreSeats, approval: Body) -> Sequence[Entry]:
        return add_seats(self.app.office, draw, more, approval=approval)

    def correct(self, draw: str, statement: Statement) -> Sequence[Entry]:
        return correct_reply(self.app.office, draw, reply_of(statement))

    # How it ends, and what is noted later on.

    def decide(self, draw: str, *, kind: str, ground: str, approval: Body) -> Entry:
        return decide_draw(self.app.office, draw, kind=kind, ground=ground, approval=approval)

    def void(
        self, draw: str, *, reason: str, approval: Body, statements: Sequence[Statement]
    ) -> Entry:
        office = self.app.office
        return void_draw(office, draw, reason=reason, approval=approval, statements=statements)

    def release(self, draw: str, *, approval: Body, form: str) -> Entry:
        return release_draw(self.app.office, draw, approval=approval, form=form)

    def note_held(self, draw: str, day: date) -> Sequence[Entry]:
        return noting.note_held(self.app.office, draw, day)

    def note_not_held(self, draw: str, *, reason: str, approval: Body) -> Sequence[Entry]:
        return noting.note_not_held(self.app.office, draw, reason=reason, approval=approval)

    def object_to(
        self, draw: str, text: str, *, received: date, answer_by: date
    ) -> Sequence[Entry]:
        return note_objection(self.app.office, draw, text, received=received, answer_by=answer_by)

    def erase(self, draw: str, rows: Rows, *, ground: str, approval: Body) -> Entry:
        return erase_disclosures(self.app.office, draw, rows, ground=ground, approval=approval)

    def reveal_late(self, draw: str, statement: Statement) -> Sequence[Entry]:
        return reveal_late(self.app.office, draw, statement)

    def correct_clock(self, draw: str, *, reason: str, approvals: tuple[Body, Body]) -> Entry:
        return correct_clock(self.app.office, draw, reason=reason, approvals=approvals)

    # The log.

    def log(self) -> View:
        found = read_log(self.app.office)
        return {**head_view(found.head), "vkey": self.app.vkey, "waiting": found.waiting}

    def prove(self, leaf: str) -> TlogProof:
        return prove_entry(self.app.office, leaf)

    def export_log(self) -> Iterator[bytes]:
        return export_log(self.app.office)
