"""Files read item by item are judged as files read at once are, however they are cut in pieces."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from drawverify import stream
from drawverify.errors import FailedError
from drawverify.files import _read, from_bytes
from drawverify.schema import LOG, ROSTER, FileFormat
from drawverify.shape import array, members, string
from drawverify.stream import pieces_of, read_list
from drawverify.values import TYPES
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.verifier.build import canonical
from tests.unit.verifier.office import Office, person

# The same file as one that is read at once.
WHOLE = FileFormat(
    limit=2**20,
    fixed=ROSTER.fixed,
    shape=members(
        experts=array(ROSTER.item),
        origin=TYPES["origin"],
        pool=TYPES["id"],
        roster=TYPES["leaf"],
        v=string,
    ),
)
GOOD = Office([person(1, title='é\n"\\'), person(2)]).roster_file()
VALUE = json.loads(GOOD)


def streamed(raw: bytes, form: Any = ROSTER, piece: int = 2**20) -> tuple[str, list[Any]]:
    """Returns the step that fails, "" if none does, and the items."""
    items: list[Any] = []

    def pieces(limit: int) -> Iterator[bytes]:
        assert limit == form.limit
        return (raw[at : at + piece] for at in range(0, len(raw), piece))

    def take(item: dict[str, Any], text: bytes) -> None:
        assert canonical(item) == text
        items.append(item)

    try:
        read_list(pieces, form, take)
    except FailedError as error:
        return error.step, items
    return "", items


def at_once(raw: bytes) -> str:
    try:
        _read(from_bytes(raw), WHOLE)
    except FailedError as error:
        return error.step
    return ""


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 1000])
def test_pieces_do_not_matter(piece: int) -> None:
    assert streamed(GOOD, piece=piece) == ("", VALUE["experts"])


WRONG = {
    "empty": b"",
    "bom": b"\xef\xbb\xbf" + GOOD,
    "no_utf8": GOOD.replace(b"sex", b"s\xff"),
    "cut": GOOD[:-1],
    "cut_character": GOOD.replace("é".encode(), b"\xc3"),
    "after": GOOD + b"x",
    "line_feed": GOOD + b"\n",
    "space": GOOD.replace(b":[", b": ["),
    "array": b"[]",
    "number": b"12",
    "negative_zero": b"-0",
    "text": b'"x"',
    "empty_object": b"{}",
    "null": GOOD.replace(b'"active"', b"null"),
    "fraction": GOOD.replace(b'"active"', b"1.5"),
    "no_name": GOOD.replace(b'"origin"', b"1"),
    "bad_name": GOOD.replace(b'"origin"', b'"Origin"'),
    "no_colon": GOOD.replace(b'"origin":', b'"origin",'),
    "twice": GOOD.replace(b'"origin"', b'"pool"'),
    "inner_twice": GOOD.replace(b'"phone"', b'"name"'),
    "not_nfc": GOOD.replace("é".encode(), "é".encode()),
    "escape": GOOD.replace(b'"active"', b'"\\u0061ctive"'),
    "deep": canonical({**VALUE, "pool": json.loads("[" * 15 + "]" * 15)}),
    "deep_item": canonical({**VALUE, "experts": [json.loads("[" * 15 + "]" * 15)]}),
    "deepest": canonical({**VALUE, "experts": [json.loads("[" * 14 + "]" * 14)]}),
    "not_a_list": canonical({**VALUE, "experts": {}}),
    "no_list": canonical({name: VALUE[name] for name in ("origin", "pool", "roster", "v")}),
    "no_item": canonical({**VALUE, "experts": []}),
    "item": canonical({**VALUE, "experts": [1]}),
    "more": canonical({**VALUE, "experts": [{**VALUE["experts"][0], "more": 1}]}),
    "version": canonical({**VALUE, "v": "drawsvc/v2 roster"}),
    "order": json.dumps(
        dict(reversed(VALUE.items())), separators=(",", ":"), ensure_ascii=False
    ).encode(),
    "late_json_after_early_schema": canonical({**VALUE, "experts": [1]})[:-1],
    "canonical_before_version": canonical({**VALUE, "v": "x"}) + b" ",
    "comma": GOOD.replace(b"}],", b"},],"),
    "recursion": b"[" * 100_000,
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("piece", [5, 2**20])
def test_judged_as_if_read_at_once(name: str, piece: int) -> None:
    assert streamed(WRONG[name], piece=piece)[0] == at_once(WRONG[name])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_change_is_judged_as_if_read_at_once(data: st.DataObject) -> None:
    raw = bytearray(GOOD)
    at = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.binary(max_size=2) | st.sampled_from([b"{", b"]", b'"', b" ", b"\\", b"1"]))
    raw[at : at + data.draw(st.integers(0, 2))] = new
    assert streamed(bytes(raw), piece=50)[0] == at_once(bytes(raw))


def test_entries_are_of_this_version_and_not_too_long() -> None:
    office = Office()
    assert streamed(office.log_file(), LOG) == ("", office.log)
    office.log[0]["v"] = "drawsvc/v2"
    assert streamed(office.log_file(), LOG)[0] == "file.version"
    office = Office(readings=["字" * 500] * 50)
    assert streamed(office.log_file(), LOG)[0] == "file.schema"
    assert streamed(office.log_file(entries=[1]), LOG)[0] == "file.schema"


def test_text_without_an_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_CHARACTERS", 1000)
    read: list[bytes] = []

    def pieces(_: int) -> Iterator[bytes]:
        yield b'{"experts":["'
        for _ in range(100):
            read.append(b"x" * 100)
            yield read[-1]

    with pytest.raises(FailedError) as caught:
        read_list(pieces, ROSTER, lambda *_: None)
    assert caught.value.step == "file.json"
    assert len(read) < 20


def test_file_that_is_too_long() -> None:
    assert list(pieces_of(io.BytesIO(b"12"), 2)) == [b"12"]
    with pytest.raises(FailedError) as caught:
        list(pieces_of(io.BytesIO(b"123"), 2))
    assert caught.value.step == "file.size"
