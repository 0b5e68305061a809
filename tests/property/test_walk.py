"""The walk for any groups and any replies: SPEC §9, compared with `walks.next_in`."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from drawsvc.domain import sealing
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.seating import Seat
from tests.attempting import Drawing
from tests.property.walks import (
    ACCEPTED,
    AGAIN,
    ANSWERS,
    HOLDING,
    UNIT_OF,
    Dealer,
    Scene,
    holding,
    invited_by,
    moves,
    next_in,
    scenes,
    seats_of,
    states,
)

SECOND = timedelta(seconds=1)
MODES = st.sampled_from(["serial", "random"])


def snapshot(attempt: Attempt) -> tuple[object, ...]:
    walk = attempt.walk
    assert walk is not None
    open_seats = dict(walk.open_seats)
    return (
        attempt.phase,
        attempt.due_at,
        walk.round,
        walk.accepted,
        walk.invited,
        walk.seats,
        open_seats,
    )


def played(scene: Scene, mode: str, numbers: list[int]) -> tuple[Drawing, dict[int, object]]:
    """A drawing played to its end, and its state after each number of entries."""
    drawing = scene.drawing(mode).to_seed()
    drawing.attempt.advance(drawing.now)
    kept: dict[int, object] = {}
    for _ in Dealer(drawing, numbers).play():
        kept[len(drawing.types())] = snapshot(drawing.attempt)
    return drawing, kept


def orders(drawing: Drawing, mode: str) -> list[list[int]]:
    attempt = drawing.attempt
    seed = sealing.seed_of(attempt.entry("SEAL"), attempt.entry("SEEDED"))
    return [
        list(sealing.order_of(mode, seed, g, len(group.persons)))
        for g, group in enumerate(drawing.groups)
    ]


def rounds(entries: Sequence[Entry]) -> list[tuple[int, list[Seat]]]:
    """Where each round begins, and whom it invites, all parts together."""
    found: list[tuple[int, list[Seat]]] = []
    for number, entry in enumerate(entries):
        if entry.type == "INVITED":
            if entries[number - 1].type != "INVITED":
                found.append((number, []))
            found[-1][1].extend(invited_by(entry))
    return found


@given(scenes(), MODES, moves, st.sampled_from([3, 4096]))
def test_who_is_invited_follows_the_rules(
    scene: Scene, mode: str, numbers: list[int], part: int
) -> None:
    with patch("drawsvc.domain.walk.MAX_ROWS_PER_ENTRY", part):
        drawing, _ = played(scene, mode, numbers)
    entries, in_order = drawing.attempt.chain.entries, orders(drawing, mode)
    for begin, invited in rounds(entries):
        assert invited == next_in(scene, entries[:begin], in_order)[0]
    for number, entry in enumerate(entries):
        if entry.type in {"COMPLETED", "SHORTAGE"}:
            follows, missing = next_in(scene, entries[:number], in_order)
            assert follows == []
            assert entry.body.get("missing", [0] * len(missing)) == missing
            assert any(missing) == (entry.type == "SHORTAGE")
            assert entry.body["accepted"] == [
                len(rows) for rows in accepted(scene, entries[:number])
            ]


def accepted(scene: Scene, entries: Sequence[Entry]) -> list[list[int]]:
    found = states(entries)
    return [
        sorted(row for (g, row), state in found.items() if g == index and state == ACCEPTED)
        for index in range(len(scene.groups))
    ]


@settings(max_examples=100)
@given(scenes(), moves)
def test_nobody_twice_and_never_beyond_seats_and_limit(scene: Scene, numbers: list[int]) -> None:
    drawing, _ = played(scene, "serial", numbers)
    entries = drawing.attempt.chain.entries
    invited_in: dict[str, int] = {}
    for number, entry in enumerate(entries):
        before, after = states(entries[:number]), states(entries[: number + 1])
        if entry.type == "INVITED":
            for g, row in invited_by(entry):
                assert before.get((g, row), AGAIN) == AGAIN, (
                    "only who was rescheduled is asked again"
                )
                assert invited_in.setdefault(scene.groups[g][1][row], g) == g
        for g, seats in enumerate(seats_of(scene, entries[: number + 1])):
            assert sum(1 for s, state in after.items() if s[0] == g and state in HOLDING) <= seats
        if scene.unit_limit:
            for unit in set(UNIT_OF.values()) - {"."}:
                assert holding(scene, after, unit) <= scene.unit_limit


@settings(max_examples=100)
@given(scenes(), MODES, moves)
def test_what_was_written_replays_to_the_same_state(
    scene: Scene, mode: str, numbers: list[int]
) -> None:
    drawing, kept = played(scene, mode, numbers)
    again = Attempt(drawing.attempt.chain.place, drawing.rules, drawing.attempt.groups)
    for number, entry in enumerate(drawing.attempt.chain.entries, 1):
        again.take(entry)
        if number in kept:
            assert snapshot(again) == kept[number]


@settings(max_examples=100)
@given(scenes(), moves, st.randoms(use_true_random=False))
def test_advance_writes_when_something_is_due_and_only_then(
    scene: Scene, numbers: list[int], random: Random
) -> None:
    drawing, kept = played(scene, "serial", numbers)
    entries = drawing.attempt.chain.entries
    for length in random.sample(sorted(kept), min(3, len(kept))):
        last, due_at = entries[length - 1].time, drawing.replayed(length).due_at
        if due_at is None:
            assert drawing.replayed(length).advance(last + timedelta(days=3_000)) == []
            continue
        assert due_at > last, "what is due at once has been written"
        assert drawing.replayed(length).advance(due_at - SECOND) == []
        assert drawing.replayed(length).advance(due_at) != []


@settings(max_examples=100)
@given(scenes(), moves, st.integers(0, 999))
def test_what_is_lost_is_written_again(scene: Scene, numbers: list[int], where: int) -> None:
    with patch("drawsvc.domain.walk.MAX_ROWS_PER_ENTRY", 2):
        drawing, _ = played(scene, "serial", numbers)
        entries = drawing.attempt.chain.entries
        following = {"INVITED", "CLOSED", "COMPLETED", "SHORTAGE", "EXPIRED"}
        cuts = [number for number, entry in enumerate(entries) if entry.type in following]
        cut = cuts[where % len(cuts)]
        written = drawing.replayed(cut).advance(entries[cut].time)
        assert written == entries[cut : cut + len(written)]
        assert written


# The order in which replies are noted.

Answers = dict[Seat, str]


def in_rounds(drawing: Drawing, answers: Answers, random: Random) -> list[Body]:
    """Plays whole rounds: each row answers as it always does, in any order; "" is silence."""
    drawing.to_seed()
    drawing.attempt.advance(drawing.now)
    while drawing.open_seats:
        seats = drawing.open_seats
        random.shuffle(seats)
        for seat in seats:
            if answers.get(seat):
                drawing.answer(seat, answers[seat])
        if any(not answers.get(seat) for seat in seats):
            assert drawing.attempt.due_at
            drawing.now = drawing.attempt.due_at
            drawing.attempt.advance(drawing.now)
    return [e.body for e in drawing.attempt.chain.entries if e.type == "INVITED"]


@st.composite
def scenes_with_answers(draw: st.DrawFn) -> tuple[Scene, Answers]:
    scene = draw(scenes())
    seats = [(g, row) for g, (_, people) in enumerate(scene.groups) for row in range(len(people))]
    answers = draw(
        st.lists(st.sampled_from(["", *ANSWERS]), min_size=len(seats), max_size=len(seats))
    )
    return scene, dict(zip(seats, answers, strict=True))


@given(scenes_with_answers(), MODES, st.randoms(use_true_random=False))
def test_order_of_replies_within_a_round_changes_nothing(
    played_scene: tuple[Scene, Answers], mode: str, random: Random
) -> None:
    scene, answers = played_scene
    one, other = scene.drawing(mode), scene.drawing(mode)
    invited = in_rounds(one, answers, random)
    assert in_rounds(other, answers, random) == invited
    assert one.accepted == other.accepted
    assert (one.attempt.phase, one.types()[-1]) == (other.attempt.phase, other.types()[-1])
