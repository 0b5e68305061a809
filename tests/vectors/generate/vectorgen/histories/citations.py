"""Roster, calendar and profile that a draw cites are those its pool has at that time: step 70."""

from typing import Any

from vectorgen.case import HISTORIES
from vectorgen.ending import Ending
from vectorgen.histories.hunan import first, later, turns, unfinished
from vectorgen.history import History
from vectorgen.plan import calendar_body, profile_body
from vectorgen.scenes import at, setting

PHONE = {4: {"phone": "13900000000"}}


def adopted(**choices: Any) -> Ending:
    return unfinished(turns(2), **choices).adopt()


def cited_before(draw: Ending, kind: str, body: Any) -> Ending:
    """A newer entry of the pool is adopted; the draw goes on citing the older one."""
    older = draw.pool[kind]
    draw.append(kind, body, draw=False)
    draw.pool[kind] = older
    return draw


def profile_from(day: str, draw: Ending) -> Any:
    return {"profile": profile_body(draw.plan)["profile"] | {"valid_from": day, "version": 2}}


@HISTORIES.failing(
    "history.rests", "a freeze on an older roster than the latest (A7)", "按旧版名册封存（A7）"
)
def history_rests_old_roster() -> History:
    one = first(turns(2)).play()
    two = later(one, turns(2, "2"))
    roster, people, cited = two.roster, two.people, two.pool["ROSTER"]
    two.revise(PHONE)
    two.roster, two.people, two.pool["ROSTER"] = roster, people, cited
    return History([one, two.to_seeded().play()])


@HISTORIES.failing("history.rests", "a freeze on an older calendar", "按旧日历封存")
def history_rests_old_calendar() -> History:
    draw = adopted()
    return History([cited_before(draw, "CALENDAR", calendar_body(draw.plan)).to_seeded().play()])


@HISTORIES.failing("history.rests", "a request under an older profile", "按旧规则申请")
def history_rests_old_profile() -> History:
    draw = adopted()
    return History(
        [cited_before(draw, "PROFILE", profile_from("2026-03-02", draw)).to_seeded().play()]
    )


@HISTORIES.answered(
    "§5.3", "a newer profile is adopted that is not valid yet", "新规则已采用而尚未施行"
)
def good_rests_profile_to_come() -> History:
    draw = adopted()
    return History(
        [cited_before(draw, "PROFILE", profile_from("2026-03-03", draw)).to_seeded().play()]
    )


@HISTORIES.answered(
    "§5.3",
    "a newer profile that is valid by local time, though not by UTC",
    "新规则按当地日期已施行",
)
def good_rests_profile_by_local_date() -> History:
    draw = adopted(start="2026-03-02T16:30:00Z")
    draw.append("PROFILE", profile_from("2026-03-03", draw), draw=False)
    return History([draw.to_seeded().play()])


@HISTORIES.answered("§5.3", "adopted between request and freeze", "申请与封存之间另有采用")
def good_rests_adopted_between() -> History:
    draw = adopted(hooks={"FREEZE.body": at("since_request", "edited", to=1)}).request()
    draw.append("CALENDAR", calendar_body(draw.plan), draw=False)
    cited_before(draw, "PROFILE", profile_from("2026-03-01", draw))
    draw.revise(PHONE)
    return History([draw.freeze().joined().seal().seeded().play()])


@HISTORIES.failing(
    "history.rests",
    "changes since the request, where the roster has no new version (A7)",
    "名册无新版本而称申请后有变动（A7）",
)
def history_rests_no_changes() -> History:
    counts = {"added": 0, "edited": 0, "removed": 1}
    draw = adopted(hooks={"FREEZE.body": setting(since_request=counts)})
    return History([draw.to_seeded().play()])
