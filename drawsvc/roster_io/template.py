"""Empty roster files: the columns a pool asks for, named and formatted so that nothing typed is changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.utils import get_column_letter

from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster_cells import COLUMNS, DAY_COLUMNS

REQUIRED, BY_RULE, OPTIONAL = "required", "by_rule", "optional"
WIDTH = 16  # characters


@dataclass(frozen=True)
class TemplateColumn:
    """A column and whether a pool needs it: REQUIRED, BY_RULE of its profile, or OPTIONAL."""

    column: str
    need: str


def template_columns(profile: Profile) -> list[TemplateColumn]:
    """Every column, in the order of a file."""
    needs = dict.fromkeys(COLUMNS, OPTIONAL)
    needs |= dict.fromkeys(_by_rule(profile), BY_RULE)
    needs |= dict.fromkeys(("expert_id", "name", "specialties"), REQUIRED)
    return [TemplateColumn(column, need) for column, need in needs.items()]


def _by_rule(profile: Profile) -> list[str]:
    """Columns without which a rule of the profile has nothing to go by."""
    rules = {
        ("term_start",): profile.term_years,
        ("published_at", "publicity_until"): profile.publicity_working_days,
        ("birth",): profile.age.rule != "off",
        ("home_category", "serial"): profile.mode == "serial",
        ("employer", "employer_code"): profile.unit_limit,
    }
    return [column for columns, rule in rules.items() if rule for column in columns]


def template_csv(headings: Sequence[str]) -> bytes:
    """A csv file with a heading, with the byte order mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(headings)
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(headings: Sequence[str], columns: Sequence[str]) -> bytes:
    """A workbook with a heading. Columns that are no days are text, so that 1.10 and 007 stay what they are."""
    book = openpyxl.Workbook()
    page = book.create_sheet(index=0)
    del book["Sheet"]
    page.append(list(headings))
    for number, column in enumerate(columns, start=1):
        of_column = page.column_dimensions[get_column_letter(number)]
        of_column.number_format = "yyyy-mm-dd" if column in DAY_COLUMNS else "@"
        of_column.width = WIDTH
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
