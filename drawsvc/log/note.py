"""Signed notes: a text, an empty line, and lines with signatures over the text (SPEC §4.2)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawsvc.log.base64_text import from_base64, to_base64
from drawsvc.log.cosignature import cosign, verify_cosignature
from drawsvc.log.errors import LogFormatError, NoteError, SignatureError
from drawsvc.log.keys import (
    COSIGNATURE,
    ED25519,
    KEY_ID_BYTES,
    NamedKey,
    VerifierKey,
    check_name,
    verify,
)

MAX_SIGNATURES = 64  # SPEC §4.2

_LINE = re.compile(r"— ([^ ]+) ([0-9A-Za-z+/=]+)")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line, not verified.

    Args:
        name: of the key that is said to have signed.
        key_id: of that key, 4 bytes.
        payload: the signature, or for a cosignature the time and the signature; not empty.

    Raises:
        LogFormatError: one of them has another form.
    """

    name: str
    key_id: bytes
    payload: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.key_id) != KEY_ID_BYTES or not self.payload:
            raise NoteError("expected a key id of 4 bytes and a signature, got less")

    def to_text(self) -> str:
        """Returns the line with its line feed (SPEC §4.2)."""
        return f"— {self.name} {to_base64(self.key_id + self.payload)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is well-formed, but not verified.

    Args:
        text: ends with a line feed.
        lines: 1 to 64 signature lines.

    Raises:
        NoteError: the text has another end or control characters, or the lines another number.
    """

    text: str
    lines: tuple[SignatureLine, ...]

    def __post_init__(self) -> None:
        _check_text(self.text)
        if not 1 <= len(self.lines) <= MAX_SIGNATURES:
            raise NoteError(f"expected 1 to {MAX_SIGNATURES} lines, got {len(self.lines)}")

    def to_bytes(self) -> bytes:
        """Returns the note as it is sent and stored (SPEC §4.2)."""
        return f"{self.text}\n{''.join(line.to_text() for line in self.lines)}".encode()


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever has verifiably signed a note.

    Args:
        key: the key that signed.
        seconds: Unix time of a cosignature; none for other signatures.
    """

    key: VerifierKey
    seconds: int | None


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """A note with at least one valid signature by a known key and no invalid one by such a key.

    Args:
        text: ends with a line feed.
        signers: one for each line by a known key, in the order of the lines.
    """

    text: str
    signers: tuple[Signer, ...]


def parse_note(data: bytes) -> Note:
    """Returns the note, well-formed but not verified (SPEC §4.2).

    Raises:
        NoteError: the bytes are no note.
    """
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError(f"expected UTF-8, got another byte at {error.start}") from None
    # The last empty line divides: a text may contain empty lines, the signatures may not.
    text, divider, signatures = whole.rpartition("\n\n")
    if not divider:
        raise NoteError("expected an empty line before the signatures, got none")
    return Note(text + "\n", parse_lines(signatures))


def parse_lines(text: str) -> tuple[SignatureLine, ...]:
    """Returns signature lines, as a note or a cosigner's answer has them, not verified (SPEC §4.2).

    Raises:
        NoteError: one of them is malformed, the last has no line feed, or there are more than 64.
    """
    *lines, rest = text.split("\n")
    if rest:
        raise NoteError("expected a line feed at the end, got none")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"expected up to {MAX_SIGNATURES} signature lines, got {len(lines)}")
    return tuple(_parse_line(line) for line in lines)


def open_note(data: bytes, verifiers: Iterable[VerifierKey]) -> VerifiedNote:
    """Returns the note if keys we know have signed it, and none of them wrongly (SPEC §4.2).

    Lines by other keys are ignored, also if their name or their key id alone is known.

    Args:
        data: the note.
        verifiers: the keys to accept.

    Raises:
        NoteError: malformed, an invalid line by a known key, or no line by one.
    """
    note = parse_note(data)
    known = _by_name_and_id(verifiers)
    pairs = [(known.get((line.name, line.key_id)), line) for line in note.lines]
    signers = tuple(_verify_line(note.text, key, line) for key, line in pairs if key)
    if not signers:
        raise NoteError("expected a signature by a known key, got none")
    return VerifiedNote(note.text, signers)


def sign_note(text: str, signers: Sequence[NamedKey]) -> Note:
    """Returns a note with an Ed25519 signature of each signer, in their order (SPEC §4.2).

    Raises:
        NoteError: the text is not acceptable, or there are fewer than 1 or more than 64 signers.
    """
    _check_text(text)
    return Note(text, tuple(_sign_line(text, signer) for signer in signers))


def cosign_line(text: str, signer: NamedKey, *, seconds: int) -> SignatureLine:
    """Returns the line that a cosigner adds to a checkpoint (SPEC §4.2).

    Args:
        text: the text of the checkpoint with its last line feed.
        signer: the cosigner.
        seconds: Unix time, from 0 to 2^64 − 1.
    """
    payload = cosign(text, signer.key, seconds=seconds)
    return SignatureLine(signer.name, signer.verifier(COSIGNATURE).key_id, payload)


def _sign_line(text: str, signer: NamedKey) -> SignatureLine:
    signature = signer.key.sign(text.encode())
    return SignatureLine(signer.name, signer.verifier(ED25519).key_id, signature)


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteError("expected a text that ends with a line feed")
    found = _CONTROL.search(text)
    if found:
        raise NoteError(f"expected text, got U+{ord(found[0]):04X} at {found.start()}")


def _parse_line(line: str) -> SignatureLine:
    parts = _LINE.fullmatch(line)
    if not parts:
        raise NoteError("expected a signature line, got something else")
    name, encoded = parts.groups()
    try:
        payload = from_base64(encoded)
        return SignatureLine(name, payload[:KEY_ID_BYTES], payload[KEY_ID_BYTES:])
    except LogFormatError as error:
        raise NoteError(f"malformed signature line: {error}") from None


def _by_name_and_id(verifiers: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in verifiers:
        # A key id has 32 bits, so a second key with the same one can be made to order.
        if known.setdefault((key.name, key.key_id), key) != key:
            raise NoteError(f"expected distinct keys, got two for {key.name} {key.key_id.hex()}")
    return known


def _verify_line(text: str, key: VerifierKey, line: SignatureLine) -> Signer:
    try:
        if key.type == COSIGNATURE:
            return Signer(key, verify_cosignature(text, line.payload, key=key.key))
        verify(key.key, line.payload, text.encode())
    except SignatureError as error:
        raise NoteError(f"invalid signature of {key.name}: {error}") from error
    return Signer(key, None)
