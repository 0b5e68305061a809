"""Part "seal and seed" of SPEC §13: steps 31 to 36."""

from typing import Any

from vectorgen.case import answered, failing
from vectorgen.encoding import ZEROS, digest, secret, shifted, to_time
from vectorgen.ending import Ending
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.plan import round_time
from vectorgen.scenes import Hooks, beacon, drawn, flipped, serial, setting

DICE: dict[str, Any] = {"source": "dice", "witnesses": ("supervisor", "organiser", "operator")}


@failing(
    "seed.statements", "`seen` with something else than the empty string", "“已见”签署的内容不空"
)
def seed_statements_seen_value() -> Ending:
    return drawn({"SEEDED[0].statement": setting(value="seen")})


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


@failing("seal.cites", "a log key the trust file does not know", "密封所载日志密钥不在信任文件中")
def seal_cites_log_key_untrusted() -> Ending:
    return drawn({"SEAL.body": setting(log_key=_log_key("other log"))})


@failing("seal.cites", "a log key that was not yet valid", "密封所载日志密钥当时尚未生效")
def seal_cites_log_key_not_yet_valid() -> Ending:
    signing: Hooks = {"log.key": lambda _: "other log", "draw.trust": _renewed}
    return drawn({**signing, "SEAL.body": setting(log_key=_log_key("other log"))})


@answered("§5.3", "the log's key was renewed after the seal", "密封之后日志更换密钥")
def good_log_key_renewed() -> Ending:
    return drawn({"log.key": lambda _: "other log", "draw.trust": _renewed})


def _log_key(name: str) -> str:
    return vkey("draw.example.org/log1", ED25519, Key(name).public)


def _renewed(trust: Any) -> None:
    """The log's key ends with the second of the SEAL; another follows it."""
    keys = trust["origins"][0]["keys"]
    keys.append(keys[0] | {"from": "2026-03-02T01:07:01Z", "vkey": _log_key("other log")})
    keys[0]["until"] = "2026-03-02T01:07:00Z"


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
