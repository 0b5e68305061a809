"""Backups, what is restored from them, and a log that never signs a shorter past."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from drawsvc import data_key
from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.db.schema import downgrade
from drawsvc.db.tables import SCHEMA
from drawsvc.db.vault import key_id
from drawsvc.domain.errors import LogError
from drawsvc.key_files import changing_keys
from tests.cli.office import Office

HOME = Path("drawsvc-home")
RESTORED = Path("restored")
LATER = "2026-06-10T06:00:00Z"


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
    (HOME / "mappings").mkdir()
    (HOME / "mappings" / "xin.toml").write_text("kept", encoding="utf-8")
    archive = backup(office)
    restore(office, archive, latest)
    assert (RESTORED / "mappings" / "xin.toml").read_text("utf-8") == "kept"
    names = {path.name for path in RESTORED.iterdir()}
    assert names >= {"drawsvc.sqlite3", "log.key", "log.vkey", "published.note", "pools"}
    HOME.rename("old")
    RESTORED.rename(HOME)
    release = ("release", "d-1", "--approved-by", "pool_office", "--ref", "2号")
    office.run(*release, at=LATER, code=4)
    # The key of personal data is never in a backup.
    error = office.run("disclosures", "d-1", "--out", "names", code=4, at=LATER)["error"]
    assert error["code"] == "data_key_missing"
    shutil.copy("old/data.key", HOME)
    assert office.run("show", "d-1", at=LATER)["phase"] == "released"
    office.run("disclosures", "d-1", "--out", "names", at=LATER)
    assert "甲*" in Path("names").read_text("utf-8")


def test_backup_is_private_and_never_replaces(office: Office, latest: Path) -> None:
    archive = backup(office)
    assert latest.is_file()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert office.run("backup", archive, code=3)["error"]["code"] == "file_exists"
    error = office.run("backup", "no/such/folder/b.zip", code=2)["error"]
    assert (error["code"], error["facts"]["got"]) == ("file_not_written", "ENOENT")
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


def database() -> bytes:
    return b"".join(path.read_bytes() for path in HOME.glob("drawsvc.sqlite3*"))


def test_database_holds_no_personal_data(latest: Path) -> None:
    assert latest.is_file()
    assert "甲X2".encode() not in database()
    assert b"100000000" not in database()
    assert "选用处室".encode() in database()  # the organiser is public


RELEASE = ("release", "d-1", "--approved-by", "pool_office", "--ref", "2号")


def test_new_key(office: Office, latest: Path) -> None:
    assert latest.is_file()
    old = (HOME / "data.key").read_text("ascii")
    # Each expert of the roster, each candidate, and the private part of the request.
    assert office.run("rekey", at="")["values"] == 9 + 9 + 1
    new = (HOME / "data.key").read_text("ascii")
    assert len(new.split()) == 2
    assert new.split()[0] not in old
    assert new.split()[1] == old.strip()  # for a process that has begun under it
    office.run(*RELEASE, at=LATER)
    assert [row["text"] for row in office.run("show", "d-1")["panel"]] == ["甲*"] * 3
    (HOME / "data.key").write_text(old)
    assert office.run("show", "d-1", code=4)["error"]["code"] == "data_key_wrong"
    (HOME / "data.key").write_text("\r\n".join(new.split()))
    assert office.run("show", "d-1")["panel"]
    office.run("rekey", at="")
    newest = (HOME / "data.key").read_text("ascii").split()
    assert newest[1:] == new.split()
    assert office.run("show", "d-1")["panel"]


def keys() -> list[str]:
    return (HOME / "data.key").read_text("ascii").splitlines()


def test_key_is_prepared_before_it_is_used(office: Office, latest: Path) -> None:
    assert latest.is_file()
    (first,) = keys()
    answered = office.run("rekey", "--prepare", at="")
    new = keys()[0].removeprefix("prepared ")
    assert answered == {"key": key_id(bytes.fromhex(new)).hex(), "values": 0}
    assert keys() == [f"prepared {new}", first]
    assert office.run("rekey", "--prepare", at="") == answered  # there is one already
    for lang, said in (("zh", "尚未启用"), ("en", "not in use yet")):
        assert said in office.say("rekey", "--prepare", lang=lang)
    assert keys() == [f"prepared {new}", first]
    office.run(*RELEASE, at=LATER)  # still under the first
    assert office.run("rekey", at="") == {"key": answered["key"], "values": 9 + 9 + 1}
    assert keys() == [new, first]
    assert [row["text"] for row in office.run("show", "d-1")["panel"]] == ["甲*"] * 3


def test_key_that_somebody_still_seals_with_is_kept(
    office: Office, latest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert latest.is_file()
    monkeypatch.setattr(data_key, "KEPT", 2)
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        (before,) = database.execute("SELECT data FROM private").fetchone()
    (first,) = keys()
    office.run("rekey", at="")
    with closing(sqlite3.connect(HOME / "drawsvc.sqlite3")) as database, database:
        database.execute("UPDATE private SET data = ?", (before,))  # by one who has met nothing new
    assert office.run("rekey", at="")["values"] == 9 + 9 + 1
    assert keys()[2:] == [first]
    office.run("rekey", at="")
    assert len(keys()) == 2
    assert first not in keys()
    assert office.run("show", "d-1")["phase"] == "completed"


@pytest.mark.parametrize(
    "words",
    [
        ("rekey",),
        ("rekey", "--prepare"),
        ("passphrase", "--new-passphrase-file", "new"),
    ],
)
def test_keys_are_changed_by_one_at_a_time(office: Office, words: tuple[str, ...]) -> None:
    office.write("new", "correct horse battery\n")
    before = (HOME / "data.key").read_bytes(), (HOME / "log.key").read_bytes()
    with changing_keys(Home(HOME)):
        assert office.run(*words, code=3, at="")["error"]["code"] == "keys_in_use"
    assert ((HOME / "data.key").read_bytes(), (HOME / "log.key").read_bytes()) == before
    office.run(*words, at="")


def test_nothing_is_sealed_under_a_key_that_was_replaced_meanwhile(
    office: Office, latest: Path
) -> None:
    assert latest.is_file()
    (first,) = keys()
    office.run("rekey", "--prepare", at="")
    with opened(Home(HOME)) as service:
        with service.store.reading() as reader:
            assert [*reader.salted_experts("xin", "v1")]  # it has read the key file
        prepared = (HOME / "data.key").read_bytes()
        (HOME / "data.key").write_text(f"prepared {'ab' * 32}\n{first}\n", "ascii")
        with pytest.raises(LogError, match="data_key_replaced"):
            service.store.rekey()
        assert list(service.store.sealed_with()) == [key_id(bytes.fromhex(first)).hex()]
        (HOME / "data.key").write_bytes(prepared)
    assert office.run("rekey", at="")["values"] == 9 + 9 + 1


def test_what_stays_in_the_key_file_is_said(office: Office, latest: Path) -> None:
    assert latest.is_file()
    for lang, said in (("zh", "最近 15 把"), ("en", "the last 15 ")):
        assert said in office.say("rekey", lang=lang)
        assert said not in office.say("rekey", "--prepare", lang=lang)


SOURCES = {
    "DRAWSVC_DATA_KEY": "{key}",
    "DRAWSVC_DATA_KEY_FILE": "elsewhere.key",
    "DRAWSVC_DATA_KEY_COMMAND": "cat elsewhere.key",
}


@pytest.fixture
def key(office: Office, latest: Path) -> str:
    """The key of a released draw, taken out of the home folder."""
    assert latest.is_file()
    office.run(*RELEASE, at=LATER)
    (HOME / "data.key").rename("elsewhere.key")
    return Path("elsewhere.key").read_text("ascii").strip()


@pytest.mark.parametrize("name", SOURCES)
def test_key_from_elsewhere(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, SOURCES[name].format(key=key))
    assert office.run("show", "d-1")["panel"]
    assert office.run("rekey", at="")["values"] == 0
    assert "Nothing to encrypt anew" in office.say("rekey")
    assert not (HOME / "data.key").exists()


def test_key_from_elsewhere_is_exchanged(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "ab" * 32
    monkeypatch.setenv("DRAWSVC_DATA_KEY", f"{new}\n{key}")
    said = office.say("rekey")
    assert "values are now under the key" in said
    assert "data.key" not in said  # that is not where these are
    monkeypatch.setenv("DRAWSVC_DATA_KEY", new)
    assert office.run("show", "d-1")["panel"]
    assert "Nothing to encrypt anew" in office.say("rekey")


@pytest.mark.parametrize("name", SOURCES)
def test_key_from_elsewhere_is_prepared_by_its_keeper(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    new = "ab" * 32
    Path("elsewhere.key").write_text(f"prepared {new}\n{key}\n", encoding="ascii")
    monkeypatch.setenv(name, SOURCES[name].format(key=f"prepared {new}\n{key}"))
    error = office.run("rekey", "--prepare", code=2, at="")["error"]
    assert (error["code"], error["facts"]["got"]) == ("data_key_elsewhere", name)
    assert office.run("rekey", at="")["values"] > 0
    (found,) = [of for of in office.run("doctor", code=4)["checks"] if of["check"] == "data_key"]
    assert found["code"] == "data_key_behind"
    monkeypatch.setenv("DRAWSVC_DATA_KEY_FILE", "")
    monkeypatch.setenv("DRAWSVC_DATA_KEY_COMMAND", "")
    monkeypatch.setenv("DRAWSVC_DATA_KEY", new)
    assert office.run("show", "d-1")["panel"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DRAWSVC_DATA_KEY", "ab", "data_key_malformed"),
        ("DRAWSVC_DATA_KEY", "prepared " + "ab" * 32, "data_key_malformed"),
        ("DRAWSVC_DATA_KEY", "ab" * 32 + "\nprepared " + "cd" * 32, "data_key_malformed"),
        ("DRAWSVC_DATA_KEY", "ab" * 32, "data_key_wrong"),
        ("DRAWSVC_DATA_KEY_FILE", "no such file", "data_key_missing"),
        ("DRAWSVC_DATA_KEY_FILE", "record.json", "data_key_missing"),
        ("DRAWSVC_DATA_KEY_COMMAND", "false", "data_key_missing"),
        ("DRAWSVC_DATA_KEY_COMMAND", "no-such-command", "data_key_missing"),
        ("DRAWSVC_DATA_KEY_COMMAND", "'", "data_key_missing"),
    ],
)
def test_key_that_is_none(
    office: Office, key: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, value)
    error = office.run("show", "d-1", code=4)["error"]
    assert error["code"] == code
    assert key not in str(error)
    if name != "DRAWSVC_DATA_KEY":
        monkeypatch.setenv("DRAWSVC_DATA_KEY", key)
        error = office.run("show", "d-1", code=2)["error"]
        assert [of["code"] for of in error["facts"]["failures"]] == ["data_key_sources"]


@pytest.mark.parametrize("existing", [False, True])
def test_set_up_with_a_key_from_elsewhere(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, existing: bool
) -> None:
    words = ("init", "--origin", "demo.example.org/third", "--home", "third")
    if existing:
        Path("third").mkdir()
    monkeypatch.setenv("DRAWSVC_DATA_KEY_FILE", "none")
    assert office.run(*words, code=4)["error"]["code"] == "data_key_missing"
    assert not Path("third/drawsvc.sqlite3").exists()
    monkeypatch.delenv("DRAWSVC_DATA_KEY_FILE")
    monkeypatch.setenv("DRAWSVC_DATA_KEY", "ab" * 32)
    office.run(*words)
    assert not Path("third/data.key").exists()
    office.run("pool", "create", "xin", "--profile", "xinxian_2021", "--home", "third")


# Upgrading.


def test_database_of_an_earlier_version_is_brought_up_to_date(office: Office) -> None:
    office.pool()
    before = office.run("log", "show")
    downgrade(f"sqlite:///{Path('drawsvc-home/drawsvc.sqlite3').resolve()}", "0003")
    error = office.run("log", "show", code=4)["error"]
    assert error["code"] == "store_schema"
    assert "drawsvc upgrade" in error["do"]
    assert office.run("upgrade") == {"origin": office.ORIGIN, "schema": SCHEMA}
    assert office.run("log", "show") == before
    assert office.run("upgrade")["schema"] == SCHEMA  # once more changes nothing
