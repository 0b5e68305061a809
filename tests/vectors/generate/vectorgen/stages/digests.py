"""SPEC §3.3, §5.3, §6.1, §7.1, §7.3, §8.2, §14: what is hashed, and to what."""

import unicodedata
from typing import Any

from vectorgen.encoding import PROTOCOL, ZEROS, Obj, canonical, digest, secret, sha256
from vectorgen.keys import Key
from vectorgen.people import expert
from vectorgen.plan import ROUNDS

LEAF, SALT, SEED = secret("leaf").hex(), secret("salt").hex(), secret("seed").hex()
KEY = Key("supervisor").hex
VALUES = [secret("value 1").hex(), secret("value 2").hex()]
BEACON = sha256(bytes.fromhex(ROUNDS[1000])).hex()
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

INPUTS: tuple[tuple[str, list[Any]], ...] = (
    ("matter", ["示例县水利局", "示水(2026)17号"]),
    ("related units", [SALT, ["U1", "U2"]]),
    ("related units", [SALT, []]),
    ("roster row", [SALT, expert(1)]),
    ("person", [SALT, expert(1)]),
    ("public", [SALT, "李*"]),
    ("unit", [SALT, "U1"]),
    ("basis", [SALT, {"born": "1950-01-01", "on": "2026-03-01"}]),
    ("basis", [SALT, ""]),
    ("commit", [LEAF, KEY, VALUES[0]]),
    ("statement", [LEAF, "seen", ""]),
    ("statement", [LEAF, "reveal", VALUES[0]]),
    ("statement", [LEAF, "join", {"commitment": "", "role": "supervisor"}]),
    ("statement", [LEAF, "reply", {"answer": "accept", "group": 0, "reason": "none", "row": 3}]),
    ("seed", [LEAF, VALUES]),
    ("seed", [LEAF, [BEACON]]),
    ("seed", [LEAF, ["12345612345612345612"]]),
    ("seed", [LEAF, []]),
    ("group", [SEED, 0]),
    ("group", [SEED, 1]),
    ("fresh", [SEED, 0, 1, BEACON]),
    ("check code", [LEAF]),
    ("trust", [{"version": 1}]),
)
FILING_NUMBERS = (
    "示水〔2026〕17号",
    "示水【2026】17 号",
    "示水（２０２６）１７号",
    "示水〖2026〗17号",
    "示水［２０２６］１７号",
    "示水[2026]17号",
    "straße\u00a0１",
    "sw\u2003\u2029\u0085ǆ",
    "示水(2026)17号",
    "sw-2026/a17",
    "ＳＷ－2026／Ａ17",
    "示水\u30002026\u2028第17号\n",
    "示\u200b水(2026)\u200d17号\ufeff",
    "\u2066示水(2026)17号\u2069\u00ad",
    "示水\u2060(\u202e2026)17号\U000e0041",
    "示水﹝2026﹞17号",
    "示水︹2026︺17号",
    "示水﹇2026﹈17号",
    "示水︻2026︼17号",
    "示水︗2026︘17号",
    "示\ufe0f水(2026)\u034f17号\U000e0100",
    "示水\u3164(2026)\uffa017号\u115f\u1160",
    "示水(2026)\u17b4\u17b517号\u180b\u180d\ufe00\U000e01ef",
    "\u0600\u0605\u06dd\u070f\u08e2\ufff9示水(2026)\U000110bd17号\U00013438\U0001bca0\U0001d17a",
    "c\u034f\u0327a\u034f\u0301",
    "\u019b-\u0264-\u025b",
    "\u1fb3\u034f\u0301",
    "\u1fb4",
    "\u03b1\u034f\u0345\u034f\u0301",
    "\u1100\u1160\u1161",
    "\x80示水(2026)\x9f17号\x85",
)
ORGANISERS = (
    "示例县水利局",
    "示例县 水利局",
    "示例县\u200b水利局",
    "\u202a示例县\u3000水利局\u202c",
    "示例县水利局（本级）",
    "示例县水利局【本级】",
    "example bureau",
    "ＥＸＡＭＰＬＥ　Ｂｕｒｅａｕ",
)


# Default-ignorable, though neither Cf nor unassigned; U+3164 and U+FFA0 are U+1160 by NFKC.
IGNORED = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10)}
IGNORED |= set(range(0xE0100, 0xE01F0))
CASED_LATER = "\u019b\u0264"  # their upper cases came with Unicode 16.0


def normalised(text: str) -> str:
    """SPEC §5.3; `split` divides at every character of Unicode White_Space there can be here."""
    text = unicodedata.normalize("NFKC", text)
    for character in "〔【〖[":
        text = text.replace(character, "(")
    for character in "〕】〗]":
        text = text.replace(character, ")")
    text = "".join(text.split())
    hidden = ("Cc", "Cf")
    seen = [c for c in text if unicodedata.category(c) not in hidden and ord(c) not in IGNORED]
    text = unicodedata.normalize("NFKC", "".join(seen))
    text = "".join(c if c in CASED_LATER else c.upper() for c in text)
    return unicodedata.normalize("NFKC", text)


def check_code(leaf: str) -> str:
    bits = int(digest("check code", leaf)[:10], 16)
    digits = "".join(CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{digits[:4]}-{digits[4:]}"


def vectors() -> Obj:
    leaves = [LEAF, ZEROS, "f" * 64, secret("another leaf").hex()]
    return {
        "spec": "§3.3",
        "digests": [
            {
                "label": label,
                "arguments": arguments,
                "bytes": canonical([f"{PROTOCOL} {label}", *arguments]).hex(),
                "digest": digest(label, *arguments),
            }
            for label, arguments in INPUTS
        ],
        "check_codes": [{"leaf": leaf, "code": check_code(leaf)} for leaf in leaves],
        "filing_numbers": [
            {
                "number": number,
                "normalised": normalised(number),
                "matter": digest("matter", "示例县水利局", normalised(number)),
            }
            for number in FILING_NUMBERS
        ],
        "organisers": [
            {
                "organiser": organiser,
                "normalised": normalised(organiser),
                "matter": digest("matter", normalised(organiser), "示水(2026)17号"),
            }
            for organiser in ORGANISERS
        ],
    }
