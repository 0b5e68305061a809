"""Canonical JSON, SPEC §3.1: bytes become a value or an error; nothing is repaired.

Reading takes two steps, because SPEC §13 tells them apart: `decode` and `parse` (step 2) refuse what
is no JSON within §3.1, `check_canonical` (step 3) what is written in another way than §3.1 says.
Neither recurses deeper than 16 and both take time in proportion to the input.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import accumulate
from json.encoder import JSONEncoder
from typing import Any

from .errors import FailedError

GREATEST_INTEGER = 2**53 - 1
GREATEST_DEPTH = 16
# Below, Unicode assigns every code point.
FIRST_RUN = 0x300
ASCII = bytes(range(128))
# More digits than any integer in range has; longer ones are refused before they are converted.
MOST_DIGITS = 17
# Expressions are compiled, and kept, when they are first used: to start quickly.
NAME = r"[a-z][a-z0-9_]{0,63}"
FORBIDDEN = "[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]"
OTHER_ESCAPE = r'\\[^"\\n]'
# Rows of a list are compared this many at a time, so that a long list is never held twice.
ROWS_AT_ONCE = 1000
# Depth of the longest lists: record, groups, group, eligible.
DEPTH_OF_ROWS = 3

_encode = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def to_bytes(value: object) -> bytes:
    """Returns the canonical JSON of a value that `parse` could have returned."""
    return _encode(value).encode()


def same(one: object, other: object) -> bool:
    """Tells whether two values are equal as JSON; in Python `True == 1`."""
    return _encode(one) == _encode(other)


def digest(label: str, *arguments: object) -> str:
    """Returns H(label, …) of SPEC §3.3 in hex; byte strings must come as hex already."""
    return sha256(to_bytes([f"drawsvc/v1 {label}", *arguments])).hexdigest()


def leaf_hash(data: bytes) -> bytes:
    """Returns the RFC 6962 leaf hash, SPEC §4.1."""
    return sha256(b"\x00" + data).digest()


def decode(raw: bytes) -> str:
    """Returns the text of bytes.

    Raises:
        FailedError: they are not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FailedError(f"byte {error.start}", expected="utf8") from None


def parse(text: str) -> Any:
    """Returns the value of a text. Does not check that the text is canonical.

    Raises:
        FailedError: not well-formed within SPEC §3.1.
    """
    try:
        value = new_decoder().decode(text)
    except RecursionError:
        raise FailedError("", expected={"depth": GREATEST_DEPTH}) from None
    except json.JSONDecodeError as error:
        raise FailedError(f"character {error.pos}", expected="json") from None
    check_values(value, text)
    return value


def check_canonical(text: str, value: object) -> None:
    """Compares a text with the canonical serialisation of its value.

    Raises:
        FailedError: they differ; `where` is the first differing stretch, in characters.
    """
    position = 0
    for piece in _pieces(value, 0):
        if not text.startswith(piece, position):
            got = text[position : position + len(piece)]
            raise FailedError(f"character {position}", expected=piece, got=got)
        position += len(piece)
    if position != len(text):
        raise FailedError(f"character {position}", expected="end", got=text[position:])


def new_decoder() -> json.JSONDecoder:
    """Returns a decoder that refuses repeated and malformed names, and numbers but integers.

    What it returns `check_values` must see.
    """
    known: set[str] = set()

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise FailedError("", expected="members_once", got=[name for name, _ in pairs])
        if not known.issuperset(found):
            known.update(map(checked_name, found))
        return found

    return json.JSONDecoder(
        object_pairs_hook=members,
        parse_int=_integer,
        parse_float=_no_number,
        parse_constant=_no_number,
    )


def checked_name(name: str) -> str:
    """Returns the name of a member.

    Raises:
        FailedError: it is no name of SPEC §3.1.
    """
    if not re.fullmatch(NAME, name):
        raise FailedError("", expected={"pattern": NAME}, got=name)
    return name


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS or digits == "-0" or abs(int(digits)) > GREATEST_INTEGER:
        _no_number(digits)
    return int(digits)


def _no_number(token: str) -> Any:
    raise FailedError("", expected="whole_number", got=token)


def _is_plain(text: str) -> bool:
    """Tells whether no string of the text can break a rule; False may also mean "look closely".

    Looking at the whole text is far cheaper than at each string. Where an escape stands before a
    combining character the text may seem not normalised while its strings are.
    """
    if "\x7f" in text or re.search(OTHER_ESCAPE, text):
        return False
    if text.isascii():
        return True
    return unicodedata.is_normalized("NFC", text) and not unassigned_in(text)


def unassigned_in(text: str) -> str:
    """Returns the first character of a text that Unicode 13.0 does not assign, "" if there is none.

    Ideographs that were or will be assigned since are let through. Of any other character two
    readers may not agree whether a string with it is in NFC.
    """
    others = text.encode("utf-8", "surrogatepass").translate(None, ASCII)
    found = set(others.decode("utf-8", "surrogatepass"))
    return min(filter(_is_unassigned, found), default="")


@cache
def _is_unassigned(character: str) -> bool:
    code = ord(character)
    return code >= FIRST_RUN and bisect_right(_run_starts(), code) % 2 == 0


@cache
def _run_starts() -> list[int]:
    """Returns where runs of code points begin: an allowed one, a refused one, and so on."""
    from .unicode13 import RUNS  # noqa: PLC0415 - most files have no such characters

    lengths = (int(length, 16) for length in RUNS.split())
    return list(accumulate(lengths, initial=FIRST_RUN))


def check_values(value: object, text: str, depth: int = 1) -> None:
    """Checks depth, null and (unless the text is plain) strings, one depth after the other.

    Args:
        value: what `new_decoder` made of the text.
        text: the JSON of the value.
        depth: at which the value stands in its file.

    Raises:
        FailedError: not within SPEC §3.1.
    """
    plain, level = _is_plain(text), [value]
    while level:
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.append(item.values())
            elif isinstance(item, list):
                inner.append(item)
            elif item is None:
                raise FailedError("", expected="no_null")
            elif not plain and isinstance(item, str):
                _check_string(item)
        if inner and depth > GREATEST_DEPTH:
            raise FailedError("", expected={"depth": GREATEST_DEPTH})
        depth, level = depth + 1, [item for items in inner for item in items]  # type: ignore[attr-defined]


def _check_string(text: str) -> None:
    found = re.search(FORBIDDEN, text)
    if found:
        raise FailedError("", expected="no_control", got=ascii(found.group()))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise FailedError("", expected="nfc", got=ascii(text))
    unassigned = unassigned_in(text)
    if unassigned:
        raise FailedError("", expected="assigned", got=ascii(unassigned))


def _pieces(value: object, depth: int) -> Iterator[str]:
    """Yields the canonical text of a value in stretches."""
    if isinstance(value, dict) and depth < DEPTH_OF_ROWS:
        before = "{"
        for name in sorted(value):
            yield f'{before}"{name}":'
            yield from _pieces(value[name], depth + 1)
            before = ","
        yield "}" if value else "{}"
    elif isinstance(value, list) and depth < DEPTH_OF_ROWS:
        yield from _listed(([item] for item in value), depth)
    elif isinstance(value, list):
        starts = range(0, len(value), ROWS_AT_ONCE)
        yield from _listed((value[start : start + ROWS_AT_ONCE] for start in starts), depth)
    else:
        yield _encode(value)


def _listed(parts: Iterator[list[object]], depth: int) -> Iterator[str]:
    before = "["
    for part in parts:
        yield before
        if len(part) == 1:
            yield from _pieces(part[0], depth + 1)
        else:
            yield _encode(part)[1:-1]
        before = ","
    yield "]" if before == "," else "[]"
