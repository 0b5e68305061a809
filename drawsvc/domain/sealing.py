"""From the witnesses' joining to the seed: what JOIN, SEAL and SEEDED must hold (SPEC §7.3, §8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drawseeds import (
    CommitmentError,
    beacon_randomness,
    check_commitment,
    derive_seed,
    group_seed,
    order,
)

from drawsvc.domain.beacons import SEAL_LEAD, Beacons, Pin
from drawsvc.domain.bodies import LEAST_JOINS
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import DuplicateError, InputError, StateError, StatementError
from drawsvc.domain.shapes import CODE, EMPTY, HEX32, ShapeError, either, members
from drawsvc.domain.statements import OPERATOR, Statement, parse_statement
from drawsvc.domain.times import parse_time
from drawsvc.log.keys import parse_vkey

MIN_THROWS, MAX_THROWS = 20, 200  # SPEC §8.1
MAX_JOINS = 64
"""So many witnesses' statements fit into SEEDED, which is one entry (SPEC §4.1)."""

_JOIN_VALUE = members(commitment=either(HEX32, EMPTY), role=CODE)


@dataclass(frozen=True)
class Join:
    """A witness who joined: leaf hash of the JOIN, role, key and commitment (hex32 or "")."""

    leaf: str
    role: str
    key: str
    commitment: str


def read_join(entry: Entry) -> Join:
    """The witness of a JOIN entry."""
    statement = entry.body["statement"]
    value = statement["value"]
    return Join(entry.leaf, value["role"], statement["key"], value["commitment"])


def check_join(freeze: Entry, joins: Sequence[Join], body: Body) -> None:
    """Refuse a JOIN that is not about this freeze, badly signed, or doubles a key or commitment (SPEC §7.3)."""
    statement = parse_statement(body["statement"])
    try:
        _JOIN_VALUE(statement.value, "value")
    except ShapeError as error:
        raise StatementError("statement_shape", path=error.path, expected=error.expected) from None
    statement.check("join", freeze.leaf)
    commitment = statement.value["commitment"]
    if bool(commitment) != (freeze.body["source"] == "witness"):
        raise StatementError("commitment_plan", source=freeze.body["source"])
    if len(joins) >= MAX_JOINS:
        raise StateError("witnesses_too_many", expected=MAX_JOINS)
    for join in joins:
        if join.key == statement.key:
            raise DuplicateError("key_joined_already", role=join.role)
        if commitment and join.commitment == commitment:
            raise DuplicateError("commitment_copied", role=join.role)


def check_seal(freeze: Entry, joins: Sequence[Join], seal: Entry, beacons: Beacons) -> None:
    """Refuse a SEAL without the witnesses its plan needs, or that cites others (SPEC §5.3, §7.3, §8.1)."""
    body = seal.body
    missing = sorted(set(freeze.body["roles"]) - {join.role for join in joins})
    if missing:
        raise StateError("witness_missing", expected=", ".join(missing))
    name = parse_vkey(body["log_key"]).name
    if name != freeze.place.origin:
        raise InputError("log_key_name", expected=freeze.place.origin, got=name)
    kind = freeze.body["source"]
    present = [j for j in joins if kind == "witness" or j.role != OPERATOR]
    if len(present) < LEAST_JOINS.get(kind, 0):
        raise StateError("witnesses_too_few", expected=LEAST_JOINS[kind], got=len(present))
    if body["source"]["kind"] != kind:
        raise InputError("source_kind", expected=kind, got=body["source"]["kind"])
    if kind == "dice" and not MIN_THROWS <= body["source"]["throws"] <= MAX_THROWS:
        got = body["source"]["throws"]
        raise InputError("throws", expected=f"{MIN_THROWS}–{MAX_THROWS}", got=got)
    if kind == "beacon":
        beacons.check_pin(pin_of(body["source"]), seal.time + SEAL_LEAD)
    if body["freeze"] != freeze.leaf or body["joins"] != sorted(j.leaf for j in joins):
        raise StateError("seal_cites")
    if parse_time(body["first_invite_at"]) < seal.time:
        raise InputError("first_invite_in_the_past", got=body["first_invite_at"])


def pin_of(source: Body) -> Pin:
    """The round that a SEAL's source of kind `beacon` names."""
    return Pin(source["chain"], source["round"])


def check_seeded(seal: Entry, joins: Sequence[Join], seeded: Entry, beacons: Beacons) -> None:
    """Refuse a SEEDED whose statements or values are not those the seal asks for (SPEC §8.2)."""
    body = seeded.body
    if body["seal"] != seal.leaf:
        raise StateError("seeded_cites", expected=seal.leaf, got=body["seal"])
    statements = [parse_statement(item) for item in body["statements"]]
    in_order = sorted(joins, key=lambda join: join.leaf)
    values = _check_statements(seal, in_order, statements)
    if seal.body["source"]["kind"] == "beacon":
        values = body["values"][:1] or [""]
        beacons.check_round(pin_of(seal.body["source"]), values[0], seeded.time)
    if body["values"] != values:
        raise StateError("seed_values")


def _check_statements(
    seal: Entry, joins: Sequence[Join], statements: Sequence[Statement]
) -> list[str]:
    """Check what each witness signed and return the values of the source."""
    kind = seal.body["source"]["kind"]
    rest = iter(statements)
    values: list[str] = []
    for join in joins:
        _expect(rest, join, "seen", seal).check_value("")
        if kind == "witness":
            values.append(_check_reveal(_expect(rest, join, "reveal", seal), join, seal))
    left = list(rest)
    if kind == "dice":
        return [_check_dice(left, joins, seal)]
    if left:
        raise StatementError("statement_unexpected", kind=left[0].kind)
    return values


def _expect(rest: Iterator[Statement], join: Join, kind: str, seal: Entry) -> Statement:
    statement = next(rest, None)
    if statement is None or statement.key != join.key:
        raise StateError("statement_missing", kind=kind, role=join.role)
    statement.check(kind, seal.leaf)
    return statement


def check_revealed(seal: Entry, joins: Iterable[Join], body: Body) -> None:
    """Refuse a REVEALED that does not open the commitment of a witness of this seal (SPEC §5.5, §13 step 48)."""
    if body["seal"] != seal.leaf:
        raise StateError("revealed_cites", expected=seal.leaf, got=body["seal"])
    statement = parse_statement(body["statement"])
    join = joined(joins, statement.key)
    statement.check("reveal", seal.leaf)
    _check_reveal(statement, join, seal)


def joined(joins: Iterable[Join], key: str) -> Join:
    """The witness with this key.

    Raises:
        StatementError: nobody has joined with it.
    """
    for join in joins:
        if join.key == key:
            return join
    raise StatementError("not_a_witness", key=key)


def _check_reveal(statement: Statement, join: Join, seal: Entry) -> str:
    try:
        HEX32(statement.value, "value")
        check_commitment(
            join.commitment,
            freeze_leaf=seal.body["freeze"],
            key=statement.key,
            value=statement.value,
        )
    except (ShapeError, CommitmentError):
        raise StatementError("reveal_does_not_match", role=join.role) from None
    return str(statement.value)


def _check_dice(left: Sequence[Statement], joins: Sequence[Join], seal: Entry) -> str:
    """The digits at least two attestors signed, in the order of the joins."""
    keys = [join.key for join in joins if join.role != OPERATOR]
    signed = [statement.key for statement in left]
    if len(signed) < LEAST_JOINS["dice"] or signed != [k for k in keys if k in set(signed)]:
        raise StateError("attestors_too_few", expected=LEAST_JOINS["dice"], got=len(set(signed)))
    for statement in left:
        statement.check("dice", seal.leaf)
        _check_digits(statement, seal)
        statement.check_value(left[0].value)
    return str(left[0].value)


def _check_digits(statement: Statement, seal: Entry) -> None:
    throws, digits = seal.body["source"]["throws"], statement.value
    if not isinstance(digits, str) or len(digits) != throws or set(digits) - set("123456"):
        raise StatementError("dice_digits", expected=throws)


def seed_of(seal: Entry, seeded: Entry) -> str:
    """The seed of a draw (SPEC §8.2), hex32."""
    values = seeded.body["values"]
    if seal.body["source"]["kind"] == "beacon":
        values = [beacon_randomness(bytes.fromhex(value)) for value in values]
    return derive_seed(seal.leaf, values)


def order_of(mode: str, seed: str, group: int, size: int) -> Iterator[int]:
    """Row indexes of a group in the order of invitation (SPEC §8.3)."""
    if mode == "serial":
        return iter(range(size))
    return order(group_seed(seed, group), size)


def check_collected(seal: Entry, joins: Iterable[Join], statement: Statement) -> None:
    """Refuse a statement that SEEDED could not hold (SPEC §8.2)."""
    join = joined(joins, statement.key)
    plan = seal.body["source"]["kind"]
    allowed = {"witness": ("seen", "reveal"), "dice": ("seen", "dice")}.get(plan, ("seen",))
    if plan == "dice" and join.role == OPERATOR:
        allowed = ("seen",)
    if statement.kind not in allowed:
        raise StatementError("statement_kind", expected=", ".join(allowed), got=statement.kind)
    statement.check(statement.kind, seal.leaf)
    if statement.kind == "reveal":
        _check_reveal(statement, join, seal)
    elif statement.kind == "dice":
        _check_digits(statement, seal)
    else:
        statement.check_value("")


def missing_statements(
    seal: Entry, joins: Sequence[Join], statements: Sequence[Statement]
) -> list[tuple[str, str]]:
    """(role, kind) of what SEEDED still waits for, in the order of the joins (SPEC §8.2).

    Any two attestors may state the dice; while they are too few, it waits for every other.
    """
    kind = seal.body["source"]["kind"]
    there = {(s.key, s.kind) for s in statements}
    wanted = _every_witness_signs(kind)
    in_order = sorted(joins, key=lambda join: join.leaf)
    missing = [(j.role, name) for j in in_order for name in wanted if (j.key, name) not in there]
    if kind == "dice" and sum(1 for _, name in there if name == "dice") < LEAST_JOINS["dice"]:
        attestors = [join for join in in_order if join.role != OPERATOR]
        missing += [(j.role, "dice") for j in attestors if (j.key, "dice") not in there]
    return missing


def _every_witness_signs(source: str) -> Sequence[str]:
    return ("seen", "reveal") if source == "witness" else ("seen",)


def seeded_body(
    seal: Entry, joins: Sequence[Join], statements: Sequence[Statement], signature: str = ""
) -> Body | None:
    """The body of SEEDED, or None while something is missing (SPEC §8.2).

    Args:
        seal: the SEAL.
        joins: the witnesses.
        statements: what they have signed about it.
        signature: of the round a beacon draw pins, hex; "" while it is not there.
    """
    kind = seal.body["source"]["kind"]
    if missing_statements(seal, joins, statements) or (kind == "beacon" and not signature):
        return None
    wanted = _every_witness_signs(kind)
    by = {(s.key, s.kind): s for s in statements}
    in_order = sorted(joins, key=lambda join: join.leaf)
    keys = [(join.key, name) for join in in_order for name in wanted]
    dice = [by[join.key, "dice"] for join in in_order if (join.key, "dice") in by]
    listed = [by[key] for key in keys] + dice
    values = [s.value for s in listed if s.kind == "reveal"] + [s.value for s in dice[:1]]
    values += [signature] if kind == "beacon" else []
    return {
        "seal": seal.leaf,
        "statements": [statement.to_object() for statement in listed],
        "values": values,
    }
