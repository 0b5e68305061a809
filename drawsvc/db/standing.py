"""What earlier draws of a pool mean for later ones, kept at hand. All of it follows from entries and lists."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import at_place, chance, engagement, past, place_key, run, turn
from drawsvc.domain.entries import Place
from drawsvc.domain.history import Turn
from drawsvc.log.merkle import HASH_BYTES, CompactRange
from drawsvc.usecases.ports import NOT_ENDED

_of_pool: BindParameter[str] = bindparam("of")

_PAST = Prepared(select(past.c.size, past.c.peaks).where(past.c.pool == _of_pool))
_REPLACE_PAST = Prepared(
    update(past)
    .where(past.c.pool == _of_pool)
    .values({name: bindparam(name) for name in ("size", "peaks")})
)
_ADD_PAST = Prepared(insert(past))

_ENGAGED = Prepared(
    select(engagement.c.expert)
    .where(engagement.c.pool == _of_pool, engagement.c.day == bindparam("on"))
    .distinct()
)
_NOBODY_ENGAGED = Prepared(delete(engagement).where(at_place(engagement)))
_engaged_here = (at_place(engagement), engagement.c.expert == bindparam("whose"))
_NOT_ENGAGED = Prepared(delete(engagement).where(*_engaged_here))
_ENGAGEMENT = [bindparam(of.name, type_=of.type) for of in engagement.c]
_ENGAGE = Prepared(
    insert(engagement).from_select(
        list(engagement.c.keys()),
        select(*_ENGAGEMENT).where(~select(literal(1)).where(*_engaged_here).exists()),
    )
)

_TURN = Prepared(
    select(turn.c.cursor, turn.c.carried)
    .where(turn.c.pool == _of_pool, turn.c.specialty == bindparam("specialty"))
    .order_by(turn.c.requested.desc())
    .limit(1)
)
_NO_TURN = Prepared(delete(turn).where(at_place(turn)))
_ADD_TURN = Prepared(insert(turn))


def _run(
    pool: ColumnElement[str], expert: ColumnElement[str], outer: FromClause | None = None
) -> ScalarSelect[int]:
    """How often somebody was chosen since he last was not. What has not ended does not count.

    `outer`: where pool and expert come from, if these are columns.
    """
    of, missed = chance.alias(), chance.alias()
    latest_miss = (
        select(missed.c.ended)
        .where(missed.c.pool == pool, missed.c.expert == expert, missed.c.chosen == 0)
        .order_by(missed.c.ended.desc())
        .limit(1)
        .correlate(outer)
        .scalar_subquery()
    )
    return (
        select(func.coalesce(func.sum(of.c.chosen), 0))
        .where(
            of.c.pool == pool,
            of.c.expert == expert,
            of.c.ended > func.coalesce(latest_miss, NOT_ENDED),
        )
        .correlate(outer)
        .scalar_subquery()
    )


_RUN_OF = Prepared(select(_run(_of_pool, bindparam("whose"))))
_END = Prepared(update(chance).where(at_place(chance)).values(ended=bindparam("now")))
_CHOOSE = Prepared(
    update(chance)
    .where(at_place(chance), chance.c.expert == bindparam("whose"))
    .values(chosen=bindparam("now"))
)
_CHOSEN_AT = Prepared(select(chance.c.expert).where(at_place(chance), chance.c.chosen > 0))
_CHOOSE_NOBODY = Prepared(update(chance).where(at_place(chance)).values(chosen=0))
_CHANCES_AT = Prepared(select(chance.c.expert, chance.c.chosen).where(at_place(chance)))
_NO_CHANCES = Prepared(delete(chance).where(at_place(chance)))
_ADD_CHANCES = Prepared(insert(chance))

_RUNS = Prepared(select(run.c.expert, run.c.length).where(run.c.pool == _of_pool))
_NO_RUN = Prepared(
    delete(run).where(run.c.pool == bindparam("in_pool"), run.c.expert == bindparam("whose"))
)
_ADD_RUN = Prepared(insert(run))
_NO_RUNS_AT = Prepared(
    delete(run).where(
        run.c.pool == bindparam("at_pool"),
        run.c.expert.in_(select(chance.c.expert).where(at_place(chance))),
    )
)
_own = chance.alias()
_ADD_RUNS_AT = Prepared(
    insert(run).from_select(
        ["pool", "expert", "length"],
        select(_own.c.pool, _own.c.expert, _run(_own.c.pool, _own.c.expert, _own)).where(
            at_place(_own), _own.c.chosen > 0
        ),
    )
)
_OF_DRAWS, _OF_POOLS = (engagement, turn, chance), (past, run)
_DROP = (
    *(Prepared(delete(table).where(table.c.draw != "")) for table in _OF_DRAWS),
    *(Prepared(delete(table)) for table in _OF_POOLS),
)


def past_of(connection: Connection, pool: str) -> CompactRange:
    """The tree over the ends of a pool's attempts."""
    row = _PAST.first(connection, {"of": pool})
    if row is None:
        return CompactRange()
    size, peaks = row
    hashes = (peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES))
    return CompactRange(size, tuple(hashes))


def save_past(connection: Connection, pool: str, tree: CompactRange) -> None:
    """Replace the tree over the ends of a pool's attempts."""
    row = {"size": tree.size, "peaks": b"".join(tree.peaks)}
    if not _REPLACE_PAST.change(connection, row | {"of": pool}):
        _ADD_PAST.change(connection, row | {"pool": pool})


def engaged(connection: Connection, pool: str, day: str) -> frozenset[str]:
    """Whoever has accepted a seat for a day."""
    found = _ENGAGED.rows(connection, {"of": pool, "on": day})
    return frozenset(expert for (expert,) in found)


def save_seat(
    connection: Connection, place: Place, day: str, expert: str, *, has_seat: bool
) -> None:
    """Note whether an expert has accepted a seat of an attempt, and was chosen if it is one of his own draws."""
    his = place_key(place) | {"whose": expert}
    if has_seat:
        _ENGAGE.change(connection, his | _columns(place) | {"expert": expert, "day": day})
    else:
        _NOT_ENGAGED.change(connection, his)
    _CHOOSE.change(connection, his | {"now": int(has_seat)})


def drop_engaged(connection: Connection, place: Place) -> None:
    """Nobody has accepted a seat of an attempt any more."""
    _NOBODY_ENGAGED.change(connection, place_key(place))


def latest_turn(connection: Connection, pool: str, specialty: str) -> Turn:
    """The turn after the draw of a specialty that was requested last."""
    row = _TURN.first(connection, {"of": pool, "specialty": specialty})
    return Turn(row[0], tuple(from_data(row[1]))) if row else Turn()


def save_turns(
    connection: Connection, place: Place, requested: int, turns: Mapping[str, Turn]
) -> None:
    """Replace the turns after an attempt, by specialty."""
    _NO_TURN.change(connection, place_key(place))
    own = _columns(place) | {"requested": requested}
    for specialty, after in turns.items():
        carried = to_data(list(after.carried))
        values = {"specialty": specialty, "cursor": after.cursor, "carried": carried}
        _ADD_TURN.change(connection, own | values)


def chances_at(connection: Connection, place: Place) -> dict[str, int]:
    """Of an attempt, by expert."""
    return dict(_CHANCES_AT.rows(connection, place_key(place)))


def save_chances(
    connection: Connection, place: Place, ended: int, chances: Mapping[str, int]
) -> None:
    """Replace those of an attempt."""
    _NO_CHANCES.change(connection, place_key(place))
    own = _columns(place) | {"ended": ended}
    rows = (own | {"expert": expert, "chosen": chosen} for expert, chosen in chances.items())
    _ADD_CHANCES.change_all(connection, rows)


def choose_nobody(connection: Connection, place: Place) -> list[str]:
    """Nobody was chosen in an attempt after all. Returns whoever was."""
    chosen = [expert for (expert,) in _CHOSEN_AT.rows(connection, place_key(place))]
    _CHOOSE_NOBODY.change(connection, place_key(place))
    return chosen


def end_chances(connection: Connection, place: Place, ended: int) -> bool:
    """Count the runs of all whose own draw an attempt was, which has ended last. Returns whether it was anybody's."""
    key = place_key(place)
    found = _END.change(connection, key | {"now": ended}) > 0
    _NO_RUNS_AT.change(connection, key)
    _ADD_RUNS_AT.change(connection, key)
    return found


def count_run(connection: Connection, pool: str, expert: str) -> None:
    """Count the run of one expert anew."""
    ((run_now,),) = _RUN_OF.rows(connection, {"of": pool, "whose": expert})
    save_runs(connection, pool, {expert: int(run_now)})


def runs(connection: Connection, pool: str) -> dict[str, int]:
    """Runs above 0 by expert."""
    return dict(_RUNS.rows(connection, {"of": pool}))


def save_runs(connection: Connection, pool: str, runs: Mapping[str, int]) -> None:
    """Replace the runs of these experts."""
    _NO_RUN.change_all(connection, ({"in_pool": pool, "whose": expert} for expert in runs))
    kept = ((expert, length) for expert, length in runs.items() if length)
    rows = ({"pool": pool, "expert": expert, "length": length} for expert, length in kept)
    _ADD_RUN.change_all(connection, rows)


def drop_standing(connection: Connection) -> None:
    """Forget what attempts mean; what openings declare has no draw and stays, but for the runs it began."""
    for statement in _DROP:
        statement.change(connection, {})


def _columns(place: Place) -> dict[str, str | int]:
    return {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
