"""Ages and terms: Civil Code art. 200 to 202 and 1259, HN-04, HN-06, CZ-06."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.ages import age_on, birthday, is_over_age, term_end

DAYS = st.dates(min_value=date(1930, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1956, 4, 8), date(2026, 4, 7), 69),
        (date(1956, 4, 8), date(2026, 4, 8), 70),
        (date(1956, 4, 8), date(2027, 4, 7), 70),
        (date(1960, 2, 29), date(2025, 2, 27), 64),
        (date(1960, 2, 29), date(2025, 2, 28), 65),
        (date(1960, 2, 29), date(2028, 2, 28), 67),
        (date(1960, 2, 29), date(2028, 2, 29), 68),
        (date(2026, 4, 8), date(2026, 4, 8), 0),
        (date(2026, 4, 8), date(2026, 4, 7), -1),
    ],
)
def test_age_in_full_years(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("birth", "last_day_allowed"),
    [(date(1956, 4, 8), date(2026, 4, 8)), (date(1956, 2, 29), date(2026, 2, 28))],
)
def test_over_age_from_the_day_after_the_birthday(birth: date, last_day_allowed: date) -> None:
    assert not is_over_age(birth, last_day_allowed, limit=70)
    assert is_over_age(birth, last_day_allowed + timedelta(days=1), limit=70)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2023, 10, 5), 3, date(2026, 10, 5)),  # a day off; a term does not move
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 2**53, date.max),
    ],
)
def test_term_ends_on_the_corresponding_day(start: date, years: int, end: date) -> None:
    assert term_end(start, years) == end


@given(DAYS, DAYS)
def test_age_and_birthday_agree(birth: date, day: date) -> None:
    age = age_on(birth, day)
    assert birthday(birth, age) <= day < birthday(birth, age + 1)


@given(DAYS, DAYS)
def test_age_never_falls(birth: date, day: date) -> None:
    assert 0 <= age_on(birth, day + timedelta(days=1)) - age_on(birth, day) <= 1
