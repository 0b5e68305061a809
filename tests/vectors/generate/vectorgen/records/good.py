"""Draws that verify."""

from typing import Any

from vectorgen.case import answered
from vectorgen.ending import Ending
from vectorgen.example import worked_example
from vectorgen.plan import OFFICE_HOURS, Group
from vectorgen.scenes import at, beacon, drawn, serial, unit_limited


@answered("§9.4", "one decline, its replacement, completed", "一人谢绝，递补后完成")
def good_small() -> Ending:
    return drawn()


# In most draws of this file: 2026-03-02T01:08:00Z.
SEEDED_TIME = 1772413680


@answered(
    "§16",
    "the worked example of the specification",
    "规范中的完整示例",
    args=("trust", "slip"),
    told={"attempt": 1, "attestation": "countersigned"},
)
def good_worked_example() -> Ending:
    return worked_example()


@answered(
    "§9.4",
    "county draw: two rounds of refusals and silence, then released and held",
    "县级抽取：两轮谢绝与逾期，递补完成，公布并召开",
    status="released",
    args=("trust", "slip", "disclosures"),
)
def good_witness_rounds() -> Ending:
    group = Group(5, range(40), {40: "bye", 41: "over_age", 42: "out_of_term", 43: "bye"})
    witnesses = ("supervisor", "auditor", "organiser", "operator")
    draw = Ending(groups=(group,), witnesses=witnesses, release=True)
    answers = {"0.0": "decline", "0.2": "silence", "0.4": "recuse", "0.5": "silence"}
    draw.to_seeded().play(answers).witnessed().witnessed("organiser").release()
    return draw.held()


@answered(
    "§6.2",
    "serial draw: carried turn first, cursor wraps, recusal at the head",
    "顺序抽取：补轮在前，名册循环，一人回避",
    grade="S",
)
def good_serial() -> Ending:
    return serial().to_seeded().play({"0.0": "recuse", "0.1": "silence"})


@answered("§12", "serial draw with the slip alone", "顺序抽取，仅凭封条", grade="S", args=("slip",))
def good_serial_slip_only() -> Ending:
    return serial().to_seeded().play()


@answered(
    "§12",
    "dice, an independent attestor and the slip",
    "掷骰，独立见证人佐证并有封条",
    grade="A",
    args=("trust", "slip"),
)
def good_dice_slip() -> Ending:
    return drawn(source="dice", witnesses=("supervisor", "organiser", "operator"))


@answered("§12", "dice, an independent attestor, no slip", "掷骰，独立见证人佐证，无封条")
def good_dice_no_slip() -> Ending:
    return drawn(source="dice", witnesses=("supervisor", "organiser"))


@answered(
    "§12",
    "dice and a cosignature on the seal",
    "掷骰，密封检查点有副署",
    grade="A",
)
def good_dice_cosigned() -> Ending:
    witnesses = ("supervisor", "organiser")
    return drawn(source="dice", witnesses=witnesses, evidence=True, evidence_time=SEEDED_TIME)


@answered("§12", "dice, cosigned a second after the throw", "掷骰，副署晚于种子一秒")
def good_dice_cosigned_late() -> Ending:
    witnesses, late = ("supervisor", "organiser"), SEEDED_TIME + 1
    return drawn(source="dice", witnesses=witnesses, evidence=True, evidence_time=late)


@answered(
    "§12",
    "dice, cosigned by somebody who checks consistency only",
    "掷骰，副署方只核对一致性",
)
def good_dice_cosigned_consistency() -> Ending:
    change = at("cosigners", 0, "checks", to="consistency")
    choices: dict[str, Any] = {"source": "dice", "witnesses": ("supervisor", "organiser")}
    return drawn({"draw.trust": change}, evidence=True, evidence_time=SEEDED_TIME, **choices)


@answered("§9.2", "two groups, one person in both lists: seated", "两个名额组，同一专家只邀一次")
def good_seated() -> Ending:
    groups = (Group(2, range(6), {}, "1.1"), Group(2, range(6), {}, "1.10"))
    return Ending(groups=groups).to_seeded().play({"0.0": "decline", "1.1": "recuse"})


@answered(
    "§9.2",
    "unit limit: a row passed over is considered again after a decline",
    "同单位限额：被跳过的候选行在同事谢绝后重新考虑",
)
def good_unit_limit_lifted() -> Ending:
    return unit_limited()


@answered("§9.4", "one candidate, one seat", "一名候选人，一个名额")
def good_single_candidate() -> Ending:
    return Ending(groups=(Group(1, [3]),)).to_seeded().play()


@answered("§9.5", "a reply in the very second of the deadline", "在截止时刻答复")
def good_reply_at_deadline() -> Ending:
    draw = Ending().to_seeded().invite()
    draw.until(draw.limit())
    draw.reply("0.0", "accept")
    draw.expire("0.1")
    draw.close()
    return draw.play()


@answered("§10", "a window over a night", "答复时限跨夜")
def good_window_over_night() -> Ending:
    windows = OFFICE_HOURS | {"contact_days": "every_day"}
    return drawn(windows=windows, start="2026-03-02T08:00:00Z")


@answered(
    "§10",
    "a window over a make-up working day and the Spring Festival",
    "答复时限跨调休工作日与春节假期",
)
def good_window_over_holidays() -> Ending:
    windows = OFFICE_HOURS | {"reply_minutes": 600}
    return drawn(windows=windows, start="2026-02-13T06:00:00Z")


@answered(
    "§9.4",
    "fewer candidates than seats: shortage, then a smaller panel",
    "候选人不足：缺额，决定缩小专家组",
    status="decided",
)
def good_shortage_decided() -> Ending:
    draw = Ending(groups=(Group(4, range(3), {3: "bye"}),)).to_seeded()
    return draw.play({"0.1": "decline"}).decide().witnessed().held()


@answered(
    "§9.4", "no candidate at all: shortage, decided", "无候选人：缺额，已决定", status="decided"
)
def good_no_candidates() -> Ending:
    draw = Ending(groups=(Group(2, [], {1: "bye", 2: "suspended"}),)).to_seeded()
    return draw.play().decide()


@answered(
    "§13", "voided before the seal: harmless", "密封前作废：无影响", grade="none", status="voided"
)
def good_void_harmless() -> Ending:
    return Ending().request().freeze().joined().void()


@answered(
    "§9.6",
    "an expert withdraws after completion; the walk goes on",
    "完成后一名专家退出，继续递补",
)
def good_withdrawn() -> Ending:
    return drawn().withdraw("0.1").close().play()


@answered("§9.6", "a seat is added after completion", "完成后增加名额")
def good_seats_added() -> Ending:
    return drawn().add_seats(0, 1).close().play()


@answered(
    "§9.6",
    "rescheduled: accepted experts are asked again, one cannot come",
    "改期：重新询问已应邀专家，一人不能到会",
)
def good_rescheduled() -> Ending:
    draw = Ending().to_seeded().play({"0.0": "accept,decline"}).reschedule().close()
    return draw.play({"0.0": "accept,decline"})


@answered("§9.6", "a mistyped reply corrected within its round", "本轮内更正误录的答复")
def good_corrected_walk() -> Ending:
    draw = Ending().to_seeded().invite()
    draw.reply("0.0", "accept")
    draw.correct("0.0", "decline")
    draw.reply("0.1", "accept")
    return draw.close().play()


@answered("§9.6", "a correction too late for the walk", "更正过迟，仅影响计数")
def good_corrected_counters() -> Ending:
    return drawn().correct("0.0", "recuse", "counters")


@answered("§9.6", "the call desk opens two contacts", "电话台打开两次联系方式")
def good_contact_opened() -> Ending:
    draw = Ending().to_seeded().invite().contact("0.0").contact("0.1").contact("0.0")
    return draw.answer_round({"0.0": "silence"}).close().play()


@answered("§5.1", "the clock goes back", "更正时钟，时间回拨")
def good_clock_corrected() -> Ending:
    draw = Ending().to_seeded().invite().clock(-1500)
    return draw.answer_round().close().play()


@answered("§5.5", "objection, erasure after release", "公布后异议与清除", status="released")
def good_after_release() -> Ending:
    draw = drawn(publication="full")
    draw.release("codes")
    return draw.held().object().erase(0, "excluded", [0]).erase(0, "eligible", [1, 3])


@answered(
    "§12",
    "beacon: the slip shows the seal was first",
    "公共随机信标，封条证明密封在先",
    grade="A",
    args=("trust", "slip"),
    bls=True,
)
def good_beacon_slip() -> Ending:
    return beacon()


@answered(
    "§12",
    "beacon: cosigned exactly 120 s before the round",
    "公共随机信标，副署恰在该轮前120秒",
    grade="A",
    bls=True,
)
def good_beacon_cosigned() -> Ending:
    return beacon(evidence=True)


@answered(
    "§12",
    "beacon: cosigned by somebody who replays the whole log",
    "公共随机信标，副署方重放全部日志",
    grade="A",
    bls=True,
)
def good_beacon_cosigned_history() -> Ending:
    change = at("cosigners", 0, "checks", to="replay_history")
    return beacon({"draw.trust": change}, evidence=True)
