"""Audits that find nothing, and reasons just inside and just outside what holds (SPEC §13.3)."""

from typing import Any

from vectorgen.case import AUDITS
from vectorgen.ending import Ending
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at, flipped, serial, setting

REASONS = {
    5: "removed",
    6: "suspended",
    7: "publicity_open",
    8: "out_of_term",
    9: "over_age",
    10: "unavailable",
    11: "recused",
}


def audited(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Everybody of the specialty is listed; one is excluded because he is suspended."""
    choices = {"groups": (Group(2, range(5), {5: "suspended"}),)} | choices
    return Ending(None, hooks=hooks or {}, **choices).to_seeded().play()


def at_the_edge(experts: dict[int, Any], excluded: dict[int, str], **choices: Any) -> Ending:
    """Experts 0 and 1 are as they should be; others are what `experts` says."""
    eligible = [0, 1, *(number for number in experts if number not in excluded)]
    group = Group(1, eligible, excluded)
    return audited(groups=(group,), experts=experts, **choices)


@AUDITS.answered("§13.3", "every reason that can be checked here", "可在此核对的各种排除原因")
def good_reasons() -> Ending:
    return audited(groups=(Group(2, range(5), REASONS),))


@AUDITS.answered("§6.2", "a serial draw", "依次提取")
def good_serial() -> Ending:
    return serial().to_seeded().play()


@AUDITS.answered("§6.2", "two groups, some in both", "两个名额组，有人兼属")
def good_two_groups() -> Ending:
    groups = (
        Group(2, range(7), {20: "over_age"}),
        Group(2, range(3, 10), {20: "over_age"}, "1.10"),
    )
    return audited(groups=groups)


@AUDITS.answered(
    "§6.1", "units under a unit limit, one expert without employer", "同单位限额，一人无单位"
)
def good_units() -> Ending:
    return audited(units={0: "U1", 1: "U1", 2: "U2", 3: "U2", 5: "U3"}, unit_limit=1)


@AUDITS.answered("§6.1", "published in full, one without title", "全名公布，一人无职称")
def good_published_in_full() -> Ending:
    return audited(publication="full", experts={2: {"title": ""}})


@AUDITS.answered("§6.1", "published as codes", "仅公布编号")
def good_published_as_codes() -> Ending:
    return audited(publication="codes")


@AUDITS.answered("§13.2", "a draw that was only frozen", "仅已封存的抽取")
def good_frozen() -> Ending:
    return Ending(groups=(Group(2, range(5), {5: "suspended"}),)).request().freeze().joined()


@AUDITS.answered("§13.3", "recused because of the employer's code", "因单位代码回避")
def good_recused_by_code() -> Ending:
    experts = {5: {"employer_code": "U900"}}
    return audited(groups=_recused(), experts=experts, bases={5: {"unit": "U900"}})


@AUDITS.answered("§13.3", "recused because of the employer's name", "因单位名称回避")
def good_recused_by_name_of_unit() -> Ending:
    units = ("U900", "示例项目法人")
    experts = {5: {"employer": "示例项目法人"}}
    bases = {5: {"unit": "示例项目法人"}}
    return audited(groups=_recused(), experts=experts, bases=bases, related_units=units)


@AUDITS.answered(
    "audit.reason",
    "recused because of a disclosed unit; his evidence is not needed",
    "因已公开的关联单位回避，无需另行公开依据",
)
def good_recused_without_bases() -> Ending:
    hooks: Hooks = {"draw.disclosures": lambda body: body | {"bases": []}}
    return audited(hooks, groups=_recused(), experts={5: {"employer_code": "U900"}})


def _recused() -> tuple[Group]:
    return (Group(2, range(5), {5: "recused"}),)


@AUDITS.answered("§13.3", "age is only warned of, terms do not exist", "年龄仅提示，无聘期")
def good_no_rules() -> Ending:
    def change(body: Any) -> None:
        body["profile"]["age"]["rule"] = "warn"
        body["profile"]["term_years"] = 0

    experts = {2: {"birth": "1930-01-01"}, 3: {"term_start": "1999-01-01"}}
    return audited({"PROFILE.body": change}, experts=experts)


@AUDITS.answered("§13.3", "nothing is known of an expert but his name", "除姓名外一无所知")
def good_nothing_known() -> Ending:
    unknown = ("birth", "term_start", "title", "phone", "years")
    return audited(experts={2: dict.fromkeys(unknown, "")})


@AUDITS.answered("§13.3", "ages on either side of the limit", "年龄恰在界限两侧")
def good_age_edges() -> Ending:
    """The activity is on 2026-03-20; the anniversary itself is in time."""
    experts = {2: {"birth": "1956-03-20"}, 3: {"birth": "1956-03-19"}}
    return at_the_edge(experts, {3: "over_age"})


@AUDITS.answered("§13.3", "born on 29 February, 70 on 28 February", "2月29日出生，2月28日满70周岁")
def good_age_leap_day() -> Ending:
    born = {2: {"birth": "1956-02-29"}}
    return at_the_edge(born, {}, activity="2026-02-28", start="2026-02-10T01:00:00Z")


@AUDITS.answered("§13.3", "born on 29 February, too old on 1 March", "2月29日出生，3月1日已超龄")
def good_age_after_leap_day() -> Ending:
    born = {2: {"birth": "1956-02-29"}}
    choices: dict[str, Any] = {"activity": "2026-03-01", "start": "2026-02-10T01:00:00Z"}
    return at_the_edge(born, {2: "over_age"}, **choices)


@AUDITS.answered(
    "§13.3", "an activity that lies in the past: today counts", "活动日期已过，以当日为准"
)
def good_age_today() -> Ending:
    born = {2: {"birth": "1956-03-01"}}
    return at_the_edge(born, {2: "over_age"}, activity="2026-02-20")


@AUDITS.answered("§13.3", "terms on either side of their ends", "聘期恰在界限两侧")
def good_term_edges() -> Ending:
    """Today is 2026-03-02, the activity on 2026-03-20, a term has three years."""
    experts = {
        2: {"term_start": "2023-03-20"},
        3: {"term_start": "2023-03-19"},
        4: {"term_start": "2026-03-02"},
        5: {"term_start": "2026-03-03"},
    }
    return at_the_edge(experts, {3: "out_of_term", 5: "out_of_term"})


@AUDITS.answered(
    "§13.3", "a term from 29 February ends on 28 February", "2月29日起的聘期止于2月28日"
)
def good_term_leap_day() -> Ending:
    since = {2: {"term_start": "2024-02-29"}, 3: {"term_start": "2024-02-28"}}
    since |= {0: {"term_start": "2025-01-01"}, 1: {"term_start": "2025-01-01"}}
    since |= {4: {"term_start": "2024-02-27"}}
    choices: dict[str, Any] = {"activity": "2027-02-28", "start": "2027-02-10T01:00:00Z"}
    group = Group(1, range(4), {4: "out_of_term"})
    return audited(groups=(group,), experts=since, **choices)


@AUDITS.answered(
    "§13.3", "a term from 29 February is over on 1 March", "2月29日起的聘期至3月1日已满"
)
def good_term_after_leap_day() -> Ending:
    since: dict[int, Any] = {n: {"term_start": "2025-01-01"} for n in range(2)}
    since |= {2: {"term_start": "2024-02-29"}, 3: {"term_start": "2024-03-01"}}
    choices: dict[str, Any] = {"activity": "2027-03-01", "start": "2027-02-10T01:00:00Z"}
    group = Group(1, (0, 1, 3), {2: "out_of_term"})
    return audited(groups=(group,), experts=since, **choices)


@AUDITS.answered(
    "§13.3", "four years from 29 February to 29 February", "四年聘期自2月29日至2月29日"
)
def good_term_leap_to_leap() -> Ending:
    since: dict[int, Any] = {n: {"term_start": "2025-01-01"} for n in range(2)}
    since |= {2: {"term_start": "2024-02-29"}, 3: {"term_start": "2024-02-28"}}
    hooks: Hooks = {"PROFILE.body": at("profile", "term_years", to=4)}
    choices: dict[str, Any] = {"activity": "2028-02-29", "start": "2028-02-10T01:00:00Z"}
    group = Group(1, (0, 1, 2), {3: "out_of_term"})
    return audited(hooks, groups=(group,), experts=since, **choices)


@AUDITS.answered(
    "§13.3", "publicity that ends today, and one that ended yesterday", "公示今日届满与昨日届满"
)
def good_publicity_edges() -> Ending:
    experts = {2: {"publicity_until": "2026-03-01"}, 3: {"publicity_until": "2026-03-02"}}
    return at_the_edge(experts, {3: "publicity_open"})


@AUDITS.answered("§13.3", "publicity over by the local date", "按当地日期公示已届满")
def good_publicity_local_date() -> Ending:
    """Frozen at 16:04 UTC, which is past midnight at UTC+8."""
    experts = {2: {"publicity_until": "2026-03-02"}}
    return at_the_edge(experts, {}, start="2026-03-02T16:00:00Z")


@AUDITS.answered("§13.3", "unavailable on either side of the day", "不可用期恰在活动日两侧")
def good_unavailable_edges() -> Ending:
    def away(first: str, last: str) -> dict[str, str]:
        return {"unavailable_from": first, "unavailable_until": last}

    experts = {
        2: away("2026-03-01", "2026-03-19"),
        3: away("2026-03-01", "2026-03-20"),
        4: away("2026-03-20", "2026-03-30"),
        5: away("2026-03-21", "2026-03-30"),
        6: away("2026-03-01", ""),
    }
    return at_the_edge(experts, {3: "unavailable", 4: "unavailable"})


@AUDITS.answered(
    "§13.3", "who has two reasons is excluded for the first", "兼有两种原因者以在前者为准"
)
def good_first_reason() -> Ending:
    experts = {5: {"birth": "1940-01-01", "term_start": "2010-01-01"}, 6: {"birth": "1940-01-01"}}
    return audited(groups=(Group(2, range(5), {5: "suspended", 6: "over_age"}),), experts=experts)


@AUDITS.answered(
    "audit.reason",
    "a bye, which only the history shows",
    "轮空只能由历史核对",
    missing=("audit.reason",),
)
def audit_reason_bye() -> Ending:
    return audited(groups=(Group(2, range(5), {5: "bye"}),))


@AUDITS.answered(
    "audit.reason",
    "engaged elsewhere, which only the history shows",
    "已被他次抽取只能由历史核对",
    missing=("audit.reason",),
)
def audit_reason_engaged() -> Ending:
    return audited(groups=(Group(2, range(5), {5: "engaged"}),))


@AUDITS.answered(
    "audit.reason",
    "filtered by a filter of the request",
    "按申请条件筛除",
    missing=("audit.reason",),
)
def audit_reason_filtered() -> Ending:
    hooks: Hooks = {"REQUEST.body": at("groups", 0, "filters", to=["technical"])}
    return audited(hooks, groups=(Group(2, range(5), {5: "filtered"}),))


@AUDITS.answered(
    "audit.reason",
    "related units are not disclosed",
    "未公开关联单位",
    missing=("audit.reason",),
)
def audit_reason_no_related_units() -> Ending:
    return audited({"draw.disclosures": lambda body: body | {"related_units": []}})


@AUDITS.answered(
    "audit.reason",
    "recused by name, and the evidence is not disclosed",
    "按姓名回避而未公开依据",
    missing=("audit.reason",),
)
def audit_reason_no_basis() -> Ending:
    hooks: Hooks = {"draw.disclosures": lambda body: body | {"bases": []}}
    return audited(hooks, groups=_recused())


@AUDITS.answered(
    "audit.complete",
    "a row was erased after retention",
    "保存期满清除一行",
    missing=("audit.complete", "audit.person", "audit.unit", "audit.public", "audit.reason"),
)
def audit_complete_erased() -> Ending:
    def change(body: Any) -> None:
        for name in ("persons", "public"):
            body[name] = [i for i in body[name] if (i["list"], i["row"]) != ("eligible", 1)]

    return audited({"draw.disclosures": change}).erase(0, "eligible", [1])


@AUDITS.answered(
    "audit.public",
    "a published string was erased after retention",
    "保存期满清除一行公布内容",
    missing=("audit.public", "audit.reason"),
)
def audit_public_erased() -> Ending:
    def change(body: Any) -> None:
        body["public"] = [i for i in body["public"] if (i["list"], i["row"]) != ("eligible", 1)]

    return audited({"draw.disclosures": change}).erase(0, "eligible", [1])


@AUDITS.answered(
    "audit.complete",
    "a slim record",
    "精简记录",
    missing=("audit.complete", "audit.person", "audit.unit", "audit.public", "audit.reason"),
)
def audit_complete_slim() -> Ending:
    return audited(record="slim")


@AUDITS.answered(
    "trust.given",
    "neither trust file nor slip",
    "既无信任文件也无封条",
    missing=("trust.given",),
    args=("disclosures", "roster"),
)
def trust_given_neither() -> Ending:
    return audited()


@AUDITS.answered(
    "chain.type",
    "an entry type that this version does not know: no step of the audit is taken",
    "未知的条目类型，不予审核",
    missing=("chain.type",),
)
def chain_type_unknown() -> Ending:
    draw = audited({"draw.roster": setting(roster=flipped)})
    draw.append("AUDITED", {"auditor": "a1"})
    return draw
