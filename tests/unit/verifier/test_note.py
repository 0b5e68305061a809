"""Checkpoints: the published example, and everything a line can be that it must not."""

import base64
from typing import Any

import pytest
from drawverify.errors import FailedError
from drawverify.note import (
    COSIGNER_KEY,
    LOG_KEY,
    VerifierKey,
    check_cosignatures,
    check_log_signatures,
    parse_checkpoint,
    parse_vkey,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifier.build import AUDITOR, LOG, ORIGIN, SUPERVISOR

# A checkpoint that an independent Go implementation accepts.
EXAMPLE_TEXT = """draw.example.org/log1
5
OQhDzSXHLv4MvFl6efrfSkPTKTTuX3eFdlyK2qGtu8U=
"""
LOG_PAYLOAD = (
    "4AefULCtKuNnte1qnmM4xIp2G/63xnmNz38fDtMhEv66e/RhZW+4kypIvIaTxgzU+31m2iERbCmDMjyc3tOyT5QQiQ8="
)
COSIGNER_PAYLOAD = (
    "88CAtgAAAABpVbkAGvFffzPdNtkqCCRoHsRfN7D5is2d0A47m6wlqUeQ"
    "Ai0Hkq8zQk7KZGnvZv0GgxUh4SoCjhrjetTtLhpsoW0ODw=="
)
EXAMPLE = (
    f"{EXAMPLE_TEXT}\n— draw.example.org/log1 {LOG_PAYLOAD}\n"
    f"— witness.example.org/w1 {COSIGNER_PAYLOAD}\n"
)
LOG_VKEY = "draw.example.org/log1+e0079f50+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
COSIGNER_VKEY = "witness.example.org/w1+f3c080b6+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
COSIGNED_AT = 1_767_225_600
ROOT = base64.b64encode(bytes(32)).decode()
TEXT = f"{ORIGIN}\n7\n{ROOT}\n"


def known(vkey: str, kind: int = LOG_KEY) -> VerifierKey:
    return parse_vkey(vkey, kind)


def note(*lines: str, text: str = TEXT) -> str:
    return text + "\n" + "".join(lines)


def test_published_example() -> None:
    checkpoint = parse_checkpoint(EXAMPLE)
    assert (checkpoint.origin, checkpoint.size) == ("draw.example.org/log1", 5)
    key, cosigner = known(LOG_VKEY), known(COSIGNER_VKEY, COSIGNER_KEY)
    assert check_log_signatures(checkpoint, [key]) == [key]
    assert check_cosignatures(checkpoint, [cosigner]) == [(cosigner, COSIGNED_AT)]


def test_lines_by_unknown_keys_are_ignored() -> None:
    checkpoint = parse_checkpoint(EXAMPLE)
    other = known(SUPERVISOR.vkey())
    assert check_log_signatures(checkpoint, [other]) == []
    assert check_cosignatures(checkpoint, []) == []


def test_wrong_line_by_a_known_key_is_not_ignored() -> None:
    wrong = LOG.note_line(TEXT.replace("7", "8"))
    checkpoint = parse_checkpoint(note(LOG.note_line(TEXT), wrong))
    with pytest.raises(FailedError, match=ORIGIN):
        check_log_signatures(checkpoint, [known(LOG.vkey())])


def test_of_keys_with_one_name_and_id_any_may_have_signed() -> None:
    right = known(LOG.vkey())
    twin = right._replace(key=SUPERVISOR.public)
    checkpoint = parse_checkpoint(note(LOG.note_line(TEXT)))
    assert check_log_signatures(checkpoint, [twin, right]) == [right]
    with pytest.raises(FailedError):
        check_log_signatures(checkpoint, [twin])


def test_cosignature_is_over_its_time() -> None:
    name = "cosigner.example.org/c1"
    cosigner = known(AUDITOR.vkey(name, COSIGNER_KEY), COSIGNER_KEY)
    line = AUDITOR.cosignature_line(TEXT, name, 1_800_000_000)
    cosigned = check_cosignatures(parse_checkpoint(note(line)), [cosigner])
    assert cosigned == [(cosigner, 1_800_000_000)]
    payload = bytearray(base64.b64decode(line.split(" ")[2]))
    payload[11] ^= 1
    earlier = f"— {name} {base64.b64encode(payload).decode()}\n"
    with pytest.raises(FailedError):
        check_cosignatures(parse_checkpoint(note(earlier)), [cosigner])


def test_cosignature_beyond_the_last_second_is_refused() -> None:
    name = "cosigner.example.org/c1"
    cosigner = known(AUDITOR.vkey(name, COSIGNER_KEY), COSIGNER_KEY)
    line = AUDITOR.cosignature_line(TEXT, name, 2**63)
    with pytest.raises(FailedError):
        check_cosignatures(parse_checkpoint(note(line)), [cosigner])


LINE = LOG.note_line(TEXT)
PAYLOAD = LINE.split(" ")[2].rstrip("\n")


@pytest.mark.parametrize(
    "broken",
    [
        *(
            "",
            "\n",
            TEXT,
            TEXT + "\n",
            note(LINE).rstrip("\n"),
            note(LINE) + "\n",
            note(LINE, "\n"),
        ),
        *(note(LINE, text=TEXT + "extension\n"), note(LINE, text=f"\n7\n{ROOT}\n")),
        *(note(LINE, text=f"{ORIGIN}\n{size}\n{ROOT}\n") for size in ("", "07", "-1", "+7", "7 ")),
        note(LINE, text=f"{ORIGIN}\n{2**53}\n{ROOT}\n"),
        note(LINE, text=f"{ORIGIN}\n７\n{ROOT}\n"),
        note(LINE, text=f"{ORIGIN}\n7\n{ROOT[:-1]}\n"),
        note(LINE, text=f"{ORIGIN}\n7\n{base64.b64encode(bytes(31)).decode()}\n"),
        note(LINE.replace("— ", "- ")),
        note(LINE.replace("— ", "—")),
        note(LINE.replace("— ", "—  ")),
        note(f"— {ORIGIN}\n"),
        note(f"— a+b {PAYLOAD}\n"),
        note(f"— a\u3000b {PAYLOAD}\n"),
        note(f"— {ORIGIN} {PAYLOAD[:-1]}\n"),
        note(f"— {ORIGIN} {PAYLOAD} \n"),
        note(f"— {ORIGIN} {base64.b64encode(b'four').decode()}\n"),
        note(f"— {ORIGIN} YWJjZGV=\n"),
        note(LINE.replace("\n", "\r\n")),
        note(f"— a\x01b {PAYLOAD}\n"),
        note(*[LINE] * 65),
    ],
)
def test_malformed_note_is_refused(broken: str) -> None:
    with pytest.raises(FailedError):
        parse_checkpoint(broken)


def test_sixty_four_lines_are_accepted() -> None:
    checkpoint = parse_checkpoint(note(*[LINE] * 64))
    assert len(check_log_signatures(checkpoint, [known(LOG.vkey())])) == 64


def rebuilt(name: str, typed: bytes, key_id: str = "") -> str:
    return f"{name}+{key_id or LOG.key_id().hex()}+{base64.b64encode(typed).decode()}"


TYPED = b"\x01" + LOG.public


@pytest.mark.parametrize(
    "vkey",
    [
        *("", "+", "++", ORIGIN, LOG.vkey() + "=", LOG.vkey()[:-1], " " + LOG.vkey()),
        rebuilt("", TYPED),
        rebuilt("a b", TYPED),
        rebuilt(ORIGIN, TYPED, "00000000"),
        rebuilt(ORIGIN, TYPED, LOG.key_id().hex().upper()),
        rebuilt(ORIGIN, TYPED[:-1]),
        LOG.vkey(kind=4),
    ],
)
def test_malformed_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(FailedError):
        parse_vkey(vkey, LOG_KEY)


@given(st.text(max_size=120) | st.sampled_from([EXAMPLE, note(LINE)]), st.data())
def test_any_text_is_a_note_or_refused(text: str, data: Any) -> None:
    at = data.draw(st.integers(0, len(text)))
    mutated = text[:at] + data.draw(st.text(max_size=3)) + text[at + 1 :]
    try:
        parse_checkpoint(mutated)
    except FailedError:
        return
    assert mutated.endswith("\n")
