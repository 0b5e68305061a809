"""Earlier attempts of a draw (SPEC §5.3, §11.1): steps 13, 14 and 20 of §13."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import DECLINE, Hooks, drawn, flipped, seeded, setting, short


def retried(hooks: Hooks | None = None, kind: str = "retry") -> Ending:
    """The second attempt, after a harmless VOID."""
    return played(short().again(kind, hooks=hooks or {}))


def thrice(hooks: Hooks | None = None, kind: str = "second_panel") -> Ending:
    """The third attempt: after a VOID and a panel."""
    return played(retried().again(kind, hooks=hooks or {}))


def played(draw: Ending) -> Ending:
    return draw.to_seeded().play(DECLINE)


def short_of_experts() -> Ending:
    return seeded().play({f"0.{k}": "decline" for k in range(4)})


def earlier(change: Any) -> Hooks:
    """Changes what a record shows of the attempts before: a list of items for each of them."""

    def apply(record: Any) -> None:
        numbers = [item["entry"]["attempt"] for item in record["entries"]]
        shown = [
            [i for i, n in zip(record["entries"], numbers, strict=True) if n == number]
            for number in range(1, record["attempt"])
        ]
        at, count = numbers.index(1), sum(map(len, shown))
        record["entries"][at : at + count] = [i for items in change(shown) for i in items]

    return {"draw.record": apply}


def voided(change: Any) -> Hooks:
    """Changes the items of the first attempt."""
    return earlier(lambda shown: [change(shown[0]), *shown[1:]])


@answered("§5.3", "second attempt after a harmless VOID", "无影响作废后第二次抽取")
def good_second_attempt() -> Ending:
    return retried()


@answered("§5.3", "second attempt after a VOID right after the request", "申请即作废后第二次抽取")
def good_retry_after_request() -> Ending:
    return played(Ending().request().void().again("retry"))


@answered(
    "§5.3",
    "a second panel as third attempt",
    "第三次尝试：另设专家组",
    told={"attempt": 3, "attestation": "countersigned"},
)
def good_second_panel() -> Ending:
    return thrice()


@answered("§5.3", "a wider attempt after a shortage: a retry", "缺额后扩大范围再抽取")
def good_retry_after_wider_attempt() -> Ending:
    return played(short_of_experts().decide("wider_attempt").again("retry"))


@answered("§5.3", "a second panel after an appointment", "直接指定补足之后另设专家组")
def good_second_panel_after_appointment() -> Ending:
    return played(short_of_experts().decide("appointment").again("second_panel"))


@answered("§5.3", "a second panel after a smaller one", "缩小专家组后另设专家组")
def good_second_panel_after_decided() -> Ending:
    return played(short_of_experts().decide("smaller_panel").again("second_panel"))


@answered(
    "§5.3",
    "the end is the latest COMPLETED, whatever follows it",
    "结束条目为最后一次完成，不论其后有何条目",
)
def good_end_before_release() -> Ending:
    first = drawn().withdraw("0.1").close().play()
    first.release()
    return played(first.held().again("second_panel"))


@failing("request.terms", "a retry after a panel (A4)", "已完成而称重新抽取（A4）")
def request_terms_retry_after_completed() -> Ending:
    return thrice(kind="retry")


@failing("request.terms", "a second panel after a VOID", "作废之后称另设专家组")
def request_terms_second_panel_after_void() -> Ending:
    return retried(kind="second_panel")


@failing("request.terms", "a second panel after a wider attempt", "决定扩大范围后称另设专家组")
def request_terms_second_panel_after_wider() -> Ending:
    return played(short_of_experts().decide("wider_attempt").again("second_panel"))


@failing("request.terms", "a second attempt called the first", "第二次尝试自称首次")
def request_terms_kind() -> Ending:
    return retried(kind="first")


@failing(
    "request.terms", "a third attempt that names one of two (A5)", "第三次尝试只引用一次（A5）"
)
def request_terms_hidden_attempt() -> Ending:
    return thrice({"REQUEST.body": setting(earlier=lambda e: e[:1])})


@failing("request.terms", "earlier attempts in another order", "更早的尝试次序不对")
def request_terms_earlier_order() -> Ending:
    return thrice({"REQUEST.body": setting(earlier=lambda e: e[::-1])})


@failing("request.terms", "names another entry than the end", "所引并非结束条目")
def request_terms_earlier_leaf() -> Ending:
    return retried({"REQUEST.body": setting(earlier=lambda e: [flipped(e[0])])})


@failing("chain.identity", "the end of the only earlier attempt is missing", "缺更早尝试的结束条目")
def chain_identity_no_end() -> Ending:
    return retried(earlier(lambda shown: shown[1:]))


@failing("chain.identity", "the latest end is missing", "缺最近一次尝试的结束条目")
def chain_identity_last_end() -> Ending:
    return thrice(earlier(lambda shown: shown[:1]))


@failing("chain.identity", "the first of two ends is missing", "缺首次尝试的结束条目")
def chain_identity_end_missing() -> Ending:
    return thrice(earlier(lambda shown: shown[1:]))


@failing("chain.identity", "earlier attempts in another order", "更早的尝试次序不对")
def chain_identity_earlier_order() -> Ending:
    return thrice(earlier(lambda shown: shown[::-1]))


@failing("chain.identity", "a SHORTAGE as an end", "以缺额为结束条目")
def chain_identity_shortage() -> Ending:
    first = short_of_experts()
    shortage = first.latest("SHORTAGE")
    second = first.decide("wider_attempt").again("retry")
    second.ends = [shortage]
    return played(second)


@failing("chain.identity", "an end of another draw", "结束条目属于另一次抽取")
def chain_identity_end_draw() -> Ending:
    other = Ending(draw="d-2026-016").request().freeze().joined().void()
    second = Ending(other, draw="d-2026-017").request().freeze().joined().void().again("retry")
    second.ends = [other.latest("VOID")]
    return played(second)


@failing("log.order", "the end was logged after the request", "结束条目在申请之后才入日志")
def log_order_late_end() -> Ending:
    def change(leaves: list[bytes]) -> None:
        a, b = (leaves.index(e.leaf) for e in (draw.ends[0], draw.latest("REQUEST")))
        leaves[a], leaves[b] = leaves[b], leaves[a]

    draw = short().again("retry", hooks={"draw.leaves": change})
    return played(draw)


@failing("log.inclusion", "an end that is not in the log", "结束条目不在日志中")
def log_inclusion_end() -> Ending:
    def change(shown: Any) -> Any:
        shown[1][0]["entry"]["time"] = "2026-03-02T03:00:01Z"
        return shown

    return thrice(earlier(change))


@failing("log.inclusion", "a voided attempt that is not in the log", "作废的尝试不在日志中")
def log_inclusionvoided() -> Ending:
    def change(items: Any) -> Any:
        items[0]["entry"]["time"] = "2026-03-02T01:00:01Z"
        return items

    return retried(voided(change))
