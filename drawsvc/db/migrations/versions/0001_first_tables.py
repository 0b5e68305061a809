"""The first tables.

Going back: everything is lost. There is nothing to go back to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
PLACE = ("pool", "draw", "attempt")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Entries and the log, attempts, rosters, lists."""
    _entries()
    _log()
    _rosters()
    _lists()


def downgrade() -> None:
    """Drop everything."""
    for table in ("private", "candidate", "seat_group", "expert", "node", "log_head"):
        op.drop_table(table)
    op.drop_table("attempt")
    op.drop_table("entry")


def _entries() -> None:
    op.create_table(
        "entry",
        sa.Column("id", BIG, nullable=False),
        _text("pool"),
        _text("draw"),
        _count("attempt"),
        _count("seq"),
        _text("type"),
        _bytes("leaf"),
        _bytes("data"),
        sa.Column("position", BIG),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint(*PLACE, "seq", name="uq_entry_pool_draw_attempt_seq"),
        sa.UniqueConstraint("leaf", name="uq_entry_leaf"),
        sa.UniqueConstraint("position", name="uq_entry_position"),
        **STRICT,
    )
    op.create_table(
        "attempt",
        *_place(),
        _text("matter"),
        _count("version"),
        _text("phase"),
        sa.Column("due_at", BIG),
        sa.PrimaryKeyConstraint(*PLACE, name="pk_attempt"),
        sa.UniqueConstraint("matter", "attempt", name="uq_attempt_matter_attempt"),
        **STRICT,
    )
    op.create_index("ix_attempt_due_at", "attempt", ["due_at"])


def _log() -> None:
    op.create_table(
        "log_head",
        _count("id"),
        _text("origin"),
        sa.Column("size", BIG, nullable=False),
        _bytes("root"),
        _bytes("checkpoint"),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        **STRICT,
    )
    op.create_table(
        "node",
        _count("level"),
        sa.Column("idx", BIG, nullable=False, autoincrement=False),
        _bytes("hash"),
        sa.PrimaryKeyConstraint("level", "idx", name="pk_node"),
        **KEYED,
    )


def _rosters() -> None:
    op.create_table(
        "expert",
        _text("pool"),
        _text("roster"),
        _count("ordinal"),
        _bytes("data"),
        _bytes("salt"),
        sa.PrimaryKeyConstraint("pool", "roster", "ordinal", name="pk_expert"),
        **KEYED,
    )


def _lists() -> None:
    group = (*PLACE, "grp")
    op.create_table(
        "seat_group",
        *_place(),
        _count("grp"),
        _text("cursor"),
        _bytes("carried"),
        sa.PrimaryKeyConstraint(*group, name="pk_seat_group"),
        **KEYED,
    )
    op.create_table(
        "candidate",
        *_place(),
        _count("grp"),
        _text("list"),
        _count("idx"),
        _bytes("data"),
        _bytes("disclosure"),
        sa.ForeignKeyConstraint(
            group, [f"seat_group.{name}" for name in group], name="fk_candidate_seat_group"
        ),
        sa.PrimaryKeyConstraint(*group, "list", "idx", name="pk_candidate"),
        **KEYED,
    )
    op.create_table(
        "private",
        *_place(),
        _bytes("data"),
        sa.PrimaryKeyConstraint(*PLACE, name="pk_private"),
        **KEYED,
    )


def _place() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return _text("pool"), _text("draw"), _count("attempt")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)
