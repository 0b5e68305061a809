"""Answers: members as documented, names only where they may be, both languages, exit codes in a process of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drawseeds import serialise

from drawsvc.cli import exits
from drawsvc.cli.commands import tree_for, whole_tree
from drawsvc.cli.help import SECTIONS, every_command
from drawsvc.words import LANGUAGES
from tests.beacon_chain import OwnChain
from tests.cli.office import Office

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/CLI.md").read_text("utf-8")
ROWS: list[tuple[str, str]] = re.findall(
    r"^\| `([a-z][a-z -]*)` \| (.*) \|$", DOCUMENT, re.MULTILINE
)
MEMBERS = {command: set(re.findall("`([a-z_]+)`", cells)) for command, cells in ROWS}

ELSEWHERE = (
    "beacon fetch",
    "beacon round",
    "decide",
    "doctor",
    "late-reveal",
    "outbox retry",
    "serve",
    "verify",
    "worker",
)
"""Commands whose answers are looked at in other tests."""

OWN = ("witness", "trust")
"""Commands that need no service, documented by their help."""


def test_every_command_is_documented() -> None:
    leaves = [
        path for path, command in every_command(whole_tree()) if not hasattr(command, "commands")
    ]
    found = {" ".join(path) for path in leaves if path[0] not in OWN}
    assert found == set(MEMBERS)


def test_every_command_stands_in_one_section_of_the_help(office: Office) -> None:
    named = [name for names in SECTIONS.values() for name in names]
    assert sorted(named) == sorted(whole_tree().commands)
    assert all(word in tree_for([word]).commands for word in named)
    listed = re.findall(
        r"^  ([a-z][a-z-]*) ", office.raw("--help", "--lang", "en")[1], re.MULTILINE
    )
    assert listed == named


def test_exit_codes_are_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| ([0-9]+) \|", DOCUMENT, re.MULTILINE)}
    assert documented == set(exits.EXITS)


Note = Callable[..., dict[str, Any]]

BY = ("--approved-by", "leader", "--ref", "1")
TWO = ("--approval", "leader=1", "--approval", "discipline=2")


def answers(office: Office) -> dict[str, Any]:
    """What every command answers in the course of one draw."""
    second = ("--home", "second", "init", "--origin", "demo.example.org/second")
    found: dict[str, Any] = {"init": office.run(*second)}

    def note(command: str, *words: object) -> dict[str, Any]:
        found[command] = office.run(*command.split(), *words)
        return dict(found[command])

    for part in (prepared, drawn, changed, ended, outside, kept):
        part(office, note)
    return found


def prepared(office: Office, note: Note) -> None:
    note("beacon show")
    info = office.write("info.json", json.dumps(OwnChain().info()))
    note("beacon set-chain", info)
    note("pool create", "xin", "--profile", "xinxian_2021")
    office.pool("hunan", "hunan_reservoir_2016")
    file = ROOT / "drawsvc/calendars/cn.toml"
    note("calendar import", file, "--pool", "xin")
    note("calendar show")
    note("profile list")
    note("profile show", "xinxian_2021")
    note("profile check", "xinxian_2021")
    roster = office.write("roster.csv", Path("hunan.csv").read_text("utf-8").replace("H1", "X2"))
    note("roster check", roster, "--pool", "xin")
    note("simulate", "xinxian_2021", roster, "--years", "1", "--draws-per-year", "2")
    note("roster import", roster, *office.import_options())
    fewer = office.write("fewer.csv", roster.read_text("utf-8").rpartition("\nX2")[0] + "\n")
    office.run("roster", "import", fewer, *office.import_options(version="v2"))
    note("roster diff", "v1", "v2", "--pool", "xin")
    note("roster template", "--pool", "xin")
    note("roster map", roster, "--out", "mapping.toml")
    note("pool opening", "xin", office.write("opening.toml", "[runs]\nX2-1 = 1\n"), *TWO)
    key = ("--role", "discipline", "--key", "ab" * 32, *BY)
    note("pool enrol-key", "xin", *key)
    note("pool revoke-key", "xin", *key)
    newer = (ROOT / "drawsvc/regulations/xinxian_2021.toml").read_text("utf-8")
    newer = newer.replace("version = 1\n", "version = 2\n")
    note("pool adopt", "xin", "--profile", office.write("newer.toml", newer))
    note("pool list")
    note("pool show", "xin")
    note("pool counters", "xin")


def drawn(office: Office, note: Note) -> None:
    note("request", *office.request_words()[1:])
    freeze = note("freeze", "d-1", "--source", "witness")["freeze"]
    for witness in office.witnesses:
        note("join", "d-1", *office.files(witness.join(freeze)))
    slip = note("seal", "d-1")["slip"]
    head = office.write("note", office.run("log", "show")["checkpoint"])
    note("evidence", "d-1", head)
    note("statement", "d-1", *office.files(*office.openings(slip)))
    note("advance", "d-1")
    note("calls", "d-1")
    there = ("--handler", "wang-1", "--supervisor", "li-1")
    note("contact", "d-1", "--round", 1, "--nth", 1, *there)
    note("silence", "d-1", office.said("expired", first_row(office), tries=2))
    note("reply", "d-1", "--file", office.replies(*(f"1,{n},accept," for n in (1, 2, 3))))


def first_row(office: Office) -> dict[str, Any]:
    return dict(office.run("show", "d-1")["walk"][0])


def changed(office: Office, note: Note) -> None:
    said = office.said("reply", first_row(office), answer="decline", reason="illness")
    note("correct", "d-1", said)
    office.accept_all()
    place = ("--round", 1, "--nth", 2)
    note("withdraw", "d-1", *place, "--reason", "illness", *BY)
    office.accept_all()
    note("add-seats", "d-1", "--seats", "X2=1", "--reason", "scope_grown", *BY)
    office.accept_all()
    note("reschedule", "d-1", "--date", "2026-06-25", "--reason", "weather", *BY)
    office.accept_all()
    note("correct-clock", "d-1", "--reason", "clock_fast", *TWO)


def ended(office: Office, note: Note) -> None:
    note("entries", "d-1")
    last = office.entry("COMPLETED")["leaf"]
    note("confirm", "d-1", *office.files(office.witnesses[0].sign("witnessed", last)))
    note("release", "d-1", *BY)
    note("held", "d-1", "--date", "2026-06-25")
    note("not-held", "d-1", "--reason", "weather", *BY)
    days = ("--received", "2026-06-21", "--answer-by", "2026-07-05")
    note("objection", "d-1", "--file", office.write("text", "异议"), *days)


def kept(office: Office, note: Note) -> None:
    note("disclosures", "d-1", "--out", "disclosures")
    note("show", "d-1")
    note("record", "d-1", "--out", "record")
    note("slip", "d-1", "--out", "slip")
    note("list")
    note("log show")
    note("log sign")
    note("log prove", office.entry("COMPLETED")["leaf"])
    assert not note("key issue", "other", "--role", "auditor", "--out", "key")["key"]
    assert re.fullmatch("dsk_[0-9a-f]{16}_[0-9a-f]{64}\n", Path("key").read_text("ascii"))
    (key,) = note("key list")["keys"]
    note("key revoke", key["id"])
    note("settings")
    note("publish", "site")
    note("outbox list")
    key = note("key issue", "other", "--role", "auditor")["key"]
    note("key list")
    note("key revoke", key.split("_")[1])
    password = office.write("password", "correct horse battery\n")
    note("account add", "wang-1", "--role", "pool_office", "--password-file", password)
    note("account list")
    note("account close", "wang-1")
    note("account add", "li-1", "--role", "supervisor", "--password-file", password)
    pin = office.write("pin", "271828\n")
    note("account pin", "li-1", "--pin-file", pin)
    note("rebuild")
    note("rekey")
    note("passphrase", "--new-passphrase-file", office.write("new", "correct horse battery\n"))
    Path("new").replace("passphrase")
    note("upgrade")
    note("backup", "backup.zip")
    note("restore", "backup.zip", "--published", "record", "--home", "restored")
    office.run(*office.request_words(draw="d-2", number="2号"))
    note("void", "d-2", "--reason", "wrong_list", *BY)
    note("erase", "d-1", "--specialty", "X2", "--all", "--ground", "保存期满", *BY)


def outside(office: Office, note: Note) -> None:
    note("row", "d-1", "X2-1", "--out", "own")
    note("roster export", "--pool", "xin", "--out", "exported-roster")
    note("log export", "--out", "log.json")
    key = office.run("log", "show")["vkey"]
    note("cosign init", "--dir", "cosigner", "--name", "cosigner.example", "--log-key", key)
    note("cosign check", "log.json", "--dir", "cosigner", "--out", "cosigned")
    new = office.write("new", "another horse battery\n")
    note("cosign passphrase", "--dir", "cosigner", "--new-passphrase-file", new)
    note("cosign show", "--dir", "cosigner")


def test_answers_have_the_documented_members(office: Office) -> None:
    found = answers(office)
    assert {name: set(found[name]) for name in found} == {
        name: members for name, members in MEMBERS.items() if name not in ELSEWHERE
    }


def test_answers_are_canonical(office: Office) -> None:
    _, out, _ = office.raw("profile", "list", "--json")
    assert out.encode() == serialise(json.loads(out)) + b"\n"


def test_answers_in_words_say_more_than_keys(office: Office) -> None:
    """No text of a whole draw is missing its words, in either language."""
    office.pool()
    rows = office.inviting()["walk"]
    for lang in LANGUAGES:
        for words in (
            ["pool", "list"],
            ["pool", "show", "xin"],
            ["profile", "list"],
            ["profile", "show", "hunan_reservoir_2016"],
            ["profile", "check", "hunan_reservoir_2016"],
            ["calendar", "show"],
            ["calls", "d-1"],
            ["show", "d-1"],
            ["list"],
            ["entries", "d-1"],
            ["slip", "d-1"],
            ["log", "show"],
            ["advance", "d-1"],
        ):
            said = office.say(*words, lang=lang)
            assert said.strip()
            assert re.findall(r"\b(?:funnel|walk|show|done|pool|profile|next)\.[a-z_]+", said) == []
            assert "—" not in said
    assert len(rows) == 3


# Names.

# A number, not digits that happen to stand in a hash.
PERSON = re.compile("甲X2[0-9]+|(?<![0-9a-f])100[0-9]{8}(?![0-9a-f])")


def test_nothing_but_a_contact_names_a_person_before_the_release(office: Office) -> None:
    office.pool()
    office.inviting()
    quiet = [
        ["show", "d-1"],
        ["entries", "d-1"],
        ["list"],
        ["calls", "d-1"],
        ["advance", "d-1"],
        ["slip", "d-1"],
        ["pool", "show", "xin"],
    ]
    for words in quiet:
        assert PERSON.findall(office.say(*words)) == []
        assert PERSON.findall(office.raw(*words, "--json", "--at", office.MORNING)[1]) == []
    there = ("--handler", "wang-1", "--supervisor", "li-1")
    opened = office.say("contact", "d-1", "--round", 1, "--nth", 1, *there)
    assert len(set(PERSON.findall(opened))) == 2
    office.run("record", "d-1", "--out", "record")
    assert PERSON.findall(Path("record").read_text("utf-8")) == []


def test_panel_shows_what_is_published_after_the_release(office: Office) -> None:
    office.pool()
    office.completed()
    assert office.run("show", "d-1")["panel"] == []
    office.run("release", "d-1", "--approved-by", "leader", "--ref", "1")
    assert [row["text"] for row in office.run("show", "d-1")["panel"]] == ["甲*"] * 3


# Words for people.


def test_slip_is_shown_in_groups_with_its_check_code(office: Office) -> None:
    office.pool()
    slip = office.sealed()
    said = office.say("slip", "d-1", lang="zh")
    shown = re.findall(r"^ {4}((?:[0-9a-f]{4} ?)+)$", said, re.MULTILINE)
    assert "".join(shown).replace(" ", "") == slip
    assert re.search(r"校验码：[0-9A-Z]{4}-[0-9A-Z]{4}", said)


def test_funnel_counts_down_from_the_roster_to_the_seats(office: Office) -> None:
    office.pool()
    old = office.write(
        "old.csv", Path("xin.csv").read_text("utf-8").replace("2025-01-01", "2020-01-01", 2)
    )
    office.run("roster", "import", old, *office.import_options(version="v2"))
    office.run(*office.request_words())
    said = office.say("freeze", "d-1", "--source", "witness", lang="zh")
    for line in ("名册 +9", "有此专业 +9", "排除：不在聘期 +−2", "候选（可抽） +7", "名额 +3"):
        assert re.search(line, said)
    assert "每个名额有候选 2.3 人" in said
    assert "drawsvc record d-1" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_of_every_command(office: Office, lang: str) -> None:
    title = {"zh": "用法：drawsvc", "en": "Usage: drawsvc"}[lang]
    for path, _ in every_command(whole_tree()):
        code, out, err = office.raw(*path, "--help", "--lang", lang)
        assert (code, err) == (0, "")
        assert out.startswith(title)
        chinese = bool(re.search("[\u4e00-\u9fff]", out))
        assert chinese == (lang == "zh"), out


def test_help_without_a_command(office: Office) -> None:
    for words in ([], ["roster"], ["--lang", "en"]):
        code, out, _ = office.raw(*words)
        assert code == 0
        assert "drawsvc" in out


def test_language_follows_the_system(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for value, expected in (("zh_CN.UTF-8", "用法"), ("en_GB.UTF-8", "Usage"), ("C", "Usage")):
        monkeypatch.setenv("LANG", value)
        assert office.raw("--help")[1].startswith(expected)


def test_text_cannot_drive_the_terminal(office: Office) -> None:
    _, _, err = office.raw("freeze", "\x1b[31mred\u202e", "--at", office.MORNING, "--lang", "en")
    assert "\x1b" not in err
    assert "\u202e" not in err


# Defects and processes of their own.


def test_defect_is_one_calm_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("王某某 13800000000")

    monkeypatch.delenv("DRAWSVC_DEBUG", raising=False)
    monkeypatch.setattr("drawsvc.cli.at_home.read_draws", broken)
    code, out, err = office.raw("list", "--lang", "zh")
    assert (code, out) == (70, "")
    assert len(err.splitlines()) == 1
    assert "ValueError" in err
    assert "王某某" not in err
    code, out, err = office.raw("list", "--json")
    assert (code, json.loads(out)["error"]["code"], err) == (70, "defect", "")
    monkeypatch.setenv("DRAWSVC_DEBUG", "1")
    assert "Traceback" in office.raw("list")[2]


def process(*words: str, environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    program = "from drawsvc.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={name: v for name, v in os.environ.items() if not name.startswith("DRAWSVC")} | environ,
    )


def test_exit_codes_of_a_process(office: Office) -> None:
    office.pool()
    for words, code in (
        (["list"], 0),
        (["frieze"], 2),
        (["show", "d-9"], 3),
        (["freeze", "d-1"], 2),  # no passphrase, and no terminal to ask at
    ):
        done = process(*words, environ={"LANG": "zh_CN.UTF-8"})
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        assert bool(done.stderr) == bool(code)
    Path("drawsvc-home/log.key").write_bytes(b"")
    done = process("log", "sign", environ={"DRAWSVC_PASSPHRASE_FILE": "passphrase"})
    assert done.returncode == 4


def test_reader_who_leaves_is_no_error(office: Office) -> None:
    office.pool()
    program = "from drawsvc.cli import main; main()"
    command = f'"{sys.executable}" -c "{program}" profile show xinxian_2021 | head -c 1'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False
    )
    assert done.stderr == b""
