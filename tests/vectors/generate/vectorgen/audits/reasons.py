"""Exclusions without a reason and reasons without an exclusion: step 65."""

from typing import Any

from vectorgen.audits.good import at_the_edge, audited
from vectorgen.case import AUDITS
from vectorgen.ending import Ending
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at


def excluded(reason: str, known: dict[str, Any] | None = None, **choices: Any) -> Ending:
    """Expert 5 is excluded, and is what `known` says."""
    experts = {5: known or {}}
    return audited(groups=(Group(2, range(5), {5: reason}),), experts=experts, **choices)


@AUDITS.failing("audit.reason", "eligible though out of term (A8)", "聘期已满而列为候选（A8）")
def audit_reason_out_of_term() -> Ending:
    return audited(experts={2: {"term_start": "2020-07-01"}})


@AUDITS.failing("audit.reason", "eligible though too old by a day (A8)", "超龄一日而列为候选（A8）")
def audit_reason_over_age() -> Ending:
    return audited(experts={2: {"birth": "1956-03-19"}})


@AUDITS.failing(
    "audit.reason", "born on 29 February, eligible on 1 March", "2月29日出生者3月1日仍列为候选"
)
def audit_reason_leap_day() -> Ending:
    born = {2: {"birth": "1956-02-29"}}
    return at_the_edge(born, {}, activity="2026-03-01", start="2026-02-10T01:00:00Z")


@AUDITS.failing(
    "audit.reason", "born on 29 February, excluded on 28 February", "2月29日出生者2月28日即被排除"
)
def audit_reason_before_leap_day() -> Ending:
    born = {2: {"birth": "1956-02-29"}}
    choices = {"activity": "2026-02-28", "start": "2026-02-10T01:00:00Z"}
    return at_the_edge(born, {2: "over_age"}, **choices)


@AUDITS.failing("audit.reason", "eligible though suspended (A8)", "暂停者列为候选（A8）")
def audit_reason_suspended() -> Ending:
    return audited(experts={2: {"status": "suspended"}})


@AUDITS.failing("audit.reason", "eligible though removed (A8)", "已移出者列为候选（A8）")
def audit_reason_removed() -> Ending:
    return audited(experts={2: {"status": "removed"}})


@AUDITS.failing("audit.reason", "eligible on the last day of publicity", "公示末日列为候选")
def audit_reason_publicity() -> Ending:
    return audited(experts={2: {"publicity_until": "2026-03-02"}})


@AUDITS.failing("audit.reason", "eligible though unavailable on the day", "当日不可用而列为候选")
def audit_reason_unavailable() -> Ending:
    away = {"unavailable_from": "2026-03-20", "unavailable_until": "2026-03-20"}
    return audited(experts={2: away})


@AUDITS.failing(
    "audit.reason", "eligible though of a related unit (A9)", "关联单位人员列为候选（A9）"
)
def audit_reason_related() -> Ending:
    return audited(experts={2: {"employer_code": "U900"}})


@AUDITS.failing("audit.reason", "excluded as too old at 50 (A9)", "未超龄而以超龄排除（A9）")
def audit_reason_not_over_age() -> Ending:
    return excluded("over_age", {"birth": "1976-01-01"})


@AUDITS.failing(
    "audit.reason", "excluded as suspended though active (A9)", "在库而以暂停排除（A9）"
)
def audit_reason_not_suspended() -> Ending:
    return excluded("suspended", {"status": "active"})


@AUDITS.failing("audit.reason", "excluded for another reason than his", "排除原因不符")
def audit_reason_other() -> Ending:
    return excluded("over_age", {"status": "suspended"})


@AUDITS.failing(
    "audit.reason", "sits out though too old to be drawn at all", "应以超龄排除而称轮空"
)
def audit_reason_bye_but_over_age() -> Ending:
    return excluded("bye", {"birth": "1940-01-01"})


@AUDITS.failing(
    "audit.reason", "age is only warned of, and excludes (A10)", "年龄仅提示而据以排除（A10）"
)
def audit_reason_age_warned() -> Ending:
    hooks: Hooks = {"PROFILE.body": at("profile", "age", "rule", to="warn")}
    return audited(hooks, groups=(Group(2, range(5), {5: "over_age"}),))


@AUDITS.failing("audit.reason", "recused by name without a ground (A9)", "按姓名回避而无事由（A9）")
def audit_reason_no_ground() -> Ending:
    return excluded("recused", bases={5: {"note": "与项目有关"}})


@AUDITS.failing(
    "audit.reason", "recused on a ground the profile does not know", "回避事由不在规则之列"
)
def audit_reason_ground() -> Ending:
    return excluded("recused", bases={5: {"ground": "rivalry"}})


@AUDITS.failing("audit.reason", "recused on evidence that is a mere string", "回避依据仅为一句话")
def audit_reason_evidence() -> Ending:
    return excluded("recused", bases={5: "kinship"})


@AUDITS.failing(
    "audit.reason", "filtered in a group without filters (A10)", "名额组无条件而筛除（A10）"
)
def audit_reason_filtered_without_filter() -> Ending:
    return excluded("filtered")
