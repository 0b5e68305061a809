"""Counters against a naive restatement of the clauses, on any answers."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.counters import Answered, Declared, counts_on
from drawsvc.domain.regulation import Counter
from tests.scenario.play import HUNAN

EXPERTS = ("e1", "e2", "e3")
FIRST = date(2023, 1, 1)
days = st.integers(0, 1500).map(lambda number: FIRST + timedelta(days=number))
kinds = st.sampled_from(
    [
        ("accept", "none"),
        ("decline", "illness"),
        ("decline", "other"),
        ("recuse", "kinship"),
        ("expired", ""),
        ("withdrawn", "absence"),
    ]
)
answers = st.builds(
    lambda expert, kind, day: Answered(expert, "D1", 1, kind[0], kind[1], day),
    st.sampled_from(EXPERTS),
    kinds,
    days,
)
opening = st.builds(
    Declared,
    days,
    st.dictionaries(
        st.sampled_from(EXPERTS),
        st.dictionaries(
            st.sampled_from(["unjustified_refusals", "no_reply_or_refusal", "poor_ratings"]),
            st.integers(1, 4),
        ),
    ),
)
PROFILE = replace(
    HUNAN,
    counters=(
        Counter("unjustified_refusals", 3, "rolling_12_months"),
        Counter("no_reply_or_refusal", 3, "run"),
        Counter("poor_ratings", 2, "run"),
    ),
)


@given(st.lists(answers, max_size=12), opening, days)
def test_counts_are_what_the_clauses_say(
    answered: Sequence[Answered], declared: Declared, day: date
) -> None:
    found = {
        (count.counter.id, count.expert): count.number
        for count in counts_on(PROFILE, answered, declared, day=day)
    }
    naive = {}
    for expert in EXPERTS:
        his = [one for one in answered if one.expert == expert and one.day <= day]
        of_his = declared.counts.get(expert, {}) if declared.day <= day else {}
        naive["unjustified_refusals", expert] = refusals(his, of_his, declared.day, day)
        naive["no_reply_or_refusal", expert] = in_a_row(his, of_his)
        naive["poor_ratings", expert] = of_his.get("poor_ratings", 0)
    assert found == {key: number for key, number in naive.items() if number}


def refusals(
    his: Sequence[Answered], declared: Mapping[str, int], declared_on: date, day: date
) -> int:
    """HN-27: refusals of the last twelve months."""
    refused = [one.day for one in his if one.answer in {"decline", "withdrawn"}]
    refused += [declared_on] * declared.get("unjustified_refusals", 0)
    return sum(1 for happened in refused if day <= year_later(happened))


def year_later(day: date) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))


def in_a_row(his: Sequence[Answered], declared: Mapping[str, int]) -> int:
    """XX-13: back from the latest invitation to one that was accepted, or to the opening."""
    number = 0
    for one in reversed(his):
        if one.answer == "accept":
            return number
        number += one.answer != "recuse"
    return number + declared.get("no_reply_or_refusal", 0)
