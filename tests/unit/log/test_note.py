"""Signed notes (SPEC §4.2): what opens, and all that must not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from drawsvc.log.base64_text import to_base64
from drawsvc.log.errors import LogFormatError, NoteError
from drawsvc.log.keys import (
    COSIGNATURE,
    ED25519,
    NamedKey,
    PublicKey,
    SigningKey,
    VerifierKey,
)
from drawsvc.log.note import (
    MAX_SIGNATURES,
    Note,
    SignatureLine,
    Signer,
    cosign_line,
    open_note,
    parse_lines,
    parse_note,
    sign_note,
)
from tests.unit.log.worked_example import Example

TEXT = "log.example/1\n1\nroot\n"
KEYS = [NamedKey(f"key.example/{i}", SigningKey(bytes([i]) * 32)) for i in range(MAX_SIGNATURES)]
FIRST, SECOND = KEYS[0], KEYS[1]


def stranger(name: str, key_id: bytes) -> SignatureLine:
    return SignatureLine(name, key_id, bytes(64))


def test_worked_example_opens(example: Example) -> None:
    log, cosigner = example.log.verifier(ED25519), example.cosigner.verifier(COSIGNATURE)
    opened = open_note(example.note.to_bytes(), [cosigner, log])
    assert opened.text == example.note.text
    assert opened.signers == (Signer(log, None), Signer(cosigner, 1_767_225_600))


def test_worked_example_is_made_again(example: Example) -> None:
    signed = sign_note(example.note.text, [example.log])
    line = cosign_line(signed.text, example.cosigner, seconds=1_767_225_600)
    assert replace(signed, lines=(*signed.lines, line)) == example.note
    assert f"\n{example.note.text}\n".encode() in example.proof
    assert example.proof.endswith(example.note.to_bytes())


@pytest.mark.parametrize(
    "text", ["\n", "a\n", "\n\n\n", "a\n\nb\n\n", "一\n\u2028\n", "— a AAAA\n"]
)
@pytest.mark.parametrize("count", [1, 16, MAX_SIGNATURES])
def test_signed_note_opens(text: str, count: int) -> None:
    data = sign_note(text, KEYS[:count]).to_bytes()
    opened = open_note(data, [key.verifier(ED25519) for key in KEYS])
    assert opened.text == text
    assert [signer.key.name for signer in opened.signers] == [key.name for key in KEYS[:count]]
    assert parse_note(data).to_bytes() == data


def test_unknown_lines_are_ignored() -> None:
    signed = sign_note(TEXT, [FIRST])
    key = FIRST.verifier(ED25519)
    lines = (
        stranger(FIRST.name, b"\x00\x00\x00\x00"),  # the name of a known key alone
        stranger("other", key.key_id),  # the key id of a known key alone
        SignatureLine("short", b"\x00\x00\x00\x00", b"\x00"),
        *signed.lines,
    )
    assert open_note(Note(TEXT, lines).to_bytes(), [key]).signers == (Signer(key, None),)


def test_invalid_line_by_a_known_key_spoils_the_note() -> None:
    key = FIRST.verifier(ED25519)
    lines = (*sign_note(TEXT, [FIRST]).lines, stranger(FIRST.name, key.key_id))
    for order in (lines, lines[::-1]):
        with pytest.raises(NoteError, match="invalid signature of key"):
            open_note(Note(TEXT, order).to_bytes(), [key])


def test_signature_over_another_text_is_invalid() -> None:
    moved = Note("other\n", sign_note(TEXT, [FIRST]).lines)
    with pytest.raises(NoteError, match="invalid signature"):
        open_note(moved.to_bytes(), [FIRST.verifier(ED25519)])


def test_cosignature_of_another_length_is_invalid() -> None:
    key = FIRST.verifier(COSIGNATURE)
    lines = (SignatureLine(key.name, key.key_id, FIRST.key.sign(TEXT.encode())),)
    with pytest.raises(NoteError, match="expected 72 bytes"):
        open_note(Note(TEXT, lines).to_bytes(), [key])


def test_note_by_strangers_alone_does_not_open() -> None:
    data = sign_note(TEXT, [FIRST]).to_bytes()
    for known in ([], [SECOND.verifier(ED25519)], [FIRST.verifier(COSIGNATURE)]):
        with pytest.raises(NoteError, match="expected a signature by a known key"):
            open_note(data, known)


def test_a_key_may_be_given_twice() -> None:
    key = FIRST.verifier(ED25519)
    assert open_note(sign_note(TEXT, [FIRST]).to_bytes(), [key, key]).text == TEXT


class Colliding(VerifierKey):
    """A key made until its key id was that of another."""

    @property
    def key_id(self) -> bytes:
        return FIRST.verifier(ED25519).key_id


def test_two_keys_with_one_key_id_are_refused() -> None:
    other = Colliding(FIRST.name, ED25519, SECOND.key.public)
    with pytest.raises(NoteError, match="expected distinct keys"):
        open_note(sign_note(TEXT, [FIRST]).to_bytes(), [FIRST.verifier(ED25519), other])


def test_other_type_is_another_key() -> None:
    """A log signature never counts as a cosignature by the same key."""
    data = sign_note(TEXT, [FIRST]).to_bytes()
    opened = open_note(data, [FIRST.verifier(COSIGNATURE), FIRST.verifier(ED25519)])
    assert [signer.key.type for signer in opened.signers] == [ED25519]


GOOD = sign_note(TEXT, [FIRST]).to_bytes().decode()
LINE = GOOD.split("\n\n")[1]
ENCODED = LINE.split(" ")[2].strip()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        GOOD[:-1].encode(),
        (GOOD + "\n").encode(),
        (GOOD + "x").encode(),
        (GOOD + " \n").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n\n", "\n").encode(),
        GOOD.replace("log", "l\x00g").encode(),
        GOOD.replace("log", "l\tg").encode(),
        GOOD.encode().replace(b"log", b"\xff"),
        GOOD.encode().replace(b"log", b"\xed\xa0\x80"),
        GOOD.encode("utf-16"),
        f"{TEXT}\n{LINE}\n{LINE}".encode(),
        (TEXT + "\n" + LINE * (MAX_SIGNATURES + 1)).encode(),
    ],
)
def test_bytes_that_are_no_note_are_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        open_note(data, [FIRST.verifier(ED25519)])


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace("— ", "- "),
        lambda line: line.replace("— ", "—"),
        lambda line: line.replace("— ", "—  "),
        lambda line: line.replace("— ", "—\u00a0"),
        lambda line: " " + line,
        lambda line: line.replace("\n", " \n"),
        lambda line: line.replace("key.example/0 ", ""),
        lambda line: line.replace("key.example/0", ""),
        lambda line: line.replace("key.example/0", "a b"),
        lambda line: line.replace("key.example/0", "a+b"),
        lambda line: line.replace("key.example/0", "a\u3000b"),
        lambda line: line.replace("key.example/0", "a\u0085b"),
        lambda line: line.replace("key.example/0", "a\u2028b"),
        lambda line: line.replace("key.example/0", "a\x0bb"),
        lambda line: line.replace("key.example/0", "a\x1cb"),
        lambda line: line.replace("key.example/0", "a\x1fb"),
        lambda line: line.replace(ENCODED, ""),
        lambda line: line.replace(ENCODED, ENCODED.rstrip("=")),
        lambda line: line.replace(ENCODED, ENCODED + "="),
        lambda line: line.replace(ENCODED, ENCODED + " x"),
        lambda line: line.replace(ENCODED, ENCODED[:9] + "-" + ENCODED[10:]),
        lambda line: line.replace(ENCODED, ENCODED[:-2] + "B="),
        lambda line: line.replace(ENCODED, to_base64(b"")),
        lambda line: line.replace(ENCODED, to_base64(b"abc")),
        lambda line: line.replace(ENCODED, to_base64(b"abcd")),
    ],
)
def test_malformed_line_is_never_skipped(change: Callable[[str], str]) -> None:
    bad = change(LINE)
    assert bad != LINE
    for lines in (bad + LINE, LINE + bad):
        with pytest.raises(NoteError):
            open_note(f"{TEXT}\n{lines}".encode(), [FIRST.verifier(ED25519)])


@pytest.mark.parametrize("text", ["", "a", "a\r\n", "\x00\n", "\ud800\n"])
def test_text_that_could_not_be_read_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign_note(text, [FIRST])


@pytest.mark.parametrize("keys", [[], [*KEYS, FIRST]], ids=len)
def test_number_of_signers_is_bounded(keys: list[NamedKey]) -> None:
    with pytest.raises(NoteError, match="1 to 64"):
        sign_note(TEXT, keys)


@pytest.mark.parametrize(
    ("name", "key_id", "payload"),
    [("a b", bytes(4), b"x"), ("a", bytes(3), b"x"), ("a", bytes(5), b"x"), ("a", bytes(4), b"")],
)
def test_line_that_could_not_be_read_is_not_made(name: str, key_id: bytes, payload: bytes) -> None:
    with pytest.raises(LogFormatError):
        SignatureLine(name, key_id, payload)


def test_lines_alone_come_back() -> None:
    line = cosign_line(TEXT, FIRST, seconds=5)
    assert parse_lines(line.to_text()) == (line,)
    assert parse_lines("") == ()
    with pytest.raises(NoteError, match="line feed"):
        parse_lines(line.to_text()[:-1])


def test_many_lines_are_refused_before_any_is_read() -> None:
    data = (TEXT + "\n" + "nonsense\n" * 65).encode()
    with pytest.raises(NoteError, match="up to 64"):
        open_note(data, [FIRST.verifier(ED25519)])


def test_public_half_is_the_same_for_both_types() -> None:
    assert FIRST.verifier(ED25519).key == FIRST.verifier(COSIGNATURE).key == FIRST.key.public
    assert isinstance(FIRST.key.public, PublicKey)
