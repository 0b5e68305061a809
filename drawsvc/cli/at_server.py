"""A service that runs elsewhere, called over its API with a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from drawsvc.cli.at_server_looking import Looking
from drawsvc.cli.files import MAX_ROSTER_BYTES, read_file
from drawsvc.cli.operations import CheckedFile, Choices, Given, Opened, Requested
from drawsvc.cli.regulations import CalendarFile, Regulation
from drawsvc.cli.service_answers import (
    CHECKED,
    CONTACT,
    NOTE,
    REQUESTED,
    check_asked,
    entries_of,
    read_answer,
    taken,
)
from drawsvc.client import Done
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import InputError
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import Statement, to_file
from drawsvc.domain.times import format_time
from drawsvc.usecases.add_seats import MoreSeats
from drawsvc.usecases.erase_disclosures import Rows
from drawsvc.usecases.import_opening import Opening
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.opening_file import to_tables
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.request_draw import DrawRequest
from drawsvc.usecases.reschedule_draw import NewTime
from drawsvc.usecases.withdraw_expert import Withdrawal
from drawsvc.views.values import View


class AtServer(Looking):
    """`Operations` of a running service. Each change waits until what it has written has a proof."""

    # Pools.

    def found_pool(self, pool: str, rules: Regulation, days: CalendarFile) -> Sequence[Entry]:
        body = {"pool": pool, "regulation": rules.data.decode(), "calendar": _calendar(days)}
        return _entries(self.client.post("/pools", body, wait=True), pool=pool, draw="")

    def adopt_profile(self, pool: str, rules: Regulation) -> Entry:
        return self._of_pool(pool, "profiles", {"regulation": rules.data.decode()})

    def adopt_calendar(self, pool: str, days: CalendarFile) -> Entry:
        return self._of_pool(pool, "calendars", _calendar(days))

    def declare(self, pool: str, opening: Opening, approvals: tuple[Body, Body]) -> Entry:
        body = {"approvals": list(approvals), **to_tables(opening)}
        return self._of_pool(pool, "openings", body)

    def enrol_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        return self._of_pool(pool, "keys", {"approval": approval, "key": key, "role": role})

    def revoke_key(self, pool: str, key: str, *, role: str, approval: Body) -> Entry:
        return self._of_pool(pool, "revocations", {"approval": approval, "key": key, "role": role})

    def _of_pool(self, pool: str, path: str, body: Body) -> Entry:
        done = self.client.post(f"{self.pool_path(pool)}/{path}", body, wait=True)
        return _one(_entries(done, pool=pool, draw=""))

    def mapping(self, pool: str) -> bytes:
        self.only_at_home(f"roster map --pool {pool}")

    def check_roster(self, pool: str, given: Given) -> CheckedFile:
        if given.mapping or given.marked:
            self.only_at_home("--mapping, --marked")
        path = f"{self.pool_path(pool)}/roster-check"
        done = self.client.upload(path, self._file(given), **self._sheet(given))
        return CheckedFile(given, **taken(done.facts, CHECKED))

    def import_roster(
        self, pool: str, checked: CheckedFile, *, version: str, approval: Body
    ) -> Entry:
        said = {"name": version, "approved_by": approval["role"], "ref": approval["ref"]}
        given = checked.given
        path = f"{self.pool_path(pool)}/rosters"
        done = self.client.upload(path, self._file(given), wait=True, **said, **self._sheet(given))
        return _one(_entries(done, pool=pool, draw=""))

    def _file(self, given: Given) -> bytes:
        return read_file(given.file, MAX_ROSTER_BYTES)

    def _sheet(self, given: Given) -> Any:
        return {"sheet": given.sheet} if given.sheet else {}

    # A draw in the order of its life.

    def request(self, asked: DrawRequest, plan: Plan | None) -> Requested:
        done = self.client.request(_request(asked, plan), wait=True)
        entry = _one(_entries(done, pool=asked.pool, draw=asked.draw))
        return Requested(entry, **taken(done.facts, REQUESTED))

    def freeze(self, draw: str, *, source: str, replacement: str) -> Entry:
        return self._one(draw, "freeze", {"source": source, "replacement": replacement})

    def join(self, draw: str, statement: Statement) -> Entry:
        return self._one(draw, "joins", to_file(statement))

    def join_operator(self, draw: str) -> Entry:
        self.only_at_home(f"join {draw} --operator")

    def seal(self, draw: str, choices: Choices) -> Entry:
        first = choices.first_invite_at
        chosen = {"first_invite_at": format_time(first)} if first else {}
        return self._one(draw, "seal", {**chosen, "throws": choices.throws})

    def hand_in(self, draw: str, statements: Sequence[Statement]) -> Entry | None:
        written = self._written(draw, "statements", {"statements": _files(statements)})
        return next(iter(written), None)

    def reveal_operator(self, draw: str) -> Entry | None:
        self.only_at_home(f"statement {draw} --operator")

    def attach(self, draw: str, note: bytes, cosigners: Sequence[str]) -> View:
        try:
            text = note.decode()
        except UnicodeDecodeError as error:
            raise InputError("evidence_note", found=str(error)) from None
        body = {"cosigners": list(cosigners), "note": text}
        done = self.client.post(f"{self.draw_path(draw)}/evidence", body)
        attached: View = taken(done.facts, NOTE)
        return attached

    def submit_round(self, draw: str, number: int, signature: str) -> Sequence[Entry]:
        return self._written(draw, "rounds", {"round": number, "signature": signature})

    def advance(self, draw: str) -> Sequence[Entry]:
        return self._written(draw, "advance")

    def open_contact(self, draw: str, seat: Seat, *, handler: str, supervisor: str) -> Opened:
        if handler:
            raise InputError("handler_of_key", got=handler)
        body = {**_seat(seat), "supervisor": supervisor}
        done = self.client.post(f"{self.draw_path(draw)}/contacts", body, wait=True)
        return Opened(_one(_entries(done, draw=draw)), **taken(done.facts, CONTACT))

    def note_replies(self, draw: str, replies: Sequence[Reply]) -> Sequence[Entry]:
        return self._written(draw, "replies", {"replies": [_reply(of) for of in replies]})

    def note_silence(self, draw: str, statement: Statement) -> Sequence[Entry]:
        return self._written(draw, "silences", to_file(statement))

    def confirm(self, draw: str, statement: Statement) -> Entry:
        return self._one(draw, "confirmations", to_file(statement))

    # What can still change.

    def withdraw(self, draw: str, gone: Withdrawal, approval: Body) -> Sequence[Entry]:
        signed = {"signed": to_file(gone.statement)} if gone.statement else {}
        heard = {**_seat((gone.group, gone.row)), "reason": gone.reason}
        body = {"approval": approval, **(signed or {"heard": heard})}
        return self._written(draw, "withdrawals", body)

    def reschedule(
        self, draw: str, new: NewTime, *, reason: str, approval: Body
    ) -> Sequence[Entry]:
        when = {"date": new.day.isoformat(), "starts": new.starts}
        return self._written(draw, "reschedule", {"approval": approval, "reason": reason, **when})

    def add_seats(self, draw: str, more: MoreSeats, approval: Body) -> Sequence[Entry]:
        return self._written(draw, "seats", {"approval": approval, **vars(more)})

    def correct(self, draw: str, statement: Statement) -> Sequence[Entry]:
        return self._written(draw, "corrections", to_file(statement))

    # How it ends, and what is noted later on.

    def decide(self, draw: str, *, kind: str, ground: str, approval: Body) -> Entry:
        body = {"approval": approval, "ground": ground, "kind": kind}
        return self._one(draw, "decision", body)

    def void(
        self, draw: str, *, reason: str, approval: Body, statements: Sequence[Statement]
    ) -> Entry:
        body = {"approval": approval, "reason": reason, "statements": _files(statements)}
        return self._one(draw, "void", body)

    def release(self, draw: str, *, approval: Body, form: str) -> Entry:
        return self._one(draw, "release", {"approval": approval, "form": form})

    def note_held(self, draw: str, day: date) -> Sequence[Entry]:
        return self._written(draw, "held", {"date": day.isoformat()})

    def note_not_held(self, draw: str, *, reason: str, approval: Body) -> Sequence[Entry]:
        return self._written(draw, "not-held", {"approval": approval, "reason": reason})

    def object_to(
        self, draw: str, text: str, *, received: date, answer_by: date
    ) -> Sequence[Entry]:
        days = {"answer_by": answer_by.isoformat(), "received": received.isoformat()}
        return self._written(draw, "objections", {**days, "text": text})

    def erase(self, draw: str, rows: Rows, *, ground: str, approval: Body) -> Entry:
        listed = {"group": rows.group, "list": rows.list, "rows": list(rows.rows)}
        return self._one(draw, "erasures", {"approval": approval, "ground": ground, **listed})

    def reveal_late(self, draw: str, statement: Statement) -> Sequence[Entry]:
        return self._written(draw, "reveals", to_file(statement))

    def correct_clock(self, draw: str, *, reason: str, approvals: tuple[Body, Body]) -> Entry:
        return self._one(draw, "clock", {"approvals": list(approvals), "reason": reason})

    # What they come down to.

    def _one(self, draw: str, path: str, body: Body | None = None) -> Entry:
        return _one(self._written(draw, path, body))

    def _written(self, draw: str, path: str, body: Body | None = None) -> Sequence[Entry]:
        done = self.client.post(f"{self.draw_path(draw)}/{path}", body, wait=True)
        return _entries(done, draw=draw)


def _entries(done: Done, **asked: str) -> list[Entry]:
    """What was written.

    Args:
        done: the answer.
        asked: members of the place it has to stand in.
    """
    entries = read_answer(partial(entries_of, done.entries))
    for entry in entries:
        check_asked(vars(entry.place), **asked)
    return entries


def _one(entries: Sequence[Entry]) -> Entry:
    return read_answer(lambda: entries[0])


def _calendar(days: CalendarFile) -> Body:
    return {"name": days.calendar.name, "toml": days.data.decode()}


def _seat(seat: Seat) -> Body:
    return {"group": seat[0], "row": seat[1]}


def _files(statements: Sequence[Statement]) -> list[Body]:
    return [to_file(statement) for statement in statements]


def _reply(reply: Reply) -> Body:
    signed = [reply.statement] if reply.statement else []
    said = {"answer": reply.answer, "reason": reply.reason, "statement": _files(signed)}
    return {**_seat((reply.group, reply.row)), **said}


def _request(asked: DrawRequest, plan: Plan | None) -> Body:
    return {
        "pool": asked.pool,
        "draw": asked.draw,
        "organiser": asked.organiser,
        "number": asked.filing_number,
        "activity": asked.activity_kind,
        "date": asked.activity_date.isoformat(),
        "seats": [{"specialty": of.specialty, "seats": of.seats} for of in asked.groups],
        "approvals": {f"{role}.{step}": ref for role, step, ref in asked.approvals},
        "title": asked.title,
        "venue": asked.venue,
        "starts": asked.starts,
        "related_units": list(asked.related_units),
        "recusals": [{"expert": expert, "ground": ground} for expert, ground in asked.recusals],
        "kind": asked.kind,
        "automatic": _automatic(plan) if plan else None,
    }


def _automatic(plan: Plan) -> Body:
    return {
        "source": plan.source,
        "replacement": plan.replacement,
        "release": next(iter(plan.release), None),
        "form": plan.form,
    }
