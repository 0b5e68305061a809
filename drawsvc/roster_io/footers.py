"""What stands below a table of people: signatures, notes, totals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from drawsvc.roster_io.tables import Cell, shown

_PEOPLE = [
    "填表",
    "填报",
    "制表",
    "审核",
    "复核",
    "审批",
    "批准",
    "承办",
    "经办",
    "联系",
    "负责",
    "科室负责",
    "单位负责",
    "部门负责",
]
_OTHERS = [
    "分管领导",
    "主管领导",
    "领导",
    "盖章",
    "公章",
    "单位盖章",
    "单位公章",
    "签字",
    "签名",
    "日期",
    "时间",
    "填表日期",
    "填报日期",
    "填报时间",
    "制表日期",
    "填报单位",
    "填报科室",
    "推荐单位意见",
    "所在单位意见",
    "注",
    "备注",
    "说明",
    "附注",
    "填表说明",
    "注意事项",
    "合计",
    "总计",
    "共计",
]
_LABEL = re.compile(f"(?:(?:{'|'.join(_PEOPLE)})人?|{'|'.join(_OTHERS)})(?:签字|签名|签章)?")
_TOTAL = re.compile("(?:合计|总计|共计|共)(?:[0-9]+(?:人|名|位))?")


def is_footer(row: Sequence[Cell]) -> bool:
    """Whether a row is no person's: it begins with the label of a signature or note and a colon, or is a total."""
    text = next((text for cell in row if (text := _folded(cell))), "")
    label, colon, _ = text.partition(":")
    return bool((colon and _LABEL.fullmatch(label)) or _TOTAL.fullmatch(text))


def is_continuation(row: Sequence[Cell]) -> bool:
    """Whether a row below the first of them may belong to it: it has one text and no more."""
    return sum(1 for cell in row if _folded(cell)) == 1


def _folded(cell: Cell) -> str:
    """A cell without white space, width and brackets around all of it."""
    text = unicodedata.normalize("NFKC", shown(cell))
    return "".join(text.split()).strip("()[]")
