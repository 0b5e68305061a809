"""Parts "witnesses" and "seal and seed" of SPEC §13: steps 27 to 36."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import ZEROS, digest, secret, shifted, to_time
from vectorgen.ending import Ending
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.plan import FORGED_123, ROUNDS, round_time
from vectorgen.scenes import Hooks, at, beacon, drawn, flipped, serial, setting

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


@failing("seal.cites", "a JOIN left out of the seal", "密封漏掉一名见证人")
def seal_cites_join_missing() -> Ending:
    return drawn({"SEAL.body": setting(joins=lambda joins: joins[:1])})


@failing("seal.cites", "JOINs not ascending", "密封所列加入未升序")
def seal_cites_not_ascending() -> Ending:
    return drawn({"SEAL.body": setting(joins=lambda joins: joins[::-1])})


@failing("seal.cites", "another freeze", "密封引用别的封存")
def seal_cites_freeze() -> Ending:
    return drawn({"SEAL.body": setting(freeze=flipped)})


@failing("seal.cites", "a log key of another name", "日志密钥名称不符")
def seal_cites_log_key() -> Ending:
    other = vkey("draw.example.org/log2", ED25519, Key("log").public)
    return drawn({"SEAL.body": setting(log_key=other)})


@failing("seal.cites", "first invitations before the seal", "首轮邀请早于密封")
def seal_cites_first_invite() -> Ending:
    return drawn({"SEAL.body": setting(first_invite_at="2026-03-02T01:06:59Z")})


@failing("seal.source", "another source than frozen", "随机源与封存时不同")
def seal_source_kind() -> Ending:
    return drawn({"SEAL.body": setting(source={"kind": "witness"})}, **DICE)


@failing("seal.source", "19 throws", "掷骰19次")
def seal_source_few_throws() -> Ending:
    return drawn(throws=19, **DICE)


@failing("seal.source", "201 throws", "掷骰201次")
def seal_source_many_throws() -> Ending:
    return drawn(throws=201, **DICE)


@failing(
    "seal.source",
    "a round 899 s after the seal (A6)",
    "信标轮次距密封899秒（A6）",
    args=("trust", "slip"),
)
def seal_source_early_round() -> Ending:
    return beacon(at_seal(beacon_start(899)))


@answered(
    "§8.1",
    "a round 900 s after the seal",
    "信标轮次距密封900秒",
    grade="A",
    args=("trust", "slip"),
    bls=True,
)
def good_beacon_900_seconds() -> Ending:
    return beacon(at_seal(beacon_start(900)))


def beacon_start(seconds: int) -> str:
    return to_time(round_time(12040883) - seconds)


def at_seal(time: str) -> Hooks:
    return {
        "SEAL.entry": setting(time=time),
        "SEAL.body": setting(first_invite_at=shifted(time, 1800)),
    }


@failing("seed.statements", "a witness who did not sign seen", "一名见证人未签已阅")
def seed_statements_unseen() -> Ending:
    return drawn({"SEEDED.statements": lambda s: s[1:]})


@failing("seed.statements", "a signature that is not the key's", "签名不符")
def seed_statements_signature() -> Ending:
    return drawn({"SEEDED[1].signed": setting(signature=flipped)})


@failing("seed.statements", "a reveal left out", "一项承诺未揭示")
def seed_statements_no_reveal() -> Ending:
    return drawn({"SEEDED.statements": lambda s: s[:-1]})


@failing("seed.statements", "statements not in the order of the joins", "签署次序与加入不符")
def seed_statements_order() -> Ending:
    return drawn({"SEEDED.statements": lambda s: s[2:] + s[:2]})


@failing("seed.statements", "seen of another seal", "已阅的是另一密封")
def seed_statements_leaf() -> Ending:
    return drawn({"SEEDED[0].statement": setting(leaf=flipped)})


@failing("seed.statements", "dice attested by one", "掷骰仅一人佐证", args=("trust", "slip"))
def seed_statements_dice_one() -> Ending:
    return drawn(attestors=("supervisor",), **DICE)


@failing("seed.statements", "dice attested by the operator too", "运行方也为掷骰佐证")
def seed_statements_dice_operator() -> Ending:
    return drawn(attestors=("supervisor", "organiser", "operator"), **DICE)


@failing("seed.statements", "two attestors, two throws", "两佐证人所记不同")
def seed_statements_dice_differ() -> Ending:
    return drawn({"SEEDED[4].statement": setting(value="6" * 20)}, **DICE)


@answered(
    "§8.2",
    "three may attest, two did",
    "三人可佐证，两人佐证",
    grade="A",
    args=("trust", "slip"),
)
def good_dice_two_of_three() -> Ending:
    witnesses = ("supervisor", "organiser", "auditor", "operator")
    return drawn(source="dice", witnesses=witnesses, attestors=("organiser", "auditor"))


@failing(
    "seed.commitment", "a value that does not open the commitment (A2)", "揭示值与承诺不符（A2）"
)
def seed_commitment_other_value() -> Ending:
    return drawn({"supervisor.revealed": lambda _: secret("better value").hex()})


@failing("seed.commitment", "a value that is not 64 hexadecimal digits", "揭示值不是64位十六进制")
def seed_commitment_form() -> Ending:
    return drawn({"supervisor.revealed": str.upper})


@failing("seed.commitment", "commitment made for another freeze (A2)", "承诺系为另一封存而作（A2）")
def seed_commitment_other_freeze() -> Ending:
    key, value = Key("supervisor").hex, secret("value supervisor").hex()
    return drawn({"supervisor.commitment": lambda _: digest("commit", ZEROS, key, value)})


@failing("seed.values", "values in the order of signing", "取值次序不对")
def seed_values_order() -> Ending:
    return drawn({"SEEDED.values": lambda values: values[::-1]})


@failing("seed.values", "a value that nobody revealed", "无人揭示的取值")
def seed_values_extra() -> Ending:
    return drawn({"SEEDED.values": lambda values: [*values, "9" * 64]})


@failing("seed.values", "a digit 7", "骰点7")
def seed_values_seven() -> Ending:
    return drawn({"dice.throw": lambda throw: "7" + throw[1:]}, **DICE)


@failing("seed.values", "one throw too few", "少掷一次")
def seed_values_short_throw() -> Ending:
    return drawn({"dice.throw": lambda throw: throw[1:]}, **DICE)


@failing("seed.values", "a value in a serial draw", "顺序抽取而有取值")
def seed_values_serial() -> Ending:
    return serial({"SEEDED.values": lambda _: ["1" * 64]}).to_seeded().play()


@failing(
    "seed.beacon",
    "seeded before the round was published",
    "信标公布之前已生成种子",
    args=("trust", "slip"),
)
def seed_beacon_early() -> Ending:
    early = to_time(round_time(12040883) - 1)
    return beacon({"SEEDED.entry": setting(time=early)})


@failing(
    "seed.beacon",
    "the signature of another round (A20)",
    "另一轮次的签名（A20）",
    args=("trust", "slip"),
    bls="A",
)
def seed_beacon_other_round() -> Ending:
    return beacon(beacon_signature=ROUNDS[1000])


@failing(
    "seed.beacon",
    "a signature outside the subgroup (A20)",
    "签名不在素数阶子群内（A20）",
    args=("trust", "slip"),
    bls="A",
)
def seed_beacon_cofactor() -> Ending:
    start = to_time(round_time(123) - 2700)
    return beacon(start=start, year=2023, beacon_round=123, beacon_signature=FORGED_123)


@answered(
    "seal.source",
    "a beacon chain nobody vouches for",
    "无人认可的信标链",
    grade="C",
    missing=("seal.source", "seed.beacon", "trust.grade"),
)
def seal_source_unknown_chain() -> Ending:
    return beacon(beacon_chain="ab" * 32)
