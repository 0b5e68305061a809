"""One expert's row: where he stands, why he is excluded, and whom his file does not fit."""

import base64
import json
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from drawverify.cli import main
from drawverify.files import from_bytes
from drawverify.row import examine_row
from drawverify.verify import Inputs
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.verifier.build import (
    AUDITOR,
    ISSUER,
    ZEROS,
    Draw,
    canonical,
    digest,
    leaf,
    path,
    trust,
)

SALT = "11" * 32
EXPERT = {"name": "王伟", "phone": "13800000000", "specialties": ["1.1"], "title": ""}
GROUND = {"ground": "kinship"}
NAMES = ("origin", "pool", "draw", "attempt")


def listed(draw: Draw, name: str) -> dict[str, Any]:
    """The item about the expert's row, by the definitions of SPEC §6.1 and §11.6."""
    rows: list[dict[str, Any]] = draw.groups[0][name]
    person = digest("person", SALT, EXPERT)
    (index,) = (n for n, row in enumerate(rows) if row["person"] == person)
    proof = path([bytes.fromhex(leaf(row)) for row in rows], index)
    return {
        "basis": [{"evidence": GROUND, "salt": SALT}] if name == "excluded" else [],
        "expert": EXPERT,
        "group": 0,
        "index": index,
        "list": name,
        "proof": [base64.b64encode(step).decode() for step in proof],
        "row": rows[index],
        "salt": SALT,
    }


def eligible_draw() -> Draw:
    """Of this draw, once completed, the expert is not among those invited."""
    draw = Draw()
    draw.rows[0]["person"] = digest("person", SALT, EXPERT)
    draw.rows.sort(key=leaf)
    return draw


def excluded_draw() -> Draw:
    draw = Draw()
    row = {"person": digest("person", SALT, EXPERT), "public": ZEROS, "serial": "", "unit": ""}
    draw.excluded.append({**row, "basis": digest("basis", SALT, GROUND), "reason": "recused"})
    return draw


ELIGIBLE, EXCLUDED = eligible_draw().completed(), excluded_draw().completed()


class Folder:
    """Files on a disk, and what the verifier says of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.trusted = canonical(trust())

    def run(self, draw: Draw, own: dict[str, Any] | bytes, *words: str) -> str:
        record = draw.file()
        files = {"record": record, "own": own, "trust": self.trusted}
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else canonical(content)
            (self.folder / name).write_bytes(raw)
        record_and_own = [str(self.folder / name) for name in ("record", "own")]
        self.exit = main(["row", *record_and_own, *words])
        return self._capsys.readouterr().out

    def report(
        self, draw: Draw, own: dict[str, Any] | bytes, words: tuple[str, ...] | None = None
    ) -> dict[str, Any]:
        words = ("--trust", str(self.folder / "trust")) if words is None else words
        report: dict[str, Any] = json.loads(self.run(draw, own, *words, "--json"))
        assert self.exit == report["exit"]
        for language in ("zh", "en"):
            assert self.run(draw, own, *words, "--lang", language)
        return report


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capsys)


def own(draw: Draw, /, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    about = {member: draw.record()[member] for member in NAMES}
    rows = list(items) or [listed(draw, "eligible")]
    return {**about, "rows": rows, "v": "drawsvc/v1 row", **changes}


def test_eligible_expert_sees_where_he_stands(folder: Folder) -> None:
    report = folder.report(ELIGIBLE, own(ELIGIBLE))
    assert (report["verdict"], report["failed"], report["not_checkable"]) == ("verified", [], [])
    assert (report["grade"], report["status"], report["kind"]) == ("B", "completed", "full")
    assert report["record"]["verdict"] == "verified"
    (row,) = report["rows"]
    assert (row["group"], row["list"], row["size"]) == (0, "eligible", 6)
    said = folder.run(ELIGIBLE, own(ELIGIBLE), "--trust", str(folder.folder / "trust"), "--lang=en")
    assert said.startswith("Your row: VERIFIED\n")
    assert f"you are in the eligible list of 1.1, row {row['index']} of 6" in said
    assert "13800000000" in said
    assert "the record holds no invitation to you" in said


def invited_draw(answer: str, reason: str) -> Draw:
    draw = eligible_draw()
    draw.seats = 6
    draw.requested().frozen().join().join(AUDITOR, "auditor").seeded().invite(1, draw.order(6))
    return draw.reply(listed(draw, "eligible")["index"], answer, reason)


def test_expert_sees_what_was_noted_as_his_answer(folder: Folder) -> None:
    draw = invited_draw("decline", "illness")
    report = folder.report(draw, own(draw))
    (invitation,) = report["rows"][0]["invitations"]
    assert invitation["reply"]["answer"] == "decline"
    # The draw is unfinished, the row is where it is.
    assert (report["verdict"], report["record"]["verdict"]) == ("verified", "unverifiable")
    said = folder.run(draw, own(draw), "--lang", "zh")
    assert "所记的回复：✗婉拒（生病）" in "".join(said.split())


def test_excluded_expert_sees_why(folder: Folder) -> None:
    report = folder.report(EXCLUDED, own(EXCLUDED, listed(EXCLUDED, "excluded")))
    (row,) = report["rows"]
    assert (row["reason"], row["evidence"]) == ("recused", GROUND)
    said = folder.run(EXCLUDED, own(EXCLUDED, listed(EXCLUDED, "excluded")), "--lang", "en")
    assert "you were excluded from 1.1: recused" in said
    assert "ground: kinship" in " ".join(said.split())


def test_expert_in_turn_sees_his_serial(folder: Folder) -> None:
    draw = Draw(mode="serial", replacements=["fixed"], sources=["none"])
    for number, row in enumerate(draw.rows, 1):
        row["serial"] = str(number)
    draw.rows[2]["person"] = digest("person", SALT, EXPERT)
    draw.requested().frozen(source="none")
    assert folder.report(draw, own(draw))["rows"][0]["serial"] == "3"
    assert "serial 3" in folder.run(draw, own(draw), "--lang", "en")


def test_without_trust_file_and_slip_nobody_vouches_for_the_row(folder: Folder) -> None:
    report = folder.report(ELIGIBLE, own(ELIGIBLE), ())
    assert (report["exit"], report["not_checkable"]) == (3, ["trust.given"])


def test_slip_vouches_for_the_row(folder: Folder) -> None:
    report = folder.report(ELIGIBLE, own(ELIGIBLE), ("--slip", ELIGIBLE.named["SEAL"]))
    assert (report["exit"], report["record"]["exit"]) == (0, 3)


def test_type_that_is_not_known(folder: Folder) -> None:
    draw = eligible_draw().requested().frozen()
    draw.add("MOVED", {"anything": 1})
    report = folder.report(draw, own(draw))
    assert (report["exit"], report["not_checkable"]) == (3, ["chain.type"])
    assert "rows" not in report


def test_failed_record_fails_the_row(folder: Folder) -> None:
    draw = eligible_draw().requested().frozen()
    draw.add("SEAL", {})
    report = folder.report(draw, own(draw))
    assert (report["verdict"], report["failed"]) == ("unreadable", ["file.schema"])
    draw = eligible_draw().requested().frozen()
    draw.add("HELD", {"date": "2026-03-20"})
    report = folder.report(draw, own(draw))
    assert (report["verdict"], report["failed"]) == ("failed", ["chain.grammar"])
    assert "rows" not in report


@pytest.mark.parametrize("raw", [b"", b"{}", canonical(own(ELIGIBLE, rows=[]))])
def test_other_files_are_unreadable(folder: Folder, raw: bytes) -> None:
    report = folder.report(ELIGIBLE, raw)
    assert (report["verdict"], report["kind"]) == ("unreadable", "none")
    assert report["failed"][0].startswith("file.")
    assert "record" not in report


@pytest.mark.parametrize("name", NAMES)
def test_file_of_another_draw(folder: Folder, name: str) -> None:
    other = 2 if name == "attempt" else "other"
    assert folder.report(ELIGIBLE, own(ELIGIBLE, **{name: other}))["failed"] == ["row.cites"]


def test_file_without_frozen_lists(folder: Folder) -> None:
    draw = eligible_draw().requested()
    assert folder.report(draw, own(draw))["failed"] == ["row.cites"]


WRONG: list[tuple[str, Any, str]] = [
    ("group", 1, "row.cites"),
    ("index", 6, "row.included"),
    ("proof", [], "row.included"),
    ("salt", ZEROS, "row.digest"),
    ("expert", {**EXPERT, "phone": "13900000000"}, "row.digest"),
    ("basis", [{"evidence": GROUND, "salt": SALT}], "row.digest"),
    ("list", "excluded", "file.schema"),
    ("row", {"person": ZEROS, "public": ZEROS, "serial": "", "unit": ""}, "row.included"),
]


@pytest.mark.parametrize(("name", "value", "step"), WRONG, ids=lambda value: str(value)[:12])
def test_what_is_wrong_with_a_file(folder: Folder, name: str, value: Any, step: str) -> None:
    item = {**listed(ELIGIBLE, "eligible"), name: value}
    assert folder.report(ELIGIBLE, own(ELIGIBLE, item))["failed"] == [step]


@pytest.mark.parametrize("basis", [[], [{"evidence": {}, "salt": SALT}]])
def test_ground_of_exclusion_is_what_was_frozen(folder: Folder, basis: list[Any]) -> None:
    item = {**listed(EXCLUDED, "excluded"), "basis": basis}
    assert folder.report(EXCLUDED, own(EXCLUDED, item))["failed"] == ["row.digest"]


def test_only_one_expert_is_in_a_file(folder: Folder) -> None:
    """Two rows that both open, but to two experts."""
    draw = eligible_draw()
    other = {**EXPERT, "name": "李伟"}
    draw.groups.append({"eligible": [], "excluded": []})
    draw.requested()
    request, second = draw.log[-1]["body"], draw.rows[0]
    request["groups"].append({"filters": [], "seats": 1, "specialty": "2.1"})
    draw.last = draw.named["REQUEST"] = leaf(draw.log[-1])
    second = {**second, "person": digest("person", SALT, other)}
    draw.groups[1]["eligible"].append(second)
    draw.frozen()
    tree = {"root": leaf(second), "size": 1}
    empty = draw.log[-1]["body"]["groups"][0]["excluded"]
    group = {"carried": [], "cursor": "", "eligible": tree, "excluded": empty}
    draw.log[-1]["body"]["groups"].append(group)
    first = listed(draw, "eligible")
    item = {**first, "expert": other, "group": 1, "index": 0, "proof": [], "row": second}
    report = folder.report(draw, own(draw, first, item))
    assert report["failed"] == ["row.digest"]
    (outcome,) = (check for check in report["checks"] if check["result"] == "failed")
    assert outcome["where"] == "rows[1].expert"


SOUND = own(ELIGIBLE)
ODD: list[Any] = ["", "x", ZEROS, 0, 1, -1, 2**53 - 1, True, [], {}, [{}], "excluded", "eligible"]


def places(value: Any, where: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a value where something can be put."""
    if not isinstance(value, (dict, list)):
        return []
    names = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [p for name in names for p in [(*where, name), *places(value[name], (*where, name))]]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(places(SOUND)), st.sampled_from(ODD))
def test_any_change_of_a_file_is_found(where: tuple[Any, ...], new: Any) -> None:
    changed = json.loads(json.dumps(SOUND))
    *above, last = where
    reduce(getitem, above, changed)[last] = new
    inputs = Inputs(from_bytes(ELIGIBLE.file()), from_bytes(canonical(trust())))
    result, report = examine_row(inputs, from_bytes(canonical(changed)))
    assert (result.verdict == "verified") == (canonical(changed) == canonical(SOUND))
    assert ("rows" in report) == (result.verdict == "verified")


def test_trust_file_that_does_not_know_the_log(folder: Folder) -> None:
    folder.trusted = canonical(trust(pools=[]))
    assert json.loads(folder.trusted)["key"] == ISSUER.public.hex()
    report = folder.report(ELIGIBLE, own(ELIGIBLE))
    assert (report["exit"], report["not_checkable"]) == (3, ["trust.origin", "log.key"])
