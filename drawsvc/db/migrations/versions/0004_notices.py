"""Notices on their way to experts, the personal links they carry, and how draws go on by themselves.

Going forward: the tables are new and empty.
Going back: what has not been sent is not sent any more, and links that were sent lead nowhere; draws do not
go on by themselves any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "notice",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("pool", TEXT, nullable=False),
        sa.Column("draw", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("grp", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("made", BIG, nullable=False),
        sa.Column("until", BIG, nullable=True),
        sa.Column("next_at", BIG, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled_at", BIG, nullable=True),
        sa.Column("fault", TEXT, nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notice_channel_next_at_id", "notice", ["channel", "next_at", "id"])
    op.create_index("ix_notice_pool_draw_attempt", "notice", ["pool", "draw", "attempt"])
    op.create_index("ix_notice_state_made", "notice", ["state", "made"])
    op.create_table(
        "link",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pool", TEXT, nullable=False),
        sa.Column("draw", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("grp", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_link"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan",
        sa.Column("pool", TEXT, nullable=False),
        sa.Column("draw", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pool", "draw", "attempt", name="pk_plan"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("plan", "link", "notice"):
        op.drop_table(table)
