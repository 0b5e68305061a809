"""What an attempt means for later ones of its pool, noted with every change of it (SPEC §5.3, §13.4).

A freeze needs of all earlier draws only their ends, who has accepted a seat for its day, whose turn it is, and who was
chosen how often in a row. That is kept at hand, so that a freeze reads no list but its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import GroupLists, Listed, Row
from drawsvc.domain.entries import Entry
from drawsvc.domain.grammar import ENDS
from drawsvc.domain.history import PastGroup, chances_of, turn_after
from drawsvc.domain.taking import seat_of
from drawsvc.log.merkle import leaf_hash
from drawsvc.usecases.ports import Reader, Writer

ANSWERS = ("REPLIED", "CORRECTED", "WITHDRAWN")
EMPTYING = ("RESCHEDULED", "VOID")
TELLING = frozenset({*ENDS, *ANSWERS, *EMPTYING, "INVITED"})


def keep_standing(writer: Writer, attempt: Attempt, written: Sequence[Entry]) -> None:
    """Note what the entries just appended to an attempt mean for later ones."""
    keep_ends(writer, attempt.chain.place.pool, ends_among(attempt, written))
    keep_choices(writer, attempt, written)


def ends_among(attempt: Attempt, written: Sequence[Entry]) -> list[Entry]:
    """Those entries that further freezes rest on (SPEC §5.3)."""
    frozen = attempt.chain.last_of("FREEZE") is not None
    return [entry for entry in written if frozen and entry.type in ENDS]


def keep_ends(writer: Writer, pool: str, ends: Sequence[Entry]) -> None:
    """Note ends that stand in the log after all that were noted before, in their order."""
    if ends:
        leaves = [leaf_hash(bytes.fromhex(entry.leaf)) for entry in ends]
        writer.save_past(pool, writer.past(pool).extended(leaves))


def keep_choices(writer: Writer, attempt: Attempt, written: Sequence[Entry]) -> None:
    """Note who was chosen, who is engaged, and whose turn it is now."""
    end = attempt.chain.last_of(*ENDS)
    if attempt.chain.last_of("FREEZE") is None:
        return
    for entry in written:
        _keep_engaged(writer, attempt, entry)
    if end and any(entry.type in TELLING for entry in written):
        _keep_turns_and_runs(writer, attempt, end, is_new=end in written)


def _keep_engaged(writer: Writer, attempt: Attempt, entry: Entry) -> None:
    place = attempt.chain.place
    if entry.type in EMPTYING:
        writer.drop_engaged(place)
    elif entry.type in ANSWERS:
        g, row = seat_of(entry)
        expert = writer.listed(place, g, "eligible", row).opened.expert_id
        accepted = row in attempt.walking().accepted[g]
        writer.save_engaged(place, activity_date(attempt), {expert: accepted})


def activity_date(attempt: Attempt) -> str:
    """The day the panel is needed, as it was last set."""
    moved = attempt.chain.last_of("RESCHEDULED")
    return str(moved.body["date"] if moved else attempt.entry("REQUEST").body["activity"]["date"])


def _keep_turns_and_runs(writer: Writer, attempt: Attempt, end: Entry, *, is_new: bool) -> None:
    place = attempt.chain.place
    groups = past_groups(writer, attempt) if end.type != "VOID" else []
    # Draws made while the pool had a profile without serials say nothing about turns.
    turns = {g.specialty: turn_after(g) for g in groups if all(g.serials.values())}
    before, chances = writer.chances(place), chances_of(groups)
    writer.save_turns(place, writer.ordinal(attempt.entry("REQUEST").leaf), turns)
    writer.save_chances(place, writer.ordinal(end.leaf), chances)
    runs = writer.runs(place.pool)
    changed = {
        expert
        for expert in before.keys() | chances.keys()
        if is_new or before.get(expert) != chances.get(expert)
    }
    # A chance not taken in the draw that ended last is the end of any run; others have to be counted.
    now = {
        expert: 0 if is_new and chances.get(expert) == 0 else writer.run_of(place.pool, expert)
        for expert in sorted(changed)
    }
    writer.save_runs(place.pool, {e: run for e, run in now.items() if run != runs.get(e, 0)})


def past_groups(reader: Reader, attempt: Attempt) -> list[PastGroup]:
    """The groups of a frozen attempt by expert ids. Whoever was erased is left out."""
    specialties = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    lists = reader.lists(attempt.chain.place)
    return [
        _group(attempt, g, specialty, of_group)
        for g, (specialty, of_group) in enumerate(zip(specialties, lists, strict=True))
    ]


def _group(attempt: Attempt, g: int, specialty: str, lists: GroupLists) -> PastGroup:
    walk = attempt.walk if attempt.phase != "voided" else None
    invited = walk.invited[g] if walk else set()
    accepted = set(walk.accepted[g] if walk else ())
    eligible, excluded = _by_id(lists.eligible), _by_id(lists.excluded)
    return PastGroup(
        specialty,
        frozenset(eligible),
        {expert: row.reason for expert, (_, row) in excluded.items()},
        {expert: row.serial for expert, (_, row) in (*eligible.items(), *excluded.items())},
        frozenset(expert for expert, (index, _) in eligible.items() if index in invited),
        frozenset(expert for expert, (index, _) in eligible.items() if index in accepted),
        lists.cursor,
        lists.carried,
    )


def _by_id(items: Sequence[Listed]) -> dict[str, tuple[int, Row]]:
    """Place and row by expert id, of those who were not erased."""
    opened = ((index, item, item.disclosure) for index, item in enumerate(items))
    return {of.expert_id: (index, item.row) for index, item, of in opened if of}
