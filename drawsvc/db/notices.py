"""Notices with what they say, and the personal links they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import at_place, link, notice, place_key
from drawsvc.db.vault import Vault
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import StateError
from drawsvc.usecases.notice import DELIVERED, MOOT, Letter, Link, Notice

_FIXED = ("id", "pool", "draw", "attempt", "grp", "row", "kind", "channel", "leaf", "made", "until")
_CHANGING = ("next_at", "state", "version", "tries", "settled_at", "fault")
_NOTICE = select(*(notice.c[name] for name in (*_FIXED, *_CHANGING)))
_BY_ID = Prepared(_NOTICE.where(notice.c.id == bindparam("wanted")))
_AT_PLACE = Prepared(_NOTICE.where(at_place(notice)))
_IN_STATE = (
    _NOTICE.where(notice.c.state == bindparam("wanted"))
    .order_by(notice.c.made.desc(), notice.c.id)
    .limit(bindparam("most"))
)
_ALL_IN_STATE = Prepared(_IN_STATE)
_IN_STATE_OF_POOL = Prepared(_IN_STATE.where(notice.c.pool == bindparam("of")))
_DUE = Prepared(
    _NOTICE.where(notice.c.channel == bindparam("by"), notice.c.next_at <= bindparam("now"))
    .order_by(notice.c.next_at, notice.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and says nothing of it
)
_ADD = Prepared(insert(notice))
_REPLACE = Prepared(
    update(notice)
    .where(notice.c.id == bindparam("wanted"), notice.c.version == bindparam("before"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_LETTER = Prepared(select(notice.c.letter).where(notice.c.id == bindparam("wanted")))
_PROOF = Prepared(select(notice.c.proof).where(notice.c.id == bindparam("wanted")))
_SETTLE = Prepared(
    update(notice)
    .where(notice.c.id == bindparam("wanted"))
    .values(letter=b"", proof=bindparam("said"))
)
_FORGET = Prepared(
    update(notice)
    .where(and_(at_place(notice), notice.c.grp == bindparam("g"), notice.c.row == bindparam("r")))
    .values(letter=b"", proof=b"")
)
_LINK = Prepared(
    select(*(link.c[name] for name in ("pool", "draw", "attempt", "grp", "row", "leaf"))).where(
        link.c.digest == bindparam("wanted")
    )
)
_ADD_LINK = Prepared(insert(link))


def notice_by_id(connection: Connection, origin: str, id_: str) -> Notice | None:
    """A notice by its id."""
    row = _BY_ID.first(connection, {"wanted": id_})
    return _read(row, origin) if row else None


def notices_at(connection: Connection, place: Place) -> list[Notice]:
    """The notices of an attempt."""
    return [_read(row, place.origin) for row in _AT_PLACE.rows(connection, place_key(place))]


def notices(
    connection: Connection, origin: str, state: str, limit: int, *, pool: str
) -> list[Notice]:
    """Notices (of a pool) in a state, those made last at first."""
    asked = _IN_STATE_OF_POOL if pool else _ALL_IN_STATE
    found = asked.rows(connection, {"wanted": state, "most": limit, "of": pool})
    return [_read(row, origin) for row in found]


def due(
    connection: Connection, origin: str, channel: str, now: datetime, *, limit: int
) -> list[Notice]:
    """Notices of a channel that are to be taken up, earliest first."""
    values = {"by": channel, "now": _seconds(now), "most": limit}
    return [_read(row, origin) for row in _DUE.rows(connection, values)]


def add_notice(connection: Connection, vault: Vault, added: Notice, letter: Letter) -> None:
    """Insert a notice."""
    row = {
        "id": added.id,
        "pool": added.place.pool,
        "draw": added.place.draw,
        "attempt": added.place.attempt,
        "grp": added.group,
        "row": added.row,
        "kind": added.kind,
        "channel": added.channel,
        "leaf": bytes.fromhex(added.leaf),
        "made": _seconds(added.made),
        "until": _seconds(added.until),
        "letter": vault.seal(to_data(asdict(letter)), *_bound("letter", added.id)),
        "proof": b"",
    }
    _ADD.change(connection, row | _changing(added))


def save_notice(connection: Connection, vault: Vault, saved: Notice, proof: str) -> None:
    """Replace the notice whose version is one less."""
    values = {"wanted": saved.id, "before": saved.version - 1}
    if _REPLACE.change(connection, _changing(saved) | values) != 1:
        raise StateError("changed_meanwhile")
    if saved.state in (DELIVERED, MOOT):
        said = vault.seal(proof.encode(), *_bound("proof", saved.id)) if proof else b""
        _SETTLE.change(connection, {"wanted": saved.id, "said": said})


def letter_of(connection: Connection, vault: Vault, id_: str) -> Letter | None:
    """What a notice says, while that is kept."""
    row = _LETTER.first(connection, {"wanted": id_})
    if row is None or not row[0]:
        return None
    return Letter(**from_data(vault.open(row[0], *_bound("letter", id_))))


def proof_of(connection: Connection, vault: Vault, id_: str) -> str:
    """The proof that a notice was delivered."""
    row = _PROOF.first(connection, {"wanted": id_})
    return vault.open(row[0], *_bound("proof", id_)).decode() if row and row[0] else ""


def forget_notices(connection: Connection, place: Place, group: int, rows: Sequence[int]) -> None:
    """Forget what notices to these rows say, and their proofs."""
    _FORGET.change_all(connection, ({**place_key(place), "g": group, "r": row} for row in rows))


def link_by_digest(connection: Connection, origin: str, digest: bytes) -> Link | None:
    """A personal link."""
    row = _LINK.first(connection, {"wanted": digest})
    if row is None:
        return None
    pool, draw, attempt, group, number, leaf = row
    return Link(digest, Place(origin, pool, draw, attempt), group, number, leaf.hex())


def save_link(connection: Connection, saved: Link) -> None:
    """Insert a personal link."""
    row = {
        "digest": saved.digest,
        "pool": saved.place.pool,
        "draw": saved.place.draw,
        "attempt": saved.place.attempt,
        "grp": saved.group,
        "row": saved.row,
        "leaf": bytes.fromhex(saved.leaf),
    }
    _ADD_LINK.change(connection, row)


def letter_bound(row: Any) -> tuple[object, ...]:
    """What the letter of a row is sealed with."""
    return _bound("letter", row.id)


def proof_bound(row: Any) -> tuple[object, ...]:
    """What the proof of a row is sealed with."""
    return _bound("proof", row.id)


def _bound(what: str, id_: str) -> tuple[object, ...]:
    return "notice", what, id_


def _changing(of: Notice) -> dict[str, Any]:
    return {
        "next_at": _seconds(of.next_at),
        "state": of.state,
        "version": of.version,
        "tries": of.tries,
        "settled_at": _seconds(of.settled_at),
        "fault": of.fault,
    }


def _read(row: tuple[Any, ...], origin: str) -> Notice:
    id_, pool, draw, attempt, grp, number, kind, channel, leaf, made, until, *changing = row
    next_at, state, version, tries, settled_at, fault = changing
    return Notice(
        id_,
        Place(origin, pool, draw, attempt),
        grp,
        number,
        kind,
        channel,
        leaf.hex(),
        datetime.fromtimestamp(made, UTC),
        _time(until),
        _time(next_at),
        state,
        version,
        tries,
        _time(settled_at),
        fault,
    )


def _seconds(time: datetime | None) -> int | None:
    return None if time is None else int(time.timestamp())


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
