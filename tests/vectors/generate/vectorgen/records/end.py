"""Part "end" of SPEC §13: steps 47 to 51."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.plan import Group
from vectorgen.scenes import at, drawn, flipped, seeded, serial, setting, short

DISCARDED = ("end.finished",)


@failing("end.void", "harmless, after the seal (A4)", "密封之后称无影响（A4）")
def end_void_not_harmless() -> Ending:
    return Ending().to_seal().void("harmless")


@failing("end.void", "discarded, before the seal", "密封之前称已弃用")
def end_void_not_discarded() -> Ending:
    return Ending().request().freeze().joined().void("discarded")


@failing("end.void", "harmless in a serial draw after the freeze", "顺序抽取封存后称无影响")
def end_void_serial() -> Ending:
    return serial().request().freeze().joined().void("harmless")


@failing("end.void", "without a witness although one joined (A4)", "有见证人而无其签署（A4）")
def end_void_unsigned() -> Ending:
    return Ending().to_seeded().void(signer="")


@failing("end.void", "signed by the operator", "由运行方签署作废")
def end_void_operator() -> Ending:
    return Ending().to_seeded().void(signer="operator")


@failing("end.void", "a wrong signature", "作废签名不符")
def end_void_signature() -> Ending:
    return short({"VOID.signed": setting(signature=flipped)})


@failing("end.void", "signed at another place in the chain", "签署所指前一条目不符")
def end_void_leaf() -> Ending:
    return short({"VOID.statement": setting(leaf=flipped)})


@failing("end.void", "signed for another reason", "签署的作废原因不同")
def end_void_reason() -> Ending:
    draw = Ending(hooks={"VOID.statement": at("value", "reason", to="other")})
    return draw.to_seeded().void()


def voided_by_auditor(unlisted: str) -> Ending:
    """Voided before the seal, by an auditor who has joined; the trust file does not list one of the two."""

    def change(trust: Any) -> None:
        trust["roles"] = [role for role in trust["roles"] if role["role"] not in unlisted.split()]

    draw = Ending(hooks={"draw.trust": change}, witnesses=("supervisor", "auditor"))
    return draw.request().freeze().joined().void(signer="auditor")


@failing(
    "end.void",
    "signed by a key nobody lists, where a listed witness joined (A4)",
    "有已登记的见证人，却由未登记的密钥签署作废（A4）",
)
def end_void_unlisted() -> Ending:
    return voided_by_auditor("auditor")


@answered(
    "§13", "voided by a listed auditor", "由已登记的审计人签署作废", grade="none", status="voided"
)
def good_void_by_auditor() -> Ending:
    return voided_by_auditor("")


@answered(
    "§13",
    "voided by a witness where the trust file lists none",
    "信任文件未登记任何见证人时由见证人签署作废",
    grade="none",
    status="voided",
)
def good_void_none_listed() -> Ending:
    return voided_by_auditor("supervisor auditor")


@answered(
    "§13",
    "a draw voided after its result could be known (A4)",
    "结果可知之后作废（A4）",
    grade="none",
    status="voided",
    missing=DISCARDED,
)
def end_finished_discarded() -> Ending:
    return seeded().invite().void()


@answered(
    "§5.5",
    "voided before the reveals; a late reveal shows what was discarded (A4)",
    "揭示之前作废，事后揭示证明弃用了结果（A4）",
    grade="none",
    status="voided",
    missing=DISCARDED,
)
def end_finished_discarded_revealed() -> Ending:
    return Ending().to_seal().void().reveal("supervisor").reveal("operator").witnessed()


@failing("end.statement", "a late reveal that opens nothing", "事后揭示与承诺不符")
def end_statement_reveal() -> Ending:
    draw = Ending(hooks={"REVEALED.statement": setting(value=flipped)})
    return draw.to_seal().void().reveal("supervisor")


@failing("end.statement", "witnessed by a stranger", "由局外人确认")
def end_statement_stranger() -> Ending:
    return drawn().witnessed("stranger")


@failing("end.statement", "witnessed another outcome", "确认的是另一结果")
def end_statement_leaf() -> Ending:
    return drawn({"WITNESSED.statement": setting(leaf=flipped)}).witnessed()


@failing("end.statement", "a wrong signature", "确认签名不符")
def end_statement_signature() -> Ending:
    return drawn({"WITNESSED.signed": setting(signature=flipped)}).witnessed()


@failing("end.release", "released in full where masked is allowed", "仅可隐名公布而全名公布")
def end_release_wider() -> Ending:
    draw = drawn()
    draw.release("full")
    return draw


@failing("end.release", "released masked where the profile says full", "应全名公布而隐名公布")
def end_release_narrower() -> Ending:
    draw = drawn(publication="full")
    draw.release("masked")
    return draw


@answered("§5.5", "released in full as the profile says", "按规则全名公布", status="released")
def good_release_full() -> Ending:
    draw = drawn(publication="full")
    draw.release()
    return draw


@answered("§5.5", "codes only as the profile says", "按规则仅公布编号", status="released")
def good_release_codes() -> Ending:
    draw = drawn(publication="codes")
    draw.release()
    return draw


@failing("end.release", "released in full where codes are allowed", "仅可公布编号而全名公布")
def end_release_codes() -> Ending:
    draw = drawn(publication="codes")
    draw.release("full")
    return draw


@failing("end.rows", "a row erased in a group that does not exist", "清除不存在名额组的候选行")
def end_rows_group() -> Ending:
    return drawn().erase(1, "eligible", [0])


@failing("end.rows", "a row erased that does not exist", "清除不存在的候选行")
def end_rows_nonexistent() -> Ending:
    return drawn().erase(0, "excluded", [0, 1])


@answered(
    "end.finished",
    "in the middle of the second round",
    "第二轮进行中",
    status="inviting",
    missing=("end.finished",),
)
def end_finished_inviting() -> Ending:
    return seeded().invite().answer_round({"0.0": "decline"}).close().invite()


@answered(
    "end.finished",
    "sealed, not yet seeded",
    "已密封，尚未生成种子",
    grade="none",
    status="sealed",
    missing=("end.finished", "trust.grade"),
    told={"attestation": "none"},
)
def end_finished_sealed() -> Ending:
    return Ending().to_seal()


@answered(
    "end.finished",
    "a shortage that nobody has decided",
    "缺额尚未决定",
    status="short",
    missing=("end.finished",),
)
def end_finished_short() -> Ending:
    return seeded().play({f"0.{k}": "decline" for k in range(4)})


def decided(kind: str) -> Ending:
    return seeded().play({f"0.{k}": "decline" for k in range(4)}).decide(kind)


@answered(
    "end.finished",
    "a shortage made good by appointment: part of the panel was not drawn",
    "缺额以直接指定补足：专家组部分不是抽取产生",
    status="decided",
    missing=("end.finished",),
)
def end_finished_appointed() -> Ending:
    return decided("appointment")


@answered(
    "end.finished",
    "a shortage made good by outside hires: part of the panel was not drawn",
    "缺额以库外选聘补足：专家组部分不是抽取产生",
    status="released",
    missing=("end.finished",),
)
def end_finished_outside() -> Ending:
    draw = decided("outside")
    draw.release()
    return draw


@answered(
    "end.finished",
    "appointed first, all seats drawn after a withdrawal: nothing says who gave way",
    "先以直接指定补足，后因退出而全部抽取产生：无从知道何人退让",
    missing=("end.finished",),
)
def end_finished_appointed_before() -> Ending:
    """Who withdraws has barred the other group, which is all of his unit."""
    groups = (Group(1, (0, 1), {}, "1.1"), Group(1, (2, 3), {}, "1.10"))
    units = dict.fromkeys((0, 2, 3), "U1")
    draw = Ending(groups=groups, units=units, unit_limit=1).to_seeded()
    first = draw.walk.groups[0]
    if not first.rows[first.order[0]]["unit"]:
        raise ValueError("choose a draw in which the first is of the unit")
    draw.play().decide("appointment").release()
    return draw.withdraw("0.0").close().play()


@answered(
    "end.finished",
    "a smaller panel first, an appointment after a withdrawal",
    "先缩小专家组，退出后以直接指定补足",
    status="decided",
    missing=("end.finished",),
)
def end_finished_appointed_later() -> Ending:
    draw = decided("smaller_panel")
    draw.release()
    return draw.withdraw("0.4").close().play().decide("appointment")


@answered(
    "end.finished",
    "an appointment first, a smaller panel after a withdrawal",
    "先以直接指定补足，退出后缩小专家组",
    status="decided",
    missing=("end.finished",),
)
def end_finished_appointed_first() -> Ending:
    draw = decided("appointment")
    draw.release()
    return draw.withdraw("0.4").close().play().decide("smaller_panel")


@answered(
    "end.finished",
    "a withdrawal that nothing follows yet",
    "退出之后尚未继续",
    missing=("end.finished",),
)
def end_finished_withdrawn() -> Ending:
    return drawn().withdraw("0.1")


@answered(
    "end.finished",
    "only requested; nothing but pool entries and a request",
    "仅有申请",
    grade="none",
    status="requested",
    missing=("end.finished", "trust.grade"),
)
def end_finished_requested() -> Ending:
    return Ending().request()
