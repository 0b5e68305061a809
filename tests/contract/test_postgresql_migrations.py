"""On PostgreSQL, too, the migrations make exactly the tables the program uses, and can be taken back."""

import time
from contextlib import closing

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from drawsvc.db.postgresql import PostgresDatabase
from drawsvc.db.schema import create_store, downgrade, upgrade
from drawsvc.db.session import open_store, parse_url
from drawsvc.db.tables import metadata
from drawsvc.domain.errors import StateError
from tests.contract.made import ORIGIN, VAULT
from tests.contract.test_migrations import REVISIONS

_COLUMNS = """
    SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
        || ' ' || coalesce(l.collname, '') || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
"""
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
_CONSTRAINTS = """
    SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
    JOIN pg_namespace n ON n.oid = c.connamespace AND n.nspname = 'public'
"""


def declared(url: str) -> dict[str, str]:
    """Columns, indexes and constraints by name."""
    with closing(psycopg.connect(url)) as raw:
        rows = [
            row
            for query in (_COLUMNS, _INDEXES, _CONSTRAINTS)
            for row in raw.execute(query).fetchall()
        ]
    return {
        f"{n} {name}": text
        for n, (name, text) in enumerate(sorted(rows))
        if "alembic_version" not in name + text
    }


def named(found: dict[str, str]) -> set[tuple[str, str]]:
    return {(name.partition(" ")[2], text) for name, text in found.items()}


def test_migrated_tables_are_those_of_the_program(postgresql_url: str) -> None:
    create_store(postgresql_url, ORIGIN, VAULT).close()
    migrated = named(declared(postgresql_url))
    database = PostgresDatabase(parse_url(postgresql_url))
    with closing(database), database.migrating() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert named(declared(postgresql_url)) == migrated
    texts = {text.split()[2] for name, text in migrated if text.startswith("text ")}
    assert texts == {"C"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_back_and_forth(postgresql_url: str, revision: str) -> None:
    create_store(postgresql_url, ORIGIN, VAULT).close()
    before = named(declared(postgresql_url))
    downgrade(postgresql_url, f"{revision}-1" if len(REVISIONS) > 1 else "base")
    with pytest.raises(StateError, match="store_schema"):
        open_store(postgresql_url, VAULT)
    upgrade(postgresql_url)
    assert named(declared(postgresql_url)) == before


def test_going_back_to_the_start_leaves_nothing(postgresql_url: str) -> None:
    create_store(postgresql_url, ORIGIN, VAULT).close()
    downgrade(postgresql_url, "base")
    assert declared(postgresql_url) == {}


def test_migration_that_fails_changes_nothing(postgresql_url: str) -> None:
    with closing(psycopg.connect(postgresql_url, autocommit=True)) as raw:
        raw.execute("CREATE TABLE private (x integer)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(postgresql_url)
    assert {name for name, _ in named(declared(postgresql_url))} == {"private.x"}


def test_migration_gives_up_waiting_for_a_lock(postgresql_url: str) -> None:
    """While it waited, everybody would wait behind it."""
    create_store(postgresql_url, ORIGIN, VAULT).close()
    before = declared(postgresql_url)
    with closing(psycopg.connect(postgresql_url)) as raw:
        raw.execute("SELECT count(*) FROM chance")  # a reader that does not end
        began = time.monotonic()
        with pytest.raises(StateError, match="store_busy"):
            downgrade(postgresql_url, "0001")
        assert 3 < time.monotonic() - began < 9
    assert declared(postgresql_url) == before
    downgrade(postgresql_url, "0001")
