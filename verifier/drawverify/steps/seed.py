"""Part "seal and seed": the seed is made of what was fixed before it, SPEC §5.3, §8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from drawverify.case import Case, Entry, is_operator
from drawverify.deadline import time_text
from drawverify.errors import FailedError, NotCheckableError, require, require_equal
from drawverify.note import LOG_KEY, parse_vkey
from drawverify.signed import check_statement
from drawverify.strict import digest, same
from drawverify.trust import SCHEME, acceptable_chain
from drawverify.values import TYPES

FEWEST_THROWS, MOST_THROWS = 20, 200
LEAST_ATTESTORS = 2
SECONDS_BEFORE_ROUND = 900
DIGITS = re.compile("[1-6]*")


def check_cites(case: Case) -> None:
    """The SEAL cites the FREEZE and exactly the JOINs, and names a key of this log."""
    # SPEC §5.3 step 31
    if case.seal is None or case.freeze is None:
        return
    body = case.seal.body
    require_equal(body["freeze"], case.freeze.leaf, "SEAL.freeze")
    require_equal(body["joins"], sorted(join.leaf for join in case.joins), "SEAL.joins")
    _check_log_key(case, case.seal)
    earliest = case.seal.data["time"]
    got = body["first_invite_at"]
    require(got >= earliest, "SEAL.first_invite_at", expected={"from": earliest}, got=got)


def _check_log_key(case: Case, seal: Entry) -> None:
    log_key = parse_vkey(seal.body["log_key"], LOG_KEY)
    require_equal(log_key.name, case.record["origin"], "SEAL.log_key")
    # Where the trust file does not know the log, `trust.origin` said so.
    if case.trust is not None and case.trust.knows_log():
        known = case.trust.log_keys_at(seal.time)
        expected = "trusted_log_key"
        require(log_key in known, "SEAL.log_key", expected=expected, got=seal.body["log_key"])


def check_source(case: Case) -> None:
    """The source is of the frozen kind and within its limits."""
    # SPEC §8.1 step 32
    if case.seal is None or case.freeze is None:
        return
    source = case.seal.body["source"]
    require_equal(source["kind"], case.freeze.body["source"], "SEAL.source.kind")
    if source["kind"] == "dice":
        enough = FEWEST_THROWS <= source["throws"] <= MOST_THROWS
        limits = f"{FEWEST_THROWS}–{MOST_THROWS}"
        require(enough, "SEAL.source.throws", expected=limits, got=source["throws"])
    if source["kind"] == "beacon":
        chain = acceptable_chain(case.trust, source["chain"])
        if chain is None:
            raise NotCheckableError("SEAL.source.chain")
        early = chain.time_of(source["round"]) - case.seal.time
        expected = {"later": f"≥ {SECONDS_BEFORE_ROUND}"}
        require(early >= SECONDS_BEFORE_ROUND, "SEAL.source.round", expected=expected, got=early)


def check_statements(case: Case) -> None:
    """SEEDED holds the statements of every JOIN that the source asks for, and no others."""
    # SPEC §8.2 step 33
    seeded = case.first("SEEDED")
    if seeded is None or case.seal is None:
        return
    require_equal(seeded.body["seal"], case.seal.leaf, "SEEDED.seal")
    kind, statements = case.seal.body["source"]["kind"], seeded.body["statements"]
    joins = sealed_joins(case)
    expected = [(join, name) for join in joins for name in _kinds(kind)]
    rest = statements[len(expected) :]
    require(
        len(statements) >= len(expected),
        "SEEDED.statements",
        expected=len(expected),
        got=len(statements),
    )
    for number, (join, name) in enumerate(expected):
        statement, where = statements[number], f"SEEDED.statements[{number}]"
        require_equal(statement["key"], join.body["statement"]["key"], f"{where}.key")
        value = "" if name == "seen" else statement["value"]
        check_statement(statement, kind=name, leaf=case.seal.leaf, value=value, where=where)
    if kind == "dice":
        _check_dice(rest, joins, case.seal.leaf)
    else:
        require_equal(len(rest), 0, f"SEEDED.statements[{len(expected)}]")


def _kinds(source: str) -> tuple[str, ...]:
    return ("seen", "reveal") if source == "witness" else ("seen",)


def sealed_joins(case: Case) -> list[Entry]:
    """Returns the JOINs in the order of SEAL `joins`."""
    return sorted(case.joins, key=lambda join: join.leaf)


def _check_dice(statements: list[dict[str, Any]], joins: list[Entry], seal: str) -> None:
    """Checks the `dice` statements: two or more witnesses in order, who saw the same."""
    attestors = [join.body["statement"]["key"] for join in joins if not is_operator(join)]
    count = len(statements)
    require(count >= LEAST_ATTESTORS, "SEEDED.statements", expected="two_dice", got=count)
    following = iter(attestors)
    for number, statement in enumerate(statements):
        where = f"SEEDED.statements dice {number}"
        in_turn = statement["key"] in following
        require(in_turn, f"{where}.key", expected={"one_of": attestors}, got=statement["key"])
        value = statements[0]["value"]
        check_statement(statement, kind="dice", leaf=seal, value=value, where=where)


def check_commitment(case: Case) -> None:
    """Every revealed value opens the commitment of its JOIN."""
    # SPEC §7.3 step 34
    joins = case.joins_by_key
    for statement in statements_of(case, "reveal"):
        check_opens(case, joins[statement["key"]], statement["value"])


def check_opens(case: Case, join: Entry, value: object) -> None:
    """Checks that a value opens the commitment of a JOIN."""
    try:
        TYPES["hex32"](value)
    except FailedError as error:
        raise error.at(f"{join.name} value") from None
    statement = join.body["statement"]
    freeze = case.freeze.leaf if case.freeze else ""
    opened = digest("commit", freeze, statement["key"], value)
    require_equal(opened, statement["value"]["commitment"], f"{join.name}.commitment")


def statements_of(case: Case, kind: str) -> Iterator[dict[str, Any]]:
    """Yields the statements of a kind in SEEDED."""
    seeded = case.first("SEEDED")
    for statement in seeded.body["statements"] if seeded else []:
        if statement["kind"] == kind:
            yield statement


def check_values(case: Case) -> None:
    """`values` are what was stated, or the one signature of a beacon round."""
    # SPEC §8.2 step 35
    seeded = case.first("SEEDED")
    if seeded is None or case.seal is None:
        return
    source, values = case.seal.body["source"], seeded.body["values"]
    if source["kind"] == "beacon":
        require_equal(len(values), 1, "SEEDED.values")
        TYPES["hex"](values[0])
        return
    kind = "reveal" if source["kind"] == "witness" else "dice"
    stated = [statement["value"] for statement in statements_of(case, kind)]
    if kind == "dice":
        stated = stated[:1]
        for thrown in stated:
            complete = (
                isinstance(thrown, str)
                and len(thrown) == source["throws"]
                and DIGITS.fullmatch(thrown)
            )
            expected = {"digits": source["throws"]}
            require(bool(complete), "SEEDED.statements", expected=expected, got=thrown)
    require(same(values, stated), "SEEDED.values", expected=stated, got=values)


def check_beacon(case: Case) -> None:
    """Beacon signatures are valid, and no round is used before its time."""
    # SPEC §8.2 step 36
    used = [(acceptable_chain(case.trust, use.chain), use) for use in _rounds_used(case)]
    for chain, use in used:
        if chain:
            expected, got = time_text(chain.time_of(use.round)), use.entry.data["time"]
            late = use.entry.time >= chain.time_of(use.round)
            require(late, f"{use.entry.name}.time", expected={"from": expected}, got=got)
    for chain, use in used:
        if chain and chain.scheme == SCHEME:
            valid = chain.has_signed(use.round, use.signature)
            of_round = {"signature_of_round": use.round}
            require(valid, f"{use.entry.name}.signature", expected=of_round, got=use.signature)
    for chain, use in used:
        if not chain or chain.scheme != SCHEME:
            raise NotCheckableError(use.entry.name)


class _RoundUsed(NamedTuple):
    entry: Entry
    chain: str
    round: int
    signature: str


def _rounds_used(case: Case) -> Iterator[_RoundUsed]:
    """Yields every use of a beacon round."""
    pinned: list[dict[str, Any]] = []
    for entry in case.chain:
        if entry.type == "SEAL" and entry.body["source"]["kind"] == "beacon":
            pinned = [entry.body["source"]]
        elif entry.type == "SEEDED" and pinned:
            signature = entry.body["values"][0]
            yield _RoundUsed(entry, pinned[0]["chain"], pinned[0]["round"], signature)
        elif entry.type == "CLOSED":
            pinned = entry.body["next"]
        elif entry.type == "INVITED" and entry.body["beacon"]:
            # Whether it is the round that CLOSED names is step 38.
            use = entry.body["beacon"][0]
            chain = pinned[0]["chain"] if pinned else ""
            yield _RoundUsed(entry, chain, use["round"], use["signature"])


STEPS = {
    "seal.cites": check_cites,
    "seal.source": check_source,
    "seed.statements": check_statements,
    "seed.commitment": check_commitment,
    "seed.values": check_values,
    "seed.beacon": check_beacon,
}
