"""What a witness has noted: his receipts. Kept as canonical JSON that he signs himself, so that a changed file is told.

    {"draws": [Notes], "key": hex32, "log_key": vkey, "role": code, "signature": hex64, "v": "drawsvc/v1 witness"}

An old copy put back in place of the file is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from drawseeds import CanonicalError, parse, serialise

from drawsvc.domain.entries import Body, Place, from_object
from drawsvc.domain.errors import DrawError, FolderError
from drawsvc.domain.statements import Statement, parse_statement
from drawsvc.log.base64_text import to_base64
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import PublicKey, SigningKey, VerifierKey, parse_vkey, verify
from drawsvc.witness.record import Record
from drawsvc.witness.record_form import LoggedEntry

VERSION = "drawsvc/v1 witness"


@dataclass(frozen=True)
class Evidence:
    """An entry that the log has signed for: what shows later that it was there.

    Args:
        entry: the entry.
        index: its place in the log.
        proof: inclusion proof, base64.
        checkpoint: the signed note the proof leads to.
    """

    entry: Body
    index: int
    proof: Sequence[str]
    checkpoint: str

    @property
    def leaf(self) -> str:
        """The entry's leaf hash."""
        return from_object(self.entry).leaf


def evidence(record: Record, logged: LoggedEntry) -> Evidence:
    """What a checked record shows about one of its entries."""
    proof = [to_base64(found) for found in logged.proof]
    return Evidence(logged.entry.to_object(), logged.index, proof, record.note.decode())


@dataclass(frozen=True)
class Notes:
    """What is noted of one freeze the witness joined.

    Args:
        place: the attempt.
        matter: digest of the matter, hex32.
        role: as which he joined.
        freeze: the FREEZE.
        again: why he joined although he had joined another freeze for the matter; mostly "".
        secret: the sealed value, as a key file's object; none if the plan needs no value.
        seals: the SEAL he has seen; after it others that came for the same freeze and were refused.
        statements: all he has signed about this draw, in this order.
    """

    place: Place
    matter: str
    role: str
    freeze: Evidence
    again: str = ""
    secret: Sequence[Body] = ()
    seals: Sequence[Evidence] = ()
    statements: Sequence[Statement] = ()

    def signed(self, kind: str) -> list[Statement]:
        """What he has signed of one kind."""
        return [statement for statement in self.statements if statement.kind == kind]

    def with_statement(self, statement: Statement) -> Notes:
        """The notes with a statement, if it is not among them."""
        if statement in self.statements:
            return self
        return replace(self, statements=[*self.statements, statement])

    def with_seal(self, seal: Evidence) -> Notes:
        """The notes with a seal, if it is not among them."""
        if seal.leaf in [noted.leaf for noted in self.seals]:
            return self
        return replace(self, seals=[*self.seals, seal])

    def to_object(self) -> Body:
        """As it stands in the file."""
        return {
            "again": self.again,
            "attempt": self.place.attempt,
            "draw": self.place.draw,
            "freeze": asdict(self.freeze),
            "matter": self.matter,
            "pool": self.place.pool,
            "role": self.role,
            "seals": [asdict(seal) for seal in self.seals],
            "secret": list(self.secret),
            "statements": [statement.to_object() for statement in self.statements],
        }


@dataclass(frozen=True)
class State:
    """All a witness has noted.

    Args:
        key: his public key, hex32.
        log_key: of the log he watches, given to him when he began; its name is the origin.
        role: as which he joins if nothing else is said.
        draws: one for each freeze he joined, in this order.
    """

    key: str
    log_key: VerifierKey
    role: str
    draws: Sequence[Notes] = ()

    def joined(self, freeze: str) -> Notes | None:
        """The notes about a freeze, by its leaf hash."""
        return next((notes for notes in self.draws if notes.freeze.leaf == freeze), None)

    def with_notes(self, notes: Notes) -> State:
        """The state with these notes in place of what was noted about the same freeze."""
        by_freeze = {other.freeze.leaf: other for other in self.draws}
        return replace(self, draws=list((by_freeze | {notes.freeze.leaf: notes}).values()))

    def to_object(self) -> Body:
        """As it stands in the file, without the signature."""
        return {
            "draws": [notes.to_object() for notes in self.draws],
            "key": self.key,
            "log_key": self.log_key.to_text(),
            "role": self.role,
            "v": VERSION,
        }


def state_bytes(state: State, key: SigningKey) -> bytes:
    """The file, signed by the witness himself."""
    unsigned = state.to_object()
    return serialise(unsigned | {"signature": key.sign(_message(unsigned)).hex()})


def parse_state(data: bytes) -> State:
    """Read the file.

    Raises:
        FolderError: it is not as the witness's program left it.
    """
    try:
        value: Any = parse(data)
        signature = bytes.fromhex(value.pop("signature"))
        verify(PublicKey.from_hex(value["key"]), signature, _message(value))
        return _state(value)
    except (
        *(CanonicalError, LogFormatError, DrawError),
        *(AttributeError, KeyError, TypeError, ValueError),
    ):
        raise FolderError("notes_damaged") from None


def _message(unsigned: Body) -> bytes:
    return f"{VERSION}\n".encode() + serialise(unsigned)


def _state(value: Body) -> State:
    log_key = parse_vkey(value["log_key"])
    draws = [_notes(item, log_key.name) for item in value["draws"]]
    return State(value["key"], log_key, value["role"], draws)


def _notes(value: Body, origin: str) -> Notes:
    return Notes(
        Place(origin, value["pool"], value["draw"], value["attempt"]),
        value["matter"],
        value["role"],
        Evidence(**value["freeze"]),
        again=value["again"],
        secret=value["secret"],
        seals=[Evidence(**seal) for seal in value["seals"]],
        statements=[parse_statement(item) for item in value["statements"]],
    )
