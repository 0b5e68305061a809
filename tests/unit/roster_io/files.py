"""Roster files of every kind for tests, and people to put into them. No person is real.

As in other generators of this project: given names are 天干地支 characters, identity numbers begin with 99, which is no
region, and telephone numbers with 100.
"""

import csv
import io
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl

from tests.unit.roster_io.xls_writer import Sheet, xls_bytes

Rows = Sequence[Sequence[Any]]

SURNAMES = ["王", "李", "张", "欧阳", "诸葛", "𠮷", "𬳽"]
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"

FORM_2 = [
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "移动电话",
    "单位全称",
    "职务职称",
    "毕业院校",
    "所学专业",
    "现从事专业",
    "备注",
]
"""Heading of form 表2 of the Changzhi regulation."""


def csv_file(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(rows: Rows, **sheets: Rows) -> bytes:
    return workbook(lambda _: None, 名册=rows, **sheets)


def xls_file(rows: Rows) -> bytes:
    return xls_bytes({"名册": Sheet(rows)})


def workbook(change: Callable[[Any], object], **sheets: Rows) -> bytes:
    """A workbook; what `change` does to its first sheet is done."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    change(book.worksheets[0])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def id_number(born: date, place: int) -> str:
    return f"99{place:04d}{born:%Y%m%d}{place % 1000:03d}X"


def form_2_rows(count: int, seed: int, specialties: Sequence[str]) -> list[list[str]]:
    """People as form 表2 has them."""
    of = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    rows = []
    for number in range(1, count + 1):
        born = date(1960, 1, 1) + timedelta(days=of.randrange(9000))
        name = of.choice(SURNAMES) + "".join(of.choices(GIVEN, k=of.choice([1, 2, 3])))
        rows.append(
            [
                *(str(number), name, of.choice("男女"), id_number(born, number)),
                *(
                    f"100{number:08d}",
                    f"示例单位{of.randrange(5)}",
                    "高级工程师",
                    "示例大学",
                    "某专业",
                ),
                *(of.choice(specialties), ""),
            ]
        )
    return rows
