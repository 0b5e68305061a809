"""Run by Alembic: the migrations, on the connection handed over and inside its transaction.

Without a connection the SQL is only written out, for the database that `dialect` names.
"""

from alembic import context

from drawsvc.db.tables import metadata

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '4s'"  # SQLite has waited already, for BEGIN IMMEDIATE

connection = context.config.attributes.get("connection")
dialect = context.config.get_main_option("dialect") if connection is None else None
context.configure(connection=connection, dialect_name=dialect, target_metadata=metadata)
with context.begin_transaction():
    if context.get_context().dialect.name == "postgresql":
        context.execute(LOCK_TIMEOUT)
    context.run_migrations()
