"""Backups, what is restored from them, and a log that never signs a shorter past."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.office import Office

HOME = Path("drawsvc-home")
RESTORED = Path("restored")


@pytest.fixture
def latest(office: Office) -> Path:
    """A record that has left the office, of a draw that was completed."""
    office.pool()
    office.completed()
    office.run("record", "d-1", "--out", "record.json")
    return Path("record.json")


def backup(office: Office, name: str = "b.zip") -> Path:
    office.run("backup", name)
    return Path(name)


def restore(office: Office, archive: Path, published: Path, *, code: int = 0) -> object:
    return office.run(
        "restore", archive, "--published", published, "--home", RESTORED, code=code, at=""
    )


def test_restored_service_goes_on(office: Office, latest: Path) -> None:
    archive = backup(office)
    restore(office, archive, latest)
    shutil.rmtree(HOME)
    RESTORED.rename(HOME)
    approval = ("--approved-by", "pool_office", "--ref", "2号")
    office.run("release", "d-1", *approval, at="2026-06-10T06:00:00Z")
    assert office.run("show", "d-1")["phase"] == "released"
    assert {path.name for path in HOME.iterdir() if path.suffix != ""} >= {
        "drawsvc.sqlite3",
        "log.key",
        "log.vkey",
        "published.note",
    }
    assert (HOME / "pools" / "xin.toml").is_file()


def test_backup_is_private_and_never_replaces(office: Office, latest: Path) -> None:
    archive = backup(office)
    assert latest.is_file()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert office.run("backup", archive, code=3)["error"]["code"] == "file_exists"
    error = office.run("backup", "no/such/folder/b.zip", code=2)["error"]
    assert error["code"] == "file_not_written"
    assert office.run("backup", "c.zip", "--home", "nowhere", code=3, at="")["error"]["code"] == (
        "home_missing"
    )


def test_backup_older_than_what_was_published_is_refused(office: Office, latest: Path) -> None:
    archive = backup(office)
    approval = ("--approved-by", "pool_office", "--ref", "2号")
    office.run("release", "d-1", *approval, at="2026-06-10T06:00:00Z")
    office.run("record", "d-1", "--out", latest)
    error = restore(office, archive, latest, code=4)["error"]  # type: ignore[index]
    assert error["code"] == "log_behind"
    assert not RESTORED.exists()


def test_what_is_named_as_published_must_be_this_logs(office: Office, latest: Path) -> None:
    archive = backup(office)
    for data in (
        b"",
        b"{}",
        b'{"checkpoint":1}',
        latest.read_bytes().replace(b"office", b"offiec"),
    ):
        other = office.write("other", data)
        error = restore(office, archive, other, code=2)["error"]  # type: ignore[index]
        assert error["code"] == "published_malformed"
    assert restore(office, archive, HOME / "published.note")


def test_home_that_exists_is_never_filled(office: Office, latest: Path) -> None:
    archive = backup(office)
    RESTORED.mkdir()
    assert restore(office, archive, latest, code=3)["error"]["code"] == "home_exists"  # type: ignore[index]


def rewritten(archive: Path, **changed: bytes) -> Path:
    """The archive with other contents of some files; "" drops one."""
    out = Path("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = changed.get(name.partition(".")[0], old.read(name))
            if data:
                new.writestr(name, data)
    return out


def other_manifest(archive: Path, **changed: object) -> bytes:
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read("manifest.json")) | changed
    return json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()


def test_damaged_backups(office: Office, latest: Path) -> None:
    archive = backup(office)
    escaping = [{"name": "../x", "sha256": "0" * 64}]
    cases = {
        "backup_malformed": [
            office.write("none.zip", b"no zip"),
            rewritten(archive, manifest=b"{"),
            rewritten(archive, manifest=b"[]"),
            rewritten(archive, manifest=other_manifest(archive, v="drawsvc backup 2")),
            rewritten(archive, manifest=b""),
        ],
    }
    for code, archives in cases.items():
        for number, bad in enumerate(archives):
            kept = bad.rename(f"bad-{number}.zip") if bad.exists() else Path(f"bad-{number}.zip")
            error = restore(office, kept, latest, code=2)["error"]  # type: ignore[index]
            assert error["code"] == code
    for damaged in (
        {"log": b"x"},
        {"log": b""},
        {"manifest": other_manifest(archive, files=escaping)},
    ):
        error = restore(office, rewritten(archive, **damaged), latest, code=2)["error"]  # type: ignore[index]
        assert error["code"] == "backup_damaged"
    assert not RESTORED.exists()


def test_archive_cannot_write_elsewhere(office: Office, latest: Path) -> None:
    archive = backup(office)
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile("evil.zip", "w") as new:
        files = [{"name": "../evil", "sha256": "0" * 64}]
        new.writestr("manifest.json", other_manifest(archive, files=files))
        new.writestr("../evil", old.read("log.vkey"))
    error = restore(office, Path("evil.zip"), latest, code=2)["error"]  # type: ignore[index]
    assert error["code"] == "backup_damaged"
    assert not Path("evil").exists()


def test_database_put_back_by_hand_does_not_sign(office: Office, latest: Path) -> None:
    """The file of yesterday, copied over that of today."""
    assert latest.is_file()
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database:
        database.execute("VACUUM INTO 'yesterday.sqlite3'")
    approval = ("--approved-by", "pool_office", "--ref", "2号")
    release = ("release", "d-1", *approval)
    office.run(*release, at="2026-06-10T06:00:00Z")
    for part in HOME.glob("drawsvc.sqlite3*"):
        part.unlink()
    shutil.copy("yesterday.sqlite3", HOME / "drawsvc.sqlite3")
    before = office.run("log", "show")["size"]
    error = office.run("log", "sign", code=4)["error"]
    assert error["code"] == "log_behind"
    assert office.run("log", "show")["size"] == before


def test_rewritten_past_is_not_signed(office: Office, latest: Path) -> None:
    assert latest.is_file()
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        database.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 3")
    assert office.run("log", "sign", code=4)["error"]["code"] == "log_rewritten"
    (HOME / "published.note").write_bytes(b"x")
    assert office.run("log", "sign", code=2)["error"]["code"] == "published_malformed"


def test_rebuild_mends_what_is_computed(office: Office, latest: Path) -> None:
    assert latest.is_file()
    assert office.run("rebuild")["mended"] == []
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        database.execute("UPDATE attempt SET phase = 'inviting', due_at = 5")
        database.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 3")
    found = office.run("rebuild")
    assert found["mended"] == [{"attempt": 1, "draw": "d-1"}]
    assert office.run("rebuild")["mended"] == []
    assert office.run("log", "sign")["size"] == found["size"]
    assert "d-1" not in office.say("rebuild", lang="zh")


def test_rebuild_refuses_entries_that_were_not_signed(office: Office, latest: Path) -> None:
    assert latest.is_file()
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        database.execute(
            "UPDATE entry SET position = CASE position WHEN 1 THEN 10001 WHEN 2 THEN 10002 ELSE position END"
        )
        database.execute(
            "UPDATE entry SET position = CASE position WHEN 10001 THEN 2 WHEN 10002 THEN 1 ELSE position END"
        )
    assert office.run("rebuild", code=4)["error"]["code"] == "store_damaged"
