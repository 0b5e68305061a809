"""Rounds and invitations of the walk: steps 37 to 39 of SPEC §13."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import shifted
from vectorgen.ending import Ending
from vectorgen.plan import OFFICE_HOURS, Group
from vectorgen.scenes import DECLINE, at, drawn, seeded, serial, setting, two_groups


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
