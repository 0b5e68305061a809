"""Which column of a roster a heading in a file means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import COLUMNS, CellFault
from drawsvc.roster_io.mapping import NOT_USED, RosterMapping, folded
from drawsvc.roster_io.tables import Cell, Corner, shown

HEADING_WITHIN = 20  # rows; titles and notes may stand above the heading
NEAR_SHOWN = 3

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "expert_id": "专家编号 专家代码 编号",
        "home_category": "归口类别 专业类别 专业类别代码 专家类别 类别",
        "serial": "管理序号 专家管理序号",
        "name": "姓名 专家姓名",
        "sex": "性别",
        "birth": "出生日期 出生年月 出生年月日",
        "id_number": "证件号码 id_number_fake 身份证号 身份证号码 身份证 公民身份号码",
        "phone": "电话 phone_fake 手机 手机号 手机号码 移动电话 联系电话 联系方式",
        "employer_code": "单位代码 单位编码 统一社会信用代码",
        "employer": "单位 工作单位 在职单位 所在单位 单位全称 单位名称",
        "on_duty": "在岗情况",
        "title": "职称 技术职称 专业技术职称 职务职称 职务/职称",
        "specialties": "专业代码 专业范围代码 专业范围",
        "years": "工作年限 专业工作年限 从业年限",
        "term_start": "聘期开始 聘期起 聘期起始 聘期起始日 聘用日期 聘任日期 聘用开始 聘期自",
        "status": "状态 聘用状态",
        "published_at": "公示开始 公示开始日 公示日期",
        "publicity_until": "公示截止 公示截止日 公示期满",
        "unavailable_from": "不能参加起 不能参加开始日",
        "unavailable_until": "不能参加止 不能参加截止日",
    }
)
"""Headings beside the names of the columns; the first is what a template writes."""

SECOND_CHOICE: Mapping[str, str] = MappingProxyType(
    {"现从事专业": "specialties", "从事专业": "specialties", "专业": "specialties"}
)
"""Headings that mean a column only where no other heading does (form 表2 has 现从事专业 alone)."""

IGNORED = frozenset(
    [
        "序号",
        "备注",
        "毕业学校",
        "毕业院校",
        "所学专业",
        "最高学历",
        "学历",
        "学位",
        "职务",
        "职业资格",
        "注册资质",
        "行业",
        "民族",
        "政治面貌",
        "邮箱",
        "电子邮箱",
        "电子信箱",
        "微信",
        "单位地址",
        "通信地址",
        "单位电话",
        "工作电话",
        "办公电话",
        "办公",
        "住宅电话",
        "固定电话",
        "座机",
        "传真",
        "传真号码",
        "邮政编码",
        "邮编",
        "所在部门",
        "部门",
        "照片",
    ]
)
"""Headings of the forms that say nothing a draw needs. Any other unknown one is refused: were it a
misspelt 公示截止, everybody would look as if there were no publicity period."""

COLUMN_OF: Mapping[str, str] = MappingProxyType(
    {folded(column): column for column in COLUMNS}
    | {folded(word): column for column, words in KNOWN.items() for word in words.split()}
)


@dataclass(frozen=True)
class Heading:
    """The heading of a table, of one row or two.

    Args:
        row: its last row, counted from 1.
        columns: column by place, "" for one that is ignored; places without a heading are left out.
        texts: what stands there, by place; of two rows with a `/` between.
    """

    row: int
    columns: Mapping[int, str]
    texts: Mapping[int, str]


def find_heading(
    rows: Sequence[Sequence[Cell]],
    merged: Collection[tuple[Corner, Corner]],
    mapping: RosterMapping,
) -> Heading | None:
    """The heading among the first rows of a table: where the column of names is; None if there is none.

    A second row belongs to it if it continues under the names' cell, which is merged with the one below or, where
    nothing is merged, has none below while all that stands in the row is known: 联系方式 above 手机 and 邮箱.
    """
    for number, (row, below) in enumerate(pairwise([*rows, ()]), start=1):
        place = _place_of_names(row, mapping)
        if place is None:
            continue
        upper = _texts(row)
        lower = _texts(below)
        both = _joined(upper, lower)
        is_merged = ((number - 1, place), (number, place)) in merged
        if is_merged or _continues(both, lower, place=place, mapping=mapping):
            return Heading(number + 1, _columns(both, mapping), both)
        return Heading(number, _columns(upper, mapping), upper)
    return None


def likely_heading(rows: Sequence[Sequence[Cell]], mapping: RosterMapping) -> Heading | None:
    """The first of those rows that have most texts; for a file whose names stand under an unknown heading."""
    counts = [len(_texts(row)) for row in rows]
    most = max(counts, default=0)
    if not most:
        return None
    place = counts.index(most)
    texts = _texts(rows[place])
    return Heading(place + 1, _columns(texts, mapping), texts)


def check_heading(heading: Heading, mapping: RosterMapping, *, sheet: str) -> None:
    """Refuse a heading with columns that are unknown, double or missing.

    Args:
        heading: as it was found.
        mapping: gives some columns one value for all rows.
        sheet: where it stands, as in CellFault.

    Raises:
        RosterError: `roster_headings`, with what is wrong about it in `cells`, and the columns there are.
    """
    faults = list(_faults(heading, sheet=sheet))
    faults += _missing(heading, mapping, sheet=sheet)
    if faults:
        columns = ", ".join(COLUMNS)
        raise RosterError("roster_headings", cells=faults, total=len(faults), columns=columns)


def near_columns(text: str, taken: Collection[str] = ()) -> list[str]:
    """The columns with a heading most like an unknown one, most alike first.

    Args:
        text: the unknown heading.
        taken: columns that another heading means.
    """
    word = folded(text)
    shared = dict.fromkeys((column for column in COLUMNS if column not in taken), 0)
    for known, column in {**COLUMN_OF, **SECOND_CHOICE}.items():
        if column not in shared:
            continue
        common = (Counter(known) & Counter(word)).total()
        if 2 * common >= max(len(known), len(word)):
            shared[column] = max(shared[column], common)
    found = sorted(shared, key=lambda column: -shared[column])
    return [column for column in found if shared[column]][:NEAR_SHOWN]


def _place_of_names(row: Sequence[Cell], mapping: RosterMapping) -> int | None:
    for place, text in _texts(row).items():
        if _column(text, mapping) == "name":
            return place
    return None


def _texts(row: Sequence[Cell]) -> dict[int, str]:
    """What stands in a row by place, without line breaks."""
    texts = {place: "".join(shown(cell).split("\n")).strip() for place, cell in enumerate(row)}
    return {place: text for place, text in texts.items() if text}


def _joined(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """The texts of two rows. Above a text of the lower one is the last of the upper one not to the right of it."""
    joined = dict(upper)
    group = ""
    for place in sorted({*upper, *lower}):
        group = upper.get(place, group)
        if place in lower:
            joined[place] = f"{group}/{lower[place]}" if group else lower[place]
    return dict(sorted(joined.items()))


def _continues(
    both: Mapping[int, str], lower: Mapping[int, str], *, place: int, mapping: RosterMapping
) -> bool:
    texts = [both[below] for below in lower]
    known = (_column(text, mapping) is not None or _second_choice(text) for text in texts)
    return bool(lower) and place not in lower and all(known)


def _column(text: str, mapping: RosterMapping) -> str | None:
    """The column a heading means, "" if it is ignored, None if it is unknown."""
    for word in _words(text):
        if word in mapping.columns:
            return mapping.columns[word]
        if word in IGNORED:
            return NOT_USED
        if word in COLUMN_OF:
            return COLUMN_OF[word]
    return None


def _words(text: str) -> tuple[str, str]:
    """A heading as a whole, and what of it stands in the lower of two rows."""
    return folded(text), folded(text.rpartition("/")[2])


def _second_choice(text: str) -> str:
    """The column a heading means where no other does; "" if there is none."""
    return next((SECOND_CHOICE[word] for word in _words(text) if word in SECOND_CHOICE), "")


def _columns(texts: Mapping[int, str], mapping: RosterMapping) -> dict[int, str]:
    found = {place: _column(text, mapping) for place, text in texts.items()}
    taken = set(found.values())
    for place, text in texts.items():
        second = _second_choice(text)
        if found[place] is None and second:
            found[place] = NOT_USED if second in taken else second
            taken.add(second)
    return {place: column for place, column in found.items() if column is not None}


def _faults(heading: Heading, *, sheet: str) -> Iterator[CellFault]:
    seen: set[str] = set()
    for place, text in heading.texts.items():
        column = heading.columns.get(place)
        if column is None:
            near = "|".join(near_columns(text, heading.columns.values())) or "no_column"
            yield CellFault(sheet, heading.row, text, "column_unknown", near, text)
        elif column in seen:
            yield CellFault(sheet, heading.row, text, "column_twice", column, text)
        seen.add(column or "")
        seen.discard("")


def _missing(heading: Heading, mapping: RosterMapping, *, sheet: str) -> Iterator[CellFault]:
    there = {*heading.columns.values(), *mapping.values}
    wanted = {"name": ("name",), "expert_id": ("expert_id", "id_number")}
    for column, any_of in wanted.items():
        if there.isdisjoint(any_of):
            yield CellFault(sheet, heading.row, column, "column_missing", column, "")
