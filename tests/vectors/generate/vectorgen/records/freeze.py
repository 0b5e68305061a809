"""Part "freeze" of SPEC §13: steps 20 to 26."""

from typing import Any

from vectorgen.case import failing
from vectorgen.encoding import sha256
from vectorgen.ending import Ending
from vectorgen.people import row_leaf
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at, drawn, flipped, serial, setting, short, two_groups


@failing("request.terms", "cites a profile that is not in the record", "引用记录中没有的规则")
def request_terms_profile() -> Ending:
    return drawn({"REQUEST.body": setting(profile=flipped)})


@failing("request.terms", "the first attempt names an earlier one", "首次抽取引用更早的尝试")
def request_terms_earlier() -> Ending:
    return drawn({"REQUEST.body": setting(earlier=["a" * 64])})


@failing("request.terms", "an approval missing", "缺一项审批")
def request_terms_approval() -> Ending:
    return drawn({"REQUEST.body": setting(approvals=lambda a: a[:1])})


@failing("request.terms", "approvals in another order", "审批次序不对")
def request_terms_approval_order() -> Ending:
    return drawn({"REQUEST.body": setting(approvals=lambda a: a[::-1])})


@failing("request.terms", "no group", "没有名额组")
def request_terms_no_group() -> Ending:
    return short({"REQUEST.body": setting(groups=[])})


@failing("request.terms", "two groups of one specialty", "两名额组专业相同")
def request_terms_specialty_twice() -> Ending:
    return drawn(groups=(Group(1, range(5)), Group(1, range(5, 9))))


@failing("request.terms", "10,001 seats", "10001个名额")
def request_terms_seats() -> Ending:
    return drawn({"REQUEST.body": at("groups", 0, "seats", to=10_001)})


@failing("freeze.cites", "rests on another request", "封存依据别的申请")
def freeze_cites_request() -> Ending:
    return drawn({"FREEZE.body": setting(request=flipped)})


@failing(
    "freeze.cites", "rests on a roster that is not in the record", "封存所据名册不在记录中（A7）"
)
def freeze_cites_roster() -> Ending:
    return drawn({"FREEZE.body": setting(roster=flipped)})


@failing("freeze.cites", "a pool entry that nothing cites", "记录中有未被引用的库条目")
def freeze_cites_too_much() -> Ending:
    draw = Ending().adopt()
    cited = draw.pool["CALENDAR"]
    draw.append("CALENDAR", {"name": "other", "years": []}, draw=False)
    draw.pool |= {"CALENDAR": cited, "UNUSED": draw.pool["CALENDAR"]}
    return draw.to_seeded().play()


@failing("freeze.profile", "windows other than the profile's (A11)", "答复时限与规则不同（A11）")
def freeze_profile_windows() -> Ending:
    return drawn({"FREEZE.body": at("windows", "reply_minutes", to=5)})


@failing("freeze.profile", "frozen in another mode", "封存的方式与规则不同")
def freeze_profile_mode() -> Ending:
    return drawn({"FREEZE.body": setting(mode="serial")})


@failing("freeze.profile", "a required role left out", "漏掉应到角色")
def freeze_profile_roles() -> Ending:
    return drawn({"FREEZE.body": setting(roles=[])})


@failing("freeze.profile", "a source the profile does not allow", "规则不允许的随机源")
def freeze_profile_source() -> Ending:
    return drawn({"PROFILE.body": at("profile", "sources", to=["beacon", "dice"])})


@failing("freeze.profile", "a unit limit the profile does not set", "规则未设的同单位限额")
def freeze_profile_unit_limit() -> Ending:
    return drawn({"FREEZE.body": setting(unit_limit=1)})


@failing("freeze.profile", "a replacement option not allowed", "规则不允许的递补方式")
def freeze_profile_replacement() -> Ending:
    return drawn({"PROFILE.body": at("profile", "replacements", to=["fresh"])})


@failing("freeze.profile", "a random mode without source", "随机方式而无随机源")
def freeze_profile_no_source() -> Ending:
    hooks: Hooks = {
        "PROFILE.body": at("profile", "sources", to=["dice", "none", "witness"]),
    }
    return drawn(hooks, source="none")


@failing("rows.count", "a row too many in the record (A8)", "记录中多一候选行（A8）")
def rows_count_extra() -> Ending:
    return drawn({"draw.record": at("groups", 0, "eligible", to=lambda rows: rows + rows[:1])})


@failing("rows.count", "an eligible row dropped from the record (A8)", "记录中少一候选行（A8）")
def rows_count_dropped() -> Ending:
    return drawn({"draw.record": at("groups", 0, "eligible", to=lambda rows: rows[:-1])})


@failing("rows.count", "a group without rows", "少一组候选行")
def rows_count_group() -> Ending:
    return two_groups({"draw.record": setting(groups=lambda g: g[:1])}).to_seeded().play()


@failing("rows.count", "counts by reason that do not add up", "排除原因计数不符")
def rows_count_reasons() -> Ending:
    change = at("groups", 0, "excluded", "counts", to={"bye": 1, "over_age": 1})
    return drawn({"FREEZE.body": change})


@failing("rows.count", "a group larger than the roster", "一组的行数多于名册")
def rows_count_roster() -> Ending:
    return drawn({"ROSTER.body": setting(size=3)})


@failing("rows.count", "rows before a freeze", "未封存而有候选行")
def rows_count_before_freeze() -> Ending:
    lists = Ending().request().freeze().lists
    return Ending(hooks={"draw.record": setting(groups=lists)}).request()


def _twin(lists: Any) -> None:
    """The same person once more, under another public digest."""
    rows = lists[0]["eligible"]
    rows.append(rows[0] | {"public": flipped(rows[0]["public"])})
    rows.sort(key=row_leaf)


@failing("rows.distinct", "a person twice in a group (A8)", "同组内一人两行（A8）")
def rows_distinct_twice() -> Ending:
    return drawn({"draw.rows": _twin})


def _both(lists: Any) -> None:
    """An excluded person among the eligible."""
    row = {k: v for k, v in lists[0]["excluded"][0].items() if k not in ("basis", "reason")}
    lists[0]["eligible"].append(row)
    lists[0]["eligible"].sort(key=row_leaf)


@failing("rows.distinct", "a person both eligible and excluded", "一人既列入又被排除")
def rows_distinct_both_lists() -> Ending:
    return drawn({"draw.rows": _both})


def _two_faces(lists: Any) -> None:
    """A person of both groups gets another public string in the second."""
    first = {row["person"] for row in lists[0]["eligible"]}
    row = next(row for row in lists[1]["eligible"] if row["person"] in first)
    row["public"] = flipped(row["public"])
    lists[1]["eligible"].sort(key=row_leaf)


@failing("rows.distinct", "a person published differently in two groups", "同一人在两组公布不同")
def rows_distinct_two_faces() -> Ending:
    return two_groups({"draw.rows": _two_faces}).to_seeded().play()


def _change_row(**members: Any) -> Hooks:
    def change(lists: Any) -> None:
        lists[0]["eligible"][0].update(members)
        lists[0]["eligible"].sort(key=row_leaf)

    return {"draw.rows": change}


@failing("rows.distinct", "a unit although there is no unit limit", "无同单位限额而有单位摘要")
def rows_distinct_unit() -> Ending:
    return drawn(_change_row(unit="7" * 64))


@failing("rows.distinct", "a serial in a random draw", "随机抽取而有序号")
def rows_distinct_serial_in_random() -> Ending:
    return drawn(_change_row(serial="12"))


@failing("rows.distinct", "serials 5 and 05", "序号5与05并存")
def rows_distinct_serial_twice() -> Ending:
    def change(lists: Any) -> None:
        rows = lists[0]["eligible"]
        rows.insert(3, rows[2] | {"person": flipped(rows[2]["person"]), "serial": "05"})

    return serial({"draw.rows": change}).to_seeded().play()


@failing("rows.order", "two rows exchanged", "两候选行互换")
def rows_order_exchanged() -> Ending:
    def change(lists: Any) -> None:
        rows = lists[0]["eligible"]
        rows[1], rows[2] = rows[2], rows[1]

    return drawn({"draw.rows": change})


@failing("rows.order", "excluded rows not in order", "被排除的候选行未排序")
def rows_order_excluded() -> Ending:
    group = Group(2, range(5), {5: "bye", 6: "bye", 7: "bye"})
    return drawn({"draw.rows": lambda lists: lists[0]["excluded"].reverse()}, groups=(group,))


@failing(
    "rows.order",
    "serial list that does not begin after the cursor (A15)",
    "顺序名册未从游标之后起（A15）",
)
def rows_order_cursor() -> Ending:
    return serial({"FREEZE.body": at("groups", 0, "cursor", to="4")}).to_seeded().play()


@failing("rows.order", "carried turns not first (A9)", "补轮者不在最前（A9）")
def rows_order_carried() -> Ending:
    hooks: Hooks = {"FREEZE.body": at("groups", 0, "carried", to=["2", "7"])}
    return serial(hooks).to_seeded().play()


@failing("rows.order", "a carried turn of nobody", "补轮序号无人持有")
def rows_order_carried_nobody() -> Ending:
    hooks: Hooks = {"FREEZE.body": at("groups", 0, "carried", to=["2", "99"])}
    return serial(hooks).to_seeded().play()


@failing("rows.order", "a carried turn in a random draw", "随机抽取而有补轮")
def rows_order_carried_in_random() -> Ending:
    return drawn({"FREEZE.body": at("groups", 0, "carried", to=["2"])})


@failing("rows.root", "an eligible row exchanged for another (A8)", "候选行被调换（A8）")
def rows_root_exchanged() -> Ending:
    def change(record: Any) -> None:
        rows = record["groups"][0]["eligible"]
        rows[0]["person"] = sha256(b"a friend").hex()
        rows.sort(key=row_leaf)

    return drawn({"draw.record": change})


@failing("rows.root", "the evidence of an exclusion exchanged", "排除依据被调换")
def rows_root_basis() -> Ending:
    return drawn({"draw.record": at("groups", 0, "excluded", 0, "basis", to=flipped)})
