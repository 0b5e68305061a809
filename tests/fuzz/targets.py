"""What is fuzzed: readers of bytes from outside, each with the errors it may raise.

A target reads bytes and writes what it read again. Bytes it accepts must come back unchanged;
bytes it refuses must be refused with one of its errors. Add a reader by adding it to `READER_TARGETS`.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from drawseeds import CanonicalError, parse, serialise

from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import (
    CheckpointError,
    KeyFileError,
    NoteError,
    PublicKeyError,
    SignatureError,
    TlogProofError,
    WrongPassphraseError,
)
from drawsvc.log.keyfile import open_key
from drawsvc.log.keys import (
    COSIGNATURE,
    ED25519,
    NamedKey,
    PublicKey,
    SigningKey,
    parse_vkey,
    verify,
)
from drawsvc.log.note import Note, cosign_line, open_note, parse_note, sign_note
from drawsvc.log.proof import TlogProof, parse_tlog_proof


@dataclass(frozen=True)
class Target:
    """One reader.

    Args:
        name: on the command line.
        read: reads bytes and writes them again.
        errors: what it may raise.
        good: inputs it accepts; most others are made from them.
    """

    name: str
    read: Callable[[bytes], bytes]
    errors: tuple[type[Exception], ...]
    good: tuple[bytes, ...]


LOG = NamedKey("log.example/1", SigningKey(bytes(range(32))))
COSIGNER = NamedKey("cosigner.example/一", SigningKey(bytes(range(32, 64))))
CHECKPOINT = Checkpoint("log.example/1", 1_234_567, bytes(range(32)))
SIGNED = sign_note(CHECKPOINT.to_text(), [LOG])
COSIGNED = Note(
    SIGNED.text, (*SIGNED.lines, cosign_line(SIGNED.text, COSIGNER, seconds=1_767_225_600))
)
KEYS = [LOG.verifier(ED25519), COSIGNER.verifier(COSIGNATURE)]
MESSAGE = b"message"
ENTRY = serialise(
    {
        "attempt": 1,
        "body": {"groups": [{"filters": [], "seats": 2, "specialty": "1.10"}], "text": '"\\\n专家'},
        "deep": [[[[[[[[[[[[[[]]]]]]]]]]]]]],
        "flags": [True, False, -(2**53) + 1],
    }
)


def _text(data: bytes) -> str:
    """Any bytes as text, those that are no UTF-8 as lone surrogates."""
    return data.decode(errors="surrogateescape")


def _read_opened_note(data: bytes) -> bytes:
    opened = open_note(data, KEYS)
    assert opened.text == SIGNED.text, "a text opened that nobody signed"
    return parse_note(data).to_bytes()


def _read_signature(data: bytes) -> bytes:
    verify(LOG.key.public, data, MESSAGE)
    return LOG.key.sign(MESSAGE)


def _read_key_file(data: bytes) -> bytes:
    assert open_key(data, "p").key.public == LOG.key.public, "a key opened that nobody sealed"
    return KEY_FILE


def _cheap_key_file() -> bytes:
    """A key file like those of `seal_key`, but with a scrypt that takes no time."""
    salt, nonce = bytes(32), bytes(12)
    key = hashlib.scrypt(b"p", salt=salt, n=2, r=1, p=1, dklen=32)
    body: dict[str, object] = {
        "cipher": "chacha20-poly1305",
        "kdf": {"n": 2, "name": "scrypt", "p": 1, "r": 1, "salt": salt.hex()},
        "name": LOG.name,
        "nonce": nonce.hex(),
        "v": "drawsvc/v1 key",
    }
    body["ciphertext"] = ChaCha20Poly1305(key).encrypt(nonce, bytes(range(32)), _json(body)).hex()
    body["checksum"] = hashlib.sha256(_json(["drawsvc/v1 key checksum", body])).hexdigest()
    return _json(body)


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


KEY_FILE = _cheap_key_file()

READER_TARGETS = [
    Target(
        "canonical",
        lambda data: serialise(parse(data)),
        (CanonicalError,),
        (ENTRY, b"[]", b'""', b"true", b"-1"),
    ),
    Target(
        "note",
        lambda data: parse_note(data).to_bytes(),
        (NoteError,),
        (SIGNED.to_bytes(), COSIGNED.to_bytes(), sign_note("a\n\nb\n\n", [LOG]).to_bytes()),
    ),
    Target(
        "opened-note", _read_opened_note, (NoteError,), (SIGNED.to_bytes(), COSIGNED.to_bytes())
    ),
    Target(
        "checkpoint",
        lambda data: parse_checkpoint(_text(data)).to_text().encode(),
        (CheckpointError,),
        (CHECKPOINT.to_text().encode(), Checkpoint("a", 0, bytes(32)).to_text().encode()),
    ),
    Target(
        "tlog-proof",
        lambda data: parse_tlog_proof(data).to_bytes(),
        (TlogProofError,),
        (
            TlogProof(7, (bytes(32), bytes(range(32))), COSIGNED).to_bytes(),
            TlogProof(0, (), SIGNED).to_bytes(),
        ),
    ),
    Target(
        "public-key",
        lambda data: PublicKey(data).data,
        (PublicKeyError,),
        (LOG.key.public.data, b"\x09" + bytes(31)),
    ),
    Target(
        "vkey",
        lambda data: parse_vkey(_text(data)).to_text().encode(),
        (PublicKeyError,),
        tuple(key.to_text().encode() for key in KEYS),
    ),
    Target("signature", _read_signature, (SignatureError,), (LOG.key.sign(MESSAGE),)),
    Target("key-file", _read_key_file, (KeyFileError, WrongPassphraseError), (KEY_FILE,)),
]
