"""The tables. Types and constraints are such that SQLite and PostgreSQL keep the same things.

Entries, nodes, experts and candidates are written once; only the position of an entry is filled in
later. `attempt` and `log_head` change, by compare-and-swap.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
)

from drawsvc.domain.entries import Place

SCHEMA = "0005"
"""The revision of drawsvc.db.migrations that makes these tables."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Texts are ordered by their bytes, as SQLite and Python do, whatever the language of the server.
_Text = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite numbers rows only in a column declared INTEGER; there it has 64 bits anyway.
_Big = BigInteger().with_variant(Integer, "sqlite")


def _place() -> tuple[Column[str], Column[str], Column[int]]:
    """Columns of a place. The origin is not among them: a store keeps one log."""
    return (
        Column("pool", _Text, primary_key=True),
        Column("draw", _Text, primary_key=True),
        Column("attempt", Integer, primary_key=True, autoincrement=False),
    )


entry = Table(
    "entry",
    metadata,
    Column("id", _Big, primary_key=True),
    Column("pool", _Text, nullable=False),
    Column("draw", _Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("type", _Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
    Column("position", _Big, unique=True),
    UniqueConstraint("pool", "draw", "attempt", "seq"),
    sqlite_strict=True,
)

attempt = Table(
    "attempt",
    metadata,
    *_place(),
    Column("matter", _Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("phase", _Text, nullable=False),
    Column("due_at", _Big),  # Unix seconds
    # Attempts of a matter are counted over all draws; two at once cannot both be the next.
    UniqueConstraint("matter", "attempt"),
    Index(None, "due_at"),
    Index(None, "draw", "attempt"),
    Index(None, "pool", "phase"),
    sqlite_strict=True,
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("origin", _Text, nullable=False),
    Column("size", _Big, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    sqlite_strict=True,
)

node = Table(
    "node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", _Big, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

expert = Table(
    "expert",
    metadata,
    Column("pool", _Text, primary_key=True),
    Column("roster", _Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

seat_group = Table(
    "seat_group",
    metadata,
    *_place(),
    Column("grp", Integer, primary_key=True, autoincrement=False),
    Column("cursor", _Text, nullable=False),
    Column("carried", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

candidate = Table(
    "candidate",
    metadata,
    *_place(),
    Column("grp", Integer, primary_key=True, autoincrement=False),
    Column("list", _Text, primary_key=True),  # eligible or excluded
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("disclosure", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["pool", "draw", "attempt", "grp"],
        ["seat_group.pool", "seat_group.draw", "seat_group.attempt", "seat_group.grp"],
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

private = Table(
    "private",
    metadata,
    *_place(),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


# What earlier draws mean for later ones; it follows from entries and lists, and is replaced with them.

past = Table(
    "past",
    metadata,
    Column("pool", _Text, primary_key=True),
    Column("size", _Big, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

engagement = Table(
    "engagement",
    metadata,
    *_place(),
    # Key columns first: SQLite before 3.42 calls others of a table without rowid damaged.
    Column("expert", _Text, primary_key=True),
    Column("day", _Text, nullable=False),
    Index(None, "pool", "day", "expert"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

turn = Table(
    "turn",
    metadata,
    *_place(),
    Column("specialty", _Text, primary_key=True),
    Column("requested", _Big, nullable=False),
    Column("cursor", _Text, nullable=False),
    Column("carried", LargeBinary, nullable=False),
    Index(None, "pool", "specialty", "requested"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

chance = Table(
    "chance",
    metadata,
    *_place(),
    Column("expert", _Text, primary_key=True),
    Column("ended", _Big, nullable=False),
    Column("chosen", Integer, nullable=False),
    Index(None, "pool", "expert", "ended", "chosen"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

run = Table(
    "run",
    metadata,
    Column("pool", _Text, primary_key=True),
    Column("expert", _Text, primary_key=True),
    Column("length", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


# Who may call, and what was answered.

api_key = Table(
    "api_key",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("name", _Text, nullable=False),
    Column("role", _Text, nullable=False),
    Column("pools", LargeBinary, nullable=False),
    Column("expires", _Big, nullable=False),  # Unix seconds, as all times here
    Column("revoked", _Big),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

account = Table(
    "account",
    metadata,
    Column("name", _Text, primary_key=True),
    Column("role", _Text, nullable=False),
    Column("pools", LargeBinary, nullable=False),
    Column("password", _Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("pause_until", _Big),
    Column("closed", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

pin = Table(
    "pin",
    metadata,
    Column("account", _Text, primary_key=True),
    Column("kept", _Text, nullable=False),
    Column("failures", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

session = Table(
    "session",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account", _Text, nullable=False),
    Column("expires", _Big, nullable=False),
    Index(None, "account"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

answered = Table(
    "answered",
    metadata,
    Column("caller", _Text, primary_key=True),
    Column("idempotency_key", _Text, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", _Big, nullable=False),
    Index(None, "at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


# What people have to be told, and the links they are sent.

notice = Table(
    "notice",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("pool", _Text, nullable=False),
    Column("draw", _Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("grp", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("kind", _Text, nullable=False),
    Column("channel", _Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("made", _Big, nullable=False),
    Column("until", _Big),
    Column("next_at", _Big),
    Column("state", _Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("settled_at", _Big),
    Column("fault", _Text, nullable=False),
    Column("letter", LargeBinary, nullable=False),
    Column("proof", LargeBinary, nullable=False),
    Index(None, "channel", "next_at", "id"),
    Index(None, "pool", "draw", "attempt"),
    Index(None, "state", "made"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

link = Table(
    "link",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("pool", _Text, nullable=False),
    Column("draw", _Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("grp", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


plan = Table(
    "plan",
    metadata,
    *_place(),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


def at_place(table: FromClause) -> ColumnElement[bool]:
    """The rows of one place; the parameters are those of `place_key`."""
    return and_(*(table.c[name] == bindparam(f"at_{name}") for name in ("pool", "draw", "attempt")))


def place_key(place: Place) -> dict[str, str | int]:
    """Parameters for `at_place`."""
    return {"at_pool": place.pool, "at_draw": place.draw, "at_attempt": place.attempt}
