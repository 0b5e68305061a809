"""Key files: what was sealed opens with its passphrase, and with nothing else."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from drawsvc.log.errors import KeyFileError, WrongPassphraseError
from drawsvc.log.keyfile import NONCE_BYTES, SALT_BYTES, open_key, renew_key, seal_key
from drawsvc.log.keys import SigningKey

SEED = bytes(range(32))
SALT = bytes(range(64, 64 + SALT_BYTES))
NONCE = bytes(range(128, 128 + NONCE_BYTES))
TYPED = "correct horse 马"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal_key(SEED, "draw.example.org/log1", passphrase=TYPED, salt=SALT, nonce=NONCE)


def rechecked(data: bytes) -> bytes:
    """The file with the checksum its other members ask for."""
    body = json.loads(data)
    del body["checksum"]
    checksum = hashlib.sha256(rfc8785.dumps(["drawsvc/v1 key checksum", body])).hexdigest()
    return rfc8785.dumps({**body, "checksum": checksum})


def with_member(data: bytes, path: str, value: Any) -> bytes:
    """The file with one member changed and the checksum made right again."""
    whole = json.loads(data)
    *parents, name = path.split(".")
    holder = whole[parents[0]] if parents else whole
    assert name in holder
    holder[name] = value
    return rechecked(rfc8785.dumps(whole))


def test_key_comes_back(sealed: bytes) -> None:
    found = open_key(sealed, TYPED)
    assert found.name == "draw.example.org/log1"
    assert found.key.public == SigningKey(SEED).public


def test_file_is_canonical_json_and_hides_the_seed(sealed: bytes) -> None:
    assert rfc8785.dumps(json.loads(sealed)) == sealed
    assert rechecked(sealed) == sealed
    assert SEED.hex().encode() not in sealed


def test_file_is_what_its_description_says(sealed: bytes) -> None:
    """Opened by the description alone, with scrypt and ChaCha20-Poly1305 from elsewhere."""
    body = json.loads(sealed)
    salt = bytes.fromhex(body["kdf"]["salt"])
    key = hashlib.scrypt(TYPED.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    head = {name: body[name] for name in ("cipher", "kdf", "name", "nonce", "v")}
    ciphertext = bytes.fromhex(body["ciphertext"])
    opened = ChaCha20Poly1305(key).decrypt(NONCE, ciphertext, rfc8785.dumps(head))
    assert opened == SEED


@pytest.mark.parametrize("passphrase", ["", "correct horse", "Correct horse 马", "\ud800"])
def test_wrong_passphrase_is_told_from_damage(passphrase: str, sealed: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        open_key(sealed, passphrase)


def test_passphrase_does_not_depend_on_the_keyboard() -> None:
    composed, decomposed = "é", "e\u0301"
    sealed = seal_key(SEED, "a", passphrase=composed, salt=SALT, nonce=NONCE)
    assert open_key(sealed, decomposed).name == "a"


def test_every_changed_byte_is_damage(sealed: bytes) -> None:
    for index in range(len(sealed)):
        changed = sealed[:index] + bytes([sealed[index] ^ 1]) + sealed[index + 1 :]
        with pytest.raises(KeyFileError):
            open_key(changed, TYPED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "draw.example.org/log2"),
        ("ciphertext", "00" * 48),
        ("nonce", "00" * 12),
        ("kdf.salt", "00" * 32),
        ("kdf.n", 2**14),
        ("kdf.r", 4),
        ("kdf.p", 2),
    ],
)
def test_changed_member_does_not_open_with_a_new_checksum(
    path: str, value: Any, sealed: bytes
) -> None:
    with pytest.raises(WrongPassphraseError):
        open_key(with_member(sealed, path, value), TYPED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kdf.n", 1),
        ("kdf.n", 2**15 + 1),
        ("kdf.n", 3),
        ("kdf.n", 2**19),
        ("kdf.r", 99),
    ],
)
def test_file_may_not_ask_for_anything_of_the_machine(path: str, value: Any, sealed: bytes) -> None:
    with pytest.raises(KeyFileError, match="scrypt parameters"):
        open_key(with_member(sealed, path, value), TYPED)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("v", "drawsvc/v2 key"),
        ("cipher", "aes"),
        ("kdf.name", "argon2"),
        ("kdf.n", 0),
        ("kdf.n", -2),
        ("kdf.n", "32768"),
        ("kdf.n", 2**30),
        ("kdf.p", 5),
        ("kdf.p", 0),
        ("kdf.r", 100),
        ("kdf.salt", "00" * 31),
        ("nonce", "00" * 13),
        ("nonce", "AA" * 12),
        ("ciphertext", "00" * 47),
        ("name", ""),
        ("name", "a b"),
        ("name", "a+b"),
        ("name", "é"),
        ("name", 1),
        ("name", []),
    ],
)
def test_malformed_member_is_refused(path: str, value: Any, sealed: bytes) -> None:
    with pytest.raises(KeyFileError, match="expected a key file"):
        open_key(with_member(sealed, path, value), TYPED)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda _: b"{}",
        lambda _: b"[" * 100_000,
        lambda _: b"\xff",
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b":", b": "),
        lambda data: data.replace(b'"v"', b'"u":1,"v"'),
        lambda data: re.sub(rb'"checksum":"[0-9a-f]*",', b"", data),
    ],
)
def test_other_bytes_are_refused(change: Callable[[bytes], bytes], sealed: bytes) -> None:
    assert change(sealed) != sealed
    with pytest.raises(KeyFileError, match="expected a key file"):
        open_key(change(sealed), TYPED)


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": bytes(31)},
        {"seed": bytes(33)},
        {"name": ""},
        {"name": "a b"},
        {"name": "é"},
        {"name": "a" * 256},
        {"passphrase": ""},
        {"salt": bytes(31)},
        {"nonce": bytes(11)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_file_that_could_not_be_opened_is_not_made(changed: dict[str, Any]) -> None:
    good = {"seed": SEED, "name": "a", "passphrase": "p", "salt": SALT, "nonce": NONCE}
    with pytest.raises(ValueError, match=r"(?i)expected|nonce"):
        seal_key(**good | changed)


def test_key_is_put_under_another_passphrase(sealed: bytes) -> None:
    fresh = {"salt": SALT[::-1], "nonce": NONCE[::-1]}
    renewed = renew_key(sealed, TYPED, "new", **fresh)
    assert open_key(renewed, "new").name == open_key(sealed, TYPED).name
    assert open_key(renewed, "new").key.public == SigningKey(SEED).public
    with pytest.raises(WrongPassphraseError):
        open_key(renewed, TYPED)
    assert renew_key(renewed, TYPED, "new", **fresh) == renewed
    for data, old, new in ((sealed, "guess", "new"), (renewed, TYPED, "other")):
        with pytest.raises(WrongPassphraseError):
            renew_key(data, old, new, **fresh)
    with pytest.raises(KeyFileError):
        renew_key(sealed[:-1], TYPED, "new", **fresh)
