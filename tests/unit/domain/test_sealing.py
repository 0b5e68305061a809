"""From joining to the seed: SPEC §7.3, §8."""

from datetime import timedelta
from typing import Any

import pytest
from drawseeds import derive_seed, group_seed, order

from drawsvc.domain import sealing
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import (
    DrawError,
    DuplicateError,
    EntryError,
    InputError,
    StateError,
    StatementError,
)
from drawsvc.domain.statements import sign_statement
from drawsvc.domain.times import format_time
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from tests.attempting import Drawing, Seats, digest, witness_key
from tests.refusing import refused
from tests.unit.domain import sample
from tests.unit.domain.sample import LEAF

GROUPS = [Seats(2, "abcdef"), Seats(1, "gh")]
TWO = ("discipline", "pool_office")
WITHOUT_ROLES: dict[str, Any] = {"roles": []}


def drawing(source: str = "witness", joining: tuple[str, ...] = TWO, **profile: Any) -> Drawing:
    mode = "serial" if source == "none" else "random"
    return Drawing(GROUPS, mode, source, joining, {"roles": [], **profile})


# JOIN


def test_join_is_read_back() -> None:
    drawn = drawing().to_freeze()
    entry = drawn.join("discipline")
    (join,) = drawn.attempt.joins
    assert join == sealing.read_join(entry)
    assert (join.leaf, join.role) == (entry.leaf, "discipline")
    assert join.key == witness_key("discipline").public.to_hex()


@pytest.mark.parametrize("source", ["witness", "dice", "none"])
def test_commitment_belongs_to_witness_draws(source: str) -> None:
    drawn = drawing(source).to_freeze()
    commitment = "" if source == "witness" else LEAF
    with refused(StatementError, "commitment_plan", source=source):
        drawn.join("discipline", commitment=commitment)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("", "value"),
        ({"commitment": LEAF}, "value"),
        ({"commitment": LEAF.upper(), "role": "discipline"}, "value.commitment"),
        ({"commitment": LEAF, "role": "纪委"}, "value.role"),
        ({"commitment": LEAF, "role": "discipline", "name": "王"}, "value"),
    ],
)
def test_join_of_another_form_is_refused(value: Any, path: str) -> None:
    drawn = drawing().to_freeze()
    leaf = drawn.attempt.entry("FREEZE").leaf
    statement = sign_statement(witness_key("discipline"), "join", leaf, value)
    with refused(StatementError, "statement_shape", path=path):
        drawn.write("JOIN", {"statement": statement.to_object()})


def test_join_about_another_freeze_is_refused() -> None:
    drawn = drawing().to_freeze()
    statement = drawn.join_statement("discipline")
    other = drawing()
    other.pass_time(seconds=1)
    other.to_freeze()
    with refused(StatementError, "statement_leaf", kind="join"):
        other.write("JOIN", {"statement": statement.to_object()})


def test_join_signed_by_another_key_is_refused() -> None:
    drawn = drawing().to_freeze()
    statement = drawn.join_statement("discipline").to_object()
    stolen = statement | {"key": witness_key("pool_office").public.to_hex()}
    with refused(StatementError, "statement_signature"):
        drawn.write("JOIN", {"statement": stolen})


def test_key_joins_once() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    with refused(DuplicateError, "key_joined_already", role="discipline"):
        drawn.join("discipline", role="pool_office", commitment=LEAF)


def test_commitment_is_not_copied() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    copied = drawn.attempt.joins[0].commitment
    with refused(DuplicateError, "commitment_copied", role="discipline"):
        drawn.join("pool_office", commitment=copied)


def test_empty_commitments_may_be_equal() -> None:
    drawn = drawing("dice").to_seal()
    assert [join.commitment for join in drawn.attempt.joins] == ["", ""]


def test_one_role_may_be_taken_by_two_keys() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    drawn.join("second", role="discipline")
    assert [join.role for join in drawn.attempt.joins] == ["discipline", "discipline"]


def test_as_many_witnesses_as_fit_into_one_entry() -> None:
    drawn = drawing(joining=tuple(f"w{number}" for number in range(sealing.MAX_JOINS)))
    drawn.to_freeze()
    for role in drawn.joining:
        drawn.join(role)
    with refused(StateError, "witnesses_too_many", expected=64):
        drawn.join("another")
    drawn.seal()
    assert len(drawn.seed().data) < 65_535


# SEAL


def test_every_role_of_the_freeze_joins() -> None:
    drawn = Drawing(GROUPS, "random", profile={"roles": ["discipline", "organiser", "owner"]})
    drawn.to_freeze()
    drawn.join("discipline")
    with refused(StateError, "witness_missing", expected="organiser, owner"):
        drawn.seal()


@pytest.mark.parametrize(
    ("source", "joining", "needed"),
    [("witness", (), 1), ("dice", ("discipline",), 2), ("dice", ("discipline", "operator"), 2)],
)
def test_each_source_needs_its_witnesses(
    source: str, joining: tuple[str, ...], needed: int
) -> None:
    with refused(StateError, "witnesses_too_few", expected=needed):
        drawing(source, joining).to_seal()


@pytest.mark.parametrize(
    ("source", "joining"),
    [("witness", ("operator",)), ("dice", (*TWO, "operator")), ("none", ())],
)
def test_enough_witnesses(source: str, joining: tuple[str, ...]) -> None:
    assert drawing(source, joining).to_seal().attempt.phase == "sealed"


@pytest.mark.parametrize(
    ("changed", "error", "code"),
    [
        ({"source": {"kind": "none"}}, InputError, "source_kind"),
        ({"source": {"kind": "dice", "throws": 20}}, InputError, "source_kind"),
        ({"source": {"kind": "beacon", "chain": LEAF, "round": 1}}, InputError, "source_kind"),
        ({"freeze": LEAF}, StateError, "seal_cites"),
        ({"joins": []}, StateError, "seal_cites"),
        ({"joins": [LEAF]}, StateError, "seal_cites"),
        ({"first_invite_at": format_time(sample.NOW - timedelta(seconds=1))}, InputError, "first_invite_in_the_past"),
        ({"nonce": ""}, EntryError, "entry_shape"),
    ],
)  # fmt: skip
def test_seal_of_something_else_is_refused(
    changed: Body, error: type[DrawError], code: str
) -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    with refused(error, code):
        drawn.seal(**changed)


def test_seal_lists_the_joins_in_ascending_order() -> None:
    drawn = drawing().to_freeze()
    for role in TWO:
        drawn.join(role)
    leaves = sorted((join.leaf for join in drawn.attempt.joins), reverse=True)
    with refused(StateError, "seal_cites"):
        drawn.seal(joins=leaves)


def test_log_key_is_named_like_the_log() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    other = NamedKey("example.org/other", SigningKey(bytes(32))).verifier(ED25519).to_text()
    with refused(InputError, "log_key_name", expected=sample.ORIGIN, got="example.org/other"):
        drawn.seal(log_key=other)


@pytest.mark.parametrize("throws", [0, 19, 201])
def test_number_of_throws_is_limited(throws: int) -> None:
    drawn = drawing("dice").to_freeze()
    for role in TWO:
        drawn.join(role)
    with refused(InputError, "throws", expected="20–200", got=throws):
        drawn.seal(source={"kind": "dice", "throws": throws})


@pytest.mark.parametrize("throws", [20, 200])
def test_fewest_and_most_throws(throws: int) -> None:
    drawn = drawing("dice").to_freeze()
    for role in TWO:
        drawn.join(role)
    drawn.throw = "6" * throws
    drawn.seal(source={"kind": "dice", "throws": throws})
    assert drawn.seed().body["values"] == ["6" * throws]


# SEEDED


def test_values_of_a_witness_draw_stand_in_the_order_of_the_joins() -> None:
    drawn = drawing().to_seal()
    joins = sorted(drawn.attempt.joins, key=lambda join: join.leaf)
    body = drawn.seeded_body()
    assert body["values"] == [drawn.value(join.role) for join in joins]
    assert [(s["key"], s["kind"]) for s in body["statements"]] == [
        (join.key, kind) for join in joins for kind in ("seen", "reveal")
    ]
    entry = drawn.seed()
    expected = derive_seed(drawn.attempt.entry("SEAL").leaf, body["values"])
    assert sealing.seed_of(drawn.attempt.entry("SEAL"), entry) == expected


def test_values_of_a_dice_draw_are_its_digits() -> None:
    drawn = drawing("dice", (*TWO, "operator")).to_seal()
    body = drawn.seeded_body()
    assert body["values"] == [drawn.throw]
    kinds = [statement["kind"] for statement in body["statements"]]
    assert kinds == ["seen", "seen", "seen", "dice", "dice"]
    drawn.seed()


def test_serial_draw_has_no_values() -> None:
    drawn = drawing("none").to_seal()
    assert drawn.seeded_body()["values"] == []
    drawn.seed()


def test_order_of_a_random_draw_is_that_of_the_seed_of_the_group() -> None:
    expected = list(order(group_seed(LEAF, 3), 50))
    assert list(sealing.order_of("random", LEAF, 3, 50)) == expected
    assert list(sealing.order_of("serial", LEAF, 3, 50)) == list(range(50))


def test_attempt_invites_in_that_order() -> None:
    drawn = drawing().to_round()
    attempt = drawn.attempt
    seed = sealing.seed_of(attempt.entry("SEAL"), attempt.entry("SEEDED"))
    first = list(order(group_seed(seed, 0), 6))[:2]
    second = list(order(group_seed(seed, 1), 2))[:1]
    assert attempt.entry("INVITED").body["invitations"] == [
        {"group": 0, "rows": first},
        {"group": 1, "rows": second},
    ]


@pytest.mark.parametrize("source", ["witness", "dice", "none"])
def test_statements_are_exactly_those_needed(source: str) -> None:
    drawn = drawing(source, ("discipline", "operator", "pool_office")).to_seal()
    body = drawn.seeded_body()
    listed = body["statements"]
    others = [
        listed[1:],
        listed[:-1],
        [*listed, listed[-1]],
        [listed[1], listed[0], *listed[2:]],
        list(reversed(listed)),
        [],
    ]
    for statements in others:
        seeded = drawn.attempt.chain.next("SEEDED", body | {"statements": statements}, drawn.now)
        with pytest.raises((StateError, StatementError)):
            sealing.check_seeded(
                drawn.attempt.entry("SEAL"), drawn.attempt.joins, seeded, Beacons()
            )
    drawn.seed()


@pytest.mark.parametrize("source", ["witness", "dice", "none"])
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signature": "00" * 64}, "statement_signature"),
        ({"leaf": LEAF}, "statement_leaf"),
        ({"kind": "witnessed"}, "statement_kind"),
    ],
)
def test_every_statement_is_signed_about_the_seal(
    source: str, changed: dict[str, str], code: str
) -> None:
    drawn = drawing(source).to_seal()
    listed = drawn.seeded_body()["statements"]
    for number, statement in enumerate(listed):
        forged = [*listed[:number], statement | changed, *listed[number + 1 :]]
        with refused(StatementError, code):
            drawn.seed(statements=forged)


def test_statement_missing_says_whose() -> None:
    drawn = drawing(joining=("discipline",)).to_seal()
    body = drawn.seeded_body()
    with refused(StateError, "statement_missing", kind="reveal", role="discipline"):
        drawn.seed(statements=body["statements"][:1])


def test_statement_too_many() -> None:
    drawn = drawing("none").to_seal()
    body = drawn.seeded_body()
    more = drawn.signed("discipline", "reveal", LEAF).to_object()
    with refused(StatementError, "statement_unexpected", kind="reveal"):
        drawn.seed(statements=[*body["statements"], more])


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"seal": LEAF}, "seeded_cites"), ({"values": []}, "seed_values"), ({"values": [LEAF, LEAF]}, "seed_values")],
)  # fmt: skip
def test_seed_of_something_else_is_refused(changed: Body, code: str) -> None:
    with refused(StateError, code):
        drawing().to_seal().seed(**changed)


@pytest.mark.parametrize("value", [digest("another"), "", "A" * 64, 7, [LEAF]])
def test_reveal_opens_its_commitment(value: Any) -> None:
    drawn = drawing(joining=("discipline",)).to_seal()
    statements = [drawn.signed("discipline", "seen"), drawn.signed("discipline", "reveal", value)]
    with refused(StatementError, "reveal_does_not_match", role="discipline"):
        drawn.seed(statements=[statement.to_object() for statement in statements])


def test_seen_says_nothing_more() -> None:
    drawn = drawing("none", ("discipline",)).to_seal()
    with refused(StatementError, "statement_value", kind="seen"):
        drawn.seed(statements=[drawn.signed("discipline", "seen", "yes").to_object()])


@pytest.mark.parametrize(
    "throw",
    ["123456" * 3 + "1", "123456" * 3 + "123", "123456" * 3 + "17", "123456" * 3 + "1１", 6, ""],
)
def test_throw_has_its_number_of_digits(throw: Any) -> None:
    drawn = drawing("dice").to_seal()
    drawn.throw = throw
    statements = [statement.to_object() for statement in drawn.statements()]
    ordered = sorted(statements, key=lambda statement: statement["kind"] == "dice")
    joins = [join.key for join in sorted(drawn.attempt.joins, key=lambda join: join.leaf)]
    ordered.sort(key=lambda s: (s["kind"] == "dice", joins.index(s["key"])))
    with refused(StatementError, "dice_digits", expected=20):
        drawn.seed(statements=ordered, values=["1"])


def dice_statements(drawn: Drawing, throws: dict[str, str]) -> list[Body]:
    """What all have seen, and the throws that some read, in the order of the joins."""
    joins = sorted(drawn.attempt.joins, key=lambda join: join.leaf)
    seen = [drawn.signed(join.role, "seen") for join in joins]
    read = [drawn.signed(j.role, "dice", throws[j.role]) for j in joins if j.role in throws]
    return [statement.to_object() for statement in [*seen, *read]]


def test_attestors_read_the_same_throw() -> None:
    drawn = drawing("dice").to_seal()
    statements = dice_statements(drawn, {"discipline": "1" * 20, "pool_office": "2" * 20})
    with refused(StatementError, "statement_value", kind="dice"):
        drawn.seed(statements=statements)


@pytest.mark.parametrize("attestors", [["discipline"], ["discipline", "operator"], []])
def test_two_attestors_other_than_the_operator(attestors: list[str]) -> None:
    drawn = drawing("dice", (*TWO, "operator")).to_seal()
    statements = dice_statements(drawn, dict.fromkeys(attestors, "1" * 20))
    with refused(StateError, "attestors_too_few", expected=2):
        drawn.seed(statements=statements, values=["1" * 20])


def test_attestors_stand_in_the_order_of_the_joins() -> None:
    drawn = drawing("dice").to_seal()
    *seen, one, two = dice_statements(drawn, dict.fromkeys(TWO, "1" * 20))
    with refused(StateError, "attestors_too_few"):
        drawn.seed(statements=[*seen, two, one], values=["1" * 20])


def test_two_of_three_attestors_are_enough() -> None:
    drawn = drawing("dice", (*TWO, "organiser")).to_seal()
    statements = dice_statements(drawn, dict.fromkeys(["organiser", "discipline"], "1" * 20))
    drawn.seed(statements=statements, values=["1" * 20])
    assert drawn.attempt.phase == "seeded"


# Collecting


@pytest.mark.parametrize("source", ["witness", "dice", "none"])
def test_body_is_made_when_nothing_is_missing(source: str) -> None:
    drawn = drawing(source, ("discipline", "operator", "pool_office")).to_seal()
    seal, joins = drawn.attempt.entry("SEAL"), drawn.attempt.joins
    statements = drawn.statements()
    for statement in statements:
        sealing.check_collected(seal, joins, statement)
    for number in range(len(statements)):
        some = statements[:number] + statements[number + 1 :]
        assert sealing.seeded_body(seal, joins, some) is None
    body = sealing.seeded_body(seal, joins, list(reversed(statements)))
    assert body == drawn.seeded_body()


@pytest.mark.parametrize(
    ("source", "role", "kind", "value", "code"),
    [
        ("witness", "stranger", "seen", "", "not_a_witness"),
        ("witness", "discipline", "dice", "1" * 20, "statement_kind"),
        ("witness", "discipline", "void", "", "statement_kind"),
        ("witness", "discipline", "seen", "yes", "statement_value"),
        ("witness", "discipline", "reveal", LEAF, "reveal_does_not_match"),
        ("dice", "discipline", "reveal", LEAF, "statement_kind"),
        ("dice", "discipline", "dice", "1" * 19, "dice_digits"),
        ("dice", "operator", "dice", "1" * 20, "statement_kind"),
        ("none", "discipline", "dice", "1" * 20, "statement_kind"),
    ],
)
def test_statement_that_the_seed_cannot_hold_is_refused(
    source: str, role: str, kind: str, value: str, code: str
) -> None:
    drawn = drawing(source, (*TWO, "operator")).to_seal()
    statement = drawn.signed(role, kind, value)
    with refused(StatementError, code):
        sealing.check_collected(drawn.attempt.entry("SEAL"), drawn.attempt.joins, statement)


def test_statement_about_another_seal_is_refused() -> None:
    drawn = drawing().to_seal()
    statement = sign_statement(witness_key("discipline"), "seen", LEAF, "")
    with refused(StatementError, "statement_leaf"):
        sealing.check_collected(drawn.attempt.entry("SEAL"), drawn.attempt.joins, statement)
