"""Which column of a roster a heading in a file means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import COLUMNS, REQUIRED_COLUMNS, CellFault
from drawsvc.roster_io.tables import Cell, shown

HEADING_WITHIN = 10  # rows; titles and notes may stand above the heading

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "expert_id": "专家编号 专家代码 编号",
        "home_category": "归口类别 专业类别 专业类别代码",
        "serial": "管理序号 专家管理序号",
        "name": "姓名 专家姓名",
        "sex": "性别",
        "birth": "出生日期 出生年月 出生年月日",
        "id_number": "id_number_fake 身份证号 身份证号码 证件号码",
        "phone": "phone_fake 手机 手机号 手机号码 移动电话 联系电话",
        "employer_code": "单位代码 单位编码 统一社会信用代码",
        "employer": "单位 工作单位 在职单位 所在单位 单位全称 单位名称",
        "on_duty": "在岗情况",
        "title": "职称 技术职称 专业技术职称 职务职称 职务/职称",
        "specialties": "专业代码 专业范围代码",
        "years": "工作年限 专业工作年限 从业年限",
        "term_start": "聘期开始 聘期起始日 聘用日期 聘任日期",
        "status": "状态 聘用状态",
        "published_at": "公示开始 公示开始日",
        "publicity_until": "公示截止 公示截止日",
        "unavailable_from": "不能参加起 不能参加开始日",
        "unavailable_until": "不能参加止 不能参加截止日",
    }
)

IGNORED = frozenset(
    {
        "序号",
        "备注",
        "毕业学校",
        "毕业院校",
        "所学专业",
        "现从事专业",
        "最高学历",
        "学历",
        "学位",
        "职务",
        "职业资格",
        "注册资质",
        "邮箱",
        "电子邮箱",
        "电子信箱",
        "单位地址",
        "通信地址",
        "单位电话",
        "工作电话",
        "住宅电话",
        "传真",
        "传真号码",
        "邮政编码",
        "所在部门",
        "照片",
    }
)
"""Headings of the forms that say nothing a draw needs. Any other unknown one is refused: were it a
misspelt 公示截止, everybody would look as if there were no publicity period."""

COLUMN_OF: Mapping[str, str] = MappingProxyType(
    {column: column for column in COLUMNS}
    | {word: column for column, words in _WORDS.items() for word in words.split()}
)


def is_heading(row: Sequence[Cell]) -> bool:
    """Whether a row is the heading: it has a column of names."""
    return any(COLUMN_OF.get(_folded(cell)) == "name" for cell in row)


def columns_of(row: Sequence[Cell], *, sheet: str, number: int) -> dict[int, str]:
    """The columns under a heading.

    Args:
        row: the heading.
        sheet: where it stands, as in CellFault.
        number: its row, as in CellFault.

    Returns:
        Column by position, "" for one that is ignored; positions without a heading are left out.

    Raises:
        RosterError: `roster_cells`, with what is wrong about the heading.
    """
    columns: dict[int, str] = {}
    faults: list[CellFault] = []
    for place, cell in enumerate(row):
        word, text = _folded(cell), shown(cell)
        column = "" if word in IGNORED else COLUMN_OF.get(word)
        if column and column in columns.values():
            faults.append(CellFault(sheet, number, text, "column_twice", column, text))
        elif column is not None:
            columns[place] = column
        elif word:
            faults.append(CellFault(sheet, number, text, "column_unknown", "heading", text))
    faults += _missing(columns, sheet=sheet, number=number)
    if faults:
        raise RosterError("roster_cells", cells=faults, total=len(faults))
    return columns


def _missing(columns: Mapping[int, str], *, sheet: str, number: int) -> Iterator[CellFault]:
    for column in REQUIRED_COLUMNS:
        if column not in columns.values():
            yield CellFault(sheet, number, column, "column_missing", column, "")


def _folded(cell: Cell) -> str:
    """A heading without white space, width, case, and the asterisk of a required field."""
    text = unicodedata.normalize("NFKC", shown(cell)).casefold()
    return "".join(text.split()).strip("*")
