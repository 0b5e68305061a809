"""See the seal: check that it rests on what was joined, and keep it (SPEC §7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drawseeds import QUICKNET, check_code

from drawsvc.domain.bodies import LEAST_JOINS
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import RecordError
from drawsvc.domain.statements import OPERATOR, Statement
from drawsvc.log.keys import VerifierKey
from drawsvc.witness.desk import Desk
from drawsvc.witness.freeze import check_freeze
from drawsvc.witness.joins import Joined, check_joins
from drawsvc.witness.known import check_one_seal, check_own, need_joined
from drawsvc.witness.notes import evidence
from drawsvc.witness.record import check_record

_LEAD = timedelta(seconds=900)  # SPEC §8.1


@dataclass(frozen=True)
class SeenReply:
    """What a witness answers to a seal.

    Args:
        statement: kind `seen`.
        slip: the SEAL's leaf hash, to be kept on paper.
        code: the check code, for reading aloud.
        source: where the seed will come from.
        first_invite_at: time text.
        roles: of the witnesses who joined, in the order of the SEAL.
    """

    statement: Statement
    slip: str
    code: str
    source: Body
    first_invite_at: str
    roles: Sequence[str]


def seen(desk: Desk, data: bytes) -> SeenReply:
    """Sign `seen` about the SEAL of a record.

    Raises:
        RecordError: something in the record does not hold.
        MissingError: he has not joined, or his JOIN is not there.
        DuplicateError: he has joined another freeze, or seen another seal for this one. Another
            seal is noted too: with the seal seen it shows that somebody tried twice (attack A5).
        PhaseError: there is no SEAL yet.
    """
    record = check_record(data, desk.log_key)
    freeze = check_freeze(record)
    notes = need_joined(desk.state, record, freeze)
    seal = record.need("SEAL")
    joins = check_joins(record.entries, freeze.entry)
    check_own(joins, notes)
    _check_seal(seal.entry, freeze.entry, joins, log_key=desk.log_key)
    notes = notes.with_seal(evidence(record, seal))
    desk.note(notes)
    check_one_seal(desk.state, notes.place)
    statement = desk.sign(notes, "seen", seal.entry.leaf, "")
    body = seal.entry.body
    return SeenReply(
        statement,
        seal.entry.leaf,
        check_code(seal.entry.leaf),
        body["source"],
        body["first_invite_at"],
        [joined.role for joined in sorted(joins, key=lambda joined: joined.leaf)],
    )


def _check_seal(
    seal: Entry, freeze: Entry, joins: Sequence[Joined], *, log_key: VerifierKey
) -> None:
    """SPEC §13 `seal.cites`, `join.plan`, and the kind of `seal.source`."""
    body = seal.body
    if body["freeze"] != freeze.leaf:
        raise RecordError("seal_other_freeze", expected=freeze.leaf, got=body["freeze"])
    if body["joins"] != sorted(joined.leaf for joined in joins):
        raise RecordError("seal_other_joins", expected=len(joins), got=len(body["joins"]))
    if body["log_key"] != log_key.to_text():
        raise RecordError("seal_other_log", expected=log_key.to_text(), got=body["log_key"])
    if body["first_invite_at"] < seal.to_object()["time"]:
        raise RecordError("seal_invites_before", got=body["first_invite_at"])
    _check_plan(body["source"]["kind"], freeze.body, joins)
    _check_round(seal)


def _check_round(seal: Entry) -> None:
    """SPEC §13 `seal.source`: the round is not known to anybody yet.

    Of other chains than quicknet only a trust file tells when their rounds come.
    """
    source = seal.body["source"]
    if source["kind"] == "beacon" and source["chain"] == QUICKNET.hash:
        ahead = datetime.fromtimestamp(QUICKNET.time_of(source["round"]), UTC) - seal.time
        if ahead < _LEAD:
            raise RecordError("seal_round_too_soon", got=source["round"])


def _check_plan(kind: str, freeze: Body, joins: Sequence[Joined]) -> None:
    if kind != freeze["source"]:
        raise RecordError("seal_other_source", expected=freeze["source"], got=kind)
    missing = sorted(set(freeze["roles"]) - {joined.role for joined in joins})
    if missing:
        raise RecordError("seal_without_role", expected=", ".join(missing))
    counted = [joined for joined in joins if kind == "witness" or joined.role != OPERATOR]
    if len(counted) < LEAST_JOINS.get(kind, 0):
        raise RecordError("seal_joins_too_few", expected=LEAST_JOINS[kind], got=len(counted))
