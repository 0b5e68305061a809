"""Replies of the walk: steps 40 to 43 of SPEC §13."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import Hooks, at, drawn, flipped, seeded, setting


@failing("walk.row", "a reply of somebody who was not invited", "未受邀者的答复")
def walk_row_uninvited() -> Ending:
    def change(body: Any) -> None:
        body["row"] = next(r for r in range(5) if r not in draw.walk.groups[0].states)

    draw = Ending(hooks={"REPLIED[0].body": change})
    return draw.to_seeded().play()


@failing("walk.row", "a second reply", "重复答复")
def walk_row_second_reply() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "decline")
    draw.reply("0.0", "accept")
    return draw.answer_round().close().play()


@failing("walk.row", "a row that does not exist", "不存在的候选行")
def walk_row_nonexistent() -> Ending:
    return drawn({"REPLIED[0].body": setting(row=5)})


@failing("walk.row", "a group that does not exist", "不存在的名额组")
def walk_row_group() -> Ending:
    return drawn({"REPLIED[0].body": setting(group=1)})


@failing("walk.row", "a contact opened after the reply", "答复之后又打开联系方式")
def walk_row_contact() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.contact("0.0")
    return draw.answer_round().close().play()


@failing("walk.row", "somebody withdraws who had declined", "谢绝者退出")
def walk_row_withdrawn() -> Ending:
    draw = drawn()
    draw.withdraw("0.0")
    return draw.close().play()


@failing("walk.row", "a correction where nothing was noted", "更正并未记录的答复")
def walk_row_corrected() -> Ending:
    draw = seeded().invite()
    draw.correct("0.0", "accept")
    return draw.answer_round().close().play()


@failing("walk.reason", "an acceptance for illness", "以疾病为由接受")
def walk_reason_accept() -> Ending:
    return _with_reason("accept", "illness")


@failing("walk.reason", "a decline without reason", "谢绝而无原因")
def walk_reason_none() -> Ending:
    return _with_reason("decline", "none")


@failing("walk.reason", "a recusal for absence", "以外出为由回避")
def walk_reason_recuse() -> Ending:
    return _with_reason("recuse", "absence")


def _with_reason(answer: str, reason: str) -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", answer, reason)
    return draw.answer_round().close().play()


@failing("walk.time", "a reply a second after the deadline", "截止后一秒答复")
def walk_time_reply() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.until(draw.limit() + 1)
    return draw.answer_round().close().play()


@failing(
    "walk.time", "silence noted in the second of the deadline (A11)", "截止时刻即记逾期（A11）"
)
def walk_time_expired() -> Ending:
    draw = seeded({"EXPIRED.entry": setting(time="2026-03-02T02:17:00Z")})
    return draw.play({"0.0": "silence"})


@failing("walk.attestation", "countersigned by a stranger (A11)", "由局外人副签（A11）")
def walk_attestation_stranger() -> Ending:
    return drawn({"REPLIED.attestor": lambda _: ["stranger"]})


@failing("walk.attestation", "countersigned by the operator", "由运行方副签")
def walk_attestation_operator() -> Ending:
    return drawn({"REPLIED.attestor": lambda _: ["operator"]})


@failing("walk.attestation", "a signature for another answer (A11)", "签的是另一答复（A11）")
def walk_attestation_value() -> Ending:
    return drawn({"REPLIED[0].statement": at("value", "answer", to="accept")})


@failing("walk.attestation", "a signature for another round", "签的是另一轮邀请")
def walk_attestation_leaf() -> Ending:
    return drawn({"REPLIED[0].statement": setting(leaf=flipped)})


@failing("walk.attestation", "a wrong signature on a silence", "逾期副签无效")
def walk_attestation_expired() -> Ending:
    draw = Ending(hooks={"EXPIRED.signed": setting(signature=flipped)})
    return draw.to_seeded().play({"0.0": "silence"})


@failing("walk.attestation", "countersigned without a statement", "称副签而无签署")
def walk_attestation_none() -> Ending:
    return drawn({"REPLIED[0].body": at("attestation", "statements", to=[])})


@failing("walk.attestation", "a handler's note with a statement", "经办人记录而附签署")
def walk_attestation_handler() -> Ending:
    return drawn({"REPLIED[0].body": at("attestation", "kind", to="handler")})


@failing("walk.attestation", "a correction noted by the handler alone", "仅由经办人更正")
def walk_attestation_correction() -> Ending:
    hooks = {"CORRECTED.body": setting(attestation={"kind": "handler", "statements": []})}
    draw = seeded(hooks).invite()
    draw.reply("0.0", "accept")
    return draw.correct("0.0", "decline").answer_round().close().play()


@answered(
    "walk.attestation",
    "a correction countersigned by a key that nobody lists (A11)",
    "更正由未登记的密钥副签（A11）",
    missing=("walk.attestation",),
)
def walk_attestation_correction_unlisted() -> Ending:
    return _corrected_by_auditor({"draw.trust": _without_auditor})


@answered(
    "§7.2",
    "a correction countersigned by a key listed for its role",
    "更正由已登记的密钥副签",
)
def good_correction_by_auditor() -> Ending:
    return _corrected_by_auditor({})


@answered(
    "walk.attestation",
    "a correction countersigned by a key that is listed for another role",
    "更正由登记为另一角色的密钥副签",
    missing=("walk.attestation",),
)
def walk_attestation_correction_other_role() -> Ending:
    def change(trust: Any) -> None:
        role = next(r for r in trust["roles"] if r["role"] == "auditor")
        role["role"] = "observer"

    return _corrected_by_auditor({"draw.trust": change})


def _without_auditor(trust: Any) -> None:
    trust["roles"] = [role for role in trust["roles"] if role["role"] != "auditor"]


def _corrected_by_auditor(hooks: Hooks) -> Ending:
    witnesses = ("supervisor", "auditor", "operator")
    hooks = {"CORRECTED.attestor": lambda _: ["auditor"], **hooks}
    draw = seeded(hooks, witnesses=witnesses).invite()
    draw.reply("0.0", "accept")
    return draw.correct("0.0", "decline").answer_round().close().play()


def _withdrawn(hooks: Hooks) -> Ending:
    return drawn(hooks).withdraw("0.1").close().play()


LINK = setting(attestation={"kind": "link", "statements": []})
HANDLER = setting(attestation={"kind": "handler", "statements": []})


@answered("§7.2", "one reply by personal link", "一人以专属链接回复", told={"attestation": "link"})
def good_reply_by_link() -> Ending:
    return drawn({"REPLIED[1].body": LINK})


@answered(
    "§7.2",
    "one reply by link, one noted by the handler",
    "一人以链接回复，一人由经办人记录",
    told={"attestation": "handler"},
)
def good_reply_by_handler() -> Ending:
    return drawn({"REPLIED[0].body": LINK, "REPLIED[1].body": HANDLER})


@answered(
    "§7.2",
    "a reply countersigned by somebody whom the trust file does not list counts as the handler's",
    "由未登记者签署的回复按经办人记录计",
    told={"attestation": "handler"},
)
def good_reply_by_unlisted() -> Ending:
    def change(trust: Any) -> None:
        trust["roles"] = [role for role in trust["roles"] if role["role"] != "auditor"]

    hooks: Hooks = {"draw.trust": change, "REPLIED.attestor": lambda _: ["auditor"]}
    return drawn(hooks, witnesses=("supervisor", "auditor"))


@answered(
    "§7.2",
    "a withdrawal noted by the handler",
    "由经办人记录退出",
    told={"attestation": "handler"},
)
def good_withdrawn_handler() -> Ending:
    return _withdrawn({"WITHDRAWN.attestor": lambda _: []})


@answered("§7.2", "a withdrawal by personal link", "由专属链接退出")
def good_withdrawn_link() -> Ending:
    return _withdrawn({"WITHDRAWN.body": setting(attestation={"kind": "link", "statements": []})})


@answered(
    "§7.1",
    "a withdrawal of an acceptance that a new date had asked for",
    "改期后再次应邀者退出",
)
def good_withdrawn_asked_again() -> Ending:
    draw = seeded().play().reschedule().close().play()
    return draw.withdraw("0.1").close().play()


@failing("walk.attestation", "a withdrawal countersigned without a statement", "退出称副签而无签署")
def walk_attestation_withdrawn_unsigned() -> Ending:
    return _withdrawn({"WITHDRAWN.body": at("attestation", "statements", to=[])})


@failing("walk.attestation", "a withdrawal signed for another reason", "签署的退出原因不同")
def walk_attestation_withdrawn_reason() -> Ending:
    return _withdrawn({"WITHDRAWN.statement": at("value", "reason", to="other")})


@failing("walk.attestation", "a withdrawal of another row (A11)", "签的是另一行的退出（A11）")
def walk_attestation_withdrawn_row() -> Ending:
    return _withdrawn({"WITHDRAWN.statement": at("value", "row", to=lambda row: row + 1)})


@failing("walk.attestation", "a reply's signature under a withdrawal", "以答复的签署充作退出")
def walk_attestation_withdrawn_kind() -> Ending:
    return _withdrawn({"WITHDRAWN.statement": setting(kind="reply")})


@failing("walk.attestation", "a withdrawal countersigned by the operator", "退出由运行方副签")
def walk_attestation_withdrawn_operator() -> Ending:
    return _withdrawn({"WITHDRAWN.attestor": lambda _: ["operator"]})


@failing("walk.attestation", "a wrong signature on a withdrawal", "退出副签无效")
def walk_attestation_withdrawn_signature() -> Ending:
    return _withdrawn({"WITHDRAWN.signed": setting(signature=flipped)})


@failing(
    "walk.attestation",
    "a withdrawal of the acceptance before the new date",
    "退出所指为改期前的邀请",
)
def walk_attestation_withdrawn_leaf() -> Ending:
    def change(statement: Any) -> None:
        statement["leaf"] = draw.entries[first].leaf.hex()

    draw = seeded({"WITHDRAWN.statement": change})
    first = len(draw.entries)
    return draw.play().reschedule().close().play().withdraw("0.1").close().play()
