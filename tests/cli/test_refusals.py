"""What cannot be used or is not possible now: a typed error, its exit code, and nothing changed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from drawseeds import serialise

from drawsvc.cli.at_home import AtHome
from drawsvc.cli.commands import whole_tree
from drawsvc.cli.help import every_command
from tests.cli.office import HEADING, Office, Witness, roster_csv

UNUSABLE, NOT_NOW, REFUSED = 2, 3, 4


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


# Rosters.


def test_empty_roster(pool: Office) -> None:
    file = pool.write("empty.csv", HEADING + "\n")
    error = pool.refuse("roster", "import", file, *pool.import_options(version="v2"), code=UNUSABLE)
    assert error["code"] == "roster_empty"


def test_every_bad_cell_is_shown_with_its_place(pool: Office) -> None:
    rows = roster_csv("X2", [1, 2, 1]).replace("2025-01-01", "2025-02-30", 1)
    file = pool.write("bad.csv", rows)
    words = ("roster", "import", file, *pool.import_options(version="v2"))
    error = pool.refuse(*words, code=UNUSABLE)
    cells = {(cell["row"], cell["column"], cell["code"]) for cell in error["facts"]["cells"]}
    assert error["code"] == "roster_cells"
    assert cells == {
        (2, "term_start", "cell_form"),
        (4, "expert_id", "expert_id_twice"),
        (4, "serial", "serial_twice"),
    }
    said = pool.say(*words, lang="zh")
    assert "第 2 行 聘期开始  应为日期，如 2026-06-10  现为：2025-02-30" in said
    assert "没有改动任何内容" in said


def test_specialty_that_the_pool_does_not_have(pool: Office) -> None:
    file = pool.write("other.csv", roster_csv("X9", [1]))
    error = pool.refuse("roster", "check", file, "--pool", "xin", code=UNUSABLE)
    codes = {cell["code"] for cell in error["facts"]["cells"]}
    assert codes == {"category_unknown", "specialty_unknown"}


def test_roster_version_twice(pool: Office) -> None:
    file = pool.write("other.csv", roster_csv("X2", [1]))
    words = ("roster", "import", file, *pool.import_options())
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "roster_version_taken"


def test_file_that_is_not_there(pool: Office) -> None:
    error = pool.refuse("roster", "check", "no.csv", code=UNUSABLE)
    assert (error["code"], error["facts"]["got"]) == ("file_unreadable", "ENOENT")
    assert "没有这个文件或文件夹" in pool.say("roster", "check", "no.csv", lang="zh")


# Pools and profiles.


def test_pool_twice(pool: Office) -> None:
    error = pool.refuse("pool", "create", "xin", "--profile", "xinxian_2021", code=NOT_NOW)
    assert error["code"] == "pool_exists"


def test_no_pool_without_its_regulation_file(office: Office) -> None:
    """Where the file cannot be kept nothing is founded, and it can be tried again."""
    folder = Path("drawsvc-home/pools")
    folder.write_bytes(b"in the way")
    words = ("pool", "create", "xin", "--profile", "xinxian_2021")
    assert office.refuse(*words, code=REFUSED)["code"] == "system_refused"
    assert "Nothing was changed." in office.say(*words)
    assert office.run("pool", "list")["pools"] == []
    folder.unlink()
    folder.mkdir()
    (folder / "xin.toml").write_bytes(b"left behind by a cut")
    office.pool()


def test_error_after_the_change_says_that_it_stands(
    pool: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.run(*pool.request_words())

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    with monkeypatch.context() as broken:
        broken.setattr(AtHome, "draw", fail)
        said = pool.say("freeze", "d-1")
    assert "Nothing was changed" not in said
    assert "run drawsvc log sign" in said
    assert pool.run("show", "d-1")["phase"] == "frozen"
    assert pool.run("log", "show")["waiting"]
    said = pool.say("freeze", "d-1")
    assert "Nothing was changed" in said
    pool.run("log", "sign")
    assert not pool.run("log", "show")["waiting"]


def test_defect_after_the_change_says_that_it_stands(
    pool: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.run(*pool.request_words())
    monkeypatch.setattr(AtHome, "draw", None)
    assert "run drawsvc log sign" in pool.say("freeze", "d-1")


@pytest.mark.parametrize("name", ["../xin", "x y", "", "专家"])
def test_pool_id_that_is_none(office: Office, name: str) -> None:
    error = office.refuse("pool", "create", name, "--profile", "xinxian_2021", code=UNUSABLE)
    assert error["code"] == "entry_shape"
    assert sorted(path.name for path in Path().iterdir()) == ["drawsvc-home", "passphrase"]


def test_profile_that_does_not_exist(office: Office) -> None:
    error = office.refuse("pool", "create", "p", "--profile", "nowhere", code=UNUSABLE)
    assert error["code"] == "no_regulation"


def test_regulation_file_that_went_missing(pool: Office) -> None:
    Path("drawsvc-home/pools/xin.toml").unlink()
    assert pool.refuse(*pool.request_words(), code=NOT_NOW)["code"] == "regulation_missing"


def test_pool_without_roster(office: Office) -> None:
    office.run("pool", "create", "xin", "--profile", "xinxian_2021")
    assert office.refuse(*office.request_words(), code=NOT_NOW)["code"] == "no_roster"


# Requests.


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("seats", "X2=0", "entry_shape"),
        ("seats", "X2=10001", "seats"),
        ("seats", "X9=1", "request_specialty"),
        ("seats", "X2", "seats_form"),
        ("seats", "X2=-1", "seats_form"),
        ("date", "2026-02-30", "request_date"),
        ("number", "", "request_missing"),
        ("number", "   ", "filing_number"),
        ("activity", "抽查", "request_text"),
        ("kind", "third", "request_kind"),
        ("kind", "retry", "no_earlier_attempt"),
        ("organiser", "a\nb", "request_text"),
        ("title", "a\tb", "text"),
        ("draw", "a b", "entry_shape"),
        ("recusal", "X2-1", "recusal_form"),
        ("recusal", "X2-1=dislike", "recusal_ground"),
        ("recusal", "X2-99=kinship", "recusal_of_nobody"),
        ("approval", "leader=1", "approval_unknown"),
    ],
)
def test_request_that_cannot_be_used(pool: Office, option: str, value: str, code: str) -> None:
    words = pool.request_words(**{option: value})
    assert pool.refuse(*words, code=UNUSABLE)["code"] == code


def test_approval_that_the_profile_asks_for(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016")
    words = office.request_words("hunan", seats="H1=1")
    error = office.refuse(*words, "--approval", "service_plan=1", code=UNUSABLE)
    assert error["code"] == "approval_missing"
    assert error["facts"] == {"expected": "application"}


def test_calendar_that_does_not_reach_far_enough(pool: Office) -> None:
    calendar = pool.write("short.toml", '[2020]\nnotice = ""\nholidays = []\nworkdays = []\n')
    pool.run("pool", "create", "other", "--profile", "hunan_reservoir_2016", "--calendar", calendar)
    file = pool.write("hunan.csv", roster_csv("H1", [1, 2]))
    pool.run("roster", "import", file, *pool.import_options("other"))
    approvals = ("--approval", "service_plan=1", "--approval", "application=2")
    pool.run(*pool.request_words("other", seats="H1=1"), *approvals)
    assert pool.refuse("freeze", "d-1", code=UNUSABLE)["code"] == "calendar_year_missing"


@pytest.mark.parametrize("change", ["", "number"])
def test_second_attempt_of_an_open_matter(pool: Office, change: str) -> None:
    """A filing number in full-width characters is the same number."""
    pool.run(*pool.request_words())
    changed = {"number": " 新工信抽(２０２６)1号 "} if change else {}
    words = pool.request_words(draw="d-2", **changed)
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "matter_open"


def test_second_attempt_after_a_first_one_says_what_it_is(pool: Office) -> None:
    pool.run(*pool.request_words())
    pool.run("void", "d-1", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    assert pool.refuse(*pool.request_words(), code=NOT_NOW)["code"] == "matter_drawn"
    assert pool.run(*pool.request_words(kind="retry"))["attempt"] == 2


def test_record_of_an_earlier_attempt_stays(pool: Office) -> None:
    pool.run(*pool.request_words())
    pool.run("void", "d-1", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    pool.run(*pool.request_words(kind="retry"))
    assert pool.run("show", "d-1")["phase"] == "requested"
    assert pool.run("show", "d-1", "--attempt", 1)["phase"] == "voided"
    assert pool.run("record", "d-1", "--out", "first", "--attempt", 1)["attempt"] == 1
    assert b'"type":"VOID"' in Path("first").read_bytes()
    assert pool.refuse("show", "d-1", "--attempt", 3, code=NOT_NOW)["code"] == "no_attempt"


def test_second_open_serial_draw_of_a_category(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016")
    approvals = ("--approval", "service_plan=1", "--approval", "application=2")
    office.run(*office.request_words("hunan", seats="H1=1"), *approvals)
    words = office.request_words("hunan", seats="H1=1", number="2号", draw="d-2")
    assert office.refuse(*words, *approvals, code=NOT_NOW)["code"] == "serial_draw_open"


def test_draw_id_of_another_matter(pool: Office) -> None:
    pool.run(*pool.request_words())
    words = pool.request_words(number="2号")
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "draw_id_taken"


# Freezing and sealing.


def test_too_few_eligible_are_warned_of_and_end_in_a_shortage(pool: Office) -> None:
    pool.run(*pool.request_words(seats="X2=12"))
    said = pool.say("freeze", "d-1", "--source", "witness")
    assert "9 eligible for 12 seats; this draw cannot fill them" in said
    freeze = pool.run("entries", "d-1")["entries"][-1]["leaf"]
    for witness in pool.witnesses:
        pool.hand_in("join", witness.join(freeze))
    slip = pool.run("seal", "d-1")["slip"]
    pool.hand_in("statement", *pool.openings(slip))
    pool.run("advance", "d-1")
    ended = pool.reply_all(9)
    assert ended["phase"] == "short"
    assert ended["entries"][-1]["type"] == "SHORTAGE"
    approval = ("--approved-by", "leader", "--ref", "1")
    words = ("decide", "d-1", "--ground", "urgent", *approval, "--kind")
    assert pool.refuse(*words, "lottery", code=UNUSABLE)["code"] == "entry_shape"
    decided = pool.run(*words, "smaller_panel")
    assert decided["phase"] == "decided"
    members = {"attempt", "draw", "entries", "kind", "phase", "pool", "warnings"}
    assert set(decided) == members


def test_narrow_draw_is_warned_of(pool: Office) -> None:
    pool.run(*pool.request_words(seats="X2=4"))
    assert "fewer than 3 eligible per seat" in pool.say("freeze", "d-1", "--source", "witness")


def test_freeze_twice(pool: Office) -> None:
    pool.frozen()
    assert pool.refuse("freeze", "d-1", code=NOT_NOW)["code"] == "phase"


def test_source_that_the_profile_does_not_allow(pool: Office) -> None:
    pool.run(*pool.request_words())
    error = pool.refuse("freeze", "d-1", "--source", "beacon", code=UNUSABLE)
    assert error["code"] == "source_kind"


def test_seal_without_the_witnesses(pool: Office) -> None:
    pool.frozen()
    assert pool.refuse("seal", "d-1", code=NOT_NOW)["code"] == "witness_missing"


def test_seal_with_invitations_in_the_past(pool: Office) -> None:
    freeze = pool.frozen()
    for witness in pool.witnesses:
        pool.hand_in("join", witness.join(freeze))
    words = ("seal", "d-1", "--first-invite-at", "2026-06-10T00:59:59Z")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "first_invite_in_the_past"


# Witnesses.


def test_copied_commitment(pool: Office) -> None:
    freeze = pool.frozen()
    first, second = pool.witnesses
    pool.hand_in("join", first.join(freeze))
    copied = first.join(freeze).value["commitment"]
    statement = second.sign("join", freeze, {"commitment": copied, "role": second.role})
    assert pool.refuse("join", "d-1", *pool.files(statement), code=NOT_NOW)["code"] == (
        "commitment_copied"
    )


def test_key_that_has_joined(pool: Office) -> None:
    freeze = pool.frozen()
    pool.hand_in("join", pool.witnesses[0].join(freeze))
    again = pool.witnesses[0].join(freeze, value="ff" * 32)
    assert pool.refuse("join", "d-1", *pool.files(again), code=NOT_NOW)["code"] == (
        "key_joined_already"
    )


def test_joining_another_freeze(pool: Office) -> None:
    pool.frozen()
    statement = pool.witnesses[0].join("ab" * 32)
    error = pool.refuse("join", "d-1", *pool.files(statement), code=UNUSABLE)
    assert error["code"] == "statement_leaf"


@pytest.mark.parametrize("kind", ["reveal", "dice", "seen"])
def test_statement_before_the_seal(pool: Office, kind: str) -> None:
    freeze = pool.frozen()
    statement = pool.witnesses[0].sign(kind, freeze, "1" * 20)
    error = pool.refuse("statement", "d-1", *pool.files(statement), code=NOT_NOW)
    assert error["code"] == "phase"


def test_reveal_that_does_not_match(pool: Office) -> None:
    slip = pool.sealed()
    statement = pool.witnesses[0].sign("reveal", slip, "cd" * 32)
    error = pool.refuse("statement", "d-1", *pool.files(statement), code=UNUSABLE)
    assert error["code"] == "reveal_does_not_match"


def test_statement_by_somebody_else(pool: Office) -> None:
    slip = pool.sealed()
    statement = Witness(9, "discipline").sign("seen", slip)
    error = pool.refuse("statement", "d-1", *pool.files(statement), code=UNUSABLE)
    assert error["code"] == "not_a_witness"


def test_one_bad_statement_and_none_is_taken(pool: Office) -> None:
    slip = pool.sealed()
    good, bad = pool.openings(slip)[:2]
    bad = pool.witnesses[1].sign("seen", slip, "yes")
    pool.refuse("statement", "d-1", *pool.files(good, bad), code=UNUSABLE)
    assert not pool.hand_in("statement", good)["seeded"]


@pytest.mark.parametrize("content", [b"", b"{}", b'{"v":1}\n', b"\xff", b"[" * 70_000])
def test_file_that_is_no_statement(pool: Office, content: bytes) -> None:
    pool.frozen()
    file = pool.write("statement", content)
    code = pool.refuse("join", "d-1", file, code=UNUSABLE)["code"]
    assert code in {"statement_not_canonical", "statement_shape", "file_too_large"}


# Replies.


def test_reply_after_the_deadline(pool: Office) -> None:
    deadline = pool.inviting()["walk"][0]["deadline"]
    words = ("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    late = deadline.replace(":00Z", ":01Z")
    assert pool.refuse(*words, code=NOT_NOW, at=late)["code"] == "reply_late"
    assert pool.run(*words, at=deadline)["applied"] == 1


@pytest.mark.parametrize(("number", "nth"), [(1, 4), (2, 1)])
def test_reply_of_somebody_not_invited(pool: Office, number: int, nth: int) -> None:
    pool.inviting()
    words = ("reply", "d-1", "accept", "--round", number, "--nth", nth)
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "no_such_invitation"


def test_second_reply(pool: Office) -> None:
    pool.inviting()
    words = ("--round", 1, "--nth", 1)
    pool.run("reply", "d-1", "accept", *words)
    assert pool.run("reply", "d-1", "accept", *words)["noted"] == 1
    error = pool.refuse("reply", "d-1", "decline", "--reason", "illness", *words, code=NOT_NOW)
    assert error["code"] == "reply_differs"


@pytest.mark.parametrize(
    ("given", "reason", "code"),
    [
        ("maybe", "", "reply_answer"),
        ("decline", "", "reply_reason"),
        ("decline", "kinship", "reply_reason"),
        ("accept", "illness", "reply_reason"),
    ],
)
def test_reply_that_is_none(pool: Office, given: str, reason: str, code: str) -> None:
    pool.inviting()
    words = ("reply", "d-1", given, "--reason", reason, "--round", 1, "--nth", 1)
    assert pool.refuse(*words, code=UNUSABLE)["code"] == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["1,1,accept,", "1,1,accept,"], "replies_twice"),
        (["1,1,accept,", "1,x,accept,"], "replies_row"),
        (["1,1,accept"], "replies_row"),
        (["1,1,accept,", "1,2,perhaps,"], "reply_answer"),
        (["1,1,accept,", "1,9,accept,"], "no_such_invitation"),
    ],
)
def test_one_bad_row_and_no_reply_is_noted(pool: Office, lines: list[str], code: str) -> None:
    pool.inviting()
    exit_code = NOT_NOW if code == "no_such_invitation" else UNUSABLE
    words = ("reply", "d-1", "--file", pool.replies(*lines))
    assert pool.refuse(*words, code=exit_code)["code"] == code


def test_table_of_replies_grows_with_the_draw(pool: Office) -> None:
    pool.inviting()
    first = ["1,1,accept,", "1,2,decline,illness", "1,3,accept,"]
    done = pool.run("reply", "d-1", "--file", pool.replies(*first, "2,1,accept,"))
    assert (done["applied"], done["left"], done["noted"]) == (3, 1, 0)
    assert done["phase"] == "inviting"
    done = pool.run("reply", "d-1", "--file", pool.replies(*first, "2,1,accept,"))
    assert (done["applied"], done["left"], done["phase"]) == (1, 3, "completed")


def test_row_that_contradicts_what_was_noted(pool: Office) -> None:
    pool.inviting()
    pool.run("reply", "d-1", "--file", pool.replies("1,1,accept,"))
    assert pool.run("reply", "d-1", "--file", pool.replies("1,1,accept,"))["noted"] == 1
    words = ("reply", "d-1", "--file", pool.replies("1,1,decline,other"))
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "reply_differs"


def test_reply_neither_given_nor_in_a_file(pool: Office) -> None:
    pool.inviting()
    assert pool.refuse("reply", "d-1", code=UNUSABLE)["code"] == "reply_what"


def test_calls_when_no_round_is_open(pool: Office) -> None:
    pool.sealed()
    assert pool.refuse("calls", "d-1", code=NOT_NOW)["code"] == "phase"


# The end.


def test_release_before_there_is_a_panel(pool: Office) -> None:
    pool.inviting()
    words = ("release", "d-1", "--approved-by", "leader", "--ref", "1")
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "phase"
    error = pool.refuse("disclosures", "d-1", "--out", "early", code=NOT_NOW)
    assert error["code"] == "phase"
    assert not Path("early").exists()


def test_release_wider_than_the_profile_allows(pool: Office) -> None:
    pool.completed()
    words = ("release", "d-1", "--approved-by", "leader", "--ref", "1", "--form", "full")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "release_form"


def test_void_without_a_witness(pool: Office) -> None:
    pool.sealed()
    words = ("void", "d-1", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "void_statement"
    last = pool.run("entries", "d-1")["entries"][-1]["leaf"]
    said = {"class": "discarded", "reason": "wrong_list"}
    (file,) = pool.files(pool.witnesses[0].sign("void", last, said))
    assert pool.run(*words, "--statement", file)["class"] == "discarded"


def test_slip_before_the_seal(pool: Office) -> None:
    pool.frozen()
    assert pool.refuse("slip", "d-1", code=NOT_NOW)["code"] == "no_seal"


def test_file_that_cannot_be_written(pool: Office) -> None:
    pool.frozen()
    words = ("record", "d-1", "--out", "no/such/folder")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "file_not_written"


def test_release_is_kept_if_only_the_file_cannot_be_written(pool: Office) -> None:
    pool.completed()
    words = ("release", "d-1", "--approved-by", "leader", "--ref", "1", "--out", "no/folder")
    assert "kept and signed" in pool.say(*words)
    assert pool.run("disclosures", "d-1", "--out", "later")["bytes"] == Path("later").stat().st_size


# Key and store.


def test_wrong_passphrase(pool: Office) -> None:
    Path("wrong").write_text("一二三五\n", encoding="utf-8")
    words = (*pool.request_words(), "--passphrase-file", "wrong")
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "wrong_passphrase"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"x" * 5000])
def test_passphrase_file_that_holds_none(pool: Office, content: bytes) -> None:
    file = pool.write("odd", content)
    words = (*pool.request_words(), "--passphrase-file", file)
    assert pool.refuse(*words, code=UNUSABLE)["code"] in {"passphrase_empty", "passphrase_file"}


def test_key_of_another_log(pool: Office) -> None:
    pool.run("--home", "other", "init", "--origin", "demo.example.org/other")
    Path("drawsvc-home/log.key").write_bytes(Path("other/log.key").read_bytes())
    assert pool.refuse(*pool.request_words(), code=REFUSED)["code"] == "other_log_key"


def test_damaged_key(pool: Office) -> None:
    path = Path("drawsvc-home/log.key")
    path.write_bytes(path.read_bytes().replace(b"scrypt", b"script"))
    assert pool.refuse(*pool.request_words(), code=REFUSED)["code"] == "log_key_damaged"


def test_missing_key(pool: Office) -> None:
    Path("drawsvc-home/log.key").unlink()
    assert pool.refuse(*pool.request_words(), code=REFUSED)["code"] == "log_key_missing"


def test_damaged_database(office: Office) -> None:
    Path("drawsvc-home/drawsvc.sqlite3").write_bytes(b"no database at all, only text" * 99)
    error = office.run("list", code=REFUSED)["error"]
    assert error["code"] == "store_damaged"


def test_home_without_a_service(office: Office) -> None:
    error = office.run("list", "--home", "elsewhere", code=NOT_NOW)["error"]
    assert error["code"] == "home_missing"
    assert not Path("elsewhere").exists()


def test_init_twice(office: Office) -> None:
    before = Path("drawsvc-home/log.key").read_bytes()
    error = office.run("init", "--origin", "demo.example.org/b", code=NOT_NOW)["error"]
    assert error["code"] == "home_exists"
    assert Path("drawsvc-home/log.key").read_bytes() == before


@pytest.mark.parametrize("origin", ["Demo.org", "https://demo.org", "", "a b", "x" * 300])
def test_origin_that_is_none(office: Office, origin: str) -> None:
    error = office.run("--home", "new", "init", "--origin", origin, code=UNUSABLE)["error"]
    assert error["code"] == "origin"
    assert not Path("new").exists()


# The clock.


@pytest.mark.parametrize("origin", ["draws.example.org/a", "demonstration.example.org", "x.demo/a"])
def test_injected_clock_of_a_real_log(office: Office, origin: str) -> None:
    office.run("--home", "real", "init", "--origin", origin)
    error = office.run("--home", "real", "list", code=UNUSABLE)["error"]
    assert error["code"] == "at_refused"
    assert office.run("--home", "real", "list", at="")["draws"] == []


@pytest.mark.parametrize("time", ["now", "2026-06-10", "2026-06-10T01:00:00+08:00", ""])
def test_time_that_is_none(office: Office, time: str) -> None:
    code, out, _ = office.raw("list", "--at", time, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (UNUSABLE, "time")


def test_clock_behind_the_last_entry(pool: Office) -> None:
    pool.run(*pool.request_words(), at=pool.LATER)
    words = ("freeze", "d-1", "--source", "witness")
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "clock_behind"


# Records.


@pytest.fixture
def record(pool: Office) -> Path:
    pool.completed()
    pool.run("record", "d-1", "--out", "record")
    return Path("record")


def verdict(pool: Office, *words: object) -> tuple[int, list[str]]:
    code, out, _ = pool.raw("verify", *words, "--json")
    return code, json.loads(out)["failed"]


def test_damaged_record(pool: Office, record: Path) -> None:
    data = record.read_bytes()
    record.write_bytes(data[: len(data) // 2])
    assert verdict(pool, record) == (2, ["file.json"])


def test_altered_record(pool: Office, record: Path) -> None:
    data = record.read_bytes()
    person = re.search(rb'"person":"([0-9a-f]{64})"', data)
    assert person
    changed = bytes(person[1][::-1])
    record.write_bytes(data.replace(person[1], changed))
    code, failed = verdict(pool, record)
    assert code == 1
    assert failed


def test_record_of_unknown_version(pool: Office, record: Path) -> None:
    value = json.loads(record.read_bytes())
    record.write_bytes(serialise(value | {"v": "drawsvc/v2 record"}))
    assert verdict(pool, record) == (2, ["file.version"])


def test_trust_file_of_another_origin(pool: Office, record: Path) -> None:
    pool.run("--home", "other", "init", "--origin", "demo.example.org/other")
    vkey = Path("other/log.vkey").read_text("ascii").strip()
    pool.run("trust", "new", "--dir", "body", "--issuer", "监督机关")
    pool.run("trust", "add-log", vkey, "--dir", "body")
    pool.run("trust", "add-pool", "xin", "--dir", "body", "--origin", "demo.example.org/other")
    pool.run("trust", "sign", "--dir", "body", "--out", "trust.json")
    code, failed = verdict(pool, record, "--trust", "trust.json")
    assert (code, failed[0]) == (1, "trust.origin")


def test_record_that_is_not_there(pool: Office) -> None:
    code, _, _ = pool.raw("verify", "nothing", "--json")
    assert code == UNUSABLE


# The words of the command line.


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["frieze", "d-1"], "usage_command"),
        (["roster", "improt"], "usage_command"),
        (["freeze"], "usage_missing"),
        (["init"], "usage_missing"),
        (["freeze", "d-1", "--sauce", "dice"], "usage_option"),
        (["seal", "d-1", "--throws", "many"], "usage_value"),
        (["freeze", "d-1", "d-2"], "usage_extra"),
        (["trust", "add-role", "--independent=yes"], "usage_flag"),
        (["list", "--home"], "usage_value_missing"),
        (["list", "--lang", "fr"], "lang"),
    ],
)
def test_mistyped_command(office: Office, words: list[str], code: str) -> None:
    got, out, _ = office.raw("--json", *words)
    error = json.loads(out)["error"]
    assert (got, error["exit"], error["code"]) == (UNUSABLE, UNUSABLE, code)
    assert all(error[part] for part in ("do", "expected", "got"))


JUNK = [
    "",
    "../..",
    "é́",
    "𬳽",
    "\u0378",
    "-1",
    "9" * 40,
    "a=b",
    "--",
    ".",
    "{got}",
    "'\"`$(",
    "x" * 5000,
]


GO_ON = (["serve"], ["worker"])
"""Commands that go on until they are stopped, once nothing is wrong with what they are given."""


def lines_of_junk() -> Iterator[list[str]]:
    """Every command that ends by itself, with every piece of junk in every place."""
    for path, command in every_command(whole_tree()):
        if hasattr(command, "commands") or list(path) in GO_ON:
            continue
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [max(p.opts, key=len) for p in command.params if p.param_type_name == "option"]
        for junk in JUNK:
            yield [*path, *([junk] * len(arguments)), *(f"{name}={junk}" for name in options)]


def test_no_junk_is_a_defect(pool: Office) -> None:
    """Whatever is typed, it is refused by name, or done; never a defect, never a traceback."""
    pool.frozen()
    for line in lines_of_junk():
        code, out, err = pool.raw("--json", *line)
        assert code not in {70, 130}, (line, out, err)
        if code in {2, 3, 4} and line[0] != "verify":
            assert "error" in json.loads(out), line


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff" * 99, b"[" * 9999]
)
def test_no_file_is_a_defect(pool: Office, content: bytes) -> None:
    file = pool.write("odd.toml", content)
    pool.frozen()
    for words in (
        ("roster", "check", file),
        ("roster", "check", file, "--pool", "xin"),
        ("roster", "import", file, *pool.import_options(version="v2")),
        ("profile", "check", file),
        ("pool", "create", "p", "--profile", file),
        ("calendar", "import", file, "--pool", "xin"),
        ("request", "xin", "--file", file),
        ("join", "d-1", file),
        ("statement", "d-1", file, file),
        ("reply", "d-1", "--file", file),
        ("reply", "d-1", "--statement", file),
        ("trust", "check", file, "--key", "0" * 64),
        ("verify", file),
    ):
        code, out, err = pool.raw(*words, "--json")
        assert code in {0, 2, 3} or (words[0] == "verify" and code == 1), (words, out, err)
