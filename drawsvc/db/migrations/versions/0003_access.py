"""Keys and accounts of callers, and the answers they were given.

Going forward: the tables are new and empty.
Going back: keys and accounts have to be made again, and calls that were answered are not known any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "api_key",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("pools", sa.LargeBinary(), nullable=False),
        sa.Column("expires", BIG, nullable=False),
        sa.Column("revoked", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("pools", sa.LargeBinary(), nullable=False),
        sa.Column("password", TEXT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("pause_until", BIG, nullable=True),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("expires", BIG, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_table(
        "answered",
        sa.Column("caller", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("caller", "idempotency_key", name="pk_answered"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answered_at", "answered", ["at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("answered", "session", "account", "api_key"):
        op.drop_table(table)
