"""`simulate`: the same text gives the same years, and pictures that a browser can show."""

import xml.etree.ElementTree as ET
from pathlib import Path

from drawsvc.cli.pictures import bar_chart
from tests.cli.office import Office, roster_csv

YEARS = ("--years", "2", "--draws-per-year", "12", "--first-day", "2026-03-02")


def test_tables_and_pictures(office: Office, tmp_path: Path) -> None:
    roster = office.write("r.csv", roster_csv("X2", range(1, 21)))
    words = ("simulate", "xinxian_2021", roster, *YEARS, "--seats", "X2=5", "--out", tmp_path)
    found = office.run(*words)
    assert found == office.run(*words)
    assert found != office.run(*words, "--seed", "2")
    assert found["draws"] == 24
    chosen = sum(number * count for number, count in found["selections"])
    assert chosen == found["invited"] - found["declined"] - found["silent"]
    assert sum(count for _, count in found["selections"]) == 20
    assert found["excluded"]["bye"] > 0
    for name in found["files"]:
        picture = ET.parse(name).getroot()  # noqa: S314 - our own file
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(found["files"]) == 4
    assert "24 次抽取" in office.say(*words, lang="zh")


def test_only_who_could_have_been_listed_counts(office: Office) -> None:
    of_another = roster_csv("X3", range(1, 6)).partition("\n")[2]
    roster = office.write("r.csv", roster_csv("X2", range(1, 21)) + of_another)
    found = office.run("simulate", "xinxian_2021", roster, *YEARS, "--seats", "X2=5")
    assert sum(count for _, count in found["selections"]) == 20


def test_every_specialty_in_turn(office: Office) -> None:
    roster = office.write("r.csv", roster_csv("H1", range(1, 9)))
    found = office.run("simulate", "hunan_reservoir_2016", roster, *YEARS)
    assert found["draws"] == 24
    assert found["incomplete"] == 0


def test_refusals(office: Office) -> None:
    roster = office.write("r.csv", roster_csv("H1", range(1, 9)))
    words = ("simulate", "hunan_reservoir_2016", roster)
    many = ("--years", "1000", "--draws-per-year", "10000")
    assert office.run(*words, *many, code=2)["error"]["code"] == "too_many_draws"
    assert office.run(*words, *YEARS, "--seats", "H1", code=2)["error"]["code"] == "seats_form"
    error = office.run(*words, *YEARS, "--out", "no/folder", code=2)["error"]
    assert error["code"] == "file_not_written"


def test_picture_without_bars() -> None:
    assert "<title>a &lt; b</title>" in bar_chart("a < b", "", {})
