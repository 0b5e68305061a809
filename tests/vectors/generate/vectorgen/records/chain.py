"""Part "chain" of SPEC §13: steps 14 to 19."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import drawn, flipped, seeded, setting
from vectorgen.twins import with_slip_of_the_twin


@failing("chain.identity", "an entry of another draw", "别次抽取的条目")
def chain_identity_draw() -> Ending:
    return drawn({"CLOSED[0].entry": setting(draw="d-2026-018")})


@failing("chain.identity", "an entry of another attempt", "另一次尝试的条目")
def chain_identity_attempt() -> Ending:
    return drawn({"CLOSED[0].entry": setting(attempt=2)})


@failing("chain.identity", "a pool entry that names a draw", "库条目指名一次抽取")
def chain_identity_pool_entry() -> Ending:
    return drawn({"CALENDAR.entry": setting(draw="d-2026-017")})


@failing("chain.identity", "a roster of another pool", "另一专家库的名册")
def chain_identity_pool() -> Ending:
    return drawn({"ROSTER.entry": setting(pool="others")})


@failing("chain.identity", "a pool entry after the draw's", "库条目排在抽取条目之后")
def chain_identity_pool_last() -> Ending:
    return drawn({"draw.record": lambda r: r["entries"].append(r["entries"].pop(2))})


@failing("chain.identity", "nothing but pool entries", "只有库条目")
def chain_identity_no_draw() -> Ending:
    hooks = {"draw.record": setting(entries=lambda e: e[:1])}
    return Ending(hooks=hooks).request().freeze().joined().seal()


@failing("chain.link", "prev names another entry", "prev指向别的条目")
def chain_link_prev() -> Ending:
    return drawn({"SEEDED.entry": setting(prev=flipped)})


@failing("chain.link", "an entry left out of the record (A19)", "记录中漏掉一条目（A19）")
def chain_link_dropped() -> Ending:
    def change(record: Any) -> None:
        record["entries"] = [e for e in record["entries"] if e["entry"]["seq"] != 3]

    return drawn({"draw.record": change})


@failing("chain.link", "a sequence number left out", "序号跳空")
def chain_link_seq() -> Ending:
    return drawn({"SEEDED.entry": setting(seq=6)})


@failing("chain.time", "an entry earlier than the one before (A18)", "条目时间早于前一条（A18）")
def chain_time_falls() -> Ending:
    return drawn({"CLOSED[1].entry": setting(time="2026-03-02T01:10:00Z")})


@answered(
    "chain.type",
    "an entry type that this version does not know",
    "本版本未知的条目类型",
    grade="none",
    status="",
    missing=("chain.type",),
)
def chain_type_unknown() -> Ending:
    draw = drawn()
    draw.append("AUDITED", {"auditor": "a1"})
    return draw


@failing("chain.grammar", "a reply after completion", "完成后又记答复")
def chain_grammar_reply_after_end() -> Ending:
    draw = drawn()
    draw.walk.groups[0].states[draw.named(0, 1)[1]] = "open"
    draw.reply("0.1", "decline")
    return draw


@failing("chain.grammar", "a second freeze", "两次封存")
def chain_grammar_two_freezes() -> Ending:
    draw = Ending().request().freeze()
    return draw.freeze().joined().seal().seeded().play()


@failing("chain.grammar", "a join after the seal", "密封后又有见证人加入")
def chain_grammar_late_join() -> Ending:
    draw = Ending().to_seal()
    draw.join("auditor")
    return draw.seeded().play()


@failing("chain.grammar", "released while short", "缺额未决即公布")
def chain_grammar_release_while_short() -> Ending:
    draw = seeded().play({f"0.{k}": "decline" for k in range(4)})
    draw.release()
    return draw


@failing("chain.grammar", "drawn again after the void", "作废后又抽取")
def chain_grammar_after_void() -> Ending:
    return Ending().to_seal().void().seeded()


@failing("chain.slip", "a slip of another draw", "另一次抽取的封条", args=("trust", "slip"))
def chain_slip_other() -> Ending:
    return drawn({"draw.slip": flipped})


@failing(
    "chain.slip",
    "the slip of a sibling with the same check code (A5, A25)",
    "核对码相同的另一密封的封条（A5、A25）",
    args=("trust", "slip"),
)
def chain_slip_check_code_twin() -> Ending:
    return with_slip_of_the_twin()


@answered(
    "§11.3",
    "a slip in capitals with spaces and hyphens",
    "大写并带空格与连字符的封条",
    args=("trust", "slip"),
)
def good_slip_written_loosely() -> Ending:
    def change(slip: str) -> str:
        return f"{slip[:16]} {slip[16:32]}-{slip[32:48]} {slip[48:]}".upper()

    return drawn({"draw.slip": change})


@answered(
    "chain.slip",
    "a slip, but no seal",
    "有封条而无密封",
    grade="none",
    status="frozen",
    missing=("chain.slip", "end.finished", "trust.grade"),
    args=("trust", "slip"),
)
def chain_slip_without_seal() -> Ending:
    return Ending().request().freeze().joined()
