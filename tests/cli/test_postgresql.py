"""A service whose database is on a PostgreSQL server."""

import shutil
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from drawsvc import config
from drawsvc.app import opened
from drawsvc.db.session import SqlStore, open_store
from drawsvc.domain.entries import Place
from tests.cli.office import Office
from tests.contract.made import VAULT

HOME = Path("province")
APPROVAL = ("--approved-by", "pool_office", "--ref", "2号")


@pytest.fixture
def on_server(office: Office, monkeypatch: pytest.MonkeyPatch, postgresql_url: str) -> Office:
    """The office's commands go to a second service."""
    monkeypatch.setenv("DRAWSVC_HOME", str(HOME))
    office.run("init", "--origin", office.ORIGIN, "--database", postgresql_url)
    return office


def test_draw_on_a_server(on_server: Office, postgresql_url: str) -> None:
    on_server.pool()
    on_server.completed()
    on_server.run("release", "d-1", *APPROVAL, at="2026-06-10T06:00:00Z")
    on_server.run("record", "d-1", "--out", "record.json")
    assert on_server.run("verify", "record.json", code=3, at="")["failed"] == []
    assert on_server.run("rebuild")["mended"] == []
    assert on_server.run("rekey")["values"] > 0
    assert not (HOME / "drawsvc.sqlite3").exists()
    with closing(psycopg.connect(postgresql_url)) as raw:
        found = raw.execute("SELECT data FROM expert").fetchall()
    assert found
    assert all("甲".encode() not in data for (data,) in found)


def test_a_database_that_is_not_the_users_is_told_as_one_on_a_server(
    office: Office, postgresql_url: str
) -> None:
    with closing(psycopg.connect(postgresql_url, autocommit=True)) as raw:
        raw.execute("DROP ROLE IF EXISTS stranger")
        raw.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    url = make_url(postgresql_url).set(username="stranger", password="stranger")  # noqa: S106 - of a test
    database = url.render_as_string(hide_password=False)
    words = ("init", "--origin", office.ORIGIN, "--database", database, "--home", HOME)
    error = office.refuse(*words, code=4)
    assert error["code"] == "store_not_writable"
    assert "createdb --owner" in error["do"]


# Several machines, each with a copy of the home folder.

OTHER = Path("other-machine")


@pytest.fixture
def machines(on_server: Office) -> Office:
    on_server.pool()
    on_server.completed()
    shutil.copytree(HOME, OTHER)
    return on_server


def names(store: SqlStore) -> list[str]:
    with store.reading() as reader:
        return [salted.expert.name for salted in reader.salted_experts("xin", "v1")]


def sealed_under(url: str, expected: str) -> bool:
    """Whether all values are sealed with the key of this id."""
    with closing(open_store(url, VAULT)) as store:
        return set(store.sealed_with()) == {expected}


def key_check_of_other(office: Office) -> str:
    found = office.run("doctor", "--home", OTHER, code=4)["checks"]  # variables of the tests
    return next(str(of["code"] or of["outcome"]) for of in found if of["check"] == "data_key")


def test_machines_that_were_given_the_key_before_go_on_without_an_interruption(
    machines: Office, postgresql_url: str
) -> None:
    draw = Place(machines.ORIGIN, "xin", "d-1", 1)
    with opened(config.Home(OTHER)) as running:
        assert len(names(running.store)) == 9
        machines.run("rekey", "--prepare")
        shutil.copyfile(HOME / "data.key", OTHER / "data.key")
        assert len(names(running.store)) == 9
        answered = machines.run("rekey")
        assert answered["values"] > 0
        assert len(names(running.store)) == 9  # it has met the new key, and seals with it
        with running.store.writing() as writer:
            writer.save_private(draw, writer.private(draw))
    assert sealed_under(postgresql_url, answered["key"])
    # Its key file still says that the key is prepared: whatever starts there can read all the same.
    machines.run("release", "d-1", *APPROVAL, "--home", OTHER, at="2026-06-10T06:00:00Z")
    assert machines.run("show", "d-1", "--home", OTHER)["panel"]
    assert key_check_of_other(machines) == "data_key_behind"
    shutil.copyfile(HOME / "data.key", OTHER / "data.key")
    assert key_check_of_other(machines) == "passed"


def test_a_machine_that_was_not_given_the_key_is_told_so(machines: Office) -> None:
    machines.run("rekey")
    assert "other machines" in machines.say("rekey", "--prepare")
    assert key_check_of_other(machines) == "data_keys_lacking"
    before = (OTHER / "data.key").read_bytes()
    error = machines.run("rekey", "--home", OTHER, code=4)["error"]
    assert error["code"] == "data_keys_lacking"
    assert (OTHER / "data.key").read_bytes() == before
    shutil.copyfile(HOME / "data.key", OTHER / "data.key")
    assert key_check_of_other(machines) == "passed"


def test_password_is_kept_from_others_and_never_shown(
    on_server: Office, postgresql_url: str
) -> None:
    file = HOME / "database.url"
    assert file.read_text("utf-8") == f"{postgresql_url}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    password = str(make_url(postgresql_url).password)
    wrong = postgresql_url.replace(password, "wrong-" + password)
    for url in (postgresql_url, wrong, "postgresql://u:" + password):
        for words in (
            ("init", "--origin", on_server.ORIGIN, "--database", url, "--home", "other"),
        ):
            code, out, err = on_server.raw(*words, "--passphrase-file", "passphrase")
            assert code in {2, 4}
            assert password not in out + err
            assert not Path("other").exists()
    file.write_text(f"{wrong}\n", "utf-8")
    code, out, err = on_server.raw("list")
    assert (code, out) == (4, "")
    assert "store_unreachable" in err
    assert password not in err


def test_file_is_no_server(office: Office) -> None:
    words = ("init", "--origin", office.ORIGIN, "--home", "other", "--database", "sqlite:///x")
    assert office.run(*words, code=4)["error"]["code"] == "store_url"
    assert not Path("other").exists()


def test_backup_says_what_to_use_instead(on_server: Office) -> None:
    error = on_server.run("backup", "b.zip", code=2)["error"]
    assert error["code"] == "backup_postgresql"
    assert "pg_dump" in error["do"]
    assert not Path("b.zip").exists()


def test_database_put_back_does_not_sign(on_server: Office, postgresql_url: str) -> None:
    """Yesterday's copy in the place of today's."""
    on_server.pool()
    on_server.run("log", "sign")
    name = str(make_url(postgresql_url).database)
    server = postgresql_url.removesuffix(name) + "postgres"
    with closing(psycopg.connect(server, autocommit=True)) as raw:
        raw.execute(f'DROP DATABASE IF EXISTS "{name}_before"')
        raw.execute(f'CREATE DATABASE "{name}_before" TEMPLATE "{name}"')
    on_server.frozen()
    size = on_server.run("log", "sign")["size"]
    (HOME / "database.url").write_text(f"{postgresql_url}_before\n", "utf-8")
    error = on_server.run("log", "sign", code=4)["error"]
    assert error["code"] == "log_behind"
    assert error["facts"]["expected"] == size
