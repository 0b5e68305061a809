"""A server that stops, is full, fails or is none of ours: a code, nothing half done, and on it goes."""

import signal
import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore, open_store
from drawsvc.domain.errors import DrawError, InputError, LogError, StateError
from tests.contract.made import DRAW, ORIGIN, POOL, VAULT, entries
from tests.contract.test_store_transactions import assert_empty, write_everything
from tests.postgresql.serving import Server, own_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that only these tests use, so that they may stop it."""
    with own_server() as own:
        yield own


@pytest.fixture
def store(server: Server) -> Iterator[SqlStore]:
    with closing(psycopg.connect(server.url(), autocommit=True)) as raw:
        raw.execute("DROP DATABASE IF EXISTS store WITH (FORCE)")
        raw.execute("CREATE DATABASE store")
    with closing(create_store(server.url("store"), ORIGIN, VAULT)) as opened:
        yield opened


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "power cut"])
def test_server_that_is_restarted_during_a_call(
    store: SqlStore, server: Server, how: signal.Signals
) -> None:
    with store.writing() as writer:
        writer.append(entries(POOL, 1))

    def write() -> None:
        with store.writing() as writer:
            writer.append(entries(DRAW, 2))
            server.stop(how)
            server.start()
            writer.chain_entries(DRAW)

    with pytest.raises(StateError, match="store_unreachable"):
        write()
    with store.reading() as reader:  # at once: a connection that was lost is not used again
        assert reader.chain_entries(POOL) == entries(POOL, 1)  # what was acknowledged
        assert reader.chain_entries(DRAW) == []
    with store.writing() as writer:
        writer.append(entries(DRAW, 2))


def test_server_that_stops_before_the_commit(store: SqlStore, server: Server) -> None:
    def write() -> None:
        with store.writing() as writer:
            write_everything(writer)
            server.stop(signal.SIGQUIT)

    try:
        with pytest.raises(StateError, match="store_unreachable"):
            write()
        with pytest.raises(StateError, match="store_unreachable"), store.reading():
            pass
    finally:
        server.start()
    assert_empty(store)


def test_connection_that_is_cut(store: SqlStore, server: Server) -> None:
    def write() -> None:
        with store.writing() as writer:
            writer.append(entries(DRAW, 1))
            with closing(psycopg.connect(server.url(), autocommit=True)) as raw:
                raw.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'store'"
                )
            writer.append(entries(POOL, 1))

    with pytest.raises(StateError, match="store_unreachable"):
        write()
    assert_empty(store)


CODES = [
    ("53100", StateError, "store_full"),
    ("40001", StateError, "store_busy"),
    ("57014", StateError, "store_busy"),
    ("53300", StateError, "store_busy"),
    ("42501", StateError, "store_not_writable"),
    ("58030", LogError, "store_failed"),
    ("XX000", LogError, "store_failed"),
    ("XX001", LogError, "store_damaged"),
]


@pytest.mark.parametrize(("sqlstate", "kind", "code"), CODES)
def test_what_the_server_says_becomes_an_error_of_ours(
    store: SqlStore, server: Server, sqlstate: str, kind: type[DrawError], code: str
) -> None:
    """At the last entry, when much has been written."""
    with closing(psycopg.connect(server.url("store"), autocommit=True)) as raw:
        raw.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlstate}'; END $$"
        )
        raw.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON node FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        with pytest.raises(kind, match=code), store.writing() as writer:
            write_everything(writer)
        assert_empty(store)
        raw.execute("DROP TRIGGER refusing ON node")
    with store.writing() as writer:
        write_everything(writer)


def test_refusal_at_the_commit(store: SqlStore, server: Server) -> None:
    with closing(psycopg.connect(server.url("store"), autocommit=True)) as raw:
        raw.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$"
        )
        raw.execute(
            "CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON node DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    with pytest.raises(StateError, match="store_full"), store.writing() as writer:
        write_everything(writer)
    assert_empty(store)


def test_reader_cannot_write(store: SqlStore) -> None:
    with store.reading() as reader, pytest.raises(StateError, match="store_not_writable"):
        reader._connection.exec_driver_sql("DELETE FROM entry")  # noqa: SLF001


def test_readers_of_many_threads_after_a_restart(
    store: SqlStore, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All connections of the pool are old then, however fast the restart was, and none of them is used."""
    monkeypatch.setattr("drawsvc.db.postgresql.FRESH_SECONDS", 0)
    opened = threading.Barrier(6)

    def read(*, together: bool) -> None:
        with store.reading() as reader:
            if together:
                opened.wait(10)
            assert reader.pools() == []

    for together in (True, False):
        threads = [threading.Thread(target=read, kwargs={"together": together}) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.stop()
        server.start()


@pytest.mark.parametrize("wrong", ["password", "database", "port", "host"])
def test_database_that_cannot_be_reached(server: Server, wrong: str) -> None:
    url = server.url("postgres")
    changed = {
        "password": url.replace(server.password, "not-the-password"),
        "database": url.replace("/postgres", "/none"),
        "port": url.replace(f":{server.port}/", ":1/"),
        "host": url.replace("127.0.0.1", "host.invalid"),
    }[wrong]
    with pytest.raises(StateError, match="store_unreachable") as caught:
        open_store(changed, VAULT)
    assert "password" not in str(caught.value)
    assert server.password not in str(caught.value)


def test_server_that_does_not_keep_what_it_acknowledges_is_refused() -> None:
    with own_server(fsync="off") as careless:
        with pytest.raises(StateError, match="store_settings") as caught:
            create_store(careless.url(), ORIGIN, VAULT)
        assert caught.value.facts == {"expected": "fsync = on", "got": "fsync = off"}


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h", "postgres://u:secret@h/d", "postgresql://u:secret@h:x/d"]
)
def test_malformed_url_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(InputError, match="store_url") as caught:
        open_store(url, VAULT)
    assert "secret" not in str(caught.value)


def test_store_is_made_once(store: SqlStore, server: Server) -> None:
    with pytest.raises(StateError, match="store_exists") as caught:
        create_store(server.url("store"), "example.org/other", VAULT)
    assert caught.value.facts == {"path": "store"}
    assert_empty(store)


def test_store_is_made_once_by_three_at_a_time(server: Server) -> None:
    with closing(psycopg.connect(server.url(), autocommit=True)) as raw:
        raw.execute("DROP DATABASE IF EXISTS once WITH (FORCE)")
        raw.execute("CREATE DATABASE once")
    found: list[str] = []
    begin = threading.Barrier(3)

    def make() -> None:
        begin.wait(10)
        try:
            create_store(server.url("once"), ORIGIN, VAULT).close()
            found.append("")
        except StateError as error:
            found.append(error.code)

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["", "store_exists", "store_exists"]
