"""From rows to a roster: all or nothing."""

import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Roster
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.roster_check import MAX_FAULTS, RosterRow, check_roster
from drawsvc.domain.taxonomy import Taxonomy, parse_taxonomy_toml

HUNAN = parse_taxonomy_toml(
    (Path(__file__).parents[3] / "drawsvc/regulations/hunan_reservoir_2016.toml").read_bytes()
)


def row(number: int, **changed: str) -> RosterRow:
    cells = {
        "expert_id": f"E{number}",
        "name": "王甲",
        "home_category": "H4",
        "serial": str(number),
        "specialties": "H4.2;H4.1",
        "status": "active",
    }
    return RosterRow("", number, cells | changed)


def without(number: int, *columns: str) -> RosterRow:
    whole = row(number)
    return RosterRow("", number, {c: t for c, t in whole.cells.items() if c not in columns})


def faults_of(*rows: RosterRow, taxonomy: Taxonomy | None = None) -> list[tuple[Any, ...]]:
    with pytest.raises(RosterError) as caught:
        check_roster(rows, taxonomy)
    assert caught.value.code == "roster_cells"
    cells = caught.value.facts["cells"]
    assert isinstance(cells, list)
    assert caught.value.facts["total"] == len(cells)
    return [(cell.row, cell.column, cell.code, cell.expected, cell.found) for cell in cells]


def test_rows_become_experts() -> None:
    (expert,) = check_roster([row(7, employer="示例 局", phone="100")]).experts
    assert expert.expert_id == "E7"
    assert expert.specialties == ("H4.1", "H4.2")
    assert (expert.employer, expert.phone, expert.birth) == ("示例 局", "100", "")


def test_nothing_is_left_of_a_check_when_its_roster_goes() -> None:
    """Else a large roster stays, beside whatever comes next, until the garbage is collected."""
    gc.collect()
    gc.disable()
    try:
        check_roster(map(row, range(2_000)), HUNAN)
        assert gc.collect() < 1_000
    finally:
        gc.enable()


@given(st.permutations([row(number) for number in range(2, 9)]))
def test_the_order_of_rows_does_not_matter(rows: list[RosterRow]) -> None:
    assert check_roster(rows) == check_roster(sorted(rows, key=lambda of: of.row))


def test_the_order_of_specialties_does_not_matter() -> None:
    assert check_roster([row(2, specialties="H4.2;H4.1")]) == check_roster(
        [row(2, specialties="H4.1；H4.2")]
    )


def test_a_file_without_status_has_active_experts() -> None:
    assert check_roster([without(2, "status")]).experts[0].status == "active"


def test_a_home_category_serves_for_missing_specialties() -> None:
    roster = check_roster([row(2, specialties=""), without(3, "specialties")], HUNAN)
    assert [expert.specialties for expert in roster.experts] == [("H4",), ("H4",)]


def test_all_faults_of_all_rows_are_collected() -> None:
    assert faults_of(
        row(2, expert_id="", serial="x"), row(3), row(4, birth="1970-02-30", sex="?")
    ) == [
        (2, "serial", "cell_form", "serial", "x"),
        (2, "expert_id", "cell_missing", "expert_id", ""),
        (4, "birth", "cell_form", "date", "1970-02-30"),
        (4, "sex", "cell_choice", "男|女", "?"),
    ]


@pytest.mark.parametrize("column", ["expert_id", "name", "status"])
def test_a_required_cell_is_missed(column: str) -> None:
    assert faults_of(row(2, **{column: " "})) == [(2, column, "cell_missing", column, " ")]


def test_neither_specialty_nor_category() -> None:
    assert faults_of(row(2, specialties="", home_category="")) == [
        (2, "specialties", "cell_missing", "specialties", "")
    ]


def test_an_id_twice() -> None:
    assert faults_of(row(2), row(3, expert_id="E2")) == [
        (3, "expert_id", "expert_id_twice", "2", "E2")
    ]


def test_a_serial_twice_in_a_category() -> None:
    assert faults_of(row(7), row(8, serial="007")) == [(8, "serial", "serial_twice", "7", "007")]


def test_a_serial_in_two_categories() -> None:
    assert len(check_roster([row(7), row(8, serial="007", home_category="H1")]).experts) == 2


def test_the_sheet_of_the_first_is_named() -> None:
    second = RosterRow("二", 2, row(2, serial="9").cells)
    assert faults_of(RosterRow("一", 2, row(2).cells), second) == [
        (2, "expert_id", "expert_id_twice", "一:2", "E2")
    ]


def test_unknown_codes() -> None:
    categories = "|".join(f"{entry.code} {entry.zh}" for entry in HUNAN.categories)
    assert faults_of(
        row(2, home_category="H9"),
        row(3, home_category="H4.1"),
        row(4, specialties="H4.1;H4.9"),
        taxonomy=HUNAN,
    ) == [
        (2, "home_category", "category_unknown", categories, "H9"),
        (3, "home_category", "category_unknown", categories, "H4.1"),
        (4, "specialties", "specialty_unknown", categories, "H4.9"),
    ]


def test_malformed_specialties() -> None:
    assert faults_of(row(2, specialties="1.1;1.1"), row(3, specialties="水工")) == [
        (2, "specialties", "specialty_twice", "distinct", "1.1;1.1"),
        (3, "specialties", "cell_form", "specialty", "水工"),
    ]


def test_any_code_is_taken_without_a_taxonomy() -> None:
    assert check_roster([row(2, home_category="Z", specialties="Z.9")]).experts


@pytest.mark.parametrize(
    ("days", "column", "code", "expected"),
    [
        ({"unavailable_from": "2026-03-02"}, "unavailable_until", "period_open", "date"),
        ({"unavailable_until": "2026-03-02"}, "unavailable_from", "period_open", "date"),
        (
            {"unavailable_from": "2026-03-02", "unavailable_until": "2026-03-01"},
            "unavailable_until",
            "period_reversed",
            "2026-03-02",
        ),
        (
            {"published_at": "2026-03-02", "publicity_until": "2026-03-01"},
            "publicity_until",
            "period_reversed",
            "2026-03-02",
        ),
        (
            {"published_at": "2026-03-02", "publicity_until": "soon"},
            "publicity_until",
            "cell_form",
            "date",
        ),
    ],
)
def test_periods(days: dict[str, str], column: str, code: str, expected: str) -> None:
    assert faults_of(row(2, **days)) == [(2, column, code, expected, days.get(column, ""))]


def test_faults_found_while_reading_are_kept_and_not_doubled() -> None:
    read = CellFault("", 2, "serial", "cell_number", "text", "7.0")
    spoilt = RosterRow("", 2, row(2, serial="").cells, (read,))
    assert faults_of(spoilt) == [(2, "serial", "cell_number", "text", "7.0")]


def test_an_empty_roster_is_refused() -> None:
    with pytest.raises(RosterError) as caught:
        check_roster([])
    assert caught.value.code == "roster_empty"


def test_many_faults_are_counted_and_not_kept() -> None:
    with pytest.raises(RosterError) as caught:
        check_roster(row(number, sex="?") for number in range(MAX_FAULTS + 10))
    assert caught.value.facts["total"] == MAX_FAULTS + 10
    cells = caught.value.facts["cells"]
    assert isinstance(cells, list)
    assert len(cells) == MAX_FAULTS


def test_a_roster_of_one() -> None:
    assert isinstance(check_roster([row(2)]), Roster)


def test_period_of_a_day() -> None:
    day = {"unavailable_from": "2026-03-02", "unavailable_until": "2026-03-02"}
    assert check_roster([row(2, **day)]).experts[0].unavailable_until == "2026-03-02"


def test_birth_is_that_of_the_identity_number_where_the_file_has_no_such_column() -> None:
    number = "99030319700214513X"
    (first, second) = check_roster(
        [row(2, id_number=number), row(3, id_number=f"98{number[2:]}", birth="")]
    ).experts
    assert (first.birth, second.birth) == ("1970-02-14", "")
    assert faults_of(row(2, id_number="99030319701314513X")) == [
        (2, "id_number", "id_number_birth", "date", "99030319701314513X")
    ]


def test_home_category_is_that_of_all_specialties_where_the_file_has_no_such_column() -> None:
    (expert,) = check_roster([without(2, "home_category")], HUNAN).experts
    assert expert.home_category == "H4"
    (expert,) = check_roster([row(2, home_category="")], HUNAN).experts
    assert expert.home_category == ""


def test_names_of_specialties_are_taken() -> None:
    (expert,) = check_roster(
        [row(2, home_category="移民工程", specialties="路桥、水 工")], HUNAN
    ).experts
    assert (expert.home_category, expert.specialties) == ("H4", ("H4.2", "H4.3"))


def test_nothing_but_a_bad_category_is_said_of_a_row_without_specialties() -> None:
    assert [
        f[1:3] for f in faults_of(row(2, home_category="H9", specialties=""), taxonomy=HUNAN)
    ] == [("home_category", "category_unknown")]
