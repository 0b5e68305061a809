"""Part "walk" of SPEC §13: steps 37 to 46."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import shifted
from vectorgen.ending import Ending
from vectorgen.plan import OFFICE_HOURS, Group
from vectorgen.scenes import DECLINE, at, drawn, flipped, seeded, serial, setting, two_groups


def rows(*numbers: int) -> Any:
    """The first group of an INVITED entry lists these rows."""
    return at("invitations", 0, "rows", to=list(numbers))


@failing("walk.round", "the second round called the third", "第二轮写作第三轮")
def walk_round_skipped() -> Ending:
    return drawn({"INVITED[1].body": setting(round=3)})


@failing("walk.round", "CLOSED of another round", "结束的不是本轮")
def walk_round_closed() -> Ending:
    return drawn({"CLOSED[0].body": setting(round=2)})


@failing(
    "walk.round", "a replacement invited while the round is open (A14)", "本轮未结束即递补（A14）"
)
def walk_round_open() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "decline")
    return draw.invite().answer_round().close().play()


@failing("walk.round", "an invitation although all seats are filled", "名额已满仍邀请")
def walk_round_complete() -> Ending:
    draw = seeded().rounds()
    draw.walk.groups[0].seats += 1
    return draw.play()


@failing("walk.invited", "the second in order passed over (A13)", "跳过次序第二者（A13）")
def walk_invited_passed_over() -> Ending:
    def change(body: Any) -> None:
        body["invitations"][0]["rows"][1] = draw.walk.groups[0].order[2]

    draw = Ending(hooks={"INVITED[0].body": change})
    return draw.to_seeded().play(DECLINE)


@failing("walk.invited", "the replacement is not the next (A14)", "递补者并非下一位（A14）")
def walk_invited_not_the_next() -> Ending:
    def change(body: Any) -> None:
        body["invitations"][0]["rows"] = [draw.walk.groups[0].order[3]]

    draw = Ending(hooks={"INVITED[1].body": change})
    return draw.to_seeded().play(DECLINE)


@failing(
    "walk.invited", "a contiguous block instead of the order (A21)", "以连续一段代替抽取次序（A21）"
)
def walk_invited_block() -> Ending:
    groups = (Group(4, range(40)),)
    return drawn({"INVITED[0].body": rows(10, 11, 12, 13)}, groups=groups)


@failing("walk.invited", "the right rows in another order", "候选行无误而次序不对")
def walk_invited_order() -> Ending:
    return drawn({"INVITED[0].body": at("invitations", 0, "rows", to=lambda r: r[::-1])})


@failing("walk.invited", "one invitation too few", "少邀一人")
def walk_invited_too_few() -> Ending:
    return drawn({"INVITED[0].body": at("invitations", 0, "rows", to=lambda r: r[:1])})


@failing("walk.invited", "a person seated in another group invited again", "已邀者又受另一组邀请")
def walk_invited_seated() -> Ending:
    def change(body: Any) -> None:
        first = draw.walk.groups[0]
        shared = {first.rows[r]["person"] for r in body["invitations"][0]["rows"]}
        second = draw.walk.groups[1]
        wrong = [r for r in second.order if second.rows[r]["person"] in shared]
        assert wrong
        body["invitations"][1]["rows"] = (wrong + second.order)[:2]

    draw = two_groups({"INVITED[0].body": change})
    return draw.to_seeded().play()


@failing("walk.invited", "unit limit disregarded", "不顾同单位限额")
def walk_invited_unit_limit() -> Ending:
    units = dict.fromkeys(range(5), "U1")
    draw = Ending(units=units, unit_limit=1)
    draw.request().freeze().joined().seal().seeded()
    draw.walk.unit_limit = 0
    return draw.play()


@failing("walk.invited", "groups not ascending", "名额组未升序")
def walk_invited_groups() -> Ending:
    draw = two_groups({"INVITED[0].body": setting(invitations=lambda i: i[::-1])})
    return draw.to_seeded().play()


@failing("walk.invited", "a beacon although replacement is fixed", "固定递补而附信标")
def walk_invited_beacon() -> Ending:
    beacon = [{"round": 7, "signature": "aa" * 48}]
    return drawn({"INVITED[1].body": setting(beacon=beacon)})


@failing("walk.invited", "a carried turn passed over in a serial draw", "顺序抽取跳过补轮者")
def walk_invited_serial() -> Ending:
    return serial({"INVITED[0].body": rows(1, 2, 3)}).to_seeded().play()


@failing("walk.deadline", "one second too late", "截止时间多一秒")
def walk_deadline_late() -> Ending:
    return drawn({"INVITED[0].body": setting(deadline=lambda t: shifted(t, 1))})


@failing("walk.deadline", "one second too early (A11)", "截止时间少一秒（A11）")
def walk_deadline_early() -> Ending:
    return drawn({"INVITED[0].body": setting(deadline=lambda t: shifted(t, -1))})


@failing("walk.deadline", "counted through the night (A11)", "夜间计入答复时限（A11）")
def walk_deadline_night() -> Ending:
    hooks = {"INVITED[0].body": setting(deadline="2026-03-02T10:17:00Z")}
    windows = OFFICE_HOURS | {"contact_days": "every_day"}
    return drawn(hooks, windows=windows, start="2026-03-02T08:00:00Z")


@failing("walk.deadline", "a make-up working day counted as a holiday", "调休工作日误作休息日")
def walk_deadline_make_up_day() -> Ending:
    windows = OFFICE_HOURS | {"reply_minutes": 600}
    hooks = {"INVITED[0].body": setting(deadline="2026-03-03T02:17:00Z")}
    return drawn(hooks, windows=windows, start="2026-02-27T08:00:00Z")


@failing("walk.deadline", "invited before first_invite_at", "早于首轮邀请时间")
def walk_deadline_first_invite() -> Ending:
    return drawn(
        {
            "INVITED[0].entry": setting(time="2026-03-02T01:16:59Z"),
            "INVITED[0].body": setting(deadline="2026-03-02T02:16:59Z"),
        }
    )


@answered(
    "walk.deadline",
    "a calendar that lacks the year",
    "日历缺该年",
    missing=("walk.deadline",),
)
def walk_deadline_no_year() -> Ending:
    years = {"years": [{"holidays": [], "workdays": [], "year": 2025}]}
    return drawn({"CALENDAR.body": setting(**years)}, windows=OFFICE_HOURS)


@failing("walk.row", "a reply of somebody who was not invited", "未受邀者的答复")
def walk_row_uninvited() -> Ending:
    def change(body: Any) -> None:
        body["row"] = next(r for r in range(5) if r not in draw.walk.groups[0].states)

    draw = Ending(hooks={"REPLIED[0].body": change})
    return draw.to_seeded().play()


@failing("walk.row", "a second reply", "重复答复")
def walk_row_second_reply() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "decline")
    draw.reply("0.0", "accept")
    return draw.answer_round().close().play()


@failing("walk.row", "a row that does not exist", "不存在的候选行")
def walk_row_nonexistent() -> Ending:
    return drawn({"REPLIED[0].body": setting(row=5)})


@failing("walk.row", "a group that does not exist", "不存在的名额组")
def walk_row_group() -> Ending:
    return drawn({"REPLIED[0].body": setting(group=1)})


@failing("walk.row", "a contact opened after the reply", "答复之后又打开联系方式")
def walk_row_contact() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.contact("0.0")
    return draw.answer_round().close().play()


@failing("walk.row", "somebody withdraws who had declined", "谢绝者退出")
def walk_row_withdrawn() -> Ending:
    draw = drawn()
    draw.withdraw("0.0")
    return draw.close().play()


@failing("walk.row", "a correction where nothing was noted", "更正并未记录的答复")
def walk_row_corrected() -> Ending:
    draw = seeded().invite()
    draw.correct("0.0", "accept")
    return draw.answer_round().close().play()


@failing("walk.reason", "an acceptance for illness", "以疾病为由接受")
def walk_reason_accept() -> Ending:
    return _with_reason("accept", "illness")


@failing("walk.reason", "a decline without reason", "谢绝而无原因")
def walk_reason_none() -> Ending:
    return _with_reason("decline", "none")


@failing("walk.reason", "a recusal for absence", "以外出为由回避")
def walk_reason_recuse() -> Ending:
    return _with_reason("recuse", "absence")


def _with_reason(answer: str, reason: str) -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", answer, reason)
    return draw.answer_round().close().play()


@failing("walk.time", "a reply a second after the deadline", "截止后一秒答复")
def walk_time_reply() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.until(draw.limit() + 1)
    return draw.answer_round().close().play()


@failing(
    "walk.time", "silence noted in the second of the deadline (A11)", "截止时刻即记逾期（A11）"
)
def walk_time_expired() -> Ending:
    draw = seeded({"EXPIRED.entry": setting(time="2026-03-02T02:17:00Z")})
    return draw.play({"0.0": "silence"})


@failing("walk.attestation", "countersigned by a stranger (A11)", "由局外人副签（A11）")
def walk_attestation_stranger() -> Ending:
    return drawn({"REPLIED.attestor": lambda _: ["stranger"]})


@failing("walk.attestation", "countersigned by the operator", "由运行方副签")
def walk_attestation_operator() -> Ending:
    return drawn({"REPLIED.attestor": lambda _: ["operator"]})


@failing("walk.attestation", "a signature for another answer (A11)", "签的是另一答复（A11）")
def walk_attestation_value() -> Ending:
    return drawn({"REPLIED[0].statement": at("value", "answer", to="accept")})


@failing("walk.attestation", "a signature for another round", "签的是另一轮邀请")
def walk_attestation_leaf() -> Ending:
    return drawn({"REPLIED[0].statement": setting(leaf=flipped)})


@failing("walk.attestation", "a wrong signature on a silence", "逾期副签无效")
def walk_attestation_expired() -> Ending:
    draw = Ending(hooks={"EXPIRED.signed": setting(signature=flipped)})
    return draw.to_seeded().play({"0.0": "silence"})


@failing("walk.attestation", "countersigned without a statement", "称副签而无签署")
def walk_attestation_none() -> Ending:
    return drawn({"REPLIED[0].body": at("attestation", "statements", to=[])})


@failing("walk.attestation", "a handler's note with a statement", "经办人记录而附签署")
def walk_attestation_handler() -> Ending:
    return drawn({"REPLIED[0].body": at("attestation", "kind", to="handler")})


@failing("walk.attestation", "a correction noted by the handler alone", "仅由经办人更正")
def walk_attestation_correction() -> Ending:
    hooks = {"CORRECTED.body": setting(attestation={"kind": "handler", "statements": []})}
    draw = seeded(hooks).invite()
    draw.reply("0.0", "accept")
    return draw.correct("0.0", "decline").answer_round().close().play()


@failing("walk.closed", "closed while somebody is asked", "尚有人未答即结束本轮")
def walk_closed_early() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.close()
    draw.walk.groups[0].states[draw.named(0, 1)[1]] = "accepted"
    return draw.play()


@failing("walk.closed", "closed again after completion", "完成后又结束一轮")
def walk_closed_again() -> Ending:
    return drawn().close().play()


@failing("walk.closed", "a later round pinned although replacement is fixed", "固定递补而指定信标")
def walk_closed_next() -> Ending:
    pinned = [
        {
            "chain": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
            "round": 30_000_000,
        }
    ]
    return drawn({"CLOSED[0].body": setting(next=pinned)})


@failing("walk.outcome", "completed with a vacancy (A16)", "有空缺而称完成（A16）")
def walk_outcome_vacancy() -> Ending:
    draw = seeded().invite().answer_round(DECLINE).close()
    draw.append("COMPLETED", {"accepted": [1]})
    return draw


@failing("walk.outcome", "shortage although candidates are left (A16)", "尚有候选人而称缺额（A16）")
def walk_outcome_contrived() -> Ending:
    return seeded().invite().answer_round(DECLINE).close().outcome().decide("appointment")


@failing("walk.outcome", "another number of accepted", "应邀人数不符")
def walk_outcome_accepted() -> Ending:
    return drawn({"COMPLETED.body": setting(accepted=[3])})


@failing("walk.outcome", "another number missing", "缺额人数不符")
def walk_outcome_missing() -> Ending:
    draw = Ending(hooks={"SHORTAGE.body": setting(missing=[2])}, groups=(Group(4, range(3)),))
    return draw.to_seeded().play().decide()


@failing(
    "walk.change", "a correction called walk after the next invitations", "邀请已发仍按递补更正"
)
def walk_change_effect() -> Ending:
    draw = drawn()
    draw.correct("0.0", "recuse", "walk")
    return draw.close().play()


@failing("walk.change", "a correction of what was noted earlier still", "更正的不是最近记录")
def walk_change_leaf() -> Ending:
    return (
        seeded({"CORRECTED.body": setting(leaf=flipped)})
        .invite()
        .answer_round()
        .correct("0.0", "decline")
        .close()
        .play()
    )


@failing("walk.change", "a withdrawal after completion, nothing follows it", "退出之后未继续递补")
def walk_change_no_close() -> Ending:
    draw = drawn().withdraw("0.1")
    return draw.witnessed()


@failing("walk.change", "more than 10,000 seats", "名额超过10000")
def walk_change_seats() -> Ending:
    return drawn().add_seats(0, 9_999).close().play()
