"""Statements: SPEC §7.1, and the files they travel in, §11.5."""

from dataclasses import replace
from typing import Any

import pytest
from drawseeds import H, Value, serialise

from drawsvc.domain.errors import StatementError
from drawsvc.domain.statements import (
    MAX_FILE_BYTES,
    parse_statement,
    parse_statement_file,
    sign_statement,
    statement_bytes,
    statement_message,
)
from drawsvc.log.keys import SigningKey
from tests.refusing import refused
from tests.unit.domain.sample import LEAF, OTHER_LEAF

KEY = SigningKey(b"witness".ljust(32))
REPLY: dict[str, Value] = {"answer": "accept", "group": 1, "reason": "none", "row": 0}
SIGNED = sign_statement(KEY, "reply", LEAF, REPLY)


def test_message_is_the_digest_of_leaf_kind_and_value() -> None:
    assert statement_message(LEAF, "seen", "") == bytes.fromhex(H("statement", LEAF, "seen", ""))


def test_statement_survives_writing_and_reading() -> None:
    assert parse_statement(SIGNED.to_object()) == SIGNED
    assert parse_statement_file(statement_bytes(SIGNED)) == SIGNED
    assert SIGNED.to_object() == {
        "key": KEY.public.to_hex(),
        "kind": "reply",
        "leaf": LEAF,
        "signature": SIGNED.signature,
        "value": REPLY,
    }


def test_own_statement_passes() -> None:
    SIGNED.check("reply", LEAF)
    SIGNED.check_value(dict(reversed(list(REPLY.items()))))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "expired"}, "statement_kind"),
        ({"leaf": OTHER_LEAF}, "statement_leaf"),
        ({"value": REPLY | {"row": 1}}, "statement_signature"),
        ({"value": ""}, "statement_signature"),
        ({"key": SigningKey(bytes(32)).public.to_hex()}, "statement_signature"),
        ({"key": "01" + "00" * 31}, "statement_signature"),  # of small order
        ({"key": "ff" * 32}, "statement_signature"),  # no point
        ({"signature": "00" * 64}, "statement_signature"),
    ],
)
def test_changed_statement_is_refused(changed: dict[str, Any], code: str) -> None:
    with refused(StatementError, code):
        replace(SIGNED, **changed).check("reply", LEAF)


def test_signature_for_another_kind_or_entry_is_refused() -> None:
    for kind, leaf in (("expired", LEAF), ("reply", OTHER_LEAF)):
        other = sign_statement(KEY, kind, leaf, REPLY)
        with refused(StatementError, "statement_signature", key=KEY.public.to_hex()):
            replace(other, kind="reply", leaf=LEAF).check("reply", LEAF)


@pytest.mark.parametrize(
    "value",
    [
        REPLY | {"group": True, "row": False},  # equal to Python, not to who checks the signature
        REPLY | {"row": 1},
        {**REPLY, "more": ""},
        "",
        [REPLY],
    ],
)
def test_statement_saying_something_else_is_refused(value: Any) -> None:
    statement = sign_statement(KEY, "reply", LEAF, value)
    statement.check("reply", LEAF)
    with refused(StatementError, "statement_value", kind="reply"):
        statement.check_value(REPLY)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"key": "A" * 64}, "statement.key"),
        ({"kind": "sworn"}, "statement.kind"),
        ({"leaf": ""}, "statement.leaf"),
        ({"signature": "0" * 64}, "statement.signature"),
        ({"more": 1}, "statement"),
    ],
)
def test_statement_out_of_shape_is_refused(changed: dict[str, Any], path: str) -> None:
    with refused(StatementError, "statement_shape", path=path):
        parse_statement(SIGNED.to_object() | changed)


@pytest.mark.parametrize("value", [None, 0.5, {"A": 1}, "\x00", {1}])
def test_value_without_canonical_form_is_refused(value: Any) -> None:
    with refused(StatementError, "statement_not_canonical"):
        parse_statement(SIGNED.to_object() | {"value": value})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "statement_not_canonical"),
        (statement_bytes(SIGNED) + b"\n", "statement_not_canonical"),
        (serialise({"statement": SIGNED.to_object()}), "statement_shape"),
        (
            serialise({"statement": SIGNED.to_object(), "v": "drawsvc/v2 statement"}),
            "statement_shape",
        ),
        (b" " * (MAX_FILE_BYTES + 1), "statement_too_large"),
    ],
)
def test_file_out_of_form_is_refused(data: bytes, code: str) -> None:
    with refused(StatementError, code):
        parse_statement_file(data)


def test_refusal_does_not_quote_the_value() -> None:
    with pytest.raises(StatementError) as caught:
        sign_statement(KEY, "reveal", LEAF, "secret").check_value("")
    assert "secret" not in str(caught.value)
