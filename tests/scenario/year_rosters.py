"""Rosters of a year: generated people and every odd row that offices have had, written as their files are.

No real person: given names are of the stems and branches, identity numbers of no region, telephone numbers of no
network.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Cells = dict[str, str]

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡"
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
TITLES = ("正高级工程师", "高级工程师", "高级经济师", "注册会计师", "教授")
ODD_NAMES = (
    "𠮷甲",
    "王𬳽",
    "阿依古丽·买买提",
    "欧阳甲乙丙丁",
    "李甲",
    "René甲",
    "Rene\u0301甲",
    "张 子丑",
    "\uf9d1甲",
    "ｒｅｎé甲",
)
"""Characters beyond 16 bits, a middle dot, four and one characters after the surname, a letter with an accent
in one piece and in two, a character that is another's double, wide letters."""

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DAYS_A_YEAR = 365.2425


@dataclass(frozen=True)
class Kind:
    """What the people of a pool are like.

    Args:
        specialties: by category, most of them first.
        size: people, odd ones apart.
        ages: youngest, oldest, most frequent.
    """

    specialties: Mapping[str, Sequence[str]]
    size: int
    ages: tuple[int, int, int] = (34, 64, 50)


def generated(kind: Kind, seed: int, today: date) -> list[Cells]:
    """People of all categories in turn; a few employers have many of them."""
    chance = random.Random(seed)  # noqa: S311 - nobody draws with it
    categories = list(kind.specialties)
    return [_person(number, kind, categories, chance, today) for number in range(kind.size)]


def _person(
    number: int, kind: Kind, categories: Sequence[str], chance: random.Random, today: date
) -> Cells:
    category = categories[number % len(categories)]
    codes = kind.specialties[category]
    born = today - timedelta(days=int(chance.triangular(*kind.ages) * DAYS_A_YEAR))
    unit = int(chance.paretovariate(0.8)) % 30
    name = chance.choice(SURNAMES) + "".join(chance.sample(STEMS, chance.choice((1, 2, 2))))
    taken = sorted(chance.sample(codes, min(len(codes), chance.choice((1, 1, 2)))))
    cells = cells_of(f"E{number + 1:03}", name, category, number // len(categories) + 1)
    return cells | {
        "birth": born.isoformat(),
        "id_number": f"99{chance.randrange(10_000):04}{born:%Y%m%d}{number % 1000:03}X",
        "employer_code": f"U{unit:02}",
        "employer": f"示例单位{unit}",
        "title": chance.choice(TITLES),
        "specialties": ";".join(taken),
        "term_start": (today - timedelta(days=chance.randrange(300))).isoformat(),
    }


def cells_of(expert: str, name: str, category: str, serial: int) -> Cells:
    """Somebody who can be drawn."""
    return {
        "expert_id": expert,
        "home_category": category,
        "serial": f"{serial:03}",
        "name": name,
        "sex": "女",
        "birth": "1980-05-20",
        "id_number": "",
        "phone": f"100{sum(map(ord, expert)) * 7919 % 10**8:08}",
        "employer_code": "",
        "employer": "",
        "on_duty": "在岗",
        "title": "高级工程师",
        "specialties": category,
        "years": "12",
        "term_start": "",
        "status": "active",
    }


def odd(category: str, specialty: str, day: date) -> list[Cells]:
    """Rows that have gone wrong elsewhere, all of one specialty; serials from 501 on, with gaps.

    Args:
        category: their own.
        specialty: one of it.
        day: of the first activity: on it some turn 65 or 70, and the term of one is over.
    """
    ages = {"B": 65, "C": 70}
    birthdays = {f"{of}{at}": (ages[of], at - 1) for of in ages for at in range(3)}
    rows: dict[str, Cells] = {f"N{n}": {"name": name} for n, name in enumerate(ODD_NAMES)}
    rows |= {
        of: {"birth": (years_before(day, age) + timedelta(days=off)).isoformat()}
        for of, (age, off) in birthdays.items()
    }
    rows |= {
        "T1": {"name": "王子丑", "employer_code": "U01", "employer": "示例单位1"},
        "T2": {"name": "王子丑", "employer_code": "U01", "employer": "示例单位1分公司"},
        "L1": {"birth": "1972-02-29"},
        "R1": {"on_duty": "退休"},
        "O1": {"term_start": (years_before(day, 3) - timedelta(days=1)).isoformat()},
        "S1": {"status": "suspended"},
        "S2": {"status": "removed"},
        "A1": {"unavailable_from": day.isoformat(), "unavailable_until": day.isoformat()},
        "P1": {"published_at": day.isoformat(), "publicity_until": day.isoformat()},
    }
    return [
        cells_of(f"Z-{of}", "赵甲乙", category, 501 + 3 * place)
        | {"specialties": specialty}
        | changed
        for place, (of, changed) in enumerate(rows.items())
    ]


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a day that year has not."""
    last = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return last.replace(year=last.year - years)


def csv_bytes(
    rows: Iterable[Cells], encoding: str, *, newline: str = "\n", wide: bool = False
) -> bytes:
    """A csv file; `wide`: digits of telephone numbers full-width, no-break spaces around names."""
    rows = [_widened(row) if wide else row for row in rows]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    file = io.StringIO()
    written = csv.DictWriter(file, columns, restval="", lineterminator=newline)
    written.writeheader()
    written.writerows(rows)
    return file.getvalue().encode(encoding)


def _widened(row: Cells) -> Cells:
    return row | {"phone": row["phone"].translate(WIDE), "name": f"\u00a0{row['name']}\u3000"}
