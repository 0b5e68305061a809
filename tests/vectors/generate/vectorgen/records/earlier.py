"""Earlier attempts that were voided are shown whole (SPEC §11.1): who has drawn twice is found out."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.records.attempts import played, voided
from vectorgen.scenes import Hooks, drawn, flipped, seeded, serial, setting, short

DISCARDED = ("end.finished",)


def joined(**choices: Any) -> Ending:
    return Ending(**choices).request().freeze().joined()


def retried_after(hooks: Hooks) -> Ending:
    """The second attempt; hooks change the first, which is voided before its seal."""
    return played(short(hooks).again("retry"))


def discarded(hooks: Hooks | None = None) -> Ending:
    return seeded(hooks).invite().void()


@answered(
    "end.finished",
    "second attempt after a discarded result (A4)",
    "弃用结果后第二次抽取（A4）",
    missing=DISCARDED,
)
def end_finished_discarded_before() -> Ending:
    return played(discarded().again("retry"))


@answered(
    "end.finished",
    "the first of three attempts was discarded (A4)",
    "三次尝试中首次弃用了结果（A4）",
    missing=DISCARDED,
)
def end_finished_discarded_first() -> Ending:
    second = discarded().again("retry").to_seeded().play()
    return played(second.again("second_panel"))


@answered(
    "end.finished",
    "a harmless VOID after a discarded result (A4)",
    "弃用结果后再次抽取又无影响作废（A4）",
    grade="none",
    status="voided",
    missing=DISCARDED,
)
def end_finished_void_after_discarded() -> Ending:
    return discarded().again("retry").request().void()


@answered(
    "§11.1",
    "an attempt with entries after its VOID: shown up to that",
    "作废之后另有条目的尝试：只列到作废为止",
)
def good_earlier_until_void() -> Ending:
    return played(short().witnessed().again("retry"))


@answered(
    "§11.1",
    "the first panel ended again while the second attempt went on",
    "另一次尝试进行之中首个专家组再次完成",
)
def good_earlier_ended_again() -> Ending:
    first = drawn()
    second = first.again("second_panel").request().freeze().joined()
    first.now = second.now
    first.withdraw("0.1").close().play()
    second.now = first.now
    third = second.void().again("retry")
    third.ends = [first.latest("COMPLETED"), second.latest("VOID")]
    return played(third)


@failing(
    "end.void", "an earlier attempt falsely called harmless (A4)", "此前的作废谎称无影响（A4）"
)
def end_void_earlier_class() -> Ending:
    return played(seeded().invite().void("harmless").again("retry"))


@failing(
    "end.void",
    "an earlier attempt voided without its witness (A4)",
    "此前的作废没有见证人签署（A4）",
)
def end_void_earlier_unsigned() -> Ending:
    return played(joined().void(signer="").again("retry"))


@failing(
    "end.void", "an earlier attempt voided by the operator (A4)", "此前的作废由运行方签署（A4）"
)
def end_void_earlier_operator() -> Ending:
    return played(joined().void(signer="operator").again("retry"))


@failing("end.void", "the VOID of an earlier attempt wrongly signed", "此前的作废签名不符")
def end_void_earlier_signature() -> Ending:
    return retried_after({"VOID.signed": setting(signature=flipped)})


@failing(
    "end.void",
    "an earlier attempt voided by a key nobody lists, where a listed witness joined (A4)",
    "此前有已登记的见证人，却由未登记的密钥签署作废（A4）",
)
def end_void_earlier_unlisted() -> Ending:
    def change(trust: Any) -> None:
        trust["roles"] = [role for role in trust["roles"] if role["role"] != "auditor"]

    first = joined(witnesses=("supervisor", "auditor")).void(signer="auditor")
    return played(first.again("retry", hooks={"draw.trust": change}))


@failing(
    "end.void",
    "an earlier serial draw falsely called harmless after its freeze (A4)",
    "此前的顺序抽取封存后谎称无影响（A4）",
)
def end_void_earlier_serial() -> Ending:
    first = serial().request().freeze().joined().void("harmless")
    return played(first.again("retry"))


@failing("join.statement", "a JOIN of an earlier attempt wrongly signed", "此前的见证人签名不符")
def join_statement_earlier() -> Ending:
    return retried_after({"JOIN.signed": setting(signature=flipped)})


@failing("join.distinct", "a key twice in an earlier attempt", "此前一次尝试密钥重复")
def join_distinct_earlier() -> Ending:
    return played(joined(witnesses=("supervisor", "supervisor")).void().again("retry"))


@failing("chain.link", "of a voided attempt the VOID alone (A4)", "作废的尝试只列作废条目（A4）")
def chain_link_void_alone() -> Ending:
    return played(short().again("retry", hooks=voided(lambda items: items[-1:])))


@failing("chain.link", "the SEAL of a voided attempt left out (A4)", "作废的尝试漏列密封条目（A4）")
def chain_link_voided_seal() -> Ending:
    def without_seal(items: Any) -> Any:
        return [item for item in items if item["entry"]["type"] != "SEAL"]

    first = Ending().to_seal().void("harmless")
    return played(first.again("retry", hooks=voided(without_seal)))


@failing("chain.time", "times fall in a voided attempt", "作废的尝试中时间倒退")
def chain_time_voided() -> Ending:
    return retried_after({"VOID.entry": setting(time="2026-03-02T01:00:00Z")})


@answered(
    "chain.type",
    "an entry of an unknown type in a voided attempt",
    "作废的尝试中有未知类型的条目",
    grade="none",
    missing=("chain.type",),
)
def chain_type_voided() -> Ending:
    first = joined()
    first.append("AUDITED", {"auditor": "a1"})
    return played(first.void().again("retry"))


@failing("chain.grammar", "a voided attempt out of grammar", "作废的尝试不合语法")
def chain_grammar_voided() -> Ending:
    return played(joined().held().void().again("retry"))


def shown_whole(first: Ending, kind: str) -> Ending:
    """The second attempt with all entries of the first."""
    return played(first.again(kind, hooks={"draw.earlier": lambda _: first.entries}))


@failing("chain.identity", "a voided attempt shown beyond its VOID", "作废的尝试列到作废之后")
def chain_identity_after_void() -> Ending:
    return shown_whole(short().witnessed(), "retry")


@failing("chain.identity", "a completed attempt shown whole", "已完成的尝试列出全部条目")
def chain_identity_completed_whole() -> Ending:
    return shown_whole(drawn(), "second_panel")


@failing("chain.identity", "a voided attempt in another pool", "作废的尝试属于另一专家库")
def chain_identity_earlier_pool() -> Ending:
    first = short({"FREEZE.entry": setting(pool="others")})
    return shown_whole(first, "retry")


@failing("request.terms", "a voided attempt of another matter (A5)", "作废的尝试属于另一事项（A5）")
def request_terms_earlier_matter() -> Ending:
    first = short(filing_number="示水(2026)16号")
    return played(first.again("retry", filing_number="示水(2026)17号"))


@failing(
    "request.terms",
    "the first of two voided attempts of another matter (A5)",
    "两次作废的尝试中首次属于另一事项（A5）",
)
def request_terms_first_matter() -> Ending:
    first = short(filing_number="示水(2026)16号")
    second = first.again("retry", filing_number="示水(2026)17号").request().void()
    return played(second.again("retry"))


def sealed_under_another_key(hooks: Hooks | None = None) -> Ending:
    """The second attempt of a serial draw; the SEAL of the first names another log key."""
    other = vkey("draw.example.org/log1", ED25519, Key("other log").public)
    first = serial({"SEAL.body": setting(log_key=other)}).to_seal().void()
    return first.again("retry", hooks=hooks or {})


@answered(
    "log.key",
    "slip only: a voided attempt was sealed under another log key",
    "仅凭封条：作废的尝试密封时所载日志密钥不同",
    grade="S",
    missing=DISCARDED,
    args=("slip",),
)
def log_key_own_seal() -> Ending:
    return sealed_under_another_key().to_seeded().play()


@failing(
    "log.key",
    "slip only: signed by the key of a voided attempt's SEAL (A19)",
    "仅凭封条：由作废的尝试密封所载密钥签署（A19）",
    args=("slip",),
)
def log_key_earlier_seal() -> Ending:
    return sealed_under_another_key({"log.key": lambda _: "other log"}).to_seeded().play()


@answered(
    "log.key",
    "neither trust file nor slip; only a voided attempt has a SEAL",
    "既无信任文件也无封条，仅作废的尝试有密封",
    grade="none",
    status="voided",
    missing=("log.key", "end.finished", "trust.given"),
    args=(),
)
def log_key_earlier_seal_alone() -> Ending:
    return sealed_under_another_key().request().void()


@failing(
    "log.order", "entries of a voided attempt exchanged in the log", "作废的尝试在日志中次序不对"
)
def log_order_voided() -> Ending:
    def change(leaves: list[bytes]) -> None:
        a, b = (leaves.index(first.latest(kind).leaf) for kind in ("FREEZE", "VOID"))
        leaves[a], leaves[b] = leaves[b], leaves[a]

    first = short()
    return played(first.again("retry", hooks={"draw.leaves": change}))


@failing("log.inclusion", "a voided attempt that is not in the log", "作废的尝试不在日志中")
def log_inclusion_voided() -> Ending:
    def change(items: Any) -> Any:
        items[0]["entry"]["time"] = "2026-03-02T01:00:01Z"
        return items

    return played(short().again("retry", hooks=voided(change)))
