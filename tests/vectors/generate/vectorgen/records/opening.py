"""OPENING and PROFILE: pool entries a draw rests on besides roster and calendar (SPEC §5.2)."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import Hooks, at, drawn, flipped, serial, setting

CURSORS = ({"after": "3", "carried": ["2"], "specialty": "2.3"},)


def opened(hooks: Hooks | None = None, **choices: Any) -> Ending:
    """Cursor and carried turn come from before the log existed."""
    return serial(hooks, opening=CURSORS, **choices).to_seeded().play()


@answered("§5.2", "a cursor declared by an OPENING", "游标来自启用声明", grade="S")
def good_opening() -> Ending:
    return opened()


@answered("§5.2", "an OPENING of a random pool", "随机抽取的库有启用声明")
def good_opening_random() -> Ending:
    return drawn(opening=())


@answered("§5.2", "a slim record with an OPENING", "精简记录：有启用声明", grade="S")
def good_opening_slim() -> Ending:
    return opened(record="slim")


@failing("freeze.cites", "the OPENING is not in the record", "启用声明不在记录中")
def freeze_cites_no_opening() -> Ending:
    def change(record: Any) -> None:
        record["entries"] = [e for e in record["entries"] if e["entry"]["type"] != "OPENING"]

    return opened({"draw.record": change})


@failing("freeze.cites", "an OPENING that is not cited (A15)", "启用声明未被引用（A15）")
def freeze_cites_opening_unused() -> Ending:
    return opened({"FREEZE.body": at("history", "opening", to=[])})


@failing("freeze.cites", "another OPENING", "引用的是另一启用声明")
def freeze_cites_opening() -> Ending:
    return opened({"FREEZE.body": at("history", "opening", 0, to=flipped)})


@failing("freeze.cites", "a ROSTER cited as OPENING", "以名册冒充启用声明")
def freeze_cites_opening_type() -> Ending:
    def change(body: Any) -> None:
        body["history"]["opening"] = [body["roster"]]

    return drawn({"FREEZE.body": change})


@failing(
    "log.order",
    "the OPENING was logged after the request (A15)",
    "启用声明在申请之后才入日志（A15）",
)
def log_order_late_opening() -> Ending:
    def change(leaves: list[bytes]) -> None:
        opening = draw.pool["OPENING"].leaf
        leaves.remove(opening)
        leaves.insert(leaves.index(draw.latest("REQUEST").leaf) + 1, opening)

    draw = serial({"draw.leaves": change}, opening=CURSORS)
    return draw.to_seeded().play()


@failing("file.schema", "two OPENINGs", "引用两份启用声明")
def file_schema_two_openings() -> Ending:
    return opened({"FREEZE.body": at("history", "opening", to=lambda leaf: leaf * 2)})


@failing("file.schema", "cursors not ascending", "启用声明的游标未升序")
def file_schema_cursors() -> Ending:
    cursors = [CURSORS[0], {"after": "", "carried": [], "specialty": "1.1"}]
    return opened({"OPENING.body": setting(cursors=cursors)})


@failing("file.schema", "an OPENING approved once, twice over", "启用声明的两项审批相同")
def file_schema_one_approval_twice() -> Ending:
    return opened(
        {"OPENING.body": at("approvals", 1, to={"ref": "示例〔2026〕2号", "role": "pool_office"})}
    )


@failing("file.schema", "a clock corrected on one word", "更正时钟的两项审批相同")
def file_schema_clock_one_approval() -> Ending:
    hooks = {"CLOCK_CORRECTED.body": setting(approvals=lambda both: [both[0]] * 2)}
    draw = Ending(hooks=hooks).to_seeded().invite().clock(-1500)
    return draw.answer_round().close().play()


@answered("§5.2", "two approvals by one office, under two numbers", "同一机关两份文号不同的审批")
def good_approvals_one_role() -> Ending:
    hooks = {"CLOCK_CORRECTED.body": at("approvals", 1, "role", to="leader")}
    draw = Ending(hooks=hooks).to_seeded().invite().clock(-1500)
    return draw.answer_round().close().play()


@failing("request.terms", "a profile valid from tomorrow (A7)", "规则次日才生效（A7）")
def request_terms_valid_from() -> Ending:
    return drawn({"PROFILE.body": at("profile", "valid_from", to="2026-03-03")})


@answered("§5.3", "a profile valid from this local day on", "规则自当地当日起生效")
def good_valid_from_local() -> Ending:
    """16:03 UTC is past midnight at UTC+8."""
    hooks = {"PROFILE.body": at("profile", "valid_from", to="2026-03-03")}
    return drawn(hooks, start="2026-03-02T16:00:00Z")


@failing("request.terms", "requested a second before the profile is valid", "在规则生效前一秒申请")
def request_terms_valid_from_second() -> Ending:
    hooks = {"PROFILE.body": at("profile", "valid_from", to="2026-03-03")}
    return drawn(hooks, start="2026-03-02T15:56:59Z")
