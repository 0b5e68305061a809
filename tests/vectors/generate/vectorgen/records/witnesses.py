"""Part "witnesses" of SPEC §13: steps 27 to 30."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.ending import Ending
from vectorgen.scenes import at, drawn, flipped, setting

DICE: dict[str, Any] = {"source": "dice", "witnesses": ("supervisor", "organiser", "operator")}


@failing("join.statement", "the signature is not the key's", "见证人签名不符")
def join_statement_signature() -> Ending:
    return drawn({"JOIN[0].signed": setting(signature=flipped)})


@failing("join.statement", "replayed from another freeze (A2)", "重放另一次封存的加入（A2）")
def join_statement_replayed() -> Ending:
    return drawn({"JOIN[0].statement": setting(leaf=flipped)})


@failing("join.statement", "a statement of another kind", "签署种类不对")
def join_statement_kind() -> Ending:
    return drawn({"JOIN[0].statement": setting(kind="seen")})


@failing("join.statement", "S + L instead of S", "签名以S+L代S")
def join_statement_malleated() -> Ending:
    return drawn({"JOIN[0].signed": setting(signature=_plus_order)})


def _plus_order(signature: str) -> str:
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(bytes.fromhex(signature[64:]), "little") + order
    return signature[:64] + s.to_bytes(32, "little").hex()


@failing("join.statement", "the identity element as key", "以单位元为公钥")
def join_statement_small_order() -> Ending:
    identity = "01" + "00" * 31
    return drawn({"JOIN[1].signed": setting(key=identity, signature=identity + "00" * 32)})


@failing("join.distinct", "one key joins twice", "同一密钥加入两次")
def join_distinct_key() -> Ending:
    return drawn({"operator.key": lambda _: "supervisor"})


@failing("join.distinct", "a commitment copied from another witness (A2)", "抄用他人的承诺（A2）")
def join_distinct_commitment() -> Ending:
    copied: list[str] = []

    def change(commitment: str) -> str:
        copied.append(commitment)
        return copied[0]

    return drawn({"supervisor.commitment": change, "operator.commitment": change})


@failing("join.plan", "a witness without commitment", "见证人未作承诺")
def join_plan_no_commitment() -> Ending:
    return drawn({"operator.commitment": lambda _: ""})


@failing("join.plan", "a commitment in a dice draw", "掷骰抽取而有承诺")
def join_plan_commitment_with_dice() -> Ending:
    return drawn({"organiser.commitment": lambda _: "8" * 64}, **DICE)


@failing("join.plan", "the required supervisor did not join", "应到的监督人未加入")
def join_plan_role_missing() -> Ending:
    return drawn(witnesses=("organiser", "operator"))


@failing("join.plan", "dice with one attestor and the operator", "掷骰仅一名佐证人与运行方")
def join_plan_dice_alone() -> Ending:
    return drawn(source="dice", witnesses=("supervisor", "operator"))


@failing("join.plan", "a witness draw that nobody joined", "无人加入的见证抽取")
def join_plan_nobody() -> Ending:
    return drawn(witnesses=(), roles=())


@failing("join.trust", "a witness key substituted (A3)", "见证人密钥被替换（A3）")
def join_trust_substituted() -> Ending:
    return drawn({"supervisor.key": lambda _: "impostor"})


@failing("join.trust", "a key no longer valid at the time of joining", "加入时密钥已失效")
def join_trust_expired() -> Ending:
    return drawn({"draw.trust": at("roles", 0, "until", to="2026-03-01T23:59:59Z")})


@answered(
    "join.trust",
    "a required role the trust file does not list",
    "信任文件未列应到角色",
    grade="B",
    missing=("join.trust",),
)
def join_trust_unlisted() -> Ending:
    def change(trust: Any) -> None:
        trust["roles"] = [r for r in trust["roles"] if r["role"] != "supervisor"]

    return drawn({"draw.trust": change}, witnesses=("supervisor", "auditor"))
