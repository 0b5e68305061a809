"""The columns of a roster and what each cell must look like.

A cell is text as the file has it. What people cannot see is taken away: white space around it, and
in columns of codes and numbers the difference between full-width and ordinary characters. Nothing
else is repaired; what does not fit is a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from drawsvc.domain.times import parse_date

Rule = Callable[[str], str]

MAX_TEXT = 500  # SPEC §3.2 text

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "active": "active",
        "suspended": "suspended",
        "removed": "removed",
        "在聘": "active",
        "暂停": "suspended",
        "解聘": "removed",
    }
)
SEXES: Mapping[str, str] = MappingProxyType({"男": "男", "女": "女"})

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
# Full-width U+FF01 to U+FF5E and the ideographic space. NFKC would also make 12 of 1².
_ORDINARY_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
_DATE = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?")
_SEPARATORS = re.compile(r"\s*[;；,，、]\s*")
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be taken.

    Args:
        sheet: name of the sheet, "" in a file without sheets.
        row: as the file counts it; the heading has one too.
        column: a name of COLUMNS; else the heading in the file, or without one its position, from 1.
        code: what is wrong; its wording is `cells.<code>` in web/locales.
        expected: code of the form asked for, or what another cell says.
        found: the cell as it stands. Not part of `repr`: it may be personal data, and errors are
            logged.
    """

    sheet: str
    row: int
    column: str
    code: str
    expected: str
    found: str = field(repr=False)


class CellError(ValueError):
    """A text that does not fit its column."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        self.expected = expected
        super().__init__(f"{code}: expected {expected}")


def read_cell(column: str, raw: str) -> str:
    """The value of a cell, "" if it is empty.

    Raises:
        CellError: the text does not fit the column.
    """
    text = raw.strip()
    if not text:
        return ""
    if not text.isascii():
        if column not in TEXT_COLUMNS:
            text = text.translate(_ORDINARY_WIDTH).strip()
        text = unicodedata.normalize("NFC", text)
    if len(text) > MAX_TEXT:
        raise CellError("cell_long", str(MAX_TEXT))
    if _INVISIBLE.search(text):
        raise CellError("cell_invisible", "visible")
    return COLUMNS[column](text)


def read_codes(raw: str) -> tuple[str, ...]:
    """The specialty codes of a cell, in natural order.

    Args:
        raw: codes separated by `;`, `,` or their Chinese forms.

    Raises:
        CellError: one is malformed, or stands twice.
    """
    codes = [read_cell("home_category", part) for part in _SEPARATORS.split(raw.strip())]
    codes = [code for code in codes if code]
    if len(set(codes)) != len(codes):
        raise CellError("specialty_twice", "distinct")
    return tuple(sorted(codes, key=natural_key))


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts codes as people do: 1.2 before 1.10, and either before A1."""
    parts = (part for part in _DIGITS.split(code) if part)
    return tuple((0, int(part), part) if part.isdigit() else (1, 0, part) for part in parts)


def _matching(pattern: str, form: str) -> Rule:
    fits = re.compile(pattern).fullmatch

    def rule(text: str) -> str:
        if fits(text) is None:
            raise CellError("cell_form", form)
        return text

    return rule


def _one_of(choices: Mapping[str, str]) -> Rule:
    def rule(text: str) -> str:
        if text not in choices:
            raise CellError("cell_choice", "|".join(choices))
        return choices[text]

    return rule


def _day(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None or found[4] is None:
        raise CellError("cell_form", "date")
    return _written(int(found[1]), int(found[3]), int(found[4]))


def _birth(text: str) -> str:
    """A day, or a month: forms ask for 出生年月 only (HN-06), and its last day is taken."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise CellError("cell_form", "date_or_month")
    if found[4] is not None:
        return _day(text)
    year, month = int(found[1]), int(found[3])
    for last in (31, 30, 29):
        try:
            return _written(year, month, last)
        except CellError:
            continue
    return _written(year, month, 28)


def _written(year: int, month: int, day: int) -> str:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        parse_date(text)
    except ValueError:
        raise CellError("cell_form", "date") from None
    return text


def _as_it_is(text: str) -> str:
    return text


_identifier = _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "id")
_specialty = _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "specialty")

TEXT_COLUMNS = frozenset({"name", "sex", "employer", "on_duty", "title", "status"})
"""Columns read by people; in all others full-width characters are taken for ordinary ones."""

DAY_COLUMNS = frozenset(
    {
        "birth",
        "term_start",
        "published_at",
        "publicity_until",
        "unavailable_from",
        "unavailable_until",
    }
)
"""Columns of days; a workbook may hold them as its own dates."""

NUMBER_COLUMNS = frozenset({"years"})
"""Columns of plain numbers. A serial or a code is none: 007 and 1.10 are not 7 and 1.1."""

REQUIRED_COLUMNS = ("expert_id", "name")

COLUMNS: Mapping[str, Rule] = MappingProxyType(
    {
        "expert_id": _identifier,
        "home_category": _specialty,
        "serial": _matching(r"[0-9]{1,9}", "serial"),
        "name": _as_it_is,
        "sex": _one_of(SEXES),
        "birth": _birth,
        "id_number": _matching(r"[0-9A-Za-z()-]{5,32}", "id_number"),
        "phone": _matching(r"[+(]?[0-9][0-9 ()-]{2,31}", "phone"),
        "employer_code": _identifier,
        "employer": _as_it_is,
        "on_duty": _as_it_is,
        "title": _as_it_is,
        "specialties": _as_it_is,  # read_codes looks into it
        "years": _matching(r"[0-9]{1,2}", "years"),
        "term_start": _day,
        "status": _one_of(STATUSES),
        "published_at": _day,
        "publicity_until": _day,
        "unavailable_from": _day,
        "unavailable_until": _day,
    }
)
"""Every column a roster can have, in the order of a file."""
