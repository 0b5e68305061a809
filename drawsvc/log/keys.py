"""Ed25519 keys under the strict rules of SPEC §3.4, and the vkey strings of SPEC §4.2."""

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from drawsvc.log.base64_text import from_base64, to_base64
from drawsvc.log.errors import PublicKeyError, SignatureError

KEY_BYTES = 32
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 4

ED25519 = 0x01  # SPEC §4.2: a signature over the text of a note
COSIGNATURE = 0x04  # SPEC §4.2: a cosignature over a time and the text

# RFC 8032 §5.1: the field, the constant of the curve, the order of its base point.
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_L = 2**252 + 27742317777372353535851937790883648493
_SIGN_BIT = 1 << 255

# The y of the points of order 1, 2, 4 and 8. A point and its negative share y and order.
_ORDER_8_Y = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y = frozenset({1, _P - 1, 0, _ORDER_8_Y, _P - _ORDER_8_Y})

_NOT_IN_NAME = re.compile("[\x00-\x1f+\ud800-\udfff]")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([0-9A-Za-z+/=]+)")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key that SPEC §3.4 accepts.

    Args:
        data: its 32 bytes.

    Raises:
        PublicKeyError: no canonical encoding of a curve point, or a point of small order, under
            which almost anything would be a valid signature.
    """

    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != KEY_BYTES:
            raise PublicKeyError(f"expected a key of {KEY_BYTES} bytes, got {len(self.data)}")
        y = int.from_bytes(self.data, "little") % _SIGN_BIT
        if y >= _P:
            raise PublicKeyError("expected a canonical key, got one with y beyond the field")
        if y in _SMALL_ORDER_Y:
            raise PublicKeyError("expected a key of large order, got one of small order")
        if not _is_square(_x_squared(y)):
            raise PublicKeyError("expected a point of the curve, got a y without x")

    @classmethod
    def from_hex(cls, text: str) -> "PublicKey":
        """Returns the key written as hex32 (SPEC §3.2).

        Raises:
            PublicKeyError: the text is not hex32, or the key is not acceptable.
        """
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise PublicKeyError("expected a key of 64 lower-case hexadecimal digits")
        return cls(bytes.fromhex(text))

    def to_hex(self) -> str:
        """Returns the key as hex32 (SPEC §3.2)."""
        return self.data.hex()


class SigningKey:
    """An Ed25519 private key.

    Args:
        seed: the 32 secret bytes of RFC 8032 §5.1.5.

    Raises:
        ValueError: the seed has another length.
    """

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.to_hex()})"

    def sign(self, message: bytes) -> bytes:
        """Returns the signature, 64 bytes, always the same for the same message (SPEC §3.4)."""
        return self._key.sign(message)


def verify(key: PublicKey, signature: bytes, message: bytes) -> None:
    """Raises unless the signature is by this key over this message (SPEC §3.4).

    Raises:
        SignatureError: it is not, or its encoding is not canonical.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureError(f"expected {SIGNATURE_BYTES} bytes, got {len(signature)}")
    if int.from_bytes(signature[KEY_BYTES:], "little") >= _L:
        raise SignatureError("expected a signature with S below the group order, got one beyond")
    try:
        # Compares the R it computes with the bytes given, without the cofactor; so an R that is
        # not the canonical encoding of a curve point never passes.
        Ed25519PublicKey.from_public_bytes(key.data).verify(signature, message)
    except InvalidSignature:
        raise SignatureError(f"expected a signature by {key.to_hex()}, got another") from None


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A private key with the name it signs notes under.

    Args:
        name: as in `VerifierKey`.
        key: the private key.

    Raises:
        PublicKeyError: the name is not acceptable.
    """

    name: str
    key: SigningKey

    def __post_init__(self) -> None:
        check_name(self.name)

    def verifier(self, type_: int) -> "VerifierKey":
        """Returns the public half, for `ED25519` or `COSIGNATURE`."""
        return VerifierKey(self.name, type_, self.key.public)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name it signs notes under and what it signs (SPEC §4.2).

    Args:
        name: non-empty, without white space, control characters or `+`.
        type: `ED25519` or `COSIGNATURE`.
        key: the public key.

    Raises:
        PublicKeyError: the name or the type is not acceptable.
    """

    name: str
    type: int
    key: PublicKey

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.type not in (ED25519, COSIGNATURE):
            raise PublicKeyError(f"expected key type 1 or 4, got {self.type}")

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key) (SPEC §4.2)."""
        named = self.name.encode() + b"\n" + self._typed_key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def _typed_key(self) -> bytes:
        return bytes([self.type]) + self.key.data

    def to_text(self) -> str:
        """Returns the vkey string: `name+key id+base64(type ‖ key)` (SPEC §4.2)."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(self._typed_key)}"


def parse_vkey(text: str) -> VerifierKey:
    """Returns the key of a vkey string (SPEC §4.2).

    Raises:
        PublicKeyError: malformed, of another type, with a wrong key id, or not acceptable.
    """
    parts = _VKEY.fullmatch(text)
    if not parts:
        raise PublicKeyError("expected name+key id+base64, got something else")
    name, key_id, encoded = parts.groups()
    try:
        data = from_base64(encoded)
    except ValueError as error:
        raise PublicKeyError(f"malformed vkey: {error}") from None
    key = VerifierKey(name, data[0], PublicKey(data[1:]))
    if key.key_id.hex() != key_id:
        raise PublicKeyError(f"expected key id {key.key_id.hex()}, got {key_id}")
    return key


def check_name(name: str) -> None:
    """Raises unless the name may stand in a signature line (SPEC §4.2).

    Raises:
        PublicKeyError: it is empty, or has white space, control characters, `+` or surrogates.
    """
    if not name:
        raise PublicKeyError("expected a key name, got none")
    for character in name:
        if character.isspace() or _NOT_IN_NAME.match(character):
            raise PublicKeyError(f"expected a key name, got one with U+{ord(character):04X}")


def _x_squared(y: int) -> int:
    """Returns x² of the curve points with this y, times a non-zero square (RFC 8032 §5.1.3)."""
    return (y * y - 1) * (_D * y * y + 1) % _P


def _is_square(number: int) -> bool:
    return pow(number, (_P - 1) // 2, _P) <= 1
