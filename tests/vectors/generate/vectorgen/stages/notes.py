"""SPEC §4.2: checkpoints.

Results: `ok`; `malformed` (not a note, or not a checkpoint); `signature` (a line of a known key does
not verify); `unsigned` (no line of a known key).
"""

import base64
from collections.abc import Callable

from vectorgen.encoding import Obj, sha256
from vectorgen.keys import COSIGNATURE, ED25519, Key, key_id, vkey
from vectorgen.note import broken, checkpoint_text, cosigned, line, loosened, note, signed

ORIGIN = "draw.example.org/log1"
COSIGNER = "cosigner.example.org/c1"
LOG, SECOND = Key("note log"), Key("note cosigner")
ROOT = sha256(b"root")
TEXT = checkpoint_text(ORIGIN, 5, ROOT)
KNOWN = [vkey(ORIGIN, ED25519, LOG.public), vkey(COSIGNER, COSIGNATURE, SECOND.public)]
GOOD = note(TEXT, signed(ORIGIN, LOG, TEXT))
# Accepted by an independent implementation of signed notes in Go.
ELSEWHERE = {
    "vkeys": [
        "draw.example.org/log1+e0079f50+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X",
    ],
    "note": "draw.example.org/log1\n5\nOQhDzSXHLv4MvFl6efrfSkPTKTTuX3eFdlyK2qGtu8U=\n\n"
    "— draw.example.org/log1 4AefULCtKuNnte1qnmM4xIp2G/63xnmNz38fDtMhEv66e/RhZW+4kypIvIaTxgzU+31m2iER"
    "bCmDMjyc3tOyT5QQiQ8=\n"
    "— witness.example.org/w1 88CAtgAAAABpVbkAGvFffzPdNtkqCCRoHsRfN7D5is2d0A47m6wlqUeQAi0Hkq8zQk7KZGnv"
    "Zv0GgxUh4SoCjhrjetTtLhpsoW0ODw==\n",
}


def text_with(size: str = "5", root: str = "", origin: str = ORIGIN) -> str:
    """A note over another text, signed as it should be."""
    text = f"{origin}\n{size}\n{root or base64.b64encode(ROOT).decode()}\n"
    return note(text, signed(ORIGIN, LOG, text))


OWN = signed(ORIGIN, LOG, TEXT)
OTHERS = "".join(signed(f"other.example.org/{n}", Key(f"other {n}"), TEXT) for n in range(64))
COSIGNED = cosigned(COSIGNER, SECOND, TEXT, 1772416000)
STRANGE_ID = line(ORIGIN, b"\x00\x00\x00\x00" + LOG.sign(TEXT.encode()))
STRANGE_NAME = line("other.example.org", key_id(ORIGIN, ED25519, LOG.public) + bytes(64))
ROOT64 = base64.b64encode(ROOT).decode()

OK = (
    ("one signature", GOOD),
    ("signature and cosignature", note(TEXT, OWN, COSIGNED)),
    ("latest time of a cosignature", note(TEXT, OWN, cosigned(COSIGNER, SECOND, TEXT, 2**63 - 1))),
    ("cosignature first", note(TEXT, COSIGNED, OWN)),
    ("unknown signer ignored", note(TEXT, *OTHERS.splitlines(keepends=True)[:1], OWN)),
    ("known name, unknown key id", note(TEXT, STRANGE_ID, OWN)),
    ("known key id, unknown name", note(TEXT, STRANGE_NAME, OWN)),
    ("64 lines", note(TEXT, *OTHERS.splitlines(keepends=True)[:63], OWN)),
    ("size 0", text_with("0")),
    ("size 2^53 - 1", text_with(str(2**53 - 1))),
)
SIGNATURE = (
    ("signature changed", note(TEXT, broken(OWN))),
    ("text changed", note(TEXT.replace("\n5\n", "\n6\n"), OWN)),
    ("cosignature changed", note(TEXT, OWN, broken(COSIGNED))),
    ("time of the cosignature changed", note(TEXT, OWN, broken(COSIGNED, 11))),
    ("cosignature later than 2^63 - 1", note(TEXT, OWN, cosigned(COSIGNER, SECOND, TEXT, 2**63))),
    ("the same key right, then wrong", note(TEXT, OWN, broken(OWN))),
    ("signature of 63 bytes", note(TEXT, line(ORIGIN, base64.b64decode(OWN.split(" ")[2])[:-1]))),
    (
        "signature of 65 bytes",
        note(TEXT, line(ORIGIN, base64.b64decode(OWN.split(" ")[2]) + b"\0")),
    ),
)
UNSIGNED = (
    ("only unknown signers", note(TEXT, *OTHERS.splitlines(keepends=True)[:2])),
    ("only an unknown key id", note(TEXT, STRANGE_ID)),
)
MALFORMED = (
    ("empty", ""),
    ("no signature", note(TEXT)),
    ("no empty line", TEXT + OWN),
    ("no last line feed", GOOD[:-1]),
    ("carriage returns", GOOD.replace("\n", "\r\n")),
    ("65 lines", note(TEXT, *OTHERS.splitlines(keepends=True), OWN)),
    ("hyphen for the dash", GOOD.replace("— ", "- ")),
    ("two spaces after the dash", GOOD.replace("— ", "—  ")),
    ("two spaces after the name", GOOD.replace(f"— {ORIGIN} ", f"— {ORIGIN}  ")),
    ("no name", GOOD.replace(f"— {ORIGIN} ", "—  ")),
    ("name with a plus", note(TEXT, OWN, line("a+b", b"abcd" + bytes(64)))),
    ("malformed line among good ones", note(TEXT, OWN, "— x\n")),
    ("text after the signatures", GOOD + "x\n"),
    ("empty line after the signatures", GOOD + "\n"),
    ("payload of 4 bytes", note(TEXT, OWN, line("a", b"abcd"))),
    ("a tab in the origin", text_with(origin="draw\texample")),
    ("U+0000 in the text", text_with(root=ROOT64 + "\0")),
    ("U+001F in a name", note(TEXT, OWN, line("a\x1fb", b"abcd" + bytes(64)))),
    ("payload of 3 bytes", note(TEXT, OWN, line("a", b"abc"))),
    ("payload in base64 without padding", note(TEXT, OWN.replace("=", ""))),
    ("payload in URL base64", note(TEXT, OWN, "— a YWJjZP__\n")),
    ("payload with a space", note(TEXT, OWN, "— a YWJj ZGVm\n")),
    ("payload with trailing bits", note(TEXT, OWN, "— a YWJjZGV=\n")),
    ("size with a plus", text_with("+5")),
    ("size with a minus", text_with("-5")),
    ("size with a leading zero", text_with("05")),
    ("size with an underscore", text_with("5_0")),
    ("size with a space", text_with(" 5")),
    ("size in Arabic-Indic digits", text_with("٥")),
    ("size empty", text_with("")),
    ("size 2^53", text_with(str(2**53))),
    ("root of 31 bytes", text_with(root=base64.b64encode(ROOT[:31]).decode())),
    ("root of 33 bytes", text_with(root=base64.b64encode(ROOT + b"\0").decode())),
    ("root without padding", text_with(root=ROOT64.rstrip("="))),
    ("root with trailing bits", text_with(root=loosened(ROOT64))),
    ("root with a space", text_with(root=ROOT64[:8] + " " + ROOT64[8:])),
    ("root in hexadecimal", text_with(root=ROOT.hex())),
    ("origin empty", text_with(origin="")),
    ("extension line", text_with(root=ROOT64 + "\nextension")),
    ("two lines", note(f"{ORIGIN}\n5\n", signed(ORIGIN, LOG, f"{ORIGIN}\n5\n"))),
)
VKEYS_REFUSED: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("another key id", lambda k: k.replace(k.split("+")[1], "00000000")),
    ("key id in capitals", lambda k: k.replace(k.split("+")[1], k.split("+")[1].upper())),
    ("no key id", lambda k: k.split("+")[0] + "+" + k.split("+", 2)[2]),
    ("name empty", lambda _: vkey("", ED25519, LOG.public)),
    ("name with a space", lambda _: vkey("a b", ED25519, LOG.public)),
    ("type 2", lambda _: vkey(ORIGIN, b"\x02", LOG.public)),
    ("key of 31 bytes", lambda _: vkey(ORIGIN, ED25519, LOG.public[:31])),
    ("key of 33 bytes", lambda _: vkey(ORIGIN, ED25519, LOG.public + b"\0")),
    ("a line feed at the end", lambda k: k + "\n"),
)


def vectors() -> Obj:
    kinds = (("ok", OK), ("signature", SIGNATURE), ("unsigned", UNSIGNED), ("malformed", MALFORMED))
    refused = [{"name": n, "vkey": f(KNOWN[0]), "result": "malformed"} for n, f in VKEYS_REFUSED]
    return {
        "spec": "§4.2",
        "vkeys": KNOWN,
        "cases": [
            {"name": name, "result": kind, "note": text}
            for kind, cases in kinds
            for name, text in cases
        ],
        "elsewhere": ELSEWHERE,
        "vkeys_ok": KNOWN,
        "vkeys_refused": refused,
    }
