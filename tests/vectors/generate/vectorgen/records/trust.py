"""Parts "trust" and "disclosures" of SPEC §13: steps 52 to 56, and grades (§12)."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.files import evidence
from vectorgen.keys import Key
from vectorgen.note import broken
from vectorgen.plan import round_time
from vectorgen.scenes import Hooks, at, beacon, drawn, setting

ALL = ("trust", "disclosures")
CONSISTENCY = at("cosigners", 0, "checks", to="consistency")


@answered(
    "trust.given",
    "neither trust file nor slip (A3)",
    "既无信任文件也无封条（A3）",
    grade="none",
    missing=("trust.given",),
    args=(),
)
def trust_given_neither() -> Ending:
    return drawn()


@answered(
    "log.key",
    "neither trust file nor slip nor seal",
    "既无信任文件、封条，也无密封",
    grade="none",
    status="frozen",
    missing=("log.key", "end.finished", "trust.given"),
    args=(),
)
def log_key_nothing_to_go_by() -> Ending:
    return Ending().request().freeze().joined()


@answered(
    "trust.grade",
    "slip only: no witness is known",
    "仅有封条：见证人身份不明",
    grade="C",
    missing=("trust.grade",),
    args=("slip",),
)
def trust_grade_slip_only() -> Ending:
    return drawn()


@answered(
    "trust.grade",
    "the operator alone (A1)",
    "仅有运行方（A1）",
    grade="C",
    missing=("trust.grade",),
)
def trust_grade_operator_only() -> Ending:
    return drawn(witnesses=("operator",), roles=())


@answered(
    "trust.grade",
    "the operator listed as if independent",
    "信任文件把运行方列为独立",
    grade="C",
    missing=("trust.grade",),
)
def trust_grade_operator_listed() -> Ending:
    def change(trust: Any) -> None:
        role = trust["roles"][0] | {"independent": False, "key": Key("operator").hex}
        trust["roles"].append(role | {"role": "operator"})

    return drawn({"draw.trust": change}, witnesses=("operator",), roles=())


@answered(
    "trust.grade",
    "a witness who is not independent",
    "见证人并非独立",
    grade="C",
    missing=("trust.grade",),
)
def trust_grade_organiser_only() -> Ending:
    return drawn(witnesses=("organiser", "operator"), roles=("organiser",))


@answered(
    "trust.grade",
    "all keys invented, none of them listed (A3)",
    "全部密钥均系自造（A3）",
    grade="C",
    missing=("join.trust", "trust.grade"),
)
def trust_grade_invented() -> Ending:
    def change(trust: Any) -> None:
        trust["roles"] = []

    return drawn({"draw.trust": change})


@answered(
    "trust.grade",
    "an independent key, listed for another role",
    "独立密钥登记的是另一角色",
    grade="C",
    missing=("join.trust", "trust.grade"),
)
def trust_grade_other_role() -> Ending:
    return drawn({"draw.trust": at("roles", 0, "role", to="auditor")})


@answered(
    "trust.grade",
    "an independent key, listed for another pool",
    "独立密钥登记的是另一专家库",
    grade="C",
    missing=("join.trust", "trust.grade"),
)
def trust_grade_other_pool() -> Ending:
    return drawn({"draw.trust": at("roles", 0, "pool", to="others")})


@answered(
    "trust.grade",
    "dice attested by nobody independent",
    "掷骰佐证人均非独立",
    grade="C",
    missing=("trust.grade",),
    args=("trust", "slip"),
)
def trust_grade_dice() -> Ending:
    witnesses = ("organiser", "organiser2", "supervisor")
    attestors = ("organiser", "organiser2")
    return drawn(source="dice", witnesses=witnesses, attestors=attestors)


@answered(
    "trust.grade",
    "beacon without slip or cosignature (A6)",
    "公共信标而无封条、无副署（A6）",
    grade="C",
    missing=("trust.grade",),
    bls=True,
)
def trust_grade_beacon() -> Ending:
    return beacon()


@answered(
    "trust.grade",
    "cosigned 119 s before the round (A6)",
    "副署距信标轮次119秒（A6）",
    grade="C",
    missing=("trust.grade",),
    bls=True,
)
def trust_grade_late_cosignature() -> Ending:
    return beacon(evidence=True, evidence_time=round_time(12040883) - 119)


@answered(
    "trust.grade",
    "a seal dated back: in time by its own word, cosigned after the round (A6)",
    "倒填日期的密封：自称及时，副署却在该轮公布之后（A6）",
    grade="C",
    missing=("trust.grade",),
    bls=True,
)
def trust_grade_dated_back() -> Ending:
    return beacon(evidence=True, evidence_time=round_time(12040883) + 60)


@answered(
    "trust.grade",
    "cosigned by somebody the trust file does not name",
    "副署方不在信任文件中",
    grade="C",
    missing=("trust.grade",),
    bls=True,
)
def trust_grade_unknown_cosigner() -> Ending:
    return beacon({"draw.trust": setting(cosigners=[])}, evidence=True)


@answered(
    "trust.grade",
    "beacon cosigned by somebody who checks consistency only",
    "公共信标，副署方只核对一致性",
    grade="C",
    missing=("trust.grade",),
    bls=True,
)
def trust_grade_consistency_cosigner() -> Ending:
    return beacon({"draw.trust": CONSISTENCY}, evidence=True)


@failing("trust.cosigner", "consistency only, and a wrong cosignature", "只核对一致性，副署不符")
def trust_cosigner_consistency() -> Ending:
    hooks: Hooks = {"draw.trust": CONSISTENCY, "evidence.line": lambda line: broken(line, 11)}
    return drawn(hooks, evidence=True)


@failing("trust.cosigner", "a cosignature for another time", "副署时间被改动")
def trust_cosigner_time() -> Ending:
    return drawn({"evidence.line": lambda line: broken(line, 11)}, evidence=True)


@failing("trust.cosigner", "the seal is not in the cosigned tree", "副署的树中没有该密封")
def trust_cosigner_tree() -> Ending:
    return drawn({"draw.evidence": at(0, "proof", to=lambda p: p[:-1])}, evidence=True)


@failing(
    "trust.cosigner",
    "the seal is not in the cosigned tree, and the trust file does not list the pool (A6)",
    "副署的树中没有该密封，信任文件又未登记该库（A6）",
)
def trust_cosigner_tree_unlisted_pool() -> Ending:
    hooks: Hooks = {
        "draw.evidence": at(0, "proof", to=lambda p: p[:-1]),
        "draw.trust": setting(pools=[]),
    }
    return drawn(hooks, evidence=True)


@failing("trust.cosigner", "evidence the log did not sign", "密封证据无日志签名")
def trust_cosigner_no_log() -> Ending:
    return drawn({"evidence.log": lambda _: "other log"}, evidence=True)


@failing("trust.cosigner", "evidence with a wrong signature of the log", "密封证据的日志签名不符")
def trust_cosigner_log_signature() -> Ending:
    return drawn({"evidence.own": broken}, evidence=True)


@failing("trust.cosigner", "evidence of a seal, but no seal", "有密封证据而无密封")
def trust_cosigner_no_seal() -> Ending:
    found = evidence(Ending(evidence=True).to_seal())
    return Ending(hooks={"draw.evidence": lambda _: found}).request().freeze().joined()


@failing("disclosure.cites", "disclosures of another draw", "另一次抽取的公开材料", args=ALL)
def disclosure_cites_draw() -> Ending:
    return drawn({"draw.disclosures": setting(draw="d-2026-018")})


@failing("disclosure.cites", "disclosures of another attempt", "另一次尝试的公开材料", args=ALL)
def disclosure_cites_attempt() -> Ending:
    return drawn({"draw.disclosures": setting(attempt=2)})


@failing("disclosure.cites", "a row that does not exist", "不存在的候选行", args=ALL)
def disclosure_cites_row() -> Ending:
    return drawn({"draw.disclosures": at("bases", 0, "row", to=1)})


@failing(
    "disclosure.digest", "another name is published (A12)", "公布的是另一姓名（A12）", args=ALL
)
def disclosure_digest_public() -> Ending:
    return drawn({"draw.disclosures": at("public", 0, "text", to="高*")})


@failing("disclosure.digest", "another telephone number (A12)", "联系电话被更换（A12）", args=ALL)
def disclosure_digest_person() -> Ending:
    change = at("persons", 2, "expert", "phone", to="13900000000")
    return drawn({"draw.disclosures": change})


@failing("disclosure.digest", "other evidence for an exclusion", "排除依据被更换", args=ALL)
def disclosure_digest_basis() -> Ending:
    change = at("bases", 0, "evidence", "reason", to="over_age")
    return drawn({"draw.disclosures": change})


@failing("disclosure.digest", "another unit", "单位与摘要不符", args=ALL)
def disclosure_digest_unit() -> Ending:
    change = at("units", 0, "code", to="U2")
    return drawn({"draw.disclosures": change}, units={1: "U1", 2: "U3"}, unit_limit=1)


@failing("disclosure.digest", "other related units", "关联单位与摘要不符", args=ALL)
def disclosure_digest_related_units() -> Ending:
    change = at("related_units", 0, "codes", to=["U901"])
    return drawn({"draw.disclosures": change})


@failing("file.disclosures", "related units not ascending", "关联单位未升序", args=ALL)
def file_disclosures_related_units() -> Ending:
    change = at("related_units", 0, "codes", to=["U901", "U900"])
    return drawn({"draw.disclosures": change})


@failing("file.disclosures", "a related unit without a name", "关联单位为空", args=ALL)
def file_disclosures_related_units_empty() -> Ending:
    change = at("related_units", 0, "codes", to=["", "U900"])
    return drawn({"draw.disclosures": change}, related_units=("", "U900"))


@failing("file.disclosures", "related units twice", "关联单位两次", args=ALL)
def file_disclosures_related_units_twice() -> Ending:
    return drawn({"draw.disclosures": setting(related_units=lambda found: found * 2)})


@failing(
    "disclosure.digest",
    "the name of an excluded expert (A12)",
    "被排除者的公布姓名不符（A12）",
    args=ALL,
)
def disclosure_digest_public_excluded() -> Ending:
    def change(disclosures: Any) -> None:
        next(p for p in disclosures["public"] if p["list"] == "excluded")["text"] = "高*"

    return drawn({"draw.disclosures": change})


@failing("disclosure.cites", "a row of a group that does not exist", "不存在的名额组", args=ALL)
def disclosure_cites_group() -> Ending:
    return drawn({"draw.disclosures": at("public", 0, "group", to=1)})


@answered("§11.4", "a release of accepted rows", "公布应邀者", status="released", args=ALL)
def good_release() -> Ending:
    draw = drawn(release=True)
    draw.release()
    return draw


@answered("§11.4", "all disclosures, with units", "全部公开材料，含单位", args=ALL)
def good_disclosures_units() -> Ending:
    return drawn(units={1: "U1", 2: "U3", 3: "U3"}, unit_limit=1)
