"""Changes on the way and after the end (SPEC §9.6), and how a draw ends (§5.5)."""

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.plan import Group
from vectorgen.scenes import at, drawn, seeded, two_groups


@answered("§9.6", "seats added while a round is open", "本轮进行中增加名额")
def good_seats_added_in_round() -> Ending:
    draw = seeded().invite().add_seats(0, 1)
    return draw.answer_round().close().play()


@answered("§9.6", "an accepted expert withdraws while the round is open", "本轮进行中已应邀者退出")
def good_withdrawn_in_round() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    return draw.withdraw("0.0", "engagement").answer_round().close().play()


@answered(
    "§9.6",
    "no candidates, a seat added: CLOSED of round 0, still short",
    "无候选人又增名额：第0轮结束，仍缺额",
    status="decided",
)
def good_round_zero() -> Ending:
    draw = Ending(groups=(Group(2, [], {1: "bye"}),)).to_seeded().play()
    return draw.add_seats(0, 1).close().play().decide()


@answered(
    "§9.6", "a shortage ends when a seat's holder is found", "缺额者更正后补足", status="completed"
)
def good_short_corrected() -> Ending:
    draw = Ending(groups=(Group(2, range(2)),)).to_seeded().play({"0.1": "silence"})
    return draw.correct("0.1", "accept").close().play()


@answered("§9.6", "a correction corrected", "更正之后再更正")
def good_corrected_twice() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.correct("0.0", "decline").correct("0.0", "accept")
    return draw.answer_round().close().play()


@answered(
    "§9.6", "a correction after a withdrawal changes counters only", "退出之后的更正仅影响计数"
)
def good_corrected_after_withdrawal() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.withdraw("0.0").correct("0.0", "decline", "counters")
    return draw.answer_round().close().play()


@answered(
    "§9.6",
    "withdrawn after release, replaced, released again",
    "公布后退出，递补后再公布",
    status="released",
)
def good_withdrawn_after_release() -> Ending:
    draw = drawn()
    draw.release()
    draw.withdraw("0.1").clock(-30).close().play()
    draw.release()
    return draw


def replied(*names: str) -> Ending:
    """Three are invited; their answers are noted in that order."""
    answers = {"0.0": "recuse", "0.1": "accept", "0.2": "decline"}
    draw = Ending(groups=(Group(3, range(9)),)).to_seeded().invite()
    for name in names:
        draw.reply(name, answers[name])
    return draw.close().play()


@answered("§9.4", "replies noted in order", "答复依次登记")
def good_replies_in_order() -> Ending:
    return replied("0.0", "0.1", "0.2")


@answered(
    "§9.4",
    "replies noted in another order, the same panel (A14)",
    "答复登记次序不同，专家组不变（A14）",
)
def good_replies_in_another_order() -> Ending:
    return replied("0.2", "0.0", "0.1")


@answered("§9.2", "unit limit lifted by a withdrawal", "退出解除同单位限额")
def good_unit_limit_withdrawn() -> Ending:
    units = dict.fromkeys(range(6), "U1")
    draw = Ending(groups=(Group(1, range(6)),), units=units, unit_limit=1).to_seeded()
    return draw.play({"0.0": "decline"}).withdraw("0.1").close().play()


@answered(
    "§9.2",
    "unit limit over two groups leaves a seat empty",
    "同单位限额跨组计算，致一名额空缺",
    status="decided",
)
def good_unit_limit_shortage() -> Ending:
    units = dict.fromkeys(range(10), "U1")
    groups = (Group(1, range(4), {}, "1.1"), Group(1, range(4, 8), {}, "1.10"))
    draw = Ending(groups=groups, units=units, unit_limit=1).to_seeded()
    return draw.play().decide("smaller_panel")


@answered("§5.5", "not held", "未召开")
def good_not_held() -> Ending:
    return drawn().not_held()


@answered(
    "§5.5", "a wider attempt follows a shortage", "缺额后决定扩大范围另行抽取", status="decided"
)
def good_wider_attempt() -> Ending:
    draw = seeded().play({f"0.{k}": "decline" for k in range(4)})
    return draw.decide("wider_attempt").witnessed("supervisor")


@failing("walk.invited", "an expert who had accepted is not asked again", "改期后漏问已应邀者")
def walk_invited_not_asked_again() -> Ending:
    change = at("invitations", 0, "rows", to=lambda rows: rows[:1])
    draw = Ending(hooks={"INVITED[1].body": change}).to_seeded().play()
    return draw.reschedule().close().play()


@failing(
    "walk.outcome", "completed without asking again after a new date", "改期后未重新询问即完成"
)
def walk_outcome_not_asked_again() -> Ending:
    draw = seeded().play().reschedule().close()
    draw.append("COMPLETED", {"accepted": [2]})
    return draw


@failing("walk.invited", "a seat added, two invited", "增一名额而邀两人")
def walk_invited_seats_added() -> Ending:
    draw = drawn()
    draw.add_seats(0, 1)
    draw.walk.groups[0].seats += 1
    return draw.close().play()


@failing("walk.change", "a seat added to a group that does not exist", "为不存在的名额组增加名额")
def walk_change_group() -> Ending:
    draw = two_groups().to_seeded().play()
    draw.append("SEATS_ADDED", {**_seats(), "group": 2})
    return draw.close().play()


def _seats() -> dict[str, object]:
    approval = {"ref": "示例〔2026〕21号", "role": "leader"}
    return {"approval": approval, "reason": "larger_project", "seats": 1}


@failing("walk.change", "voided where the round must be closed first", "应先结束本轮而作废")
def walk_change_void() -> Ending:
    return drawn().withdraw("0.1").void()


@failing("walk.change", "a late correction passed off as one for the walk", "过迟更正冒充影响递补")
def walk_change_effect_withdrawn() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.withdraw("0.0").correct("0.0", "accept", "walk")
    return draw.answer_round().close().play()


@failing("walk.change", "an early correction kept from the walk", "及时更正未用于递补")
def walk_change_effect_kept() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    return draw.correct("0.0", "decline", "counters").answer_round().close().play()
