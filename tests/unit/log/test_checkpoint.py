"""Checkpoint texts (SPEC §4.2)."""

from collections.abc import Callable

import pytest

from drawsvc.log.base64_text import to_base64
from drawsvc.log.checkpoint import MAX_SIZE, Checkpoint, parse_checkpoint
from drawsvc.log.errors import CheckpointError
from tests.unit.log.worked_example import Example

ROOT = bytes(range(32))
TEXT = f"log.example/1\n12\n{to_base64(ROOT)}\n"


def test_worked_example(example: Example) -> None:
    found = parse_checkpoint(example.note.text)
    root = bytes.fromhex(example.facts["root"])
    assert found == Checkpoint("draw.example.org/log1", 5, root)
    assert found.to_text() == example.note.text


@pytest.mark.parametrize("size", [0, 1, 10, MAX_SIZE])
@pytest.mark.parametrize("origin", ["a", "0" * 255, "host:8080/a-b/c.d"])
def test_checkpoint_comes_back(origin: str, size: int) -> None:
    checkpoint = Checkpoint(origin, size, ROOT)
    assert parse_checkpoint(checkpoint.to_text()) == checkpoint


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda text: text[:-1],
        lambda text: text + "\n",
        lambda text: text + "extension\n",
        lambda text: "\n" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("log", "Log"),
        lambda text: text.replace("log", "-log"),
        lambda text: text.replace("log", "l" * 253),
        lambda text: text.replace("log", "lög"),
        lambda text: text.replace("log.example/1", ""),
        lambda text: text.replace("12", "012"),
        lambda text: text.replace("12", "+12"),
        lambda text: text.replace("12", "-12"),
        lambda text: text.replace("12", "1_2"),
        lambda text: text.replace("12", " 12"),
        lambda text: text.replace("12", "１２"),
        lambda text: text.replace("12", ""),
        lambda text: text.replace("12", "9007199254740992"),
        lambda text: text.replace("12", "1" * 5000),
        lambda text: text.replace("=", ""),
        lambda text: text.replace("8=", "9="),
        lambda text: text.replace("AAE", "AA E"),
        lambda text: text.replace(to_base64(ROOT), to_base64(ROOT[:31])),
        lambda text: text.replace(to_base64(ROOT), to_base64(ROOT + b"\x00")),
    ],
)
def test_other_text_is_refused(change: Callable[[str], str]) -> None:
    assert change(TEXT) != TEXT
    with pytest.raises(CheckpointError):
        parse_checkpoint(change(TEXT))


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 1, ROOT), ("a\n", 1, ROOT), ("a", -1, ROOT), ("a", MAX_SIZE + 1, ROOT), ("a", 1, b"")],
)
def test_checkpoint_that_could_not_be_read_is_not_made(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(CheckpointError):
        Checkpoint(origin, size, root)
