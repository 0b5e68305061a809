"""One expert asks how he was listed."""

from typing import Any

from vectorgen.audit_files import own_object
from vectorgen.case import ROWS
from vectorgen.ending import Ending
from vectorgen.note import b64
from vectorgen.plan import Group
from vectorgen.scenes import Hooks, at, drawn, flipped, serial, setting, two_groups


def own(change: Any, **choices: Any) -> Ending:
    """The file of expert 3 with a change."""
    return drawn({"draw.own": change}, **choices)


def own_excluded(change: Any) -> Ending:
    return own(change, owner=5)


@ROWS.answered("§11.6", "eligible", "列为候选")
def good_eligible() -> Ending:
    return drawn()


@ROWS.answered("§11.6", "excluded, with the evidence", "被排除，附依据")
def good_excluded() -> Ending:
    return drawn(owner=5)


@ROWS.answered("§11.6", "eligible in two groups", "在两个名额组中均列为候选")
def good_two_groups() -> Ending:
    return two_groups(owner=4).to_seeded().play()


@ROWS.answered("§11.6", "excluded from one group, not of the other", "被一组排除，不属另一组")
def good_one_of_two_groups() -> Ending:
    return two_groups(owner=21).to_seeded().play()


@ROWS.answered("§11.6", "a serial draw", "依次提取")
def good_serial() -> Ending:
    return serial().to_seeded().play()


@ROWS.answered("§11.6", "in a slim record that does not show the row", "精简记录未示出该行")
def good_slim() -> Ending:
    draw = drawn(record="slim", groups=(Group(1, range(40), {40: "bye"}),))
    index = own_object(draw)["rows"][0]["index"]
    if (0, index) in draw.looked_at or index == 39:
        raise ValueError("choose an owner who was not looked at")
    return draw


@ROWS.answered("§13.2", "with the slip alone", "仅凭封条", args=("slip", "own"))
def good_slip() -> Ending:
    return drawn()


@ROWS.answered(
    "§13.2", "an unfinished draw: the row can be checked all the same", "未完成的抽取亦可核对本人"
)
def good_unfinished() -> Ending:
    return Ending().to_seal()


@ROWS.answered(
    "trust.given",
    "neither trust file nor slip",
    "既无信任文件也无封条",
    missing=("trust.given",),
    args=("own",),
)
def trust_given_neither() -> Ending:
    return drawn()


@ROWS.answered(
    "log.key",
    "nothing to go by before the seal",
    "密封之前无可凭据",
    missing=("log.key", "trust.given"),
    args=("own",),
)
def log_key_nothing_to_go_by() -> Ending:
    return Ending().request().freeze()


@ROWS.answered(
    "trust.origin",
    "a trust file of another pool",
    "另一专家库的信任文件",
    missing=("trust.origin", "log.key"),
)
def trust_origin_unknown_pool() -> Ending:
    return drawn({"draw.trust": at("pools", 0, "pool", to="others")})


@ROWS.answered(
    "chain.type",
    "an entry type that this version does not know: no step of the row is taken",
    "未知的条目类型，本人一行不予核对",
    missing=("chain.type",),
)
def chain_type_unknown() -> Ending:
    draw = own(at("rows", 0, "salt", to=flipped))
    draw.append("AUDITED", {"auditor": "a1"})
    return draw


@ROWS.failing("walk.invited", "the record fails", "记录本身不通过")
def record_fails() -> Ending:
    return drawn({"INVITED[0].body": at("invitations", 0, "rows", to=lambda rows: rows[:1])})


@ROWS.failing("row.cites", "a row of another draw", "另一次抽取的候选行")
def row_cites_draw() -> Ending:
    return own(setting(draw="d-2026-018"))


@ROWS.failing("row.cites", "a row of another attempt", "另一次尝试的候选行")
def row_cites_attempt() -> Ending:
    return own(setting(attempt=2))


@ROWS.failing("row.cites", "a row of another pool", "另一专家库的候选行")
def row_cites_pool() -> Ending:
    return own(setting(pool="others"))


@ROWS.failing("row.cites", "a row of another log", "另一日志的候选行")
def row_cites_origin() -> Ending:
    return own(setting(origin="draw.example.org/log2"))


@ROWS.failing("row.cites", "a group that does not exist", "不存在的名额组")
def row_cites_group() -> Ending:
    return own(at("rows", 0, "group", to=1))


@ROWS.failing("row.cites", "nothing is frozen yet", "尚未封存")
def row_cites_no_freeze() -> Ending:
    frozen = own_object(drawn())
    return Ending(hooks={"draw.own": lambda _: frozen}).request()


@ROWS.failing("row.included", "left out of the list (A8)", "未列入名单（A8）")
def row_included_left_out() -> Ending:
    """What he was handed belongs to another list than the one that was frozen."""
    handed = own_object(drawn())
    return own(lambda _: handed, groups=(Group(2, (0, 1, 2, 4), {5: "bye"}),))


@ROWS.failing("row.included", "the proof of another index", "另一下标的证明")
def row_included_index() -> Ending:
    return own(at("rows", 0, "index", to=lambda index: index - 1 if index else 1))


@ROWS.failing("row.included", "an index beyond the list", "下标超出名单")
def row_included_beyond() -> Ending:
    return own(at("rows", 0, "index", to=5))


@ROWS.failing("row.included", "a wrong proof", "证明不符")
def row_included_proof() -> Ending:
    return own(at("rows", 0, "proof", 0, to=b64(bytes(32))))


@ROWS.failing("row.included", "a proof one hash long", "证明多一个摘要")
def row_included_long() -> Ending:
    return own(at("rows", 0, "proof", to=lambda proof: [*proof, proof[0]]))


@ROWS.failing("row.included", "a row that was changed", "候选行被改动")
def row_included_row() -> Ending:
    return own(at("rows", 0, "row", "public", to=flipped))


@ROWS.failing("row.digest", "another telephone number (A12)", "联系电话被更换（A12）")
def row_digest_phone() -> Ending:
    return own(at("rows", 0, "expert", "phone", to="13900000000"))


@ROWS.failing("row.digest", "another salt", "盐值不符")
def row_digest_salt() -> Ending:
    return own(at("rows", 0, "salt", to=flipped))


@ROWS.failing("row.digest", "other evidence for the exclusion (A9)", "排除依据被更换（A9）")
def row_digest_basis() -> Ending:
    return own_excluded(at("rows", 0, "basis", 0, "evidence", "reason", to="over_age"))


@ROWS.failing("row.digest", "excluded, and no evidence is shown", "被排除而未示依据")
def row_digest_no_basis() -> Ending:
    return own_excluded(at("rows", 0, "basis", to=[]))


@ROWS.failing("row.digest", "eligible, and evidence is shown", "列为候选而附依据")
def row_digest_basis_of_eligible() -> Ending:
    return own(at("rows", 0, "basis", to=[{"evidence": "", "salt": "1" * 64}]))


@ROWS.failing(
    "row.digest", "not the same expert in both groups (A12)", "两组所列专家资料不同（A12）"
)
def row_digest_two_experts() -> Ending:
    """In the second group he is listed under another telephone number."""
    groups = (Group(2, range(7), {}, "1.1"), Group(2, (3, 50, 5, 6, 7), {}, "1.10"))
    forged = {50: {"phone": "13900000000"}}
    return drawn(groups=groups, twins={50: 4}, forged=forged, owner=4)


@ROWS.failing("file.schema", "rows not ascending by group", "候选行未按名额组升序")
def file_schema_descending() -> Ending:
    return (
        two_groups({"draw.own": setting(rows=lambda rows: rows[::-1])}, owner=4).to_seeded().play()
    )


@ROWS.failing("file.schema", "no row", "没有候选行")
def file_schema_empty() -> Ending:
    return own(setting(rows=[]))


@ROWS.failing("file.schema", "a reason on an eligible row", "候选行带排除原因")
def file_schema_row() -> Ending:
    return own(at("rows", 0, "row", "reason", to="bye"))


@ROWS.failing("file.version", "a file of version 2", "版本2的文件")
def file_version() -> Ending:
    return own(setting(v="drawsvc/v2 row"))


@ROWS.failing("file.canonical", "a final line feed", "末尾多一换行")
def file_canonical() -> Ending:
    hooks: Hooks = {"own.bytes": lambda data: data + b"\n"}
    return drawn(hooks)
