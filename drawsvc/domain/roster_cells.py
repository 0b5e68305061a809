"""The columns of a roster and what each cell must look like.

A cell is text as the file has it. What people cannot see is taken away: white space around it, white
space that spreads a Chinese name (王　甲 is 王甲), and in columns of codes and numbers the difference
between full-width and ordinary characters. Nothing else is repaired; what does not fit is a fault.
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
ORDINARY_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
_DATE = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?")
_DATE_DIGITS = re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})?")
_DIGITS = re.compile(r"([0-9]+)")
_LINES = re.compile(r"[\r\n]+")
_HAN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_SPREAD = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_ID_18 = re.compile(r"[0-9]{6}([0-9]{8})[0-9]{3}[0-9Xx]")
_ID_15 = re.compile(r"[0-9]{6}([0-9]{6})[0-9]{3}")


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
    """A text that does not fit its column. `found` is the part that does not, None for the whole."""

    def __init__(self, code: str, expected: str, found: str | None = None) -> None:
        self.code = code
        self.expected = expected
        self.found = found
        super().__init__(f"{code}: expected {expected}")


def read_cell(column: str, raw: str) -> str:
    """The value of a cell, "" if it is empty.

    Raises:
        CellError: the text does not fit the column.
    """
    fits = _PATTERNS.get(column)
    if fits and fits(raw):
        return raw  # as most are; the patterns leave nothing to take away
    text = raw.strip()
    if not text:
        return ""
    if not text.isascii():
        if column not in TEXT_COLUMNS:
            text = text.translate(ORDINARY_WIDTH).strip()
        text = unicodedata.normalize("NFC", text)
    if len(text) > MAX_TEXT:
        raise CellError("cell_long", str(MAX_TEXT))
    if column == "specialties":
        text = _LINES.sub(";", text)
    if _INVISIBLE.search(text):
        raise CellError("cell_invisible", "visible")
    return COLUMNS[column](text)


def birth_in(id_number: str) -> str:
    """The date of birth in a Chinese identity number (GB 11643) of 18 or 15 digits; "" if it is another number.

    The check digit is not looked at: a wrong one says nothing about the date.

    Raises:
        CellError: `id_number_birth`, it has the form of one and no date stands in it.
    """
    found, century = _ID_18.fullmatch(id_number), ""
    if found is None:
        found, century = _ID_15.fullmatch(id_number), "19"
    if found is None:
        return ""
    try:
        return _day(century + found[1])
    except CellError:
        raise CellError("id_number_birth", "date") from None


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
    found = _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text)
    if found is None or found[4] is None:
        raise CellError("cell_form", "date")
    return _written(int(found[1]), int(found[3]), int(found[4]))


def _birth(text: str) -> str:
    """A day, or a month: forms ask for 出生年月 only (HN-06), and its last day is taken."""
    found = _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text)
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


def _name(text: str) -> str:
    return _SPREAD.sub("", text)


read_code = _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", "specialty")
"""A specialty code (SPEC §3.2).

Raises:
    CellError: it is none.
"""

_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "expert_id": (_IDENTIFIER, "id"),
        "serial": (r"[0-9]{1,9}", "serial"),
        "id_number": (r"[0-9A-Za-z()-]{5,32}", "id_number"),
        "phone": (r"[+(]?[0-9][0-9 ()-]{1,30}[0-9)]", "phone"),
        "employer_code": (_IDENTIFIER, "id"),
        "years": (r"[0-9]{1,2}", "years"),
    }
)
"""Columns whose cells have one pattern, and what it is called; no pattern lets white space stand at an end."""

_PATTERNS = {column: re.compile(pattern).fullmatch for column, (pattern, _) in _FORMS.items()}

TEXT_COLUMNS = frozenset(
    {"name", "sex", "employer", "on_duty", "title", "status", "specialties", "home_category"}
)
"""Columns of words; in all others full-width characters are taken for ordinary ones."""

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
"""Without the first, `id_number` must be there: ids are then given out, see domain.roster.Identities."""

COLUMNS: Mapping[str, Rule] = MappingProxyType(
    {
        "expert_id": _matching(*_FORMS["expert_id"]),
        "home_category": _as_it_is,  # as specialties
        "serial": _matching(*_FORMS["serial"]),
        "name": _name,
        "sex": _one_of(SEXES),
        "birth": _birth,
        "id_number": _matching(*_FORMS["id_number"]),
        "phone": _matching(*_FORMS["phone"]),
        "employer_code": _matching(*_FORMS["employer_code"]),
        "employer": _as_it_is,
        "on_duty": _as_it_is,
        "title": _as_it_is,
        "specialties": _as_it_is,  # specialty_cells looks into it
        "years": _matching(*_FORMS["years"]),
        "term_start": _day,
        "status": _one_of(STATUSES),
        "published_at": _day,
        "publicity_until": _day,
        "unavailable_from": _day,
        "unavailable_until": _day,
    }
)
"""Every column a roster can have, in the order of a file."""
