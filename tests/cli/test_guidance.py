"""What a clerk reads: names beside codes, what to do next, what was perhaps mistyped, how to get on after an error."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from drawsvc.words import LANGUAGES
from tests.cli.office import Office

UNUSABLE, NOT_NOW = 2, 3


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


# Names beside codes.


def test_specialties_are_named_wherever_the_pool_is_known(pool: Office) -> None:
    pool.inviting()
    for words in (["show", "d-1"], ["calls", "d-1"], ["advance", "d-1"]):
        assert "X2 产业技术" in pool.say(*words, lang="zh")
        assert "X2 industrial technology" in pool.say(*words, lang="en")


def test_specialties_are_codes_where_the_regulation_file_is_gone(pool: Office) -> None:
    pool.inviting()
    Path("drawsvc-home/pools/xin.toml").unlink()
    assert "X2：名额 3" in pool.say("advance", "d-1", lang="zh")


def test_codes_stand_beside_their_words(office: Office) -> None:
    said = office.say("profile", "show", "xinxian_2021", lang="zh")
    for shown in ("纪检监察（discipline）", "近亲属关系（kinship）", "答复时限（分钟）：120"):
        assert shown in said


def test_digests_are_shortened_unless_asked_for(pool: Office) -> None:
    pool.frozen()
    assert re.search("[0-9a-f]{64}", pool.say("entries", "d-1")) is None
    assert re.search("[0-9a-f]{64}", pool.say("entries", "d-1", "--full"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_ends_in_spaces(pool: Office, lang: str) -> None:
    pool.inviting()
    for words in (["show", "d-1"], ["calls", "d-1"], ["pool", "show", "xin"], ["list"]):
        said = pool.say(*words, lang=lang).splitlines()
        assert [line for line in said if line != line.rstrip()] == []


# What comes next.


def test_show_says_what_comes_next_in_every_phase(pool: Office) -> None:
    def shown() -> str:
        return pool.say("show", "d-1").rpartition("Next:")[2]

    pool.run(*pool.request_words())
    assert "drawsvc freeze d-1" in shown()
    freeze = pool.run("freeze", "d-1", "--source", "witness")["freeze"]
    assert "still to join: discipline inspection (discipline), pool office" in shown()
    for witness in pool.witnesses:
        pool.hand_in("join", witness.join(freeze))
    assert "drawsvc seal d-1" in shown()
    slip = pool.run("seal", "d-1")["slip"]
    assert "drawsvc witness reveal d-1" in shown()
    openings = pool.openings(slip)
    pool.hand_in("statement", openings[0])
    assert "reveal by discipline inspection" in shown()
    pool.hand_in("statement", *openings[1:])
    assert "drawsvc advance d-1" in shown()
    rows = pool.run("advance", "d-1")["walk"]
    assert "--round 1" in shown()
    pool.reply_all(len(rows))
    assert "drawsvc confirm d-1" in shown()
    last = pool.run("entries", "d-1")["entries"][-1]["leaf"]
    pool.hand_in("confirm", pool.witnesses[0].sign("witnessed", last))
    assert "drawsvc release d-1" in shown()
    pool.run("release", "d-1", "--approved-by", "leader", "--ref", "1")
    assert "drawsvc verify record.json" in shown()


@pytest.mark.parametrize("source", ["dice", "none"])
def test_seal_says_what_witnesses_do(office: Office, source: str) -> None:
    if source == "dice":
        office.pool()
        office.sealed(source="dice")
        shown = office.say("show", "d-1")
        assert "after 20 throws notes the digits: drawsvc witness dice d-1" in shown
        return
    office.pool("hunan", "hunan_reservoir_2016")
    approvals = ("--approval", "service_plan=1", "--approval", "application=2")
    office.run(*office.request_words("hunan", seats="H1=1"), *approvals)
    assert "drawsvc freeze d-1" in office.say("show", "d-1")


def test_wider_attempt_is_asked_for_anew(pool: Office) -> None:
    rows = pool.inviting("X2=9")["walk"]
    pool.run("reply", "d-1", "--file", pool.replies("1,1,decline,illness"))
    for nth in range(2, len(rows) + 1):
        pool.run("reply", "d-1", "accept", "--round", 1, "--nth", nth)
    words = ("decide", "d-1", "--kind", "wider_attempt", "--ground", "urgent")
    said = pool.say(*words, "--approved-by", "leader", "--ref", "1")
    assert "drawsvc request xin --kind retry" in said


def test_error_of_a_phase_says_what_comes_next(pool: Office) -> None:
    pool.run(*pool.request_words())
    error = pool.refuse("seal", "d-1", code=NOT_NOW)
    assert (error["code"], error["facts"]["got"]) == ("phase", "SEAL")
    assert "drawsvc freeze d-1" in error["do"]
    words = ("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    assert "drawsvc freeze d-1" in pool.refuse(*words, code=NOT_NOW)["do"]


# What was perhaps mistyped.


def test_request_names_everything_that_is_missing(pool: Office) -> None:
    error = pool.refuse("request", "xin", code=UNUSABLE)
    assert error["code"] == "request_missing"
    for option in ("--organiser", "--number", "--activity", "--date", "--seats"):
        assert option in error["got"]


def test_activity_in_the_past(pool: Office) -> None:
    words = pool.request_words(date="2026-06-09")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "date_past"
    pool.run(*pool.request_words(date="2026-06-10"))


def test_codes_and_units_that_nobody_knows_are_warned_of(pool: Office) -> None:
    words = pool.request_words(activity="inspektion")
    units = ("--related-unit", "U1", "--related-unit", "U77")
    warnings = pool.run(*words, *units)["warnings"]
    assert [(w["code"], w["facts"]["got"]) for w in warnings] == [
        ("unknown_code", "inspektion"),
        ("unit_of_nobody", "U77"),
    ]
    approval = ("--approved-by", "director", "--ref", "1")
    said = pool.say("void", "d-1", "--reason", "wrong_lst", *approval, lang="zh")
    assert "名单有误（wrong_list）" in said
    assert "“director”不是已知的代码" in said


def test_source_that_there_is_not(pool: Office) -> None:
    pool.run(*pool.request_words())
    error = pool.refuse("freeze", "d-1", "--source", "coin", code=UNUSABLE)
    assert (error["code"], error["expected"]) == ("source_kind", "dice, witness")


def test_short_passphrase_for_a_new_key(office: Office) -> None:
    Path("short").write_text("secret\n", encoding="utf-8")
    words = ("--home", "other", "init", "--origin", "demo.example.org/o", "--passphrase-file")
    code, out, err = office.raw(*words, "short", "--lang", "en")
    assert code == UNUSABLE
    assert "at least 12 characters" in out + err
    assert not Path("other").exists()


# How to get on after an error.


def test_statements_taken_before_are_passed_over_and_the_missing_named(pool: Office) -> None:
    seen, other, reveal, last = pool.openings(pool.sealed())
    pool.hand_in("statement", seen)
    told = pool.hand_in("statement", seen, other, reveal)
    assert told["missing"] == [{"kind": "reveal", "role": "pool_office"}]
    files = pool.files(seen, last)
    said = pool.say("statement", "d-1", *files)
    assert "Statements taken: 1." in said
    assert "seed" in said


def test_reply_says_which_place_is_missing(pool: Office) -> None:
    pool.inviting()
    error = pool.refuse("reply", "d-1", "accept", "--round", 1, code=UNUSABLE)
    assert (error["code"], error["facts"]["expected"]) == ("reply_place", ["--nth"])


def test_reply_after_the_row_was_noted_as_silent(pool: Office) -> None:
    pool.inviting()
    pool.run("advance", "d-1", at=pool.LATER)
    words = ("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    assert pool.refuse(*words, code=NOT_NOW, at=pool.LATER)["code"] == "reply_expired"


def test_void_says_how_to_get_the_statement(pool: Office) -> None:
    pool.sealed()
    words = ("void", "d-1", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    assert "drawsvc witness void" in pool.refuse(*words, code=UNUSABLE)["do"]


def test_system_speaks_the_language_asked_for(office: Office) -> None:
    assert "没有这个文件" in office.say("join", "d-1", "nowhere", lang="zh")


# Trust files.


def test_trust_file_that_is_good_for_nothing_is_warned_of(office: Office) -> None:
    office.raw("trust", "new", "--dir", "body", "--issuer", "监督机关")
    sign = ("trust", "sign", "--dir", "body", "--out", "trust.json")
    said = office.say(*sign)
    assert "lists no log" in said
    assert "lists no pool" in said
    vkey = Path("drawsvc-home/log.vkey").read_text("ascii").strip()
    assert "Draft" in office.say("trust", "add-log", vkey, "--dir", "body")
    office.say("trust", "add-pool", "xin", "--dir", "body", "--origin", office.ORIGIN)
    assert "no independent role" in office.say(*sign)
    who = ("--pool", "xin", "--role", "discipline", "--name", "甲", "--independent")
    role = ("trust", "add-role", "--dir", "body", *who, "--key")
    keys = [witness.key.public.to_hex() for witness in office.witnesses]
    assert "valid from now on (2026-06-10 09:00:00 UTC+8)" in office.say(*role, keys[0])
    said = office.say(*role, keys[1], "--from", "2026-01-01T00:00:00Z", "--until", office.LATER)
    assert "from now on" not in said
    assert "2026-01-01 08:00:00 UTC+8 to 2026-06-10 13:00:00 UTC+8" in said


def test_reader_that_goes_away_is_nobodys_mistake(pool: Office) -> None:
    pool.frozen()
    program = "import sys; from drawsvc.cli import main; sys.argv[1:] = ['show', 'd-1']; main()"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
