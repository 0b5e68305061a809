"""`drawsvc cosign`: files in, a cosigned note or a refusal out. It knows nothing of the service beside it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drawsvc.witness.cosigner import read_memory
from tests.cli.office import Office
from tests.log_files import home_log, linked, logged_at_home, write_log
from tests.scenario.play import LOG

NAME = "cosigner.example"


def log_file(path: str = "log.json") -> str:
    """The log of the service in the present folder."""
    Path(path).write_bytes(home_log(Path("drawsvc-home")))
    return path


def begin(office: Office, key: str = "") -> Any:
    key = key or office.run("log", "show")["vkey"]
    return office.run("cosign", "init", "--dir", "folder", "--name", NAME, "--log-key", key)


def check(office: Office, *words: object, code: int = 0, at: str = Office.MORNING) -> Any:
    return office.run("cosign", "check", *words, "--dir", "folder", code=code, at=at)


def test_a_day_of_a_cosigner(office: Office) -> None:
    office.pool()
    made = begin(office)
    assert Path("folder/cosigner.vkey").read_text("utf-8").strip() == made["vkey"]
    office.sealed()
    first = check(office, log_file(), "--out", "note")
    assert Path("note").read_text("utf-8") == first["note"]
    assert (first["seals"], first["totals"]["attempts"], first["since"]) == (1, 1, 0)
    assert [draw["status"] for draw in first["draws"]] == ["sealed"]
    office.run(*office.request_words(draw="d-2", number="2号"))
    office.run("void", "d-2", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    second = check(office, log_file(), "--out", "note", at=Office.LATER)
    assert (second["since"], second["again"]) == (first["size"], False)
    assert (second["totals"]["attempts"], second["totals"]["harmless"]) == (2, 1)
    shown = office.run("cosign", "show", "--dir", "folder")
    members = ("note", "root", "size", "time")
    assert [shown[name] for name in members] == [second[name] for name in members]


def test_on_a_machine_of_its_own(office: Office, tmp_path: Path) -> None:
    """The folder, the log file and a passphrase are all that is there."""
    office.pool()
    begin(office)
    office.sealed()
    log_file()
    place = tmp_path / "elsewhere"
    place.mkdir()
    for name in ("folder", "log.json", "passphrase"):
        shutil.move(name, place / name)
    program = "from drawsvc.cli import main; main()"
    words = ["cosign", "check", "log.json", "--dir", "folder", "--out", "note"]
    environ = {name: v for name, v in os.environ.items() if not name.startswith("DRAWSVC")}
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--at", Office.MORNING, "--lang", "zh"],
        capture_output=True,
        check=False,
        cwd=place,
        stdin=subprocess.DEVNULL,
        env=environ | {"DRAWSVC_PASSPHRASE_FILE": "passphrase", "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    for part in ("全部", "密封 1 次", "d-1/1", "已密封", "副署"):
        assert part in done.stdout.decode()
    assert (place / "note").exists()


def test_report_for_people(office: Office) -> None:
    office.pool()
    begin(office)
    assert "Nothing was cosigned yet" in office.say("cosign", "show", "--dir", "folder")
    office.sealed()
    log_file()
    words = ["cosign", "check", "log.json", "--dir", "folder", "--out", "note"]
    parts = {
        "zh": ("逐条重放", "密封 1 次", "d-1/1", "已密封", "已于 2026-06-10 09:00:00"),
        "en": ("were replayed", "1 seals", "d-1/1", "sealed", "cosigned at 2026-06-10 09:00:00"),
    }
    for lang, expected in parts.items():
        said = office.say(*words, lang=lang)
        for part in expected:
            assert part in said
        assert "—" not in said
        assert "最近副署" in office.say("cosign", "show", "--dir", "folder", lang="zh")


def test_sibling_seal_is_named(office: Office) -> None:
    office.pool()
    office.sealed()
    entries = [entry | {"origin": LOG.name} for entry in logged_at_home(Path("drawsvc-home"))]
    seal = next(entry for entry in entries if entry["type"] == "SEAL")
    second = seal | {"body": seal["body"] | {"nonce": "5e" * 32}}
    write_log(Path("log.json"), linked([*entries, second]), LOG)
    begin(office, LOG.verifier(0x01).to_text())
    error = check(office, "log.json", "--out", "note", code=2)["error"]
    assert error["code"] == "log_second_seal"
    assert error["facts"]["step"] == "history.chain"
    words = ["cosign", "check", "log.json", "--dir", "folder", "--out", "note"]
    assert "第二个密封" in office.say(*words, lang="zh")
    assert "a second seal" in office.say(*words, lang="en")
    assert not Path("note").exists()


def test_note_that_cannot_be_written_is_made_again(office: Office) -> None:
    office.pool()
    begin(office)
    log_file()
    error = check(office, "log.json", "--out", "missing/note", code=2)["error"]
    assert error["code"] == "note_not_written"
    latest = read_memory(Path("folder")).latest
    assert latest
    again = check(office, "log.json", "--out", "note", at=Office.LATER)
    assert again["again"]
    assert Path("note").read_bytes() == latest.note


def test_what_others_have_seen(office: Office) -> None:
    office.pool()
    begin(office)
    check(office, log_file("first.json"), "--out", "first")
    office.sealed()
    check(office, log_file(), "--out", "second", "--seen", "first")
    words = ("first.json", "--out", "third", "--seen", "second")
    assert check(office, *words, code=2)["error"]["code"] == "log_file_cut"


def test_folder_that_cannot_be_made(office: Office) -> None:
    key = office.run("log", "show")["vkey"]
    options = ["cosign", "init", "--dir", "folder", "--log-key"]
    refusals = {
        "cosigner_name": [key, "--name", "two words"],
        "cosigner_named_like_log": [key, "--name", office.ORIGIN],
        "cosigner_checks": [key, "--name", NAME, "--checks", "consistency"],
        "log_key_malformed": [key[:-1], "--name", NAME],
    }
    for code, words in refusals.items():
        assert office.refuse(*options, *words, code=2)["code"] == code
    begin(office)
    assert office.refuse(*options, key, "--name", NAME, code=3)["code"] == "folder_exists"


def test_real_log_takes_the_real_clock(office: Office) -> None:
    office.run("--home", "real", "init", "--origin", "draws.example.org/office", at="")
    begin(office, Path("real/log.vkey").read_text("utf-8").strip())
    Path("log.json").write_bytes(b"")
    assert check(office, "log.json", "--out", "note", code=2)["error"]["code"] == "at_refused"


@pytest.mark.parametrize("damage", ["memory.json", "key.json"])
def test_damaged_folder(office: Office, damage: str) -> None:
    office.pool()
    begin(office)
    path = Path("folder") / damage
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))
    error = check(office, log_file(), "--out", "note", code=3)["error"]
    assert error["code"] == {"m": "memory_damaged", "k": "key_file_damaged"}[damage[0]]
    assert not Path("note").exists()


def test_fork_stays_in_sight(office: Office) -> None:
    office.pool()
    begin(office)
    log_file()
    shutil.copytree("drawsvc-home", "other-home")
    office.run(*office.request_words())
    check(office, log_file(), "--out", "note")
    office.run("--home", "other-home", *office.request_words(draw="d-9", number="9号"))
    Path("other.json").write_bytes(home_log(Path("other-home")))
    error = check(office, "other.json", "--out", "note", code=2)["error"]
    assert error["code"] == "log_file_forked"
    shown = office.run("cosign", "show", "--dir", "folder")
    assert len(shown["forks"]) == 2
    assert json.loads(Path("other.json").read_text("utf-8"))["checkpoint"] in shown["forks"]
    assert "分叉" in office.say("cosign", "show", "--dir", "folder", lang="zh")
