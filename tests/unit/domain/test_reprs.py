"""What is personal or secret stands in no repr: errors, logs and tracebacks print them."""

from typing import Any

import pytest

from drawsvc.domain.candidates import Candidate
from drawsvc.domain.eligibility import Conditions
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.listing import Terms
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.roster import Roster, diff
from drawsvc.domain.roster_check import RosterRow
from drawsvc.domain.statements import Statement
from drawsvc.usecases.open_contact import Contact
from tests.unit.domain import sample
from tests.unit.domain.freezing import draft_group, list_group
from tests.unit.domain.people import expert

NAME, PHONE, ID_NUMBER = "欧阳测试", "13900000000", "110101190001010000"
SALT, SECRET = "5a" * 32, "7c" * 32
PERSON = expert(1, name=NAME, phone=PHONE, id_number=ID_NUMBER, employer="保密单位")
EVIDENCE = {"relation": "保密关系"}
CANDIDATE = Candidate(PERSON, "recusal", EVIDENCE, f"{NAME}*")
LISTS = list_group([CANDIDATE], Terms("random", units=True), lambda: SALT)
ENTRY = Entry(Place("demo.example.org/log", "p", "d", 1), 0, "", sample.NOW, "CONTACT_OPENED", {})

SHOWN: list[Any] = [
    PERSON,
    Roster((PERSON,)),
    diff((), (PERSON,)),
    CANDIDATE,
    LISTS.excluded[0].disclosure,
    LISTS,
    draft_group([CANDIDATE], Terms("random", units=True), lambda: SALT),
    PERSON.salted(SALT),
    RosterRow("", 2, {"name": NAME, "phone": PHONE}),
    Contact(ENTRY, NAME, PHONE, "保密单位", "保密地点"),
    Statement(sample.LEAF, "reveal", sample.LEAF, SECRET, sample.HEX64),
]


@pytest.mark.parametrize("value", SHOWN, ids=lambda value: type(value).__name__)
def test_repr_tells_nothing(value: object) -> None:
    for hidden in (NAME, PHONE, ID_NUMBER, "保密", SALT, SECRET):
        assert hidden not in repr(value)


def test_conditions_tell_no_relations() -> None:
    profile = parse_profile({"profile": sample.PROFILE})
    day = sample.NOW.date()
    units, recusals = frozenset(["保密单位"]), {"E1": "kinship"}
    shown = repr(Conditions(profile, day, day, units, recusals))
    assert "保密" not in shown
    assert "kinship'}" not in shown


def test_expert_is_told_by_id() -> None:
    assert repr(PERSON) == "Expert(expert_id='E1')"
