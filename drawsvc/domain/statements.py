"""Statements: signatures by people and bodies about an entry (SPEC §7.1), and the files they travel in (§11.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drawseeds import CanonicalError, H, Value, parse, serialise

from drawsvc.domain.bodies import STATEMENT
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import StatementError
from drawsvc.domain.shapes import ShapeError, members, one_of
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import PublicKey, SigningKey, verify

OPERATOR = "operator"  # SPEC §7.3: the service itself; never independent
FILE_VERSION = "drawsvc/v1 statement"
MAX_FILE_BYTES = 64 * 1024  # SPEC §11.5

_FILE = members(statement=STATEMENT, v=one_of(FILE_VERSION))


def statement_message(leaf: str, kind: str, value: Value) -> bytes:
    """The 32 bytes a statement signs (SPEC §7.1)."""
    return bytes.fromhex(H("statement", leaf, kind, value))


@dataclass(frozen=True)
class Statement:
    """A signature by `key` (hex32) about the entry with leaf hash `leaf`."""

    key: str
    kind: str
    leaf: str
    value: Any = field(repr=False)  # of a reveal it is a secret until all have revealed
    signature: str

    def to_object(self) -> Body:
        """The statement as it stands in an entry."""
        return {
            "key": self.key,
            "kind": self.kind,
            "leaf": self.leaf,
            "signature": self.signature,
            "value": self.value,
        }

    def check(self, kind: str, leaf: str) -> None:
        """Refuse a statement of another kind, about another entry, or not signed by its key.

        Raises:
            StatementError: with what was expected and what came.
        """
        if self.kind != kind:
            raise StatementError("statement_kind", expected=kind, got=self.kind)
        if self.leaf != leaf:
            raise StatementError("statement_leaf", kind=kind, expected=leaf, got=self.leaf)
        self._check_signature()

    def check_value(self, expected: Value) -> None:
        """Refuse a statement that says something else.

        Compared as it is signed: to Python 1 equals True, to who checks the signature it does not.
        """
        if serialise(self.value) != serialise(expected):
            raise StatementError("statement_value", kind=self.kind)

    def _check_signature(self) -> None:
        message = statement_message(self.leaf, self.kind, self.value)
        try:
            verify(PublicKey.from_hex(self.key), bytes.fromhex(self.signature), message)
        except LogFormatError:
            raise StatementError("statement_signature", kind=self.kind, key=self.key) from None


def sign_statement(key: SigningKey, kind: str, leaf: str, value: Value) -> Statement:
    """Make a statement. `leaf` is hex32."""
    signature = key.sign(statement_message(leaf, kind, value))
    return Statement(key.public.to_hex(), kind, leaf, value, signature.hex())


def parse_statement(value: Any) -> Statement:
    """A statement from its canonical JSON value; form only, the signature is checked by `check`.

    Raises:
        StatementError: it does not have the form of SPEC §7.1.
    """
    try:
        STATEMENT(value, "statement")
        serialise(value["value"])
    except ShapeError as error:
        raise StatementError("statement_shape", path=error.path, expected=error.expected) from None
    except CanonicalError as error:
        raise StatementError("statement_not_canonical", found=str(error)) from None
    return Statement(value["key"], value["kind"], value["leaf"], value["value"], value["signature"])


def to_file(statement: Statement) -> Body:
    """The value of a statement file (SPEC §11.5)."""
    return {"statement": statement.to_object(), "v": FILE_VERSION}


def statement_bytes(statement: Statement) -> bytes:
    """A statement file (SPEC §11.5)."""
    return serialise(to_file(statement))


def parse_statement_file(data: bytes) -> Statement:
    """Read a statement file (SPEC §11.5); form only, the signature is checked by `check`.

    Raises:
        StatementError: too large, not canonical JSON, or of another form.
    """
    if len(data) > MAX_FILE_BYTES:
        raise StatementError("statement_too_large", expected=MAX_FILE_BYTES, got=len(data))
    try:
        value: Any = parse(data)
    except CanonicalError as error:
        raise StatementError("statement_not_canonical", found=str(error)) from None
    try:
        _FILE(value, "")
    except ShapeError as error:
        raise StatementError("statement_shape", path=error.path, expected=error.expected) from None
    return parse_statement(value["statement"])
