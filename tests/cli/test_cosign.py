"""`drawsvc cosign`, in processes of its own that know nothing of the service."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drawsvc import app as service
from drawsvc.config import Home
from drawsvc.witness.cosigner import read_memory
from tests.cli.office import Office
from tests.log_files import linked, logged, store_log, write_log
from tests.scenario.play import LOG

NAME = "cosigner.example"


def log_file(path: str = "log.json") -> Path:
    """The log of the service in the present folder."""
    with service.opened(Home(Path("drawsvc-home"))) as app:
        Path(path).write_bytes(store_log(app.store))
    return Path(path)


def cosign(*words: object, code: int = 0) -> Any:
    """Run a command as a cosigner does; its answer."""
    program = "from drawsvc.cli import main; main()"
    environ = {name: v for name, v in os.environ.items() if not name.startswith("DRAWSVC")}
    done = subprocess.run(
        [sys.executable, "-c", program, "cosign", *map(str, words)],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environ | {"DRAWSVC_PASSPHRASE_FILE": "passphrase"},
    )
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    said = done.stdout.decode()
    return json.loads(said) if "--json" in words else said + done.stderr.decode()


def begin(office: Office, folder: str = "folder", *words: str) -> Any:
    key = office.run("log", "show")["vkey"]
    return cosign("init", "--dir", folder, "--name", NAME, "--log-key", key, *words, "--json")


def check(*words: object, code: int = 0, at: str = Office.MORNING) -> Any:
    return cosign("check", *words, "--dir", "folder", "--at", at, "--json", code=code)


def test_a_day_of_a_cosigner(office: Office) -> None:
    office.pool()
    made = begin(office)
    assert Path("folder/cosigner.vkey").read_text("utf-8").strip() == made["vkey"]
    office.sealed()
    first = check(log_file(), "--out", "note")
    assert Path("note").read_text("utf-8") == first["note"]
    assert (first["seals"], first["totals"]["attempts"], first["since"]) == (1, 1, 0)
    assert [draw["status"] for draw in first["draws"]] == ["sealed"]
    office.run(*office.request_words(draw="d-2", number="2号"))
    office.run("void", "d-2", "--reason", "wrong_list", "--approved-by", "leader", "--ref", "1")
    second = check(log_file(), "--out", "note", at=Office.LATER)
    assert (second["since"], second["again"]) == (first["size"], False)
    assert (second["totals"]["attempts"], second["totals"]["harmless"]) == (2, 1)
    shown = cosign("show", "--dir", "folder", "--json")
    assert {name: shown[name] for name in ("note", "root", "size", "time")} == {
        name: second[name] for name in ("note", "root", "size", "time")
    }


def test_report_for_people(office: Office) -> None:
    office.pool()
    begin(office)
    office.sealed()
    log_file()
    words = ["check", "log.json", "--dir", "folder", "--out", "note", "--at", Office.MORNING]
    said = cosign(*words, "--lang", "zh")
    for part in ("全部", "密封 1 次", "d-1/1", "已密封", "副署"):
        assert part in said
    said = cosign(*words, "--lang", "en")
    for part in ("were replayed", "1 seals", "d-1/1", "sealed", "already"):
        assert part in said


def test_sibling_seal_is_named(office: Office) -> None:
    office.pool()
    office.sealed()
    with service.opened(Home(Path("drawsvc-home"))) as app:
        entries = logged(app.store)
    seal = next(entry for entry in entries if entry["type"] == "SEAL")
    entries = linked([*entries, seal | {"body": seal["body"] | {"nonce": "5e" * 32}}])
    forged = [entry | {"origin": LOG.name} for entry in entries]
    key = LOG.verifier(0x01).to_text()
    cosign("init", "--dir", "folder", "--name", NAME, "--log-key", key)
    write_log(Path("log.json"), linked(forged), LOG)
    error = check("log.json", "--out", "note", code=2)["error"]
    assert error["code"] == "log_second_seal"
    said = cosign("check", "log.json", "--dir", "folder", "--out", "note", "--lang", "zh", code=2)
    assert "第二个密封" in said
    assert not Path("note").exists()


def test_note_that_cannot_be_written_is_made_again(office: Office) -> None:
    office.pool()
    begin(office)
    log_file()
    error = check("log.json", "--out", "missing/note", code=2)["error"]
    assert error["code"] == "note_not_written"
    latest = read_memory(Path("folder")).latest
    assert latest
    again = check("log.json", "--out", "note", at=Office.LATER)
    assert again["again"]
    assert Path("note").read_bytes() == latest.note


def test_what_others_have_seen(office: Office) -> None:
    office.pool()
    begin(office)
    check(log_file("first.json"), "--out", "first")
    office.sealed()
    check(log_file(), "--out", "second", "--seen", "first")
    error = check("first.json", "--out", "third", "--seen", "second", code=2)["error"]
    assert error["code"] == "log_file_cut"


def test_folder_that_cannot_be_made(office: Office) -> None:
    key = office.run("log", "show")["vkey"]
    options = ["--dir", "folder", "--log-key", key, "--json"]
    refusals = {
        "cosigner_name": ["--name", "two words"],
        "cosigner_named_like_log": ["--name", office.ORIGIN],
        "cosigner_checks": ["--name", NAME, "--checks", "consistency"],
    }
    for code, words in refusals.items():
        assert cosign("init", *options, *words, code=2)["error"]["code"] == code
    cosign("init", *options, "--name", NAME)
    assert cosign("init", *options, "--name", NAME, code=3)["error"]["code"] == "folder_exists"


def test_real_log_takes_the_real_clock(office: Office) -> None:
    office.run("--home", "real", "init", "--origin", "draws.example.org/office")
    key = Path("real/log.vkey").read_text("utf-8").strip()
    cosign("init", "--dir", "folder", "--name", NAME, "--log-key", key)
    Path("log.json").write_bytes(b"")
    assert check("log.json", "--out", "note", code=2)["error"]["code"] == "at_refused"


@pytest.mark.parametrize("damage", ["memory.json", "key.json"])
def test_damaged_folder(office: Office, damage: str) -> None:
    office.pool()
    begin(office)
    path = Path("folder") / damage
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))
    error = check(log_file(), "--out", "note", code=3)["error"]
    assert (
        error["code"] == {"memory.json": "memory_damaged", "key.json": "key_file_damaged"}[damage]
    )
    assert not Path("note").exists()
