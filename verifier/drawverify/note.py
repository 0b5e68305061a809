"""Checkpoints as C2SP signed notes, SPEC §4.2: parsing, and signatures by known keys."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from . import ed25519
from .errors import FailedError, require
from .strict import GREATEST_INTEGER

LOG_KEY = 1
COSIGNER_KEY = 4
KEY_ID_BYTES = 4
HASH_BYTES = 32
TIME_BYTES = 8
MOST_SIGNATURES = 64
LATEST_TIME = 2**63 - 1
DASH = "— "
CONTROL = "[\x00-\x09\x0b-\x1f]"
SIZE = "0|[1-9][0-9]{0,15}"
# origin, size, root, and the empty line that ends the text
TEXT_LINES = 4


class VerifierKey(NamedTuple):
    """A `vkey`, SPEC §4.2."""

    name: str
    key_id: bytes
    key: bytes

    @property
    def label(self) -> str:
        """What a report calls the key: its name and key id."""
        return f"{self.name}+{self.key_id.hex()}"


class Checkpoint(NamedTuple):
    """A well-formed note; its signatures are not checked."""

    text: str
    origin: str
    size: int
    root: bytes
    lines: tuple[tuple[str, bytes], ...]

    @property
    def labels(self) -> list[str]:
        """Returns the names and key ids of those who are said to have signed."""
        return [f"{name}+{payload[:KEY_ID_BYTES].hex()}" for name, payload in self.lines]


def from_base64(text: str, where: str = "") -> bytes:
    """Returns the bytes of padded standard base64 with zero trailing bits.

    Raises:
        FailedError: anything else.
    """
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        data = b""
    if binascii.b2a_base64(data, newline=False).decode() != text:
        raise FailedError(where, expected="base64", got=text)
    return data


def is_name(name: str) -> bool:
    """Tells whether a key may have this name: not empty, no white space, no plus."""
    return bool(name) and "+" not in name and not any(map(str.isspace, name))


def parse_vkey(text: str, kind: int) -> VerifierKey:
    """Returns a verifier key of a type whose key id is right.

    Raises:
        FailedError: it is malformed. Whether the key is a point is checked when it is used.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = from_base64(encoded)
    require(is_name(name), "", expected="key_name", got=name)
    require(len(data) == 1 + HASH_BYTES, "", expected={"bytes": 1 + HASH_BYTES}, got=len(data))
    require(data[0] == kind, "", expected={"key_type": kind}, got=data[0])
    right = key_id_of(name, data)
    require(key_id == right.hex(), "", expected=right.hex(), got=key_id)
    return VerifierKey(name, right, data[1:])


def key_id_of(name: str, typed_key: bytes) -> bytes:
    """Returns the key id of a name and of the type followed by the public key."""
    return sha256(name.encode() + b"\n" + typed_key).digest()[:KEY_ID_BYTES]


def parse_checkpoint(note: str) -> Checkpoint:
    """Returns a checkpoint of a well-formed note.

    Raises:
        FailedError: it is malformed.
    """
    require(not re.search(CONTROL, note), "", expected="no_control", got=ascii(note))
    *lines, after = note.split("\n")
    require(after == "" and len(lines) > TEXT_LINES, "", expected="signature_lines", got=note)
    origin, size, root, blank = lines[:TEXT_LINES]
    signatures = lines[TEXT_LINES:]
    require(bool(origin) and blank == "", "", expected="note_text", got=note)
    is_size = re.fullmatch(SIZE, size) and int(size) <= GREATEST_INTEGER
    require(bool(is_size), "size", expected="decimal", got=size)
    digest = from_base64(root, "root")
    require(len(digest) == HASH_BYTES, "root", expected={"bytes": HASH_BYTES}, got=len(digest))
    many = len(signatures)
    require(many <= MOST_SIGNATURES, "", expected=f"≤ {MOST_SIGNATURES}", got=many)
    text = "".join(f"{line}\n" for line in lines[: TEXT_LINES - 1])
    return Checkpoint(text, origin, int(size), digest, tuple(map(_parse_line, signatures)))


def _parse_line(line: str) -> tuple[str, bytes]:
    name, space, encoded = line[len(DASH) :].partition(" ")
    well_formed = line.startswith(DASH) and space and is_name(name)
    require(bool(well_formed), "", expected="signature_lines", got=line)
    payload = from_base64(encoded)
    require(
        len(payload) > KEY_ID_BYTES, "", expected={"bytes": f"> {KEY_ID_BYTES}"}, got=len(payload)
    )
    return name, payload


def check_log_signatures(note: Checkpoint, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Checks every line that a log key could have made; returns the keys that signed.

    Raises:
        FailedError: a line by a known name and key id is by none of the keys with them.
    """

    def is_by(key: VerifierKey, signature: bytes) -> bool:
        return ed25519.is_signature(key.key, note.text.encode(), signature)

    return [key for key, _ in _signed(note, keys, is_by)]


def check_cosignatures(
    note: Checkpoint, keys: Sequence[VerifierKey]
) -> list[tuple[VerifierKey, int]]:
    """Checks every line that a cosigner could have made; returns by whom and when they say.

    Times are in Unix seconds.

    Raises:
        FailedError: a line by a known name and key id is by none of the cosigners with them.
    """

    def is_by(key: VerifierKey, payload: bytes) -> bool:
        time = int.from_bytes(payload[:TIME_BYTES], "big")
        message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
        in_range = time <= LATEST_TIME
        return in_range and ed25519.is_signature(key.key, message, payload[TIME_BYTES:])

    signed = _signed(note, keys, is_by)
    return [(key, int.from_bytes(payload[:TIME_BYTES], "big")) for key, payload in signed]


def _signed(
    note: Checkpoint,
    keys: Sequence[VerifierKey],
    is_by: Callable[[VerifierKey, bytes], bool],
) -> list[tuple[VerifierKey, bytes]]:
    """Returns the lines by known keys: which key, and what stands after the key id."""
    found: list[tuple[VerifierKey, bytes]] = []
    for name, payload in note.lines:
        key_id, rest = payload[:KEY_ID_BYTES], payload[KEY_ID_BYTES:]
        known = [key for key in keys if key.name == name and key.key_id == key_id]
        signers = [key for key in known if is_by(key, rest)]
        require(bool(signers) or not known, name, expected="valid_signature", got=rest.hex())
        found.extend((key, rest) for key in signers[:1])
    return found
