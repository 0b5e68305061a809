"""Beacon rounds pinned by SEAL and by CLOSED: SPEC §8.1, §8.2, §9.7."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, overload

import pytest
from drawseeds import QUICKNET, beacon_randomness, derive_seed, fresh_seed, group_seed, order
from hypothesis import given, settings
from hypothesis import strategies as st

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import FRESH_LEAD, SEAL_LEAD, Beacons, Pin
from drawsvc.domain.errors import BeaconError, InputError, StateError
from drawsvc.domain.seating import Seat, Seating, WalkGroup
from drawsvc.domain.times import format_time
from tests.attempting import BEACONS, Drawing, Seats, signature_of
from tests.refusing import refused
from tests.unit.domain import sample

SECOND = timedelta(seconds=1)


def drawing(*groups: Seats, **options: Any) -> Drawing:
    return Drawing(list(groups) or [Seats(1, "abc")], "random", "beacon", **options)


def test_no_chain_no_pin() -> None:
    with refused(InputError, "no_beacon"):
        Beacons().pin(sample.NOW)
    with refused(BeaconError, "beacon_chain", expected="none", got=QUICKNET.hash):
        Beacons().time_of(Pin(QUICKNET.hash, 1))
    with refused(BeaconError, "beacon_chain"):
        Beacons({QUICKNET.hash: QUICKNET}).check_round(Pin(QUICKNET.hash, 1), "00", sample.NOW)


def test_pinned_is_the_first_round_from_a_time_on() -> None:
    pin = BEACONS.pin(sample.NOW)
    assert BEACONS.time_of(pin) >= sample.NOW > BEACONS.time_of(replace(pin, round=pin.round - 1))


# The seed


def test_seal_pins_a_round_900_seconds_ahead() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    pin = BEACONS.pin(drawn.now + SEAL_LEAD)
    earlier, other = replace(pin, round=pin.round - 1), replace(pin, chain=sample.LEAF)
    for wrong, code in ((earlier, "round_too_soon"), (other, "beacon_chain")):
        with refused(BeaconError, code, round=wrong.round):
            replay(drawn).write(
                "SEAL",
                drawn.seal_body() | {"source": {"kind": "beacon", **wrong.to_body()}},
                drawn.now,
            )
    drawn.seal()
    assert drawn.attempt.pinned == pin
    assert drawn.attempt.due_at == BEACONS.time_of(pin)


def replay(drawn: Drawing) -> Attempt:
    """The same state, to be spoilt."""
    return drawn.replayed()


def test_seed_is_that_of_the_pinned_round_after_its_time() -> None:
    drawn = drawing().to_seal()
    pin = drawn.attempt.pinned
    assert pin
    body, time = drawn.seeded_body(), BEACONS.time_of(pin)
    with refused(BeaconError, "round_not_yet", got=format_time(time - SECOND)):
        replay(drawn).write("SEEDED", body, time - SECOND)
    other = {"values": [signature_of(pin.round + 1)]}
    with refused(BeaconError, "beacon_signature", round=pin.round):
        replay(drawn).write("SEEDED", body | other, time)
    with refused(BeaconError, "beacon_signature"):
        replay(drawn).write("SEEDED", body | {"values": []}, time)
    with refused(StateError, "seed_values"):
        replay(drawn).write("SEEDED", body | {"values": body["values"] * 2}, time)
    assert replay(drawn).advance(time) == []
    drawn.now = time
    seeded = drawn.seed()
    assert [statement["kind"] for statement in seeded.body["statements"]] == ["seen"]
    assert seeded.body["values"] == [signature_of(pin.round)]


def test_order_follows_from_the_digest_of_the_signature() -> None:
    drawn = drawing(Seats(1, "abcdefgh")).to_round()
    seal, (value,) = drawn.attempt.entry("SEAL"), drawn.attempt.entry("SEEDED").body["values"]
    randomness = beacon_randomness(bytes.fromhex(value))
    seed = group_seed(derive_seed(seal.leaf, [randomness]), 0)
    assert drawn.open_seats == [(0, next(order(seed, 8)))]


# Fresh replacement


def fresh(*groups: Seats, **options: Any) -> Drawing:
    profile = {"replacements": ["fresh"]} | options.pop("profile", {})
    return Drawing(list(groups), "random", profile=profile, **options)


def declined() -> Drawing:
    drawn = fresh(Seats(2, "abcdefgh")).to_round()
    drawn.play_round("ad")
    return drawn


def test_closed_pins_a_round_and_nothing_goes_on_without_it() -> None:
    drawn = declined()
    closed = drawn.attempt.entry("CLOSED")
    pin = BEACONS.pin(closed.time + FRESH_LEAD)
    assert closed.body == {"next": [pin.to_body()], "round": 1}
    assert (drawn.attempt.phase, drawn.attempt.pinned) == ("closed", pin)
    assert drawn.attempt.due_at == BEACONS.time_of(pin)
    assert drawn.attempt.advance(BEACONS.time_of(pin)) == []


def test_invited_carries_the_pinned_round() -> None:
    drawn = declined()
    pin = drawn.attempt.pinned
    assert pin
    time = BEACONS.time_of(pin)
    assert replay(drawn).advance(time - SECOND, signature_of(pin.round)) == []
    with refused(BeaconError, "beacon_signature"):
        replay(drawn).advance(time, signature_of(pin.round + 1))
    (invited,) = replay(drawn).advance(time, signature_of(pin.round))
    assert invited.body["beacon"] == [{"round": pin.round, "signature": signature_of(pin.round)}]
    right = invited.body
    for beacon, code in (
        ([], "beacon_pinned"),
        ([{"round": pin.round + 1, "signature": signature_of(pin.round + 1)}], "beacon_pinned"),
    ):
        with refused(StateError, code):
            replay(drawn).write("INVITED", right | {"beacon": beacon}, time)
    with refused(BeaconError, "round_not_yet"):
        early = right | {"deadline": drawn.attempt.round_deadline(time - SECOND)}
        replay(drawn).write("INVITED", early, time - SECOND)
    others = [{"group": 0, "rows": [row]} for row in range(8) if row != drawn_row(right)]
    for wrong in others:
        with refused(StateError, "not_next"):
            replay(drawn).write("INVITED", right | {"invitations": [wrong]}, time)


def drawn_row(body: Any) -> int:
    (invitation,) = body["invitations"]
    (row,) = invitation["rows"]
    return int(row)


def test_closed_pins_a_round_60_seconds_ahead_of_a_chain_that_is_acceptable() -> None:
    drawn = fresh(Seats(1, "ab")).to_round()
    (seat,) = drawn.open_seats
    drawn.reply(seat, "decline")
    pin = BEACONS.pin(drawn.now + FRESH_LEAD)
    for wrong, code in (
        (replace(pin, round=pin.round - 1), "round_too_soon"),
        (replace(pin, round=pin.round + 1), "round_not_first"),
        (replace(pin, chain=sample.LEAF), "beacon_chain"),
    ):
        with refused(BeaconError, code):
            replay(drawn).write("CLOSED", {"next": [wrong.to_body()], "round": 1}, drawn.now)
    with refused(StateError, "beacon_pinned"):
        replay(drawn).write("CLOSED", {"next": [], "round": 1}, drawn.now)


def test_clock_put_back_makes_no_known_round_the_first() -> None:
    """A round is 60 s after the latest time of the attempt, not of CLOSED alone."""
    drawn = fresh(Seats(1, "ab")).to_round()
    (seat,) = drawn.open_seats
    drawn.reply(seat, "decline")
    latest = drawn.now
    drawn.now -= 600 * SECOND
    drawn.write("CLOCK_CORRECTED", sample.body("CLOCK_CORRECTED"))
    known = BEACONS.pin(drawn.now + FRESH_LEAD)
    with refused(BeaconError, "round_too_soon"):
        replay(drawn).write("CLOSED", {"next": [known.to_body()], "round": 1}, drawn.now)
    drawn.attempt.advance(drawn.now)
    assert drawn.attempt.pinned == BEACONS.pin(latest + FRESH_LEAD)


@pytest.mark.parametrize("source", ["witness", "beacon"])
def test_every_closed_names_one_chain_though_another_was_set_up(source: str) -> None:
    """That of the SEAL, else of the first CLOSED."""
    drawn = fresh(Seats(1, "abc"), source=source).to_round()
    if source == "witness":
        drawn.play_round("d")
        pin = drawn.attempt.need_pinned()
        drawn.now = BEACONS.time_of(pin)
        drawn.attempt.advance(drawn.now, signature_of(pin.round))
    other = replace(QUICKNET, hash="0e" * 32)
    both = Beacons({other.hash: other, **BEACONS.chains}, BEACONS.verify)
    drawn.rules = replace(drawn.rules, beacons=both)
    drawn.attempt = drawn.replayed()
    (seat,) = drawn.open_seats
    drawn.reply(seat, "decline")
    pin = both.pin(drawn.now + FRESH_LEAD)
    body = {"next": [pin.to_body()], "round": drawn.attempt.walking().round}
    with refused(BeaconError, "beacon_chain", expected=QUICKNET.hash, got=other.hash):
        replay(drawn).write("CLOSED", body, drawn.now)
    drawn.attempt.advance(drawn.now)
    assert drawn.attempt.need_pinned() == replace(pin, chain=QUICKNET.hash)


def test_nobody_left_pins_nothing() -> None:
    drawn = fresh(Seats(1, "a")).to_round()
    drawn.play_round("d")
    assert drawn.attempt.entry("CLOSED").body["next"] == []
    assert drawn.attempt.phase == "short"


def test_asked_again_alone_pins_nothing() -> None:
    drawn = fresh(Seats(1, "ab")).to_round()
    drawn.play_round("a")
    drawn.write("RESCHEDULED", sample.body("RESCHEDULED"))
    assert [entry.type for entry in drawn.attempt.advance(drawn.now)] == ["CLOSED", "INVITED"]
    assert drawn.attempt.entry("CLOSED").body["next"] == []


def test_first_part_of_a_cut_list_carries_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drawsvc.domain.walk.MAX_ROWS_PER_ENTRY", 2)
    drawn = fresh(Seats(3, "abcdefgh")).to_round()
    drawn.play_round("ddd")
    pin = drawn.attempt.pinned
    assert pin
    drawn.now = BEACONS.time_of(pin)
    parts = drawn.attempt.advance(drawn.now, signature_of(pin.round))
    assert [len(part.body["beacon"]) for part in parts] == [1, 0]
    assert drawn.replayed().walk is not None
    half = drawn.replayed(len(drawn.types()) - 1)
    assert half.advance(drawn.now) == parts[1:]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=3),
    st.sampled_from([0, 1, 2]),
    st.lists(st.sampled_from("adr"), min_size=60, max_size=60),
)
def test_replacements_follow_the_rules(
    sizes: list[tuple[int, int]], unit_limit: int, answers: list[str]
) -> None:
    """§9.7 said again, naively: all uninvited rows, shuffled anew for each replacement, bars judged one by one."""
    people = "abcdefghijkl"
    groups = [
        Seats(seats, people[g : g + size], ("UVW." * 3)[:size])
        for g, (seats, size) in enumerate(sizes)
    ]
    drawn = fresh(*groups, profile={"unit_limit": unit_limit}).to_seed()
    drawn.attempt.advance(drawn.now)
    seal, seeded = drawn.attempt.entry("SEAL"), drawn.attempt.entry("SEEDED")
    seed = derive_seed(seal.leaf, seeded.body["values"])
    given_answers = iter(answers)
    replaced = [0] * len(groups)
    while drawn.open_seats:
        drawn.play_round("".join(next(given_answers) for _ in drawn.open_seats))
        pin = drawn.attempt.pinned
        if pin is None:
            break
        expected = naive(drawn, seed, pin, unit_limit, replaced)
        drawn.now = max(BEACONS.time_of(pin), drawn.now)
        drawn.attempt.advance(drawn.now, signature_of(pin.round))
        assert drawn.open_seats == sorted(expected, key=lambda seat: seat[0])
        for g, _ in expected:
            replaced[g] += 1
    assert drawn.replayed().chain.entries == drawn.attempt.chain.entries


def naive(
    drawn: Drawing, seed: str, pin: Pin, unit_limit: int, replaced: Sequence[int]
) -> list[Seat]:
    walk = drawn.attempt.walk
    assert walk
    randomness = beacon_randomness(bytes.fromhex(signature_of(pin.round)))
    rows = [list(group.rows()[0]) for group in drawn.groups]
    held = [rows[g][r].unit for g, accepted in enumerate(walk.accepted) for r in accepted]
    asked = {(g, r) for g, invited in enumerate(walk.invited) for r in invited}
    chosen: list[Seat] = []
    for g, vacancies in enumerate(walk.vacancies()):
        for n in range(vacancies):
            left = [r for r in range(len(rows[g])) if (g, r) not in asked]
            shuffled = order(fresh_seed(seed, g, replaced[g] + n, randomness), len(left))
            for row in (left[place] for place in shuffled):
                person, unit = rows[g][row].person, rows[g][row].unit
                seated = any(o != g and rows[o][r].person == person for o, r in asked)
                limited = unit and unit_limit and held.count(unit) >= unit_limit
                if not seated and not limited:
                    chosen.append((g, row))
                    asked.add((g, row))
                    held.append(unit)
                    break
    return chosen


class Many(Sequence[str]):
    """A million people, counted as they are looked at."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.looked = 0

    def __len__(self) -> int:
        return 1_000_000

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: Any) -> Any:
        self.looked += 1
        return f"{self.prefix}{place}" if self.prefix else ""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("everybody was looked at")


def test_replacement_looks_at_few_of_a_large_pool() -> None:
    persons, units = Many("p"), Many("")
    group = WalkGroup(3, order("00" * 32, 1_000_000), persons, units)
    seating = Seating([group], 0, seed="11" * 32)
    for seat in seating.first_in_order():
        seating.invite(seat, "leaf", replaces=False)
        seating.settle(seat, accept=False)
    persons.looked = 0
    chosen = seating.first_in_order("22" * 32)
    assert len(set(chosen)) == 3
    assert persons.looked < 20
