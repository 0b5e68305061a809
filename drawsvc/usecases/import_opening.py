"""Take over what a pool owes from the time before the log: cursors, runs, counters. Declared, not proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drawseeds import H

from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import DuplicateError, InputError
from drawsvc.domain.history import Turn
from drawsvc.usecases.office import Office, latest, pool_chain
from drawsvc.usecases.ports import Reader


@dataclass(frozen=True)
class Opening:
    """What is declared.

    Args:
        turns: where the next serial draw of a specialty begins.
        runs: how often in a row an expert was chosen at last, by expert id; positive.
        counters: how often something was counted, by expert id, then by id of the profile's counter.
    """

    turns: Mapping[str, Turn] = field(default_factory=dict)
    runs: Mapping[str, int] = field(default_factory=dict)
    counters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def to_object(self) -> Body:
        """What the entry's `basis` is a digest of."""
        turns = {s: {"after": t.cursor, "carried": list(t.carried)} for s, t in self.turns.items()}
        return {
            "counters": [[expert, dict(of)] for expert, of in sorted(self.counters.items())],
            "cursors": [[specialty, turn] for specialty, turn in sorted(turns.items())],
            "runs": [[expert, run] for expert, run in sorted(self.runs.items())],
        }


def import_opening(
    office: Office, pool: str, opening: Opening, *, approvals: tuple[Body, Body]
) -> Entry:
    """Write the pool's OPENING entry (SPEC §5.2); the first draws go on from it.

    Args:
        office: the service.
        pool: its id.
        opening: what is declared.
        approvals: of two people, different ones.

    Raises:
        DuplicateError: `opening_exists`; `opening_too_late`, a draw has been requested.
        MissingError: the pool has no roster.
        InputError: `opening_of_nobody`, somebody is not in the roster; `opening_run`, a run is not positive.
        EntryError: the approvals are the same, or a serial or specialty is malformed.
    """
    salt = office.new_salt()
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        chain = pool_chain(writer, pool)
        if chain.last_of("OPENING"):
            raise DuplicateError("opening_exists", pool=pool)
        if writer.attempts(pool):
            raise DuplicateError("opening_too_late", pool=pool)
        roster = latest(chain, "ROSTER")
        _check(writer, opening, pool, roster.body["roster"])
        body: Body = {
            "approvals": list(approvals),
            "basis": H("basis", salt, opening.to_object()),
            "byes": len(opening.runs),
            "counters": len(opening.counters),
            "cursors": [
                {"after": turn.cursor, "carried": list(turn.carried), "specialty": specialty}
                for specialty, turn in sorted(opening.turns.items())
            ],
            "roster": roster.leaf,
        }
        entry = chain.next("OPENING", body, office.clock())
        place = Place(chain.place.origin, pool)
        writer.save_private(place, {"opening": opening.to_object(), "opening_salt": salt})
        writer.append([entry])
        ordinal = writer.ordinal(entry.leaf)
        writer.save_turns(place, ordinal, opening.turns)
        writer.save_chances(place, ordinal, opening.runs)
        writer.save_runs(pool, opening.runs)
        return entry


def _check(reader: Reader, opening: Opening, pool: str, roster: str) -> None:
    known = {expert.expert_id for expert in reader.experts(pool, roster)}
    strangers = sorted((opening.runs.keys() | opening.counters.keys()) - known)
    if strangers:
        raise InputError("opening_of_nobody", got=", ".join(strangers))
    for expert, run in opening.runs.items():
        if run < 1:
            raise InputError("opening_run", expert=expert, got=run)
