"""Files that hold a private key, encrypted under a passphrase: scrypt and ChaCha20-Poly1305.

The file is canonical JSON (SPEC §3.1):

    {"checksum":hex,"cipher":"chacha20-poly1305","ciphertext":hex,
     "kdf":{"n":32768,"name":"scrypt","p":1,"r":8,"salt":hex},
     "name":text,"nonce":hex,"v":"drawsvc/v1 key"}

The checksum tells a damaged file from a mistyped passphrase; it protects against nothing else.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from drawsvc.log.errors import KeyFileError, WrongPassphraseError
from drawsvc.log.keys import NamedKey, SigningKey

SALT_BYTES = 32
NONCE_BYTES = 12

# 32 MiB of memory and about 0.1 s for each guess.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
MAX_SCRYPT_BYTES = 2**28  # what a file may ask of the machine that opens it

_NAME = r"[0-9A-Za-z._:/-]{1,255}"
_FILE = re.compile(
    r'\{"checksum":"(?P<checksum>[0-9a-f]{64})","cipher":"chacha20-poly1305",'
    r'"ciphertext":"(?P<ciphertext>[0-9a-f]{96})",'
    r'"kdf":\{"n":(?P<n>[1-9][0-9]{0,6}),"name":"scrypt","p":(?P<p>[1-4]),'
    r'"r":(?P<r>[1-9][0-9]?),"salt":"(?P<salt>[0-9a-f]{64})"\},'
    rf'"name":"(?P<name>{_NAME})","nonce":"(?P<nonce>[0-9a-f]{{24}})","v":"drawsvc/v1 key"\}}'
)


@dataclass(frozen=True, slots=True)
class _Scrypt:
    """How a key is made of a passphrase (RFC 7914).

    Args:
        n: cost, a power of two.
        r: block size.
        p: number of rounds.
        salt: 32 bytes.
    """

    n: int
    r: int
    p: int
    salt: bytes

    def check(self) -> None:
        """Raises unless opening the file is affordable, and possible at all."""
        needed = 128 * self.n * self.r
        if self.n & (self.n - 1) or self.n == 1 or needed > MAX_SCRYPT_BYTES:
            raise KeyFileError(f"expected acceptable scrypt parameters, got n={self.n} r={self.r}")

    def cipher(self, passphrase: str) -> ChaCha20Poly1305:
        """Returns the cipher for a passphrase."""
        key = hashlib.scrypt(
            typed(passphrase),
            salt=self.salt,
            n=self.n,
            r=self.r,
            p=self.p,
            maxmem=2 * MAX_SCRYPT_BYTES,
            dklen=32,
        )
        return ChaCha20Poly1305(key)


def typed(passphrase: str) -> bytes:
    """Returns what a passphrase is, however a keyboard gives it: é is one character or two."""
    return unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")


def seal_key(seed: bytes, name: str, *, passphrase: str, salt: bytes, nonce: bytes) -> bytes:
    """Returns a key file.

    Args:
        seed: the 32 secret bytes of an Ed25519 key.
        name: of the key, 1 to 255 ASCII letters, digits and `._:/-`.
        passphrase: not empty.
        salt: 32 random bytes, new for every file.
        nonce: 12 random bytes, new for every file.

    Raises:
        ValueError: one of them has another form.
    """
    kdf = _Scrypt(SCRYPT_N, SCRYPT_R, SCRYPT_P, salt)
    head = _head(kdf, name=name, nonce=nonce)
    ciphertext = kdf.cipher(passphrase).encrypt(nonce, seed, _canonical(head))
    body = head | {"ciphertext": ciphertext.hex()}
    data = _canonical(body | {"checksum": _checksum(body)})
    if not passphrase or not _FILE.fullmatch(data.decode()):
        raise ValueError("expected a seed, name, passphrase, salt and nonce as documented")
    return data


def open_key(data: bytes, passphrase: str) -> NamedKey:
    """Returns the key in a key file.

    Raises:
        KeyFileError: the file is malformed or damaged, or asks for too much memory.
        WrongPassphraseError: the file is sound, but was sealed with another passphrase.
    """
    name, seed = open_seed(data, passphrase)
    return NamedKey(name, SigningKey(seed))


def open_seed(data: bytes, passphrase: str) -> tuple[str, bytes]:
    """Returns the name and the 32 secret bytes in a key file; a commitment's value is kept so too.

    Raises:
        KeyFileError: the file is malformed or damaged, or asks for too much memory.
        WrongPassphraseError: the file is sound, but was sealed with another passphrase.
    """
    found = _parse(data)
    kdf = _Scrypt(int(found["n"]), int(found["r"]), int(found["p"]), bytes.fromhex(found["salt"]))
    kdf.check()
    nonce = bytes.fromhex(found["nonce"])
    head = _head(kdf, name=found["name"], nonce=nonce)
    if _checksum(head | {"ciphertext": found["ciphertext"]}) != found["checksum"]:
        raise KeyFileError("expected an undamaged key file, got another checksum")
    ciphertext = bytes.fromhex(found["ciphertext"])
    try:
        seed = kdf.cipher(passphrase).decrypt(nonce, ciphertext, _canonical(head))
    except InvalidTag:
        raise WrongPassphraseError("expected the passphrase of the key file, got another") from None
    return found["name"], seed


def renew_key(data: bytes, old: str, new: str, *, salt: bytes, nonce: bytes) -> bytes:
    """Returns the key file under another passphrase, or as it is if it is under that already.

    Args:
        data: the key file.
        old: the passphrase it was sealed with.
        new: that it is to be sealed with.
        salt: as of `seal_key`.
        nonce: as of `seal_key`.

    Raises:
        KeyFileError: the file is malformed or damaged, or asks for too much memory.
        WrongPassphraseError: the file was sealed with neither.
    """
    try:
        name, seed = open_seed(data, old)
    except WrongPassphraseError:
        open_seed(data, new)
        return data
    return seal_key(seed, name, passphrase=new, salt=salt, nonce=nonce)


def _parse(data: bytes) -> dict[str, str]:
    try:
        found = _FILE.fullmatch(data.decode())
    except UnicodeDecodeError:
        found = None
    if not found:
        raise KeyFileError("expected a key file, got something else")
    return found.groupdict()


def _head(kdf: _Scrypt, *, name: str, nonce: bytes) -> dict[str, object]:
    """Returns what is authenticated together with the key, but not encrypted."""
    parameters = {"n": kdf.n, "name": "scrypt", "p": kdf.p, "r": kdf.r, "salt": kdf.salt.hex()}
    return {
        "cipher": "chacha20-poly1305",
        "kdf": parameters,
        "name": name,
        "nonce": nonce.hex(),
        "v": "drawsvc/v1 key",
    }


def _checksum(body: dict[str, object]) -> str:
    return hashlib.sha256(_canonical(["drawsvc/v1 key checksum", body])).hexdigest()


def _canonical(value: object) -> bytes:
    """Returns canonical JSON; there is nothing here that SPEC §3.1 would refuse."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
