"""Text on a terminal: widths of Chinese characters, wrapping, and characters that may not pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

WIDTH = 78
# Control and format characters could move the cursor, hide text or turn its direction.
UNSAFE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
# A word of narrow characters, a space, or one wide character; a line may end after each.
PIECE = "(?s)[!-~]+|."
NO_START = "，。；：、）】”！？"


def safe(text: str) -> str:
    """Returns text of a file with every character that is not plainly visible spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) in UNSAFE else letter
        for letter in text
    )


def width(text: str) -> int:
    """Returns how many columns a text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def pad(text: str, columns: int) -> str:
    """Returns a text with spaces to its right."""
    return text + " " * (columns - width(text))


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Returns rows with aligned columns."""
    columns = max(map(len, rows), default=0)
    widths = [max(width(row[n]) for row in rows if n < len(row)) for n in range(columns)]
    return [(indent + "  ".join(map(pad, row, widths))).rstrip() for row in rows]


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Returns lines of at most 78 columns; the first begins with one indent, others with another."""
    indent = first if rest is None else rest
    lines, line = [], first
    for piece in re.findall(PIECE, text):
        full = width(line) + width(piece) > WIDTH and piece not in NO_START
        if full and line.strip():
            lines.append(line.rstrip())
            line = indent
        if line != indent or not piece.isspace():
            line += piece
    return [*lines, line.rstrip()]
