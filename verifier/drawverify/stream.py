"""Long files read item by item, so that a log of a million entries needs little memory.

Steps 1 to 5 of SPEC §13 for files that are one object with one long array. As with files that are
read at once each step is judged over the whole file: what fails at a later step is kept until the
file is read, since an earlier step may yet fail.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from .errors import FailedError, StepError, require_equal
from .shape import Shape
from .strict import (
    check_canonical,
    check_values,
    checked_name,
    new_decoder,
    to_bytes,
)

# Given a limit in bytes yields a file in pieces; fails where it is longer.
Pieces = Callable[[int], Iterator[bytes]]

PIECE_BYTES = 2**20
# No item is near as long; text without an end would otherwise fill the memory.
MOST_CHARACTERS = 2**24
WHITE_SPACE = " \t\n\r"
STEPS = ("file.size", "file.json", "file.canonical", "file.version", "file.schema")
DEPTH_OF_MEMBERS, DEPTH_OF_ITEMS = 2, 3


class ListFormat(NamedTuple):
    """What SPEC §11 says of a file with one long array.

    Attributes:
        limit: its size in bytes.
        fixed: members with one possible value.
        shape: of the whole, with any items.
        items: name of the array.
        item: shape of its items; item_fixed: their members with one possible value.
    """

    limit: int
    fixed: dict[str, str]
    shape: Shape
    items: str
    item: Shape
    item_fixed: dict[str, str]


def pieces_of(file: BinaryIO, limit: int) -> Iterator[bytes]:
    """Yields an open file piece by piece.

    Raises:
        FailedError: it is longer than `limit` bytes.
    """
    read = 0
    while True:
        piece = file.read(PIECE_BYTES)
        read += len(piece)
        if read > limit:
            error = FailedError("", expected={"bytes": f"≤ {limit}"}, got=f"≥ {read}")
            error.step = STEPS[0]
            raise error
        if not piece:
            return
        yield piece


def read_list(
    pieces: Pieces, form: ListFormat, take: Callable[[dict[str, Any], bytes], None]
) -> dict[str, Any]:
    """Reads a file, hands over its items as they come, and returns the other members.

    Items are handed over with their canonical JSON. They are well-formed then; the file may still
    fail after that.

    Raises:
        FailedError: with the step of 1 to 5 that fails.
    """
    return _ListReader(pieces(form.limit), form, take).read()


class _Text:
    """The text of a file, held from the place reached to the end of the last piece read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._json = new_decoder()
        self._text, self._at, self._ended = "", 0, False
        self.has_white_space = False

    def _more(self) -> bool:
        """Reads on; tells whether the end had not been reached."""
        if self._ended:
            return False
        piece = next(self._pieces, b"")
        self._ended = not piece
        try:
            self._text = self._text[self._at :] + self._decode(piece, self._ended)
        except ValueError:
            raise FailedError("", expected="utf8") from None
        self._at = 0
        return True

    def peek(self) -> str:
        """Returns the next character that is no white space, "" at the end."""
        while True:
            letter = self._text[self._at : self._at + 1]
            if letter and letter in WHITE_SPACE:
                self._at, self.has_white_space = self._at + 1, True
            elif letter or not self._more():
                return letter

    def skip(self, *expected: str) -> str:
        """Passes over one of some characters and returns it; "" is the end."""
        letter = self.peek()
        if letter not in expected:
            raise FailedError("", expected={"one_of": list(expected)}, got=letter)
        self._at += len(letter)
        return letter

    def value(self) -> tuple[Any, str]:
        """Returns the next value, and its text."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if len(self._text) > MOST_CHARACTERS or not self._more():
                    raise FailedError("", expected="json") from None
                continue
            # What ends with the piece may be the beginning of a longer number.
            if end < len(self._text) or not self._more():
                text, self._at = self._text[self._at : end], end
                return value, text


class _ListReader:
    """One file on its way."""

    def __init__(
        self,
        pieces: Iterator[bytes],
        form: ListFormat,
        take: Callable[[dict[str, Any], bytes], None],
    ) -> None:
        self._text = _Text(pieces)
        self._form = form
        self._take = take
        self._kept: dict[str, StepError] = {}

    def read(self) -> dict[str, Any]:
        """Takes the steps and returns the members, the items not among them."""
        try:
            value = self._members() if self._text.peek() == "{" else self._value("", 1)[0]
            self._text.skip("")
        except FailedError as error:
            error.step = error.step or STEPS[1]
            raise
        if self._text.has_white_space:
            self._keep("file.canonical", FailedError("", expected="no_white_space"))
        self._check("file.version", "", _check_fixed, value, self._form.fixed)
        self._check("file.schema", "", self._form.shape, value)
        for step in STEPS:
            if step in self._kept:
                raise self._kept[step]
        found: dict[str, Any] = value
        return found

    def _members(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        last = ""
        for _ in self._parts("{", "}"):
            name, _ = self._value("", DEPTH_OF_MEMBERS)
            if not isinstance(name, str) or name in found:
                raise FailedError("", expected="members_once", got=name)
            if checked_name(name) <= last:
                self._keep("file.canonical", FailedError(name, expected="ascending"))
            last = name
            self._text.skip(":")
            if name == self._form.items and self._text.peek() == "[":
                found[name] = []  # none is kept
                self._read_items()
            else:
                found[name], _ = self._value(name, DEPTH_OF_MEMBERS)
        return found

    def _read_items(self) -> None:
        form = self._form
        for number in self._parts("[", "]"):
            where = f"{form.items}[{number}]"
            item, text = self._value(where, DEPTH_OF_ITEMS)
            raw = text.encode()
            if isinstance(item, dict):
                self._check("file.version", where, _check_fixed, item, form.item_fixed)
            self._check("file.schema", where, form.item, item)
            if not self._kept:
                self._take(item, raw)

    def _parts(self, opening: str, closing: str) -> Iterator[int]:
        """Yields the number of each part of an array or object, which is then read."""
        self._text.skip(opening)
        if self._text.peek() == closing:
            self._text.skip(closing)
            return
        number = 0
        yield number
        while self._text.skip(",", closing) == ",":
            number += 1
            yield number

    def _value(self, where: str, depth: int) -> tuple[Any, str]:
        try:
            value, text = self._text.value()
            check_values(value, text, depth)
        except FailedError as error:
            raise (error.at(where) if where else error) from None
        if to_bytes(value) != text.encode():
            self._check("file.canonical", where, check_canonical, text, value)
        return value, text

    def _check(self, step: str, where: str, action: Callable[..., None], *values: object) -> None:
        try:
            action(*values)
        except FailedError as error:
            self._keep(step, error.at(where) if where else error)

    def _keep(self, step: str, error: StepError) -> None:
        error.step = step
        self._kept.setdefault(step, error)


def _check_fixed(value: object, fixed: dict[str, str]) -> None:
    if not isinstance(value, dict):
        raise FailedError("", expected="object", got=type(value).__name__)
    for name, expected in fixed.items():
        require_equal(value.get(name), expected, name)
