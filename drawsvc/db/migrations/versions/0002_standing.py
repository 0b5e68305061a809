"""What earlier draws mean for later ones, kept at hand; find attempts by draw id and by phase.

Going forward: the new tables are empty until `drawsvc rebuild` has filled them from entries and lists.
Going back: nothing is lost that does not follow from entries and lists.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
PLACE = ("pool", "draw", "attempt")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("attempt", ("draw", "attempt")),
    ("attempt", ("pool", "phase")),
    ("engagement", ("pool", "day", "expert")),
    ("turn", ("pool", "specialty", "requested")),
    ("chance", ("pool", "expert", "ended", "chosen")),
)


def upgrade() -> None:
    """Ends, engagements, turns, chances and runs."""
    _table("past", ("pool",), _text("pool"), _big("size"), _bytes("peaks"))
    _table("engagement", (*PLACE, "expert"), *_place(), _text("expert"), _text("day"))
    _table(
        "turn",
        (*PLACE, "specialty"),
        *_place(),
        _text("specialty"),
        _big("requested"),
        _text("cursor"),
        _bytes("carried"),
    )
    _table(
        "chance",
        (*PLACE, "expert"),
        *_place(),
        _text("expert"),
        _big("ended"),
        _count("chosen"),
    )
    _table("run", ("pool", "expert"), _text("pool"), _text("expert"), _count("length"))
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    """Drop them."""
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    for table in ("run", "chance", "turn", "engagement", "past"):
        op.drop_table(table)


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), **KEYED)


def _place() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return _text("pool"), _text("draw"), _count("attempt")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=False)
