"""Serial draws by turns, one after another (SPEC §13.4): step 71 of §13.2."""

from typing import Any

from vectorgen.case import HISTORIES
from vectorgen.ending import Ending
from vectorgen.files import record_object
from vectorgen.history import History
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at, setting

SPECIALTY = "2.3"
EXPERTS = range(1, 9)


def turns(
    seats: int,
    cursor: str = "",
    carried: tuple[str, ...] = (),
    excluded: dict[int, str] | None = None,
) -> tuple[Group]:
    """The only group of a draw, of eight experts with the serials 1 to 8."""
    excluded = excluded or {}
    eligible = [number for number in EXPERTS if number not in excluded]
    return (Group(seats, eligible, excluded, SPECIALTY, cursor, carried),)


def unfinished(groups: tuple[Group, ...], hooks: Hooks | None = None, **choices: Any) -> Ending:
    """The first draw of a pool, nothing of it logged; nobody is needed as a witness."""
    plan: dict[str, Any] = {
        "activity": "2026-03-11",
        "alone": True,
        "draw": "d-1",
        "filing_number": "示水(2026)1号",
        "groups": groups,
        "mode": "serial",
        "roles": (),
        "source": "none",
        "witnesses": (),
    }
    return Ending(None, hooks=hooks or {}, **(plan | choices))


def later(
    before: Ending, groups: tuple[Group, ...], hooks: Hooks | None = None, **choices: Any
) -> Ending:
    """The next draw of the pool, of another matter and on another day; nothing of it logged."""
    number = int(before.plan.draw.removeprefix("d-")) + 1
    plan: dict[str, Any] = {
        "activity": f"2026-03-{10 + number}",
        "attempt": 1,
        "draw": f"d-{number}",
        "filing_number": f"示水(2026){number}号",
        "groups": groups,
        "kind": "first",
    }
    return Ending(before, hooks=hooks or {}, **(plan | choices))


def first(groups: tuple[Group, ...], hooks: Hooks | None = None, **choices: Any) -> Ending:
    return unfinished(groups, hooks, **choices).to_seeded()


def following(
    before: Ending, groups: tuple[Group, ...], hooks: Hooks | None = None, **choices: Any
) -> Ending:
    return later(before, groups, hooks, **choices).to_seeded()


def opening_draw(hooks: Hooks | None = None) -> Ending:
    """1, 3, 4 and 5 are invited; 2 is recused and the cursor passes him."""
    return first(turns(4, excluded={2: "recused"}), hooks).play()


def wrapping_draw(before: Ending, hooks: Hooks | None = None) -> Ending:
    """2 is carried; then 6, 7 and 8; 7 declines, and 1 is next, beyond the end of the list."""
    return following(before, turns(4, "5", ("2",)), hooks).play({"0.2": "decline"})


def three(
    first_hooks: Hooks | None = None,
    second_hooks: Hooks | None = None,
    third: tuple[Group, ...] | None = None,
) -> list[Ending]:
    one = opening_draw(first_hooks)
    two = wrapping_draw(one, second_hooks)
    return [one, two, following(two, third or turns(2, "1")).play()]


@HISTORIES.answered(
    "§13.4",
    "three draws: a recused expert is carried, the cursor wraps",
    "三次抽取：回避者补轮，游标循环",
)
def good_three_turns() -> History:
    return History(three())


@HISTORIES.answered("§13.2", "a first draw alone", "仅有首次抽取")
def good_first_draw() -> History:
    return History([opening_draw()])


@HISTORIES.answered("§13.4", "the last record is not needed", "最后一份记录可缺")
def good_last_record_missing() -> History:
    return History(three()[:2])


@HISTORIES.answered("§13.4", "recused again: still carried", "再次回避者继续补轮")
def good_carried_on() -> History:
    one = opening_draw()
    two = following(one, turns(2, "5", ("2",), {2: "recused"})).play()
    return History([one, two, following(two, turns(2, "7", ("2",))).play()])


@HISTORIES.answered(
    "§13.4",
    "more turns are carried than there are seats",
    "补轮者多于名额，未轮到者继续补轮",
)
def good_carried_not_invited() -> History:
    one = first(turns(3, excluded={2: "recused", 3: "unavailable"})).play()
    two = following(one, turns(1, "5", ("2", "3"))).play()
    return History([one, two, following(two, turns(2, "5", ("3",))).play()])


@HISTORIES.answered("§13.4", "a refusal and a silence use up the turn", "谢绝与逾期均计一轮")
def good_refusal_uses_the_turn() -> History:
    one = first(turns(2)).play({"0.0": "decline", "0.1": "silence"})
    return History([one, following(one, turns(2, "4")).play()])


@HISTORIES.answered("§13.4", "somebody suspended is not carried", "暂停者不补轮")
def good_suspended_not_carried() -> History:
    one = first(turns(2, excluded={1: "suspended"})).play()
    return History([one, following(one, turns(2, "3", excluded={1: "suspended"})).play()])


@HISTORIES.answered("§13.4", "a voided draw moves no cursor (A15)", "作废的抽取不移动游标（A15）")
def good_void_counts_not() -> History:
    one = opening_draw()
    two = following(one, turns(4, "5", ("2",))).invite().void()
    return History([one, two, following(two, turns(4, "5", ("2",))).play()])


@HISTORIES.answered("§13.4", "a shortage that was decided counts", "缺额已决定者计入")
def good_decided_counts() -> History:
    one = first(turns(3, excluded=dict.fromkeys(range(3, 9), "suspended"))).play().decide()
    return History([one, following(one, turns(2, "2")).play()])


@HISTORIES.answered("§13.4", "two specialties have a cursor each", "两类各有游标")
def good_two_specialties() -> History:
    other = Group(1, (11, 12, 13), {}, "2.4")
    one = first((*turns(2), other)).play()
    two = following(one, (Group(1, (11, 12, 13), {}, "2.4", "11"),)).play()
    return History([one, two, following(two, turns(2, "2")).play()])


@HISTORIES.answered("§13.4", "a draw that goes on after a withdrawal", "退出后继续递补的抽取")
def good_withdrawn_moves_on() -> History:
    one = first(turns(2)).play().withdraw("0.1").close().play()
    return History([one, following(one, turns(2, "3")).play()])


@HISTORIES.answered("§5.2", "the cursor of an OPENING", "游标来自启用声明")
def good_opening() -> History:
    cursors = ({"after": "6", "carried": ["3"], "specialty": SPECIALTY},)
    one = first(turns(2, "6", ("3",)), opening=cursors).play()
    return History([one, following(one, turns(2, "7")).play()])


@HISTORIES.answered("§5.3", "an attempt after a VOID", "作废后再次抽取")
def good_attempts() -> History:
    one = first(turns(2)).void()
    two = one.again("retry").to_seeded().play()
    return History([one, two, following(two, turns(2, "2")).play()])


@HISTORIES.answered("§5.2", "a second version of the roster", "名册第二版")
def good_second_roster() -> History:
    one = first(turns(2)).play()
    two = later(one, turns(2, "2")).revise({4: {"phone": "13900000000"}}).to_seeded().play()
    return History([one, two], rosters=[one, two])


@HISTORIES.answered(
    "history.turn",
    "the record of the second draw is missing",
    "缺第二次抽取的记录",
    missing=("history.turn",),
)
def history_turn_missing_record() -> History:
    one, _, three_ = three()
    return History([one, three_])


@HISTORIES.answered(
    "history.turn",
    "the record of the second draw is slim",
    "第二次抽取仅有精简记录",
    missing=("history.turn",),
)
def history_turn_slim_record() -> History:
    one = opening_draw()
    two = following(one, turns(4, "5", ("2",)), record="slim").play({"0.2": "decline"})
    return History([one, two, following(two, turns(2, "1"), record="full").play()])


@HISTORIES.answered(
    "history.turn",
    "a turn is carried into a draw whose own record is missing",
    "补轮者所入的抽取自身记录缺失",
    missing=("history.turn",),
)
def history_turn_own_record() -> History:
    one = opening_draw()
    wrapping_draw(one)
    return History([one])


@HISTORIES.answered(
    "history.turn",
    "a turn is carried into a draw whose own record is slim",
    "补轮者所入的抽取自身仅有精简记录",
    missing=("history.turn",),
)
def history_turn_own_slim() -> History:
    one = opening_draw()
    return History([one, following(one, turns(4, "5", ("2",)), record="slim").play()])


@HISTORIES.failing(
    "history.turn",
    "a turn carried that nobody is owed; its own record is not needed to tell (A9)",
    "无人应补轮而补轮，无需自身记录即可判定（A9）",
)
def history_turn_owed_to_nobody() -> History:
    one = first(turns(2)).play()
    following(one, turns(2, "2", ("7",))).play()
    return History([one])


@HISTORIES.failing(
    "history.turn",
    "a turn carried that is not owed beside one that is; its own record is missing (A9)",
    "应补轮者之外另有不应补轮者，自身记录缺失（A9）",
)
def history_turn_not_owed_too() -> History:
    one = opening_draw()
    following(one, turns(4, "5", ("2", "7"))).play()
    return History([one])


@HISTORIES.failing(
    "history.turn",
    "one group not checkable for lack of a record, another with a wrong cursor (A15)",
    "一组因缺记录无法核对，另一组游标不符（A15）",
)
def history_turn_second_group() -> History:
    one = first((*turns(4, excluded={2: "recused"}), Group(1, (11, 12, 13), {}, "2.4"))).play()
    wrong = Group(1, (11, 12, 13), {}, "2.4", "12")
    following(one, (*turns(4, "5", ("2",)), wrong)).play()
    return History([one])


@HISTORIES.answered(
    "history.turn",
    "the record of the first draw was made before it went on",
    "首次抽取的记录早于其后续条目",
    missing=("history.turn",),
)
def history_turn_early_record() -> History:
    one = first(turns(2)).play()
    early = record_object(one)
    one.withdraw("0.1").close().play()
    two = following(one, turns(2, "3")).play()
    return History([one, two], hooks={"record_d-1_1": lambda _: early})


@HISTORIES.answered(
    "§6.2", "serials with leading zeros, a cursor without", "序号有前导零而游标没有"
)
def good_leading_zeros() -> History:
    serials = {number: {"serial": f"{number:03d}"} for number in EXPERTS}
    one = first(turns(2, excluded={1: "recused"}), experts=serials).play()
    return History([one, following(one, turns(2, "3", ("1",))).play()])


@HISTORIES.failing("history.turn", "a cursor set back (A15)", "游标被拨回（A15）")
def history_turn_set_back() -> History:
    return History(three(third=turns(2, "8")))


@HISTORIES.failing("history.turn", "a cursor moved on (A15)", "游标被拨前（A15）")
def history_turn_moved_on() -> History:
    one = opening_draw()
    return History([one, following(one, turns(2, "6", ("2",))).play()])


@HISTORIES.failing(
    "history.turn", "a first draw that begins in the middle (A15)", "首次抽取从中间起（A15）"
)
def history_turn_first() -> History:
    return History([first(turns(2, "4")).play()])


@HISTORIES.failing(
    "history.turn", "a turn that is owed is not carried (A9)", "应补轮者未补轮（A9）"
)
def history_turn_owed() -> History:
    one = opening_draw()
    return History([one, following(one, turns(2, "5")).play()])


@HISTORIES.failing(
    "history.turn", "a turn carried for somebody it is not owed (A9)", "不应补轮者补轮（A9）"
)
def history_turn_banked() -> History:
    """7 was not passed by the cursor."""
    one = first(turns(2, excluded={7: "recused"})).play()
    return History([one, following(one, turns(2, "2", ("7",))).play()])


@HISTORIES.failing("history.turn", "a turn carried for somebody suspended (A9)", "暂停者补轮（A9）")
def history_turn_suspended() -> History:
    one = first(turns(2, excluded={1: "suspended"})).play()
    return History([one, following(one, turns(2, "3", ("1",))).play()])


@HISTORIES.failing("history.turn", "a turn used and carried again (A9)", "已用的补轮再次补轮（A9）")
def history_turn_twice() -> History:
    return History(three(third=turns(2, "1", ("2",))))


@HISTORIES.failing("history.turn", "carried turns in another order", "补轮次序不对")
def history_turn_order() -> History:
    one = first(turns(3, excluded={2: "recused", 3: "recused"})).play()
    return History([one, following(one, turns(2, "5", ("3", "2"))).play()])


@HISTORIES.failing(
    "history.turn", "a voided draw used to move the cursor (A15)", "以作废移动游标（A15）"
)
def history_turn_void() -> History:
    one = opening_draw()
    two = following(one, turns(4, "5", ("2",))).invite().void()
    return History([one, two, following(two, turns(4, "8")).play()])


@HISTORIES.failing(
    "history.turn", "the OPENING's cursor disregarded (A15)", "不顾启用声明的游标（A15）"
)
def history_turn_opening() -> History:
    cursors = ({"after": "6", "carried": ["3"], "specialty": SPECIALTY},)
    return History([first(turns(2), opening=cursors).play()])


@HISTORIES.failing("walk.invited", "one of the records fails", "其中一份记录不通过")
def record_fails() -> History:
    hooks: Hooks = {"INVITED[0].body": at("invitations", 0, "rows", to=[3, 0, 1, 2])}
    return History(three(first_hooks=hooks))


@HISTORIES.failing("file.schema", "a log file without entries", "没有条目的日志文件")
def file_schema_log() -> History:
    return History([opening_draw()], hooks={"log": setting(entries="")})
