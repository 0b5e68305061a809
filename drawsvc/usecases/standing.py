"""What an attempt means for later ones of its pool, noted with every change of it (SPEC §5.3, §13.4).

A freeze needs of all earlier draws only their ends, who has accepted a seat for its day, whose turn it is, and who was
chosen how often in a row. That is kept at hand, so that a freeze reads no list but its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.grammar import ENDS
from drawsvc.domain.history import OWN_DRAW, PastGroup, turn_after
from drawsvc.domain.taking import seat_of
from drawsvc.log.merkle import leaf_hash
from drawsvc.usecases.ports import NOT_ENDED, Writer

ANSWERS = ("REPLIED", "CORRECTED", "WITHDRAWN")
EMPTYING = ("RESCHEDULED", "VOID")
TELLING = frozenset({*ENDS, *ANSWERS, *EMPTYING, "INVITED"})


def keep_standing(
    writer: Writer, attempt: Attempt, written: Sequence[Entry], changed: Collection[str]
) -> None:
    """Note what the entries just appended to an attempt mean for later ones; its seats are noted already."""
    keep_ends(writer, attempt.chain.place.pool, ends_among(attempt, written))
    keep_counts(writer, attempt, written, changed)


def ends_among(attempt: Attempt, written: Sequence[Entry]) -> list[Entry]:
    """Those entries that further freezes rest on (SPEC §5.3)."""
    frozen = attempt.chain.last_of("FREEZE") is not None
    return [entry for entry in written if frozen and entry.type in ENDS]


def keep_ends(writer: Writer, pool: str, ends: Sequence[Entry]) -> None:
    """Note ends that stand in the log after all that were noted before, in their order."""
    if ends:
        leaves = [leaf_hash(bytes.fromhex(entry.leaf)) for entry in ends]
        writer.save_past(pool, writer.past(pool).extended(leaves))


def keep_seats(writer: Writer, attempt: Attempt, written: Sequence[Entry]) -> frozenset[str]:
    """Note who was chosen and who is engaged. Returns whoever has won or lost a seat."""
    if attempt.chain.last_of("FREEZE") is None:
        return frozenset()
    return frozenset(expert for entry in written for expert in _keep_seat(writer, attempt, entry))


def keep_counts(
    writer: Writer, attempt: Attempt, written: Sequence[Entry], changed: Collection[str]
) -> None:
    """Note whose turn it is now, and how often in a row everybody was chosen."""
    end = attempt.chain.last_of(*ENDS)
    if attempt.chain.last_of("FREEZE") is None:
        return
    if end and any(entry.type in TELLING for entry in written):
        _keep_turns(writer, attempt, end)
        _keep_runs(writer, attempt, end, changed, is_new=end in written)


def note_chances(writer: Writer, attempt: Attempt) -> None:
    """Note from the lists of an attempt whose own draw it is, as a freeze does. Whoever was erased is left out."""
    found: dict[str, int] = {}
    lists = writer.lists(attempt.chain.place)
    for of_group in lists if attempt.phase != "voided" else ():
        for item in (*of_group.eligible, *of_group.excluded):
            opened = item.disclosure if item.row.reason in OWN_DRAW else None
            if opened:
                found[opened.expert_id] = int(_has_seat(attempt, item.row.person))
    writer.save_chances(attempt.chain.place, NOT_ENDED, found)


def _keep_seat(writer: Writer, attempt: Attempt, entry: Entry) -> Iterable[str]:
    """Note who has a seat after an entry. Returns the experts who have won or lost one."""
    place = attempt.chain.place
    if entry.type in EMPTYING:
        writer.drop_engaged(place)
        return writer.choose_nobody(place)
    if entry.type in ANSWERS and not _is_refusal(entry):
        seat = seat_of(entry)
        opened = writer.listed(place, seat[0], "eligible", seat[1]).disclosure
        if opened:  # else he was erased since
            person = attempt.groups[seat[0]][0][seat[1]].person
            has_seat = _has_seat(attempt, person)
            day = activity_date(attempt)
            writer.save_seat(place, day, opened.expert_id, has_seat=has_seat)
            return (opened.expert_id,)
    return ()


def _is_refusal(entry: Entry) -> bool:
    """Whoever is asked for a seat has not got it, and who refuses gets none."""
    return entry.type == "REPLIED" and entry.body["answer"] != "accept"


def _has_seat(attempt: Attempt, person: str) -> bool:
    """Whether the person of these rows has accepted, in whichever group: he has the same row in all (SPEC §6.1)."""
    accepted = enumerate(attempt.walk.accepted if attempt.walk else ())
    seats = ((g, row) for g, rows in accepted for row in rows)
    return any(attempt.groups[g][0][row].person == person for g, row in seats)


def activity_date(attempt: Attempt) -> str:
    """The day the panel is needed, as it was last set."""
    moved = attempt.chain.last_of("RESCHEDULED")
    return str(moved.body["date"] if moved else attempt.entry("REQUEST").body["activity"]["date"])


def _keep_turns(writer: Writer, attempt: Attempt, end: Entry) -> None:
    """Note the turns that a serial draw leaves, if it counts."""
    freeze = attempt.entry("FREEZE").body
    if freeze["mode"] == "serial":
        groups = _past_groups(attempt) if end.type != "VOID" else []
        turns = {group.specialty: turn_after(group) for group in groups}
        requested = writer.ordinal(attempt.entry("REQUEST").leaf)
        writer.save_turns(attempt.chain.place, requested, turns)


def _past_groups(attempt: Attempt) -> Iterator[PastGroup]:
    """The groups of a frozen attempt. Nobody is named: turns are found by serials alone."""
    requested, frozen = (
        attempt.entry("REQUEST").body["groups"],
        attempt.entry("FREEZE").body["groups"],
    )
    walk = attempt.walk
    for g, (eligible, excluded) in enumerate(attempt.groups):
        serials = {f"eligible {index}": row.serial for index, row in enumerate(eligible)}
        missed = {f"excluded {index}": row for index, row in enumerate(excluded)}
        yield PastGroup(
            requested[g]["specialty"],
            frozenset(serials),
            {name: row.reason for name, row in missed.items()},
            serials | {name: row.serial for name, row in missed.items()},
            frozenset(f"eligible {index}" for index in (walk.invited[g] if walk else ())),
            frozenset(f"eligible {index}" for index in (walk.accepted[g] if walk else ())),
            frozen[g]["cursor"],
            tuple(frozen[g]["carried"]),
        )


def _keep_runs(
    writer: Writer, attempt: Attempt, end: Entry, changed: Collection[str], *, is_new: bool
) -> None:
    """Note how often in a row everybody was chosen for whom the attempt was a chance.

    Args:
        writer: of the transaction.
        attempt: as it is now.
        end: its latest.
        changed: whoever has won or lost a seat just now.
        is_new: the end was written just now: then it is the last one of the pool.
    """
    place = attempt.chain.place
    if end.type == "VOID":
        had_ended = len([entry for entry in attempt.chain.entries if entry.type in ENDS]) > 1
        changed = writer.chances(place) if had_ended else ()
        writer.save_chances(place, NOT_ENDED, {})
    elif is_new:
        ordinal = writer.ordinal(end.leaf)
        if not writer.end_chances(place, ordinal):
            note_chances(writer, attempt)  # frozen by a version that did not
            writer.end_chances(place, ordinal)
        return
    for expert in sorted(changed):
        writer.count_run(place.pool, expert)
