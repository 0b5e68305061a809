"""SPEC §3.4."""

from vectorgen.curve import (
    BASE,
    IDENTITY,
    TORSION,
    L,
    P,
    add,
    challenge,
    decode,
    encode,
    multiply,
    scalar,
    scalar_bytes,
)
from vectorgen.encoding import Obj
from vectorgen.keys import Key

MESSAGE = b"drawsvc"
# RFC 8032 §7.1, tests 1 to 3: key, message, signature.
RFC = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


def case(name: str, key: bytes, signature: bytes, why: str, *, message: bytes = MESSAGE) -> Obj:
    """`why` is empty for a valid signature, otherwise the class of its fault."""
    return {
        "name": name,
        "key": key.hex(),
        "message": message.hex(),
        "signature": signature.hex(),
        "result": why or "valid",
    }


def forged(key: bytes, r: bytes, private: int = 0) -> bytes:
    """S = k·a, which verifies if `r` is read as the identity."""
    return r + scalar_bytes(challenge(r, key, MESSAGE) * private % L)


def message_with(r: bytes, key: bytes, remainder: int) -> bytes:
    """A message whose challenge leaves this remainder modulo 8."""
    tries = (f"drawsvc {n}".encode() for n in range(1000))
    return next(m for m in tries if challenge(r, key, m) % 8 == remainder)


def ordinary() -> list[Obj]:
    key = Key("ed25519 stage")
    good = key.sign(MESSAGE)
    s = int.from_bytes(good[32:], "little")
    cases = []
    for n, (k, m, signature) in enumerate(RFC):
        message, known = bytes.fromhex(m), bytes.fromhex(signature)
        cases.append(case(f"RFC 8032 test {n + 1}", bytes.fromhex(k), known, "", message=message))
    return [
        *cases,
        case("ordinary", key.public, good, ""),
        case("another message", key.public, good, "equation", message=b"drawsvC"),
        case("another key", Key("other").public, good, "equation"),
        case("a bit of R", key.public, bytes([good[0] ^ 1]) + good[1:], "equation_or_encoding"),
        case("S + L", key.public, good[:32] + scalar_bytes(s + L), "scalar_range"),
        case("S = L", key.public, encode(IDENTITY) + scalar_bytes(L), "scalar_range"),
        case("63 bytes", key.public, good[:-1], "length"),
        case("65 bytes", key.public, good + b"\0", "length"),
        case("key of 31 bytes", key.public[:-1], good, "length"),
    ]


def small_order_keys() -> list[Obj]:
    """S = 0 and R the identity satisfy the equation whenever the challenge is 0 modulo 8."""
    r, cases = encode(IDENTITY), []
    for n in range(8):
        key = encode(multiply(n, TORSION))
        name = f"key of small order, {n} times the point of order 8"
        message = message_with(r, key, 0)
        cases.append(case(name, key, r + bytes(32), "small_order", message=message))
    return cases


def encodings() -> list[Obj]:
    key = Key("ed25519 stage")
    private = scalar(key.seed)
    minus_zero = (1 | 1 << 255).to_bytes(32, "little")
    high = (P + 1).to_bytes(32, "little")
    off = next(data for n in range(2, 50) if not _on_curve(data := n.to_bytes(32, "little")))
    return [
        case("R the identity", key.public, forged(key.public, encode(IDENTITY), private), ""),
        case(
            "R with x = 0 and sign 1",
            key.public,
            forged(key.public, minus_zero, private),
            "encoding",
        ),
        case("R with y = p + 1", key.public, forged(key.public, high, private), "encoding"),
        case("R off the curve", key.public, forged(key.public, off, private), "encoding"),
        case("key with x = 0 and sign 1", minus_zero, encode(IDENTITY) + bytes(32), "encoding"),
        case("key with y = p + 1", high, encode(IDENTITY) + bytes(32), "encoding"),
        case("key with y = p", P.to_bytes(32, "little"), encode(IDENTITY) + bytes(32), "encoding"),
        case("key off the curve", off, encode(IDENTITY) + bytes(32), "encoding"),
    ]


def _on_curve(data: bytes) -> bool:
    try:
        decode(data)
    except ValueError:
        return False
    return True


def mixed_order() -> list[Obj]:
    """A key with a part of order 8: only the equation without cofactor decides."""
    private, nonce = scalar(Key("ed25519 mixed").seed), 123456789
    key = encode(add(multiply(private, BASE), TORSION))
    r = encode(multiply(nonce, BASE))
    cases = []
    for remainder, why in ((0, ""), (3, "equation")):
        message = message_with(r, key, remainder)
        s = (nonce + challenge(r, key, message) * private) % L
        name = f"key of mixed order, challenge {remainder} modulo 8"
        cases.append(case(name, key, r + scalar_bytes(s), why, message=message))
    return cases


def vectors() -> Obj:
    cases = [*ordinary(), *small_order_keys(), *encodings(), *mixed_order()]
    return {"spec": "§3.4", "cases": cases}
