"""Running the service: its settings, and what the doctor finds."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from drawsvc import clock, config
from drawsvc.db.vault import key_id
from drawsvc.doctor import machine
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from tests.cli.office import Office
from tests.notify.mail_server import HOST, mail_server

HOME = Path("drawsvc-home")


def shown(office: Office) -> dict[str, tuple[str, str]]:
    listed = office.run("settings")["settings"]
    return {of["name"]: (of["value"], of["source"]) for of in listed}


def test_settings_say_where_they_come_from(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (HOME / "drawsvc.toml").write_text('port = 8001\nhost = "10.0.0.1"\n', encoding="utf-8")
    monkeypatch.setenv("DRAWSVC_PORT", "8002")
    monkeypatch.setenv("DRAWSVC_PROT", "1")
    found = shown(office)
    assert found["host"] == ("10.0.0.1", "file")
    assert found["port"] == ("8002", "environment")
    assert found["log_level"] == ("info", "default")
    assert "DRAWSVC_PROT" in office.run("settings")["unknown"]
    for lang in ("zh", "en"):
        assert "8002" in office.say("settings", lang=lang)


def test_settings_of_pools_are_shown(office: Office) -> None:
    text = "[pools.xin]\nvouching = true\nobjection_days = 30\n"
    (HOME / "drawsvc.toml").write_text(text, encoding="utf-8")
    found = shown(office)
    assert found["pools.xin.vouching"] == ("true", "file")
    assert found["pools.xin.objection_days"] == ("30", "file")


def test_settings_file_may_be_elsewhere(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (HOME / "drawsvc.toml").write_text("port = 8001\n", encoding="utf-8")
    other = office.write("other.toml", "port = 8003\n")
    monkeypatch.setenv("DRAWSVC_CONFIG", str(other))
    assert shown(office)["port"] == ("8003", "file")
    other.unlink()
    assert office.run("settings", code=2)["error"]["code"] == "settings_unreadable"


def test_wrong_settings_stop_every_command_with_all_faults(office: Office) -> None:
    (HOME / "drawsvc.toml").write_text("port = 0.5\nprot = 1\n", encoding="utf-8")
    error = office.run("list", code=2)["error"]
    found = {of["code"] for of in error["facts"]["failures"]}
    assert found == {"setting_form", "setting_unknown"}
    said = office.say("list", lang="en")
    assert "the setting port is 0.5" in said
    assert "prot" in said


def test_database_of_the_settings_is_used(office: Office) -> None:
    moved = HOME / "moved.sqlite3"
    (HOME / "drawsvc.sqlite3").rename(moved)
    (HOME / "database.url").write_text("sqlite:////nowhere\n", encoding="utf-8")
    text = f'database = "sqlite:///{moved.resolve()}"\n'
    (HOME / "drawsvc.toml").write_text(text, encoding="utf-8")
    assert office.run("log", "show")["origin"] == office.ORIGIN


# The doctor.


def outcomes(
    office: Office, *words: str, code: int = 0, at: str = Office.MORNING
) -> dict[str, Any]:
    """What each check found: its outcome, or the code of its error."""
    found = office.run("doctor", *words, code=code, at=at)["checks"]
    assert all(of["found"] for of in found)
    assert all(bool(of["do"]) is (of["outcome"] == "failed") for of in found)
    return {of["check"]: of["code"] or of["outcome"] for of in found}


@pytest.fixture
def sound(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with a pool, on a machine where nothing else is set."""
    for name in config.unknown_variables():
        monkeypatch.delenv(name)
    monkeypatch.setattr(machine, "MIN_FREE_BYTES", 1)
    office.pool()
    return office


def test_a_sound_service_passes(sound: Office) -> None:
    assert outcomes(sound) == {
        "settings": "no_settings_file",
        "disk": "passed",
        "private": "passed",
        "address": "no_address",
        "mail": "no_mail",
        "clock_outside": "not_asked",
        "database": "passed",
        "key": "passed",
        "data_key": "passed",
        "published": "passed",
        "clock": "passed",
        "calendar": "next_year_not_announced",
        "reach": "not_asked",
    }
    for lang, said in (("zh", "没有不合格的项目"), ("en", "Nothing failed")):
        shown = sound.say("doctor", lang=lang)
        assert said in shown
        assert shown.count("✓") == 7
        assert re.findall(r"\b(?:checks|found|not_checked|doctor)\.[a-z_]+", shown) == []


def truncated() -> None:
    path = HOME / "drawsvc.sqlite3"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def without_its_key() -> None:
    (HOME / "data.key").write_text("ab" * 32 + "\n", encoding="ascii")


def of_another_log() -> None:
    vkey = NamedKey(Office.ORIGIN, SigningKey(bytes(32))).verifier(ED25519).to_text()
    (HOME / "log.vkey").write_text(f"{vkey}\n", encoding="ascii")
    (HOME / "published.note").unlink()


BROKEN: list[tuple[str, str, Callable[[], object]]] = [
    ("settings", "settings_faulty", lambda: (HOME / "drawsvc.toml").write_text("prot = 1")),
    (
        "settings",
        "settings_faulty",
        lambda: (HOME / "drawsvc.toml").write_text('smtp_host = "mail.example.org"'),
    ),
    (
        "address",
        "address_loopback",
        lambda: (HOME / "drawsvc.toml").write_text('public_url = "http://127.0.0.2:8000"'),
    ),
    ("private", "home_open", lambda: HOME.chmod(0o755)),
    ("database", "store_damaged", truncated),
    ("database", "home_missing", lambda: (HOME / "drawsvc.sqlite3").rename("elsewhere")),
    ("key", "log_key_missing", (HOME / "log.key").unlink),
    ("key", "log_key_differs", of_another_log),
    (
        "key",
        "wrong_passphrase",
        lambda: Path("passphrase").write_bytes("一二三四五六七八九十丙丁".encode()),
    ),
    ("data_key", "data_keys_lacking", without_its_key),
    ("data_key", "data_key_missing", (HOME / "data.key").unlink),
    ("published", "published_malformed", lambda: (HOME / "published.note").write_text("x")),
]


@pytest.mark.parametrize(("check", "code", "breaks"), BROKEN, ids=[code for _, code, _ in BROKEN])
def test_what_is_broken_is_found_and_the_rest_looked_at(
    sound: Office, check: str, code: str, breaks: Callable[[], object]
) -> None:
    breaks()
    found = outcomes(sound, code=4)
    assert found[check] == code
    assert len(found) == 13


def test_lost_keys_are_named_with_the_values_that_need_them(sound: Office) -> None:
    key = HOME / "data.key"
    lost = bytes.fromhex(key.read_text("ascii"))
    values = sound.run("rekey", at="")["values"]
    sound.run("rekey", at="")
    key.write_text(f"{lost.hex()}\n", encoding="ascii")
    (found,) = [of for of in sound.run("doctor", code=4)["checks"] if of["check"] == "data_key"]
    assert found["code"] == "data_keys_lacking"
    assert f"{values} values" in found["found"]
    assert key_id(lost).hex() in found["found"]
    assert "another machine" in found["do"]
    # Nothing is begun on such a machine.
    for words in (["rekey"], ["rekey", "--prepare"]):
        assert sound.run(*words, code=4, at="")["error"]["code"] == "data_keys_lacking"
    assert key.read_text("ascii") == f"{lost.hex()}\n"


def test_a_damaged_value_is_found_though_its_key_is_here(sound: Office) -> None:
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        database.execute("UPDATE expert SET data = substr(data, 1, 40)")
    assert outcomes(sound, code=4)["data_key"] == "store_damaged"


def test_before_the_first_name_no_value_needs_a_key(office: Office) -> None:
    assert outcomes(office, code=4)["data_key"] == "nothing_sealed"  # variables of the tests
    (HOME / "data.key").unlink()
    assert outcomes(office, code=4)["data_key"] == "data_key_missing"


def test_a_full_disk_is_found(sound: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MIN_FREE_BYTES", 2**80)
    assert outcomes(sound, code=4)["disk"] == "disk_low"


def test_a_clock_that_went_back_is_found(sound: Office) -> None:
    found = outcomes(sound, code=4, at="2026-06-10T00:59:59Z")
    assert found["clock"] == "clock_behind"


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-12-01T00:00:00Z", "calendar_lacking"),
        ("2026-11-30T00:00:00Z", "next_year_not_announced"),
        ("2027-01-01T00:00:00Z", "calendar_lacking"),
    ],
)
def test_next_year_is_needed_from_december_on(sound: Office, at: str, found: str) -> None:
    code = 4 if found == "calendar_lacking" else 0
    assert outcomes(sound, code=code, at=at)["calendar"] == found


def test_a_log_that_fell_behind_is_found(sound: Office) -> None:
    shutil.copyfile(HOME / "drawsvc.sqlite3", "older")
    sound.run(*sound.request_words())
    for path in HOME.glob("drawsvc.sqlite3*"):
        path.unlink()
    shutil.copyfile("older", HOME / "drawsvc.sqlite3")
    assert outcomes(sound, code=4)["published"] == "log_behind"


@contextmanager
def answering(date: str) -> Iterator[str]:
    """A server that says it is this time."""

    class Dated(BaseHTTPRequestHandler):
        def date_time_string(self, _: float | None = None) -> str:
            return date

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Dated) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_clock_is_compared_only_when_asked(sound: Office) -> None:
    with answering(format_datetime(clock.now(), usegmt=True)) as url:
        assert outcomes(sound, "--clock-from", url)["clock_outside"] == "passed"
    with answering("Mon, 01 Jan 2024 00:00:00 GMT") as url:
        assert outcomes(sound, "--clock-from", url, code=4)["clock_outside"] == "clock_off"
    assert outcomes(sound, "--clock-from", url, code=4)["clock_outside"] == "clock_source"


def test_the_public_address_is_called_only_when_asked(sound: Office) -> None:
    (HOME / "drawsvc.toml").write_text('public_url = "http://draws.invalid"', encoding="utf-8")
    assert outcomes(sound)["reach"] == "not_asked"
    assert outcomes(sound, "--reach", code=4)["reach"] == "address_unreachable"


def test_the_mail_server_is_called_only_when_asked(sound: Office) -> None:
    with mail_server() as box:
        given = ['public_url = "http://127.0.0.1:1"', f'smtp_host = "{HOST}"']
        given += [f"smtp_port = {box.port}", 'smtp_security = "none"']
        given += ['smtp_from = "draws@example.org"', 'smtp_to = "{phone}@example.org"']
        (HOME / "drawsvc.toml").write_text("\n".join(given), encoding="utf-8")
        assert outcomes(sound, code=4)["mail"] == "not_asked"
        assert outcomes(sound, "--reach", code=4)["mail"] == "passed"
        assert box.taken == []
        (HOME / "drawsvc.toml").write_text("\n".join(given[:-1]), encoding="utf-8")
        assert outcomes(sound, "--reach", code=4)["mail"] == "wrong_settings"
    (HOME / "drawsvc.toml").write_text("\n".join(given), encoding="utf-8")
    assert outcomes(sound, "--reach", code=4)["mail"] == "mail_unreachable"
