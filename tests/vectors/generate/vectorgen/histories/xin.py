"""Byes and engagements over several random draws (SPEC §13.4): steps 72 and 73 of §13.2."""

from collections.abc import Callable, Iterable
from typing import Any

from vectorgen.case import HISTORIES
from vectorgen.disclosing import listed
from vectorgen.ending import Ending
from vectorgen.histories.hunan import following
from vectorgen.history import History
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at

EXPERTS = range(8)
BYE_AFTER_ONE: Hooks = {"PROFILE.body": at("profile", "bye", "after", to=1)}
NO_BYES: Hooks = {"PROFILE.body": at("profile", "bye", "after", to=0)}


def group(seats: int, reason: str = "bye", excluded: Iterable[int] = ()) -> tuple[Group]:
    """The only group of a draw, of eight experts."""
    out = dict.fromkeys(sorted(excluded), reason)
    return (Group(seats, [n for n in EXPERTS if n not in out], out),)


def first(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Two of eight are drawn."""
    plan: dict[str, Any] = {
        "activity": "2026-03-11",
        "alone": True,
        "draw": "d-1",
        "filing_number": "示水(2026)1号",
        "groups": group(2),
        "witnesses": ("supervisor",),
    }
    return Ending(None, hooks=hooks or BYE_AFTER_ONE, **(plan | choices)).to_seeded()


def accepted(draw: Ending) -> list[int]:
    """Numbers of those who hold a seat."""
    states = [group.states for group in draw.walk.groups]
    return [
        number
        for g, kind, row, number in listed(draw)
        if kind == "eligible" and states[g].get(row) == "accepted"
    ]


def open_(draws: list[Ending], **choices: Any) -> History:
    """With all audit disclosures."""
    return History(draws, disclosed=draws, **choices)


def pair(second: Callable[[list[int]], tuple[Group, ...]], **choices: Any) -> History:
    """Two draws in a row; the second is told who accepted in the first."""
    one = first().play({"0.0": "decline"})
    return open_([one, following(one, second(accepted(one)), **choices).play()])


@HISTORIES.answered(
    "§13.4", "two draws in a row: who was selected sits out", "连续两次抽取：选中者轮空一次"
)
def good_bye() -> History:
    return pair(lambda selected: group(2, excluded=selected))


@HISTORIES.answered("§13.4", "after one bye they may be drawn again", "轮空一次后又可抽取")
def good_bye_used_up() -> History:
    one = first().play()
    two = following(one, group(2, excluded=accepted(one))).play()
    three = following(two, group(2, excluded=accepted(two))).play()
    return open_([one, two, three])


@HISTORIES.answered("§13.4", "a voided draw consumes no bye (A15)", "作废的抽取不消耗轮空（A15）")
def good_bye_void() -> History:
    one = first().play()
    two = following(one, group(2, excluded=accepted(one))).void()
    return open_([one, two, following(two, group(2, excluded=accepted(one))).play()])


@HISTORIES.answered("§13.4", "a replacement is selected too", "递补者亦属选中")
def good_bye_replacement() -> History:
    one = first().play().withdraw("0.0").close().play()
    return open_([one, following(one, group(2, excluded=accepted(one))).play()])


@HISTORIES.answered(
    "§13.4", "no byes by the profile: counts alone show it", "规则无轮空：凭计数即可核对"
)
def good_no_byes() -> History:
    one = first(NO_BYES).play()
    return History([one, following(one, group(2)).play()])


@HISTORIES.answered("history.engaged", "engaged the same day", "同日已被他次抽取")
def good_engaged() -> History:
    one = first(NO_BYES).play()
    same: dict[str, Any] = {"activity": "2026-03-11"}
    return open_([one, following(one, group(2, "engaged", accepted(one)), **same).play()])


@HISTORIES.answered(
    "history.engaged", "a new date makes and frees engagements", "改期改变同日已被抽取者"
)
def good_engaged_rescheduled() -> History:
    """The first activity is put off to 2026-04-10; the second is held that day."""
    one = first(NO_BYES).play().reschedule().close().play()
    that_day: dict[str, Any] = {"activity": "2026-04-10"}
    two = following(one, group(2, "engaged", accepted(one)), **that_day).play()
    return open_([one, two, following(two, group(2), activity="2026-03-11").play()])


@HISTORIES.answered(
    "history.engaged",
    "who is to be asked again is not engaged on the new day yet",
    "改期后尚待重新询问者不计为同日已被抽取",
)
def good_engaged_asked_again() -> History:
    one = first(NO_BYES).play().reschedule()
    that_day = {"activity": one.latest("RESCHEDULED").entry["body"]["date"]}
    two = following(one, group(2), NO_BYES, **that_day).play()
    return open_([one, two])


@HISTORIES.answered(
    "history.engaged",
    "who withdrew before the freeze is not engaged",
    "封存前已退出者不计为同日已被抽取",
)
def good_engaged_withdrawn() -> History:
    one = first(NO_BYES).play().withdraw("0.0").close().play()
    same: dict[str, Any] = {"activity": "2026-03-11"}
    return open_([one, following(one, group(2, "engaged", accepted(one)), **same).play()])


@HISTORIES.answered("history.engaged", "engaged before bye", "同日已被抽取先于轮空")
def good_engaged_before_bye() -> History:
    same: dict[str, Any] = {"activity": "2026-03-11"}
    return pair(lambda selected: group(2, "engaged", selected), **same)


@HISTORIES.answered("history.engaged", "nobody is engaged by a voided draw", "作废的抽取不占用专家")
def good_engaged_void() -> History:
    one = first(NO_BYES).play().void()
    return open_([one, following(one, group(2), activity="2026-03-11").play()])


@HISTORIES.answered(
    "§13.2", "one's own earlier attempt engages too: a second panel", "另设专家组时首组同日已占用"
)
def good_engaged_second_panel() -> History:
    one = first(NO_BYES).play()
    two = one.again("second_panel", groups=group(2, "engaged", accepted(one)))
    return open_([one, two.to_seeded().play()])


@HISTORIES.answered(
    "history.bye",
    "the disclosures of the first draw are missing",
    "缺首次抽取的公开材料",
    missing=("history.bye",),
)
def history_bye_undisclosed() -> History:
    one = first().play()
    two = following(one, group(2, excluded=accepted(one))).play()
    return History([one, two], disclosed=[two])


@HISTORIES.answered(
    "history.bye",
    "an OPENING came before: runs are not known",
    "有启用声明：连续选中次数不明",
    missing=("history.bye",),
)
def history_bye_opening() -> History:
    one = first(opening=()).play()
    return open_([one])


@HISTORIES.answered(
    "history.engaged",
    "the same day, and no disclosures",
    "同日而无公开材料",
    missing=("history.engaged",),
)
def history_engaged_undisclosed() -> History:
    one = first(NO_BYES).play()
    same: dict[str, Any] = {"activity": "2026-03-11"}
    return History([one, following(one, group(2, "engaged", accepted(one)), **same).play()])


@HISTORIES.failing(
    "history.bye", "selected the last time, and eligible again (A15)", "上次选中而未轮空（A15）"
)
def history_bye_burnt() -> History:
    return pair(lambda selected: group(2, excluded=selected[:1]))


@HISTORIES.failing(
    "history.bye", "sits out without having been selected (A15)", "未被选中而轮空（A15）"
)
def history_bye_invented() -> History:
    def second(selected: list[int]) -> tuple[Group, ...]:
        other = next(number for number in EXPERTS if number not in selected)
        return group(2, excluded=[*selected, other])

    return pair(second)


@HISTORIES.failing("history.bye", "sits out a second time (A15)", "连续两次轮空（A15）")
def history_bye_twice() -> History:
    one = first().play()
    two = following(one, group(2, excluded=accepted(one))).play()
    excluded = {*accepted(one), *accepted(two)}
    return open_([one, two, following(two, group(2, excluded=excluded)).play()])


@HISTORIES.failing(
    "history.bye", "a bye consumed by a voided draw (A15)", "以作废的抽取消耗轮空（A15）"
)
def history_bye_void() -> History:
    one = first().play()
    two = following(one, group(2, excluded=accepted(one))).void()
    return open_([one, two, following(two, group(2)).play()])


@HISTORIES.failing("history.bye", "byes in the very first draw", "首次抽取即有轮空")
def history_bye_first() -> History:
    return History([first(groups=group(2, excluded=[3])).play()])


@HISTORIES.failing(
    "history.engaged", "eligible though engaged that day (A9)", "同日已被抽取仍列为候选（A9）"
)
def history_engaged_eligible() -> History:
    one = first(NO_BYES).play()
    return open_([one, following(one, group(2), activity="2026-03-11").play()])


@HISTORIES.failing(
    "history.engaged", "called engaged though free that day (A9)", "并无冲突而称已被抽取（A9）"
)
def history_engaged_invented() -> History:
    one = first(NO_BYES).play()
    return open_([one, following(one, group(2, "engaged", accepted(one))).play()])


@HISTORIES.failing(
    "disclosure.digest", "disclosures that do not open the record", "公开材料与记录不符"
)
def record_fails_disclosures() -> History:
    one = first({"draw.disclosures": at("persons", 0, "expert", "phone", to="13900000000")}).play()
    return open_([one])
