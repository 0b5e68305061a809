"""Plays a draw of each kind and prints everything that must not depend on where it is run.

    python -m tests.scenario.reproducible SEED

SEED shuffles the rows of the roster file. Random bytes, times and replies are always the same.
"""

import json
import random
import sys
from typing import Any

from drawsvc.domain.roster import Expert
from drawsvc.domain.roster_check import RosterRow, check_roster
from tests.scenario.play import HUNAN, XINXIAN, Play, member, regulation

COLUMNS = (
    *("expert_id", "name", "sex", "birth", "id_number", "phone", "employer_code", "employer"),
    *("on_duty", "title", "home_category", "serial", "years", "term_start", "status"),
)


def roster(experts: list[Expert], seed: int) -> list[Expert]:
    """The experts as read from a file with its rows in any order."""
    rows = [
        RosterRow(
            "", number, {name: getattr(expert, name) for name in COLUMNS} | specialties(expert)
        )
        for number, expert in enumerate(experts, 2)
    ]
    random.Random(seed).shuffle(rows)  # noqa: S311 - an order to try, not a secret
    return list(check_roster(rows).experts)


def specialties(expert: Expert) -> dict[str, str]:
    return {"specialties": ";".join(expert.specialties)}


def facts(play: Play, draw: str) -> dict[str, Any]:
    attempt = play.attempt(draw)
    return {
        "eligible": play.people(draw),
        "frozen": attempt.entry("FREEZE").body["groups"],
        "leaves": [entry.leaf for entry in attempt.chain.entries],
        "panel": play.panel(draw),
        "record": play.record(draw).hex()[-200:],
    }


def random_draw(seed: int) -> dict[str, Any]:
    profile = regulation("xinxian_2021", sources=XINXIAN.sources, unit_limit=2)
    both = [
        member("X1", n, specialties=("X1", "X2"), employer_code=f"U{n % 4}") for n in range(1, 10)
    ]
    others = [member("X2", n, employer_code="") for n in range(1, 5)]
    play = Play(profile, roster([*both, *others], seed))
    play.request("D1", {"X1": 3, "X2": 3}, related_units=["U1", "示例单位2"])
    play.start_requested("D1")
    play.answer("D1", "ad-ara")
    while play.open_seats("D1"):
        play.answer("D1", "a" * len(play.open_seats("D1")))
    return facts(play, "D1")


def serial_draw(seed: int) -> dict[str, Any]:
    play = Play(HUNAN, roster([member("H1", n) for n in range(1, 9)], seed))
    play.request("D1", {"H1": 3}, recusals=[("H1-2", "social_relation")])
    play.start_requested("D1")
    play.answer("D1", "dra")
    play.answer("D1", "aa")
    return facts(play, "D1")


if __name__ == "__main__":
    of_seed = int(sys.argv[1])
    print(json.dumps([random_draw(of_seed), serial_draw(of_seed)], sort_keys=True))  # noqa: T201
