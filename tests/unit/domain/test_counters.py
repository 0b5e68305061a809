"""Counters of HN-27, XX-11 and XX-13, on answers made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from drawsvc.config import shipped_regulations
from drawsvc.domain.counters import COUNTED, READINGS, Answered, Count, Declared, counts_on
from drawsvc.domain.regulation import Counter, CounterWindow, Profile, parse_profile_toml
from drawsvc.words import words_of

HUNAN = parse_profile_toml(shipped_regulations()["hunan_reservoir_2016"].read_bytes())
XINXIAN = parse_profile_toml(shipped_regulations()["xinxian_2021"].read_bytes())
NOTHING = Declared()
ANSWERS = {
    "a": ("accept", "none"),
    "d": ("decline", "other"),
    "i": ("decline", "illness"),
    "r": ("recuse", "kinship"),
    "-": ("expired", ""),
    "w": ("withdrawn", "absence"),
}


def said(letter: str, day: str = "2026-03-01", **more: str) -> Answered:
    answer, reason = ANSWERS[letter]
    return Answered("e1", "D1", 1, answer, reason, date.fromisoformat(day), **more)


def in_turn(letters: str) -> list[Answered]:
    """One answer a day."""
    return [said(letter, f"2026-03-{number:02}") for number, letter in enumerate(letters, 1)]


def count_of(
    profile: Profile,
    answered: Sequence[Answered],
    declared: Declared = NOTHING,
    *,
    on: str = "2026-03-31",
) -> Count | None:
    """The only count there is, None for 0."""
    found = counts_on(profile, answered, declared, day=date.fromisoformat(on))
    assert len(found) <= 1
    return found[0] if found else None


def number_of(
    profile: Profile,
    answered: Sequence[Answered],
    declared: Declared = NOTHING,
    *,
    on: str = "2026-03-31",
) -> int:
    count = count_of(profile, answered, declared, on=on)
    return count.number if count else 0


def counting(window: CounterWindow, threshold: int = 3) -> Profile:
    counter = Counter("unjustified_refusals", threshold, window)
    return replace(HUNAN, counters=(counter,))


ACROSS = [said("d", "2025-11-20"), said("d", "2025-12-30"), said("d", "2026-01-05")]


def test_three_refusals_across_new_year() -> None:
    """HN-27: twelve months, not a calendar year."""
    count = count_of(HUNAN, ACROSS, on="2026-01-05")
    assert count
    assert (count.number, count.stand, list(count.causes)) == (3, "reached", ACROSS)
    before = count_of(HUNAN, ACROSS, on="2026-01-04")
    assert before
    assert (before.number, before.stand) == (2, "near")


@pytest.mark.parametrize(
    ("happened", "last"),
    [
        ("2025-03-10", "2026-03-10"),
        ("2025-12-31", "2026-12-31"),
        ("2024-02-29", "2025-02-28"),  # the month's last day stands for the missing one
        ("2023-02-28", "2024-02-28"),
        ("2023-03-01", "2024-03-01"),
    ],
)
def test_twelve_months_end_on_the_corresponding_day(happened: str, last: str) -> None:
    refused, day = [said("d", happened)], date.fromisoformat(last)
    assert number_of(HUNAN, refused, on=happened) == 1
    assert number_of(HUNAN, refused, on=last) == 1
    assert number_of(HUNAN, refused, on=day.fromordinal(day.toordinal() + 1).isoformat()) == 0
    assert number_of(HUNAN, refused, on=day.fromordinal(1).isoformat()) == 0, "not yet"


def test_hunan_counts_refusals_alone() -> None:
    """Silence is counted in no refusal, a recusal is none, and accepting ends no twelve months."""
    assert number_of(HUNAN, in_turn("d-ra")) == 1
    assert number_of(HUNAN, in_turn("dadw")) == 3


@pytest.mark.parametrize(
    ("letters", "number"),
    [
        ("d-d", 3),
        ("dda", 0),
        ("ddad", 1),
        ("d-r", 2),  # a recusal adds nothing and ends nothing
        ("dr-rd", 3),
        ("a", 0),
        (
            "aw",
            1,
        ),  # another invitation, accepted and withdrawn: the acceptance before it ends the run
        ("-w-", 3),
    ],
)
def test_xinxian_counts_in_a_row(letters: str, number: int) -> None:
    """XX-13: the expert's own invitations; whatever lies between years."""
    assert number_of(XINXIAN, in_turn(letters)) == number


def test_a_run_knows_no_window() -> None:
    assert number_of(XINXIAN, [said("-", "2019-01-01"), said("d", "2026-01-01")]) == 2


def test_the_order_is_that_of_the_invitations() -> None:
    """Whoever is silent for three days about the first of two, and accepts the second at once, has accepted last."""
    silent, accepted = said("-", "2026-03-04"), said("a", "2026-03-02")
    assert number_of(XINXIAN, [silent, accepted]) == 0
    assert number_of(XINXIAN, [accepted, silent]) == 1
    assert number_of(XINXIAN, [silent, accepted], on="2026-03-03") == 0


@pytest.mark.parametrize(
    ("letters", "with_ground", "stand"),
    [
        ("dd", 0, "near"),
        ("d", 0, "below"),
        ("ddd", 0, "reached"),
        ("ddi", 1, "to_rule"),
        ("iii", 3, "to_rule"),
        ("dddi", 1, "reached"),
        ("ii", 2, "near"),
    ],
)
def test_whose_ground_is_named_waits_for_a_ruling(
    letters: str, with_ground: int, stand: str
) -> None:
    for profile in (HUNAN, XINXIAN):
        count = count_of(profile, in_turn(letters))
        assert count
        assert (count.with_ground, count.stand) == (with_ground, stand)


def declared(number: int, day: str, counter: str = "unjustified_refusals") -> Declared:
    return Declared(date.fromisoformat(day), {"e1": {counter: number}})


def test_declared_counts_are_added_and_told_apart() -> None:
    count = count_of(HUNAN, in_turn("d"), declared(2, "2026-01-15"))
    assert count
    assert (count.number, count.declared, len(count.causes)) == (3, 2, 1)
    assert count.stand == "reached"


def test_declared_counts_fade_and_do_not_count_before_they_are_declared() -> None:
    opening = declared(2, "2026-01-15")
    assert number_of(HUNAN, [], opening, on="2026-01-14") == 0
    assert number_of(HUNAN, [], opening, on="2027-01-15") == 2
    assert number_of(HUNAN, [], opening, on="2027-01-16") == 0


def test_a_declared_run_goes_on_until_somebody_accepts() -> None:
    opening = declared(2, "2026-01-15", "no_reply_or_refusal")
    assert number_of(XINXIAN, in_turn("-"), opening) == 3
    assert number_of(XINXIAN, in_turn("a-"), opening) == 1


def test_what_draws_cannot_tell_is_only_declared() -> None:
    """XX-11: ratings. No answer adds to them, and none ends them."""
    opening = declared(1, "2026-01-15", "poor_ratings")
    found = counts_on(XINXIAN, in_turn("da"), opening, day=date(2026, 3, 31))
    assert [(of.counter.id, of.number, of.stand) for of in found] == [("poor_ratings", 1, "near")]
    unknown = replace(XINXIAN, counters=(Counter("unjustified_absences", 2, "run"),))
    opening = declared(2, "2026-01-15", "unjustified_absences")
    count = count_of(unknown, in_turn("da"), opening)
    assert count
    assert (count.number, count.declared, count.stand) == (2, 2, "reached")


def test_a_term_counts_what_happened_in_it() -> None:
    """The term is that of the expert's latest row; one that is over is followed by the next."""
    term = counting("term")
    old, new = "2023-01-01", "2026-01-01"
    answered = [said("d", "2025-12-31", term_start=old), said("d", "2026-01-02", term_start=new)]
    assert number_of(term, answered[:1], on="2025-12-31") == 1
    assert number_of(term, answered[:1], on="2026-01-01") == 1, "its last day"
    assert number_of(term, answered[:1], on="2026-01-02") == 0
    assert number_of(term, answered, on="2026-01-02") == 1
    nobody_knows = [replace(one, term_start="") for one in answered]
    assert number_of(term, nobody_knows, on="2030-01-01") == 2
    assert number_of(term, answered[:1], declared(2, "2022-12-31"), on="2025-12-31") == 1
    assert number_of(term, answered[:1], declared(2, "2023-01-01"), on="2025-12-31") == 3


def test_a_threshold_of_one_is_near_to_nobody() -> None:
    once = counting("run", threshold=1)
    count = count_of(once, in_turn("d"))
    assert count
    assert count.stand == "reached"
    assert counts_on(once, in_turn("a"), NOTHING, day=date(2026, 3, 31)) == []


def test_counts_stand_by_counter_and_expert() -> None:
    answered = [replace(one, expert=name) for name in ("e2", "e1") for one in in_turn("d")]
    both = replace(XINXIAN, counters=(*XINXIAN.counters, *HUNAN.counters))
    found = counts_on(both, answered, NOTHING, day=date(2026, 3, 31))
    assert [(of.counter.id, of.expert) for of in found] == [
        ("no_reply_or_refusal", "e1"),
        ("no_reply_or_refusal", "e2"),
        ("unjustified_refusals", "e1"),
        ("unjustified_refusals", "e2"),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_counters_readings_and_proposals_have_words(lang: str) -> None:
    texts = words_of(lang).texts
    shipped = {
        counter.id
        for path in shipped_regulations().values()
        for counter in parse_profile_toml(path.read_bytes()).counters
    }
    assert set(COUNTED) <= shipped
    wanted = {f"{table}.{of}" for of in shipped for table in ("counter_names", "proposals")}
    wanted |= {f"counter_readings.{code}" for code in READINGS}
    assert wanted - set(texts) == set()
