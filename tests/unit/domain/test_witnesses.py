"""What witnesses sign after the seed: SPEC §7.1, §7.2, §13 steps 43, 47, 48."""

from typing import Any

import pytest
from drawseeds import Value

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import StatementError
from drawsvc.domain.sealing import Join
from drawsvc.domain.statements import sign_statement
from drawsvc.domain.witnesses import check_attestation, check_void, check_witnessed
from tests.attempting import witness_key
from tests.refusing import refused
from tests.unit.domain.sample import LEAF, OTHER_LEAF


def join(role: str) -> Join:
    return Join(LEAF, role, witness_key(role).public.to_hex(), "")


JOINS = [join("operator"), join("discipline")]
SAID: dict[str, dict[str, Value]] = {
    "reply": {"answer": "decline", "group": 0, "reason": "other", "row": 1},
    "expired": {"group": 0, "row": 1, "tries": 3},
}


def signed(role: str, kind: str, value: Value, leaf: str = LEAF) -> Body:
    return sign_statement(witness_key(role), kind, leaf, value).to_object()


def attested(kind: str, attestation: str, *statements: Body) -> dict[str, Any]:
    return {
        **SAID[kind],
        "attestation": {"kind": attestation, "statements": list(statements)},
        "effect": "walk",
    }


@pytest.mark.parametrize("kind", SAID)
def test_countersigned_is_one_statement_of_a_witness(kind: str) -> None:
    body = attested(kind, "countersigned", signed("discipline", kind, SAID[kind]))
    check_attestation(JOINS, body, kind, leaf=LEAF)


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("attestation", ["link", "handler"])
def test_others_have_no_statement(kind: str, attestation: str) -> None:
    check_attestation(JOINS, attested(kind, attestation), kind, leaf=LEAF)
    statement = signed("discipline", kind, SAID[kind])
    with refused(StatementError, "attestation", kind=attestation, expected=0):
        check_attestation(JOINS, attested(kind, attestation, statement), kind, leaf=LEAF)


@pytest.mark.parametrize("number", [0, 2])
def test_countersigned_by_none_or_two_is_refused(number: int) -> None:
    statements = [signed("discipline", "reply", SAID["reply"])] * number
    with refused(StatementError, "attestation", kind="countersigned", expected=1):
        check_attestation(
            JOINS, attested("reply", "countersigned", *statements), "reply", leaf=LEAF
        )


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (signed("operator", "reply", SAID["reply"]), "not_a_witness"),
        (signed("stranger", "reply", SAID["reply"]), "not_a_witness"),
        (signed("discipline", "expired", SAID["reply"]), "statement_kind"),
        (signed("discipline", "reply", SAID["reply"], OTHER_LEAF), "statement_leaf"),
        (signed("discipline", "reply", SAID["reply"] | {"row": 2}), "statement_value"),
        (signed("discipline", "reply", SAID["reply"] | {"row": True}), "statement_value"),
        (signed("discipline", "reply", SAID["expired"]), "statement_value"),
        (signed("discipline", "reply", SAID["reply"]) | {"signature": "00" * 64}, "statement_signature"),
        ({}, "statement_shape"),
    ],
)  # fmt: skip
def test_countersignature_that_is_none_is_refused(statement: Body, code: str) -> None:
    with refused(StatementError, code):
        check_attestation(JOINS, attested("reply", "countersigned", statement), "reply", leaf=LEAF)


VOID = {"class": "discarded", "reason": "wrong_list"}


@pytest.mark.parametrize("joins", [[], JOINS[:1]])
def test_void_needs_no_statement_where_no_witness_joined(joins: list[Join]) -> None:
    check_void(joins, VOID | {"statements": []}, leaf=LEAF)
    statement = signed("operator", "void", VOID)
    with refused(StatementError, "void_statement", expected=0, got=1):
        check_void(joins, VOID | {"statements": [statement]}, leaf=LEAF)


def test_void_is_signed_by_one_witness() -> None:
    statement = signed("discipline", "void", VOID)
    check_void(JOINS, VOID | {"statements": [statement]}, leaf=LEAF)
    for statements in ([], [statement, statement]):
        with refused(StatementError, "void_statement", expected=1, got=len(statements)):
            check_void(JOINS, VOID | {"statements": statements}, leaf=LEAF)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (signed("operator", "void", VOID), "not_a_witness"),
        (signed("discipline", "void", VOID, OTHER_LEAF), "statement_leaf"),
        (signed("discipline", "void", VOID | {"class": "harmless"}), "statement_value"),
        (signed("discipline", "void", VOID | {"reason": "other"}), "statement_value"),
        (signed("discipline", "seen", VOID), "statement_kind"),
    ],
)
def test_statement_about_another_void_is_refused(statement: Body, code: str) -> None:
    with refused(StatementError, code):
        check_void(JOINS, VOID | {"statements": [statement]}, leaf=LEAF)


@pytest.mark.parametrize("role", ["discipline", "operator"])
def test_whoever_joined_may_confirm(role: str) -> None:
    check_witnessed(JOINS, {"statement": signed(role, "witnessed", "")}, leaf=LEAF)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (signed("stranger", "witnessed", ""), "not_a_witness"),
        (signed("discipline", "witnessed", "", OTHER_LEAF), "statement_leaf"),
        (signed("discipline", "seen", ""), "statement_kind"),
        (signed("discipline", "witnessed", "yes"), "statement_value"),
    ],
)
def test_confirmation_of_something_else_is_refused(statement: Body, code: str) -> None:
    with refused(StatementError, code):
        check_witnessed(JOINS, {"statement": statement}, leaf=LEAF)
