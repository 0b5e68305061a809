"""What witnesses sign after the seed: replies, voids, outcomes (SPEC §7.1, §7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import StatementError
from drawsvc.domain.sealing import Join, joined
from drawsvc.domain.statements import OPERATOR, parse_statement

SIGNED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "reply": ("answer", "group", "reason", "row"),
        "expired": ("group", "row", "tries"),
        "withdrawn": ("group", "reason", "row"),
    }
)
"""Members of the body that a statement of each kind repeats as its value (SPEC §7.1)."""


def check_attestation(joins: Iterable[Join], body: Body, kind: str, *, leaf: str) -> None:
    """Refuse an attestation that is none (SPEC §7.2).

    Args:
        joins: the witnesses of the attempt.
        body: of a REPLIED, EXPIRED, WITHDRAWN or CORRECTED.
        kind: of the statement, `reply`, `expired` or `withdrawn`.
        leaf: of the INVITED entry that opened the invitation.
    """
    attestation = body["attestation"]
    expected = 1 if attestation["kind"] == "countersigned" else 0
    if len(attestation["statements"]) != expected:
        raise StatementError("attestation", kind=attestation["kind"], expected=expected)
    for value in attestation["statements"]:
        statement = parse_statement(value)
        _check_independent(joins, statement.key)
        statement.check(kind, leaf)
        statement.check_value({name: body[name] for name in SIGNED[kind]})


def check_void(joins: Sequence[Join], body: Body, *, leaf: str) -> None:
    """Refuse a VOID that no witness signs where one has joined (SPEC §13 step 47).

    Args:
        joins: the witnesses of the attempt.
        body: of the VOID.
        leaf: of the entry before it.
    """
    expected = 1 if any(join.role != OPERATOR for join in joins) else 0
    if len(body["statements"]) != expected:
        raise StatementError("void_statement", expected=expected, got=len(body["statements"]))
    for value in body["statements"]:
        statement = parse_statement(value)
        _check_independent(joins, statement.key)
        statement.check("void", leaf)
        statement.check_value({"class": body["class"], "reason": body["reason"]})


def check_witnessed(joins: Iterable[Join], body: Body, *, leaf: str) -> None:
    """Refuse a WITNESSED that is not about this outcome by a witness (SPEC §13 step 48)."""
    statement = parse_statement(body["statement"])
    joined(joins, statement.key)
    statement.check("witnessed", leaf)
    statement.check_value("")


def _check_independent(joins: Iterable[Join], key: str) -> None:
    """The service itself attests nothing (SPEC §7.2)."""
    if joined(joins, key).role == OPERATOR:
        raise StatementError("not_a_witness", key=key)
