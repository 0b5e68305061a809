"""Specialties in cells: codes, names, and what is not guessed."""

import pytest

from drawsvc.domain.roster_cells import CellError
from drawsvc.domain.specialty_cells import SpecialtyCells
from drawsvc.domain.taxonomy import parse_taxonomy_toml

TAXONOMY = parse_taxonomy_toml(
    """
    [specialties]
    1 = { zh = "煤矿", en = "coal mines" }
    "1.1" = { zh = "地质测量、勘探", en = "survey", category = "1" }
    "1.10" = { zh = "露天采煤", en = "open-pit coal mining", category = "1" }
    "1.9" = { zh = "矿井建设，井巷工程", en = "shafts", category = "1" }
    "1.16" = { zh = "安全管理", en = "safety management", category = "1" }
    2 = { zh = "非煤矿山", en = "other mines" }
    "2.3" = { zh = "露天采矿", en = "open-pit mining", category = "2" }
    "2.13" = { zh = "安全管理", en = "safety management of mines", category = "2" }
    5 = { zh = "抢险救灾", en = "relief" }
    "5.1" = { zh = "煤矿", en = "coal mines", category = "5" }
    """.encode()
)
CELLS = SpecialtyCells(TAXONOMY)
ANY = SpecialtyCells(None)


@pytest.mark.parametrize(
    ("text", "home", "codes"),
    [
        ("1.10;1.1", "", ("1.1", "1.10")),
        ("1.1０", "", ("1.10",)),
        ("地质测量、勘探", "", ("1.1",)),
        ("地质测量 、 勘探", "", ("1.1",)),
        ("露天采煤、地质测量、勘探，露天采矿", "", ("1.1", "1.10", "2.3")),
        ("矿井建设,井巷工程", "", ("1.9",)),
        ("Open-Pit Coal Mining", "", ("1.10",)),
        ("露天\u3000采煤；；、", "", ("1.10",)),
        ("1.10 露天采煤", "", ("1.10",)),
        ("1.10露天采煤", "", ("1.10",)),
        ("煤矿/安全管理", "", ("1.16",)),
        ("非煤矿山—安全管理", "", ("2.13",)),
        ("安全管理", "1", ("1.16",)),
        ("安全管理", "2", ("2.13",)),
        ("煤矿", "5", ("5.1",)),
        ("煤矿", "1", ("1",)),
        ("露天采矿", "1", ("2.3",)),
        ("", "", ()),
    ],
)
def test_specialties_of_a_pool(text: str, home: str, codes: tuple[str, ...]) -> None:
    assert CELLS.specialties(text, home) == codes


@pytest.mark.parametrize(
    ("text", "home", "code", "expected", "found"),
    [
        ("露天开采", "", "specialty_unknown", "1.10 露天采煤|2.3 露天采矿", "露天开采"),
        ("1.1;厨艺", "", "specialty_unknown", "1 煤矿|2 非煤矿山|5 抢险救灾", "厨艺"),
        ("9.9", "", "specialty_unknown", "1 煤矿|2 非煤矿山|5 抢险救灾", "9.9"),
        ("安全管理", "", "specialty_ambiguous", "1.16 安全管理|2.13 安全管理", "安全管理"),
        ("安全管理", "5", "specialty_ambiguous", "1.16 安全管理|2.13 安全管理", "安全管理"),
        ("1.10;露天采煤", "", "specialty_twice", "distinct", None),
    ],
)
def test_what_is_not_guessed(
    text: str, home: str, code: str, expected: str, found: str | None
) -> None:
    with pytest.raises(CellError) as caught:
        CELLS.specialties(text, home)
    fault = caught.value
    assert (fault.code, fault.expected, fault.found) == (code, expected, found)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1.10;1.2;1.1", ("1.1", "1.2", "1.10")),
        ("F1.4 ； F1.6", ("F1.4", "F1.6")),
        ("1.1、2.1，A,10;", ("1.1", "2.1", "10", "A")),
    ],
)
def test_any_code_without_a_taxonomy(text: str, codes: tuple[str, ...]) -> None:
    assert ANY.specialties(text, "") == codes
    assert ANY.category_of(codes) == ""


def test_a_name_without_a_taxonomy() -> None:
    with pytest.raises(CellError) as caught:
        ANY.specialties("1.1;水工", "")
    assert (caught.value.code, caught.value.expected) == ("cell_form", "specialty")


@pytest.mark.parametrize(("text", "code"), [("1", "1"), ("煤矿", "1"), ("Relief", "5")])
def test_category(text: str, code: str) -> None:
    assert CELLS.category(text) == code


@pytest.mark.parametrize("text", ["安全管理", "1.1", "9"])
def test_no_category(text: str) -> None:
    with pytest.raises(CellError) as caught:
        CELLS.category(text)
    assert caught.value.code == "category_unknown"


def test_category_without_a_taxonomy() -> None:
    assert ANY.category("Ａ") == "A"
    with pytest.raises(CellError):
        ANY.category("A/B")


def test_category_of_specialties() -> None:
    assert CELLS.category_of(("1.1", "1.10")) == "1"
    assert CELLS.category_of(("2",)) == "2"
    assert CELLS.category_of(("1.1", "2.3")) == ""
    assert CELLS.category_of(()) == ""
