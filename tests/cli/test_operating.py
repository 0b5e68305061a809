"""Running the service: its settings, and what the doctor finds."""

from pathlib import Path

import pytest

from tests.cli.office import Office

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
