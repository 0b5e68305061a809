"""Beacon chains and the signatures of their rounds (SPEC §8.2, step 36)."""

from itertools import count
from typing import Any

from vectorgen.beacon import (
    CHAIN,
    INFINITY,
    INFINITY_KEY,
    KEY,
    has_second_spelling,
    negated,
    respelled,
    shifted,
    sign,
)
from vectorgen.case import answered, failing
from vectorgen.encoding import to_time
from vectorgen.ending import Ending
from vectorgen.plan import FORGED_123, GENESIS, PERIOD, ROUNDS, round_time
from vectorgen.scenes import Hooks, beacon, setting

SLIP = ("trust", "slip")
ROUND = 12040883
TWO_SPELLINGS = next(n for n in count(ROUND) if has_second_spelling(sign(n)))


def chain(**members: Any) -> Hooks:
    """The trust file vouches for a chain of its own."""
    body = {
        "chain": CHAIN,
        "genesis": GENESIS,
        "key": KEY,
        "period": PERIOD,
        "scheme": "bls-unchained-g1-rfc9380",
    }
    return {"draw.trust": setting(beacons=[body | members])}


def own_chain(number: int = ROUND, **choices: Any) -> Ending:
    choices = {"beacon_signature": sign(number)} | choices
    return beacon(choices.pop("hooks", chain()), beacon_chain=CHAIN, beacon_round=number, **choices)


def early_round(number: int, **choices: Any) -> Ending:
    start = to_time(round_time(number) - 2700)
    return beacon(start=start, year=2023, beacon_round=number, **choices)


@answered("§8.2", "quicknet round 123", "quicknet 第123轮", grade="A", args=SLIP, bls=True)
def good_beacon_round_123() -> Ending:
    return early_round(123)


@answered("§8.2", "quicknet round 1000", "quicknet 第1000轮", grade="A", args=SLIP, bls=True)
def good_beacon_round_1000() -> Ending:
    return early_round(1000)


@answered(
    "§8.2", "a beacon chain of the trust file", "信任文件所列信标链", grade="A", args=SLIP, bls=True
)
def good_beacon_other_chain() -> Ending:
    return own_chain()


@answered(
    "§8.2",
    "an x below 2^381 − p: x + p would fit too",
    "x小于2^381−p的签名",
    grade="A",
    args=SLIP,
    bls=True,
)
def good_beacon_two_spellings() -> Ending:
    return own_chain(TWO_SPELLINGS)


@answered(
    "seed.beacon",
    "a chain of a scheme that is not described",
    "未作规定的信标方案",
    grade="A",
    missing=("seed.beacon",),
    args=SLIP,
)
def seed_beacon_other_scheme() -> Ending:
    return own_chain(hooks=chain(scheme="pedersen-bls-chained"))


@answered(
    "seal.source",
    "a beacon chain nobody vouches for",
    "无人认可的信标链",
    grade="C",
    missing=("seal.source", "seed.beacon", "trust.grade"),
)
def seal_source_unknown_chain() -> Ending:
    return beacon(beacon_chain="ab" * 32)


@failing("seal.source", "too early by the period of its chain", "按该链周期轮次过早", args=SLIP)
def seal_source_other_period() -> Ending:
    return own_chain(hooks=chain(period=2))


@failing(
    "seed.beacon",
    "seeded before the round was published",
    "信标公布之前已生成种子",
    args=("trust", "slip"),
)
def seed_beacon_early() -> Ending:
    early = to_time(round_time(ROUND) - 1)
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
    return early_round(123, beacon_signature=FORGED_123)


@failing(
    "seed.beacon",
    "that round's signature by another chain (A20)",
    "另一条链对该轮的签名（A20）",
    args=SLIP,
    bls="A",
)
def seed_beacon_other_chain() -> Ending:
    return beacon(beacon_signature=sign(ROUND))


@failing(
    "seed.beacon",
    "quicknet's signature for a chain of the trust file (A20)",
    "以quicknet的签名冒充所列链（A20）",
    args=SLIP,
    bls="A",
)
def seed_beacon_own_chain_by_quicknet() -> Ending:
    return own_chain(beacon_signature=ROUNDS[ROUND])


@failing(
    "seed.beacon",
    "another point of the subgroup (A20)",
    "子群内的另一点（A20）",
    args=SLIP,
    bls="A",
)
def seed_beacon_forged() -> Ending:
    return beacon(beacon_signature=shifted(ROUNDS[ROUND]))


@failing("seed.beacon", "the other y (A20)", "改取另一y值（A20）", args=SLIP, bls="A")
def seed_beacon_negated() -> Ending:
    return beacon(beacon_signature=negated(ROUNDS[ROUND]))


@failing("seed.beacon", "x written as x + p (A20)", "x写作x+p（A20）", args=SLIP, bls="A")
def seed_beacon_second_spelling() -> Ending:
    return own_chain(TWO_SPELLINGS, beacon_signature=respelled(sign(TWO_SPELLINGS)))


@failing("seed.beacon", "the point at infinity (A20)", "无穷远点（A20）", args=SLIP, bls="A")
def seed_beacon_infinity() -> Ending:
    return beacon(beacon_signature=INFINITY)


@failing("seed.beacon", "one byte more (A20)", "多出一个字节（A20）", args=SLIP, bls="A")
def seed_beacon_long() -> Ending:
    return beacon(beacon_signature=ROUNDS[ROUND] + "00")


@failing(
    "seed.beacon",
    "key and signature are the point at infinity (A20)",
    "公钥与签名均为无穷远点（A20）",
    args=SLIP,
    bls="A",
)
def seed_beacon_infinite_key() -> Ending:
    return own_chain(hooks=chain(key=INFINITY_KEY), beacon_signature=INFINITY)
