"""Files for others to check, written and verified by the command line alone."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from drawsvc.cli import verifying
from drawsvc.cli.exits import DONE, NOT_NOW, NOT_VERIFIED, UNUSABLE
from drawsvc.words import LANGUAGES
from tests.cli.office import Office

FILES = ("full", "slim", "release", "opened", "own", "roster", "log")
PERSON = re.compile("甲X2[0-9]+")


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


def released(office: Office) -> None:
    office.completed()
    office.run("release", "d-1", "--approved-by", "leader", "--ref", "1")


def written(office: Office) -> dict[str, Any]:
    """Every file, of a released draw."""
    released(office)
    run = office.run
    return {
        "full": run("record", "d-1", "--out", "full"),
        "slim": run("record", "d-1", "--slim", "--out", "slim"),
        "release": run("disclosures", "d-1", "--out", "release"),
        "opened": run("disclosures", "d-1", "--audit", "--out", "opened"),
        "own": run("row", "d-1", "X2-4", "--out", "own"),
        "roster": run("roster", "export", "--pool", "xin", "--out", "roster"),
        "log": run("log", "export", "--out", "log"),
    }


def verified(office: Office, *words: object) -> tuple[int, Any]:
    code, out, _ = office.raw("verify", *words, "--json")
    return code, json.loads(out)


def test_every_file_verifies(pool: Office) -> None:
    answers = written(pool)
    assert [answers[name]["bytes"] for name in FILES] == [Path(f).stat().st_size for f in FILES]
    assert [answers[name]["kind"] for name in FILES[:4]] == ["full", "slim", "release", "audit"]
    audit = ("--disclosures", "opened", "--roster", "roster")
    for words in (
        ["slim"],
        ["slim", "--disclosures", "release"],
        ["row", "slim", "own"],
        ["row", "full", "own"],
        ["audit", "full", *audit],
        ["history", "log", "full", "opened", "roster"],
    ):
        code, report = verified(pool, *words)
        # Without a trust file nothing is green, and nothing has failed either.
        assert (code, report["failed"]) == (NOT_NOW, []), words
    code, report = verified(pool, "audit", "full", "--disclosures", "release", "--roster", "roster")
    assert (code, report["failed"]) == (NOT_VERIFIED, ["audit.complete"])
    code, report = verified(pool, "row", "full", "slim")
    assert (code, report["verdict"]) == (UNUSABLE, "unreadable")


def test_word_that_begins_like_an_option_is_a_file(pool: Office) -> None:
    written(pool)
    Path("--json").write_bytes(Path("slim").read_bytes())
    code, _, _ = pool.raw("verify", "--", "--json")
    assert code == NOT_NOW


def test_own_row_names_nobody_else(pool: Office) -> None:
    written(pool)
    assert set(PERSON.findall(Path("own").read_text("utf-8"))) == {"甲X24"}
    assert PERSON.findall(Path("log").read_text("utf-8") + Path("slim").read_text("utf-8")) == []
    assert len(set(PERSON.findall(Path("opened").read_text("utf-8")))) == 9


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_only_the_owner_may_read_what_was_written(pool: Office) -> None:
    before = os.umask(0)
    try:
        written(pool)
    finally:
        os.umask(before)
    for name in FILES:
        assert Path(name).stat().st_mode & 0o777 == 0o600, name


@pytest.mark.skipif(sys.platform == "win32", reason="a device of POSIX")
def test_personal_data_is_not_written_to_a_terminal(pool: Office) -> None:
    released(pool)
    os.mkfifo("pipe")
    # Not the device itself: were this to fail, the machine would lose it.
    Path("link").symlink_to("/dev/stdout")
    for out in ("link", "pipe", "."):
        for words in (
            ("disclosures", "d-1", "--audit"),
            ("row", "d-1", "X2-4"),
            ("roster", "export", "--pool", "xin"),
        ):
            error = pool.refuse(*words, "--out", out, code=UNUSABLE)
            assert error["code"] == "file_not_written"
    assert (Path("pipe").is_fifo(), Path("link").is_symlink()) == (True, True)
    for bare in (("disclosures", "d-1", "--audit"), ("row", "d-1", "X2-4"), ("log", "export")):
        assert pool.run(*bare, code=UNUSABLE)["error"]["code"] == "usage_missing"


def test_nothing_is_left_of_a_file_that_could_not_be_made(pool: Office) -> None:
    pool.completed()
    before = sorted(Path().iterdir())
    Path("out").write_text("old", "utf-8")
    for words in (
        ("disclosures", "d-1", "--audit"),
        ("row", "d-1", "X2-4"),
        ("roster", "export", "--pool", "xin", "--version", "v9"),
        ("roster", "export", "--pool", "nobody"),
        ("record", "d-9", "--slim"),
    ):
        pool.refuse(*words, "--out", "out", code=NOT_NOW)
        assert Path("out").read_text("utf-8") == "old"
    Path("out").unlink()
    assert sorted(Path().iterdir()) == before


def test_expert_who_is_not_listed(pool: Office) -> None:
    released(pool)
    for expert in ("X2-44", "甲X24", "\udcff"):
        error = pool.refuse("row", "d-1", expert, "--out", "own", code=NOT_NOW)
        assert error["code"] == "not_listed"
    assert not Path("own").exists()


def test_draw_that_was_not_frozen(pool: Office) -> None:
    pool.run(*pool.request_words())
    assert pool.run("record", "d-1", "--slim", "--out", "slim")["kind"] == "slim"
    assert verified(pool, "slim")[1]["failed"] == []
    for words in (("row", "d-1", "X2-4"), ("disclosures", "d-1", "--audit")):
        error = pool.refuse(*words, "--out", "out", code=NOT_NOW)
        assert (error["code"], error["facts"]["expected"]) == ("not_yet", "FREEZE")


def test_files_are_told_for_whom_they_are(pool: Office) -> None:
    released(pool)
    for lang in LANGUAGES:
        alone = {"zh": "只交给", "en": "alone"}[lang]
        for words in (
            ("disclosures", "d-1", "--audit"),
            ("row", "d-1", "X2-4"),
            ("roster", "export", "--pool", "xin"),
        ):
            assert alone in pool.say(*words, "--out", "out", lang=lang)
        for public in (("record", "d-1", "--slim"), ("log", "export"), ("disclosures", "d-1")):
            said = pool.say(*public, "--out", "out", lang=lang)
            assert "out" in said
            assert alone not in said


def test_verifier_answers_about_every_kind_in_words(pool: Office) -> None:
    written(pool)
    assert DONE == 0
    for lang in LANGUAGES:
        code, out, _ = pool.raw("verify", "row", "slim", "own", "--lang", lang)
        assert code == NOT_NOW
        assert "甲X24" in out


def test_long_verification_says_at_a_terminal_that_it_goes_on(
    pool: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.frozen()
    pool.run("record", "d-1", "--out", "record")
    words = ("verify", "record", "--lang", "en")
    quick, _, nothing = pool.raw(*words)
    monkeypatch.setattr(verifying, "UNTOLD_SECONDS", 0)
    assert pool.raw(*words)[2] == nothing == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    code, out, said = pool.raw(*words)
    assert (code, said) == (quick, "Verifying …\n")
    assert out.startswith("CANNOT BE VERIFIED")
