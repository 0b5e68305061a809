"""Checkpoints as C2SP signed notes, SPEC §4.2: parsing, and signatures by known keys."""

from __future__ import annotations

import binascii
import re
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
DASH = "— "
SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
# origin, size, root, and the empty line that ends the text
TEXT_LINES = 4


class VerifierKey(NamedTuple):
    """A `vkey`, SPEC §4.2."""

    name: str
    key_id: bytes
    key: bytes


class Checkpoint(NamedTuple):
    """A well-formed note; its signatures are not checked."""

    text: str
    origin: str
    size: int
    root: bytes
    lines: tuple[tuple[str, bytes], ...]

    def payloads(self, key: VerifierKey) -> list[bytes]:
        """Returns what stands after the key id in the lines of this (name, key id)."""
        return [
            payload[KEY_ID_BYTES:]
            for name, payload in self.lines
            if name == key.name and payload[:KEY_ID_BYTES] == key.key_id
        ]


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
    require(is_name(name), "", expected="a key name", got=name)
    require(len(data) == 1 + HASH_BYTES, "", expected="33 bytes", got=len(data))
    require(data[0] == kind, "", expected=f"key type {kind}", got=data[0])
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
    *lines, after = note.split("\n")
    require(after == "" and len(lines) > TEXT_LINES, "", expected="signature lines", got=note)
    origin, size, root, blank = lines[:TEXT_LINES]
    signatures = lines[TEXT_LINES:]
    require(bool(origin) and blank == "", "", expected="origin, size, root, empty line", got=note)
    is_size = SIZE.fullmatch(size) and int(size) <= GREATEST_INTEGER
    require(bool(is_size), "size", expected="a decimal number", got=size)
    digest = from_base64(root, "root")
    require(len(digest) == HASH_BYTES, "root", expected="32 bytes", got=len(digest))
    many = len(signatures)
    require(many <= MOST_SIGNATURES, "", expected=f"{MOST_SIGNATURES} signatures", got=many)
    text = "".join(f"{line}\n" for line in lines[: TEXT_LINES - 1])
    return Checkpoint(text, origin, int(size), digest, tuple(map(_parse_line, signatures)))


def _parse_line(line: str) -> tuple[str, bytes]:
    name, space, encoded = line[len(DASH) :].partition(" ")
    well_formed = line.startswith(DASH) and space and is_name(name)
    require(bool(well_formed), "", expected="a signature line", got=line)
    payload = from_base64(encoded)
    require(len(payload) > KEY_ID_BYTES, "", expected="key id and signature", got=line)
    return name, payload


def check_log_signature(note: Checkpoint, key: VerifierKey) -> bool:
    """Checks every line by a log key; returns whether there is one.

    Raises:
        FailedError: a line by this key is wrong.
    """
    payloads = note.payloads(key)
    for payload in payloads:
        valid = ed25519.is_signature(key.key, note.text.encode(), payload)
        require(valid, key.name, expected="a valid signature", got=payload.hex())
    return bool(payloads)


def check_cosignatures(note: Checkpoint, key: VerifierKey) -> list[int]:
    """Checks every line by a cosigner; returns the times that they state, in Unix seconds.

    Raises:
        FailedError: a line by this cosigner is wrong.
    """
    times = []
    for payload in note.payloads(key):
        time = int.from_bytes(payload[:TIME_BYTES], "big")
        message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
        valid = ed25519.is_signature(key.key, message, payload[TIME_BYTES:])
        require(valid, key.name, expected="a valid cosignature", got=payload.hex())
        times.append(time)
    return times
