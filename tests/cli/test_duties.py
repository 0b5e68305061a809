"""What is noted of a draw later on, by commands alone."""

from pathlib import Path

import pytest

from tests.cli.office import Office, Witness

UNUSABLE, NOT_NOW = 2, 3
BY = ("--approved-by", "leader", "--ref", "批复1号")
CLOCK = ("correct-clock", "d-1", "--reason", "clock_fast")
TWO = ("--approval", "leader=1号", "--approval", "discipline=2号")


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


def test_panel_that_was_used_objected_to_and_erased(pool: Office) -> None:
    pool.completed()
    pool.run("release", "d-1", *BY)
    assert "drawsvc held d-1" in pool.say("show", "d-1")
    held = pool.run("held", "d-1", "--date", "2026-06-20")
    assert [entry["type"] for entry in held["entries"]] == ["HELD"]
    assert "drawsvc held d-1" not in pool.say("show", "d-1")
    text = pool.write("objection.txt", "\ufeff一位专家\r\n与企业有亲属关系。\r\n")
    days = ("--received", "2026-06-21", "--answer-by", "2026-07-05")
    noted = pool.run("objection", "d-1", "--file", text, *days)
    body = pool.entry("OBJECTION")["entry"]["body"]
    assert body.keys() == {"answer_by", "object", "received"}
    assert noted["phase"] == "released"
    words = ("erase", "d-1", "--specialty", "X2", "--ground", "保存期满", *BY)
    assert pool.entry("OBJECTION")["leaf"] == noted["entries"][0]["leaf"]
    pool.run(*words, "--row", 4, "--row", 2)
    assert pool.entry("ERASED")["entry"]["body"]["rows"] == [2, 4]
    pool.run(*words, "--all")
    assert pool.entry("ERASED")["entry"]["body"]["rows"] == list(range(9))
    assert pool.verified()["verdict"] == "verified"
    assert "保存期满" not in Path("record.json").read_text("utf-8")


def test_panel_that_was_not_used(pool: Office) -> None:
    pool.completed()
    noted = pool.run("not-held", "d-1", "--reason", "activity_canceled", *BY)
    assert [warning["facts"]["got"] for warning in noted["warnings"]] == ["activity_canceled"]
    assert pool.verified()["verdict"] == "verified"


def test_nothing_to_note_before_there_is_a_panel(pool: Office) -> None:
    pool.sealed()
    text = pool.write("objection.txt", "异议")
    days = ("--received", "2026-06-21", "--answer-by", "2026-07-05")
    for words in (
        ("held", "d-1", "--date", "2026-06-20"),
        ("not-held", "d-1", "--reason", "weather", *BY),
        ("objection", "d-1", "--file", text, *days),
        ("erase", "d-1", "--specialty", "X2", "--ground", "保存期满", "--all", *BY),
    ):
        error = pool.refuse(*words, code=NOT_NOW)
        assert error["code"] == "phase"
        assert "drawsvc statement d-1" in error["do"]


@pytest.mark.parametrize(
    ("content", "days", "code"),
    [
        (b" \n", ("2026-06-21", "2026-07-05"), "text_file"),
        ("异议".encode("gb18030"), ("2026-06-21", "2026-07-05"), "text_file"),
        (b"a\x07b", ("2026-06-21", "2026-07-05"), "text"),
        (b"objection", ("2026-06-21", "2026-06-20"), "answer_before"),
        (b"objection", ("yesterday", "2026-06-20"), "day"),
    ],
)
def test_objection_that_cannot_be_noted(
    pool: Office, content: bytes, days: tuple[str, str], code: str
) -> None:
    pool.run(*pool.request_words())
    text = pool.write("objection.txt", content)
    words = ("--received", days[0], "--answer-by", days[1])
    assert pool.refuse("objection", "d-1", "--file", text, *words, code=UNUSABLE)["code"] == code


def test_rows_that_cannot_be_erased(pool: Office) -> None:
    pool.completed()
    words = ("erase", "d-1", "--ground", "保存期满", *BY, "--specialty")
    for given, code in (
        (("X2",), "erase_what"),
        (("X2", "--all", "--row", 1), "erase_what"),
        (("X2", "--all", "--list", "chosen"), "list_kind"),
        (("X1", "--all"), "draw_specialty"),
        (("X2", "--row", 9), "no_such_row"),
        (("X2", "--all", "--list", "excluded"), "entry_shape"),
    ):
        assert pool.refuse(*words, *given, code=UNUSABLE)["code"] == code


# Late reveals and clocks


def test_value_that_surfaces_after_the_draw_was_voided(pool: Office) -> None:
    slip = pool.sealed()
    (reveal,) = pool.files(pool.witnesses[0].sign("reveal", slip, pool.witnesses[0].value))
    assert pool.refuse("late-reveal", "d-1", reveal, code=NOT_NOW)["code"] == "phase"
    last = pool.run("entries", "d-1")["entries"][-1]["leaf"]
    voided = {"class": "discarded", "reason": "technical_fault"}
    (signed,) = pool.files(pool.witnesses[1].sign("void", last, voided))
    words = ("void", "d-1", "--reason", "technical_fault", *BY, "--statement", signed)
    pool.run(*words)
    stranger = Witness(9, "discipline").sign("reveal", slip, "09" * 32)
    (file,) = pool.files(stranger)
    assert pool.refuse("late-reveal", "d-1", file, code=UNUSABLE)["code"] == "not_a_witness"
    (file,) = pool.files(pool.witnesses[0].sign("reveal", slip, "09" * 32))
    assert pool.refuse("late-reveal", "d-1", file, code=UNUSABLE)["code"] == "reveal_does_not_match"
    (file,) = pool.files(pool.witnesses[0].sign("reveal", slip, pool.witnesses[0].value))
    late = pool.run("late-reveal", "d-1", file)
    assert [entry["type"] for entry in late["entries"]] == ["REVEALED"]
    assert pool.refuse("late-reveal", "d-1", file, code=NOT_NOW)["code"] == "statement_taken"
    assert pool.verified()["status"] == "voided"


def test_clock_that_was_set_back(pool: Office) -> None:
    pool.inviting()
    earlier = "2026-06-10T00:59:00Z"
    words = ("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    assert pool.refuse(*words, code=NOT_NOW, at=earlier)["code"] == "clock_behind"
    for given in ((), ("--approval", "leader=1号"), (*TWO[:2], "--approval", "leader")):
        error = pool.refuse(*CLOCK, *given, code=UNUSABLE)
        assert error["code"] == ("two_approvals" if given else "usage_missing")
    same = (*TWO[:2], *TWO[:2])
    assert pool.refuse(*CLOCK, *same, code=UNUSABLE)["code"] == "entry_shape"
    told = pool.run(*CLOCK, *TWO, at=earlier)
    assert told["offset_seconds"] == -60
    pool.accept_all(at=earlier)
    assert pool.verified()["status"] == "completed"
