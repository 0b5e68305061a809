"""The migrations make exactly the tables the program uses, and can be taken back."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from drawsvc.db.schema import create_store, downgrade, migrations, upgrade
from drawsvc.db.session import SqlStore, open_store
from drawsvc.db.sqlite import open_engine
from drawsvc.db.tables import SCHEMA, metadata
from drawsvc.domain.errors import StateError
from tests.contract.made import ORIGIN, VAULT

SCRIPTS = ScriptDirectory.from_config(migrations())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]


def declared(engine: Engine) -> dict[str, str]:
    """Tables and indexes by name, as their SQL without white space."""
    query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query).all()
    return {name: "".join(sql.split()) for name, sql in found if name != "alembic_version"}


def test_program_asks_for_the_last_revision() -> None:
    assert SCRIPTS.get_heads() == [SCHEMA]


def test_migrated_tables_are_those_of_the_program(sql_store: SqlStore, path: Path) -> None:
    del sql_store
    migrated = open_engine(path, "BEGIN")
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    made = create_engine("sqlite://")
    metadata.create_all(made)
    assert declared(migrated) == declared(made)
    migrated.dispose()
    made.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_back_and_forth(path: Path, revision: str) -> None:
    create_store(path, ORIGIN, VAULT).close()
    engine = open_engine(path, "BEGIN")
    before = declared(engine)
    downgrade(f"sqlite:///{path}", f"{revision}-1" if len(REVISIONS) > 1 else "base")
    with pytest.raises(StateError, match="store_schema"):
        open_store(f"sqlite:///{path}", VAULT)
    upgrade(f"sqlite:///{path}")
    assert declared(engine) == before
    engine.dispose()


def test_going_back_to_the_start_leaves_nothing(path: Path) -> None:
    create_store(path, ORIGIN, VAULT).close()
    downgrade(f"sqlite:///{path}", "base")
    engine = open_engine(path, "BEGIN")
    assert declared(engine) == {}
    engine.dispose()


def test_upgrade_of_a_present_store_changes_nothing(path: Path) -> None:
    create_store(path, ORIGIN, VAULT).close()
    upgrade(f"sqlite:///{path}")
    with (
        closing(open_store(f"sqlite:///{path}", VAULT, ORIGIN)) as store,
        store.reading() as reader,
    ):
        assert reader.head().size == 0


def test_migration_that_fails_changes_nothing(path: Path) -> None:
    """The last table is in the way; those made before it must be gone again."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE private (x)")
    with pytest.raises(Exception, match="already exists"):
        upgrade(f"sqlite:///{path}")
    engine = open_engine(path, "BEGIN")
    assert set(declared(engine)) == {"private"}
    engine.dispose()


def test_migrations_can_be_said_to_postgresql() -> None:
    config = migrations()
    config.set_main_option("dialect", "postgresql")
    config.output_buffer = io.StringIO()
    command.upgrade(config, "head", sql=True)
    sql = config.output_buffer.getvalue()
    assert sql.index("lock_timeout") < sql.index("CREATE TABLE entry")
    for table in metadata.tables:
        assert f"CREATE TABLE {table} (" in sql
    assert "id BIGSERIAL NOT NULL" in sql
    assert "leaf BYTEA NOT NULL" in sql


def test_template_makes_a_migration(tmp_path: Path) -> None:
    config = migrations()
    config.set_main_option("version_locations", str(tmp_path))
    config.set_main_option("path_separator", "newline")
    command.revision(config, "Add a column", rev_id="0001", head="base")
    (made,) = tmp_path.glob("0001_*.py")
    text = made.read_text("utf-8")
    compile(text, made.name, "exec")
    assert text.startswith('"""Add a column.\n')
    assert "def downgrade() -> None:" in text
