"""SPEC §3.1: texts that are accepted, or refused as `json` (step 2) or as `canonical` (step 3)."""

from vectorgen.encoding import Obj, canonical

MAX = 2**53 - 1
ACCEPTED = (
    "{}",
    "[]",
    '""',
    "0",
    "-1",
    str(MAX),
    str(-MAX),
    "true",
    "false",
    '{"a":1,"a_1":[],"ab":{}}',
    '{"' + "a" * 64 + '":0}',
    '"quote \\" backslash \\\\ line\\nfeed / solidus"',
    '"专家 é 😀"',
    '"\u0080\u2028\ufeff"',
    '"1.10"',
    # Private use, which rare names are still written in, and characters that came with Unicode 13.0.
    '"\ue000\uf8ff\U000f0000\U0010fffd"',
    '"\u0377\u08c7\U0001f6d7\U00030000"',
    # Ideographs that came later, or may come.
    '"\u9ffd\u9fff\U0002a6de\U0002b739\U0002ebf0\U0002f7ff"',
    '"\U00031350\U000323b0\U0003fffd"',
    "[" * 16 + "]" * 16,
    "[" * 16 + "0" + "]" * 16,
    '{"a":' * 16 + "1" + "}" * 16,
)
NOT_JSON: tuple[tuple[str, bytes], ...] = (
    ("empty", b""),
    ("nothing but white space", b" \n"),
    ("byte order mark", b"\xef\xbb\xbf{}"),
    ("UTF-16", '{"a":1}'.encode("utf-16-le")),
    ("lone continuation byte", b'"\x80"'),
    ("overlong form", b'"\xc0\xaf"'),
    ("surrogate in UTF-8", b'"\xed\xa0\x80"'),
    ("surrogate pair in UTF-8", b'"\xed\xa0\xbd\xed\xb8\x80"'),
    ("beyond U+10FFFF", b'"\xf4\x90\x80\x80"'),
    ("lone high surrogate escaped", b'"\\ud800"'),
    ("lone low surrogate escaped", b'"\\udc00"'),
    ("surrogates exchanged", b'"\\ude00\\ud83d"'),
    ("null", b"null"),
    ("null in an array", b"[null]"),
    ("fraction", b"1.5"),
    ("fraction of zero", b"1.0"),
    ("exponent", b"1e2"),
    ("minus zero", b"-0"),
    ("minus zero fraction", b"-0.0"),
    ("leading zero", b"01"),
    ("minus and leading zero", b"-01"),
    ("plus", b"+1"),
    ("minus alone", b"-"),
    ("2^53", b"9007199254740992"),
    ("-2^53", b"-9007199254740992"),
    ("10^400", b"1" + b"0" * 400),
    ("NaN", b"NaN"),
    ("Infinity", b"-Infinity"),
    ("hexadecimal", b"0x10"),
    ("underscore in a number", b"1_000"),
    ("Arabic-Indic digit", "٣".encode()),
    ("True", b"True"),
    ("single quotes", b"'a'"),
    ("comment", b"{}//"),
    ("trailing comma in an array", b"[1,]"),
    ("trailing comma in an object", b'{"a":1,}'),
    ("no closing bracket", b"[1"),
    ("two values", b"{}{}"),
    ("text after the value", b"{}x"),
    ("duplicate member", b'{"a":1,"a":1}'),
    ("duplicate member, escaped", b'{"a":1,"\\u0061":2}'),
    ("duplicate member, deep", b'[{"a":{"b":1,"b":1}}]'),
    ("member name in upper case", b'{"A":1}'),
    ("member name begins with a digit", b'{"1a":1}'),
    ("member name empty", b'{"":1}'),
    ("member name with a hyphen", b'{"a-b":1}'),
    ("member name with a final line feed", b'{"a\\n":1}'),
    ("member name of 65 characters", b'{"' + b"a" * 65 + b'":0}'),
    ("member name not ASCII", '{"é":1}'.encode()),
    ("member name a number", b"{1:1}"),
    ("tab in a string", b'"\t"'),
    ("line feed in a string, raw", b'"\n"'),
    ("U+0000 escaped", b'"\\u0000"'),
    ("tab escaped", b'"\\t"'),
    ("carriage return escaped", b'"\\r"'),
    ("U+001F escaped", b'"\\u001f"'),
    ("U+007F", b'"\x7f"'),
    ("U+007F escaped", b'"\\u007f"'),
    ("unknown escape", b'"\\x41"'),
    ("cut escape", b'"\\u12"'),
    ("signed escape", b'"\\u+041"'),
    ("not in NFC", b'"Cafe\xcc\x81"'),
    ("not in NFC: Angstrom sign", '"\u212b"'.encode()),
    ("not in NFC: compatibility ideograph", '"\uf900"'.encode()),
    ("not in NFC, escaped", b'"e\\u0301"'),
    ("not in NFC: marks out of order", '"a\u0301\u0323"'.encode()),
    *(
        (f"not assigned by Unicode 13.0: U+{code:04X}", f'"{chr(code)}"'.encode())
        for code in (
            *(0x0378, 0x061D, 0x0870, 0x20C0, 0x1DF00, 0x1FAE8, 0x10EFD),
            *(0x2FA1E, 0x2FFFD, 0x40000, 0xE0FFF),
            # noncharacters
            *(0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x2FFFE, 0x3FFFF, 0x10FFFF),
        )
    ),
    # In NFC for readers of Unicode 13 and 14, not for later ones, who know the second mark.
    ("not assigned, after a mark", '"q\u0301\U00010efd"'.encode()),
    ("not assigned, escaped", b'"\\u0378"'),
    ("not assigned, a pair escaped", b'"\\ud803\\udefd"'),
    ("17 levels", b"[" * 17 + b"]" * 17),
    ("17 levels of objects", b'{"a":' * 17 + b"1" + b"}" * 17),
    ("100,000 levels", b"[" * 100_000),
)
NOT_CANONICAL: tuple[tuple[str, bytes], ...] = (
    ("space before", b" {}"),
    ("line feed after", b"{}\n"),
    ("carriage return after", b"{}\r"),
    ("space after a colon", b'{"a": 1}'),
    ("space after a comma", b"[1, 2]"),
    ("space in an empty array", b"[ ]"),
    ("members out of order", b'{"b":1,"a":1}'),
    ("members out of order, deep", b'[{"a":{"b":1,"a":1}}]'),
    ("prefix after the longer name", b'{"ab":1,"a":1}'),
    ("escaped solidus", b'"\\/"'),
    ("escaped letter", b'"\\u0061"'),
    ("escaped letter in a name", b'{"\\u0061":1}'),
    ("escaped quote by number", b'"\\u0022"'),
    ("line feed by number", b'"\\u000a"'),
    ("escaped pair instead of UTF-8", b'"\\ud83d\\ude00"'),
    ("escaped ideograph", b'"\\u4e13"'),
)


def refused(kind: str, cases: tuple[tuple[str, bytes], ...]) -> list[Obj]:
    return [{"name": name, "result": kind, **_bytes(data)} for name, data in cases]


def _bytes(data: bytes) -> Obj:
    """Long runs of one byte are written shortly."""
    if len(data) > 1000:
        return {"repeat": {"bytes": data[:1].hex(), "times": len(data)}}
    return {"bytes": data.hex()}


def vectors() -> Obj:
    accepted = [{"name": text, "result": "ok", "bytes": text.encode().hex()} for text in ACCEPTED]
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    return {
        "spec": "§3.1",
        "cases": [*accepted, *refused("json", NOT_JSON), *refused("canonical", NOT_CANONICAL)],
    }
