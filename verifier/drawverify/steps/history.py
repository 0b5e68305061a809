"""Part "history": the log is whole, and its draws follow from each other, SPEC §13.2, §13.4.

Steps 70 to 73 are taken at each FREEZE, where the log has been read to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from drawverify.attempts import Attempt
from drawverify.errors import (
    FailedError,
    NotCheckableError,
    require,
    require_equal,
)
from drawverify.merkle import root_of
from drawverify.note import check_log_signatures, parse_checkpoint
from drawverify.past import Past
from drawverify.reasons import REASONS
from drawverify.roster import Roster
from drawverify.told import Told
from drawverify.trust import Trust
from drawverify.turns import carried_in


class Files(NamedTuple):
    """What a history check was given.

    Attributes:
        past: all draws, after the log was read.
        head: the log file without its entries; None without a log file.
        told: what the records tell.
        rosters: the roster files.
        trust: the trust file seen from the origin, if there is one.
    """

    past: Past
    head: dict[str, Any] | None
    told: list[Told]
    rosters: list[Roster]
    trust: Trust | None

    @property
    def origin(self) -> str:
        """The origin that all files must have."""
        heads = [self.head] if self.head else [roster.head for roster in self.rosters]
        found = [*(told.origin for told in self.told), *(head["origin"] for head in heads)]
        return str(next(iter(found), ""))


def check_root(files: Files) -> None:
    """The log file is the tree that its checkpoint names, signed by a key of the trust file."""
    # SPEC §4.1 §4.2 §11.8 step 66
    head, chains = files.head, files.past.chains
    if head is None:
        raise NotCheckableError(missing="log_file")
    try:
        note = parse_checkpoint(head["checkpoint"])
    except FailedError as error:
        raise error.at("checkpoint") from None
    require_equal(note.origin, head["origin"], "checkpoint")
    require_equal(len(chains.leaves), note.size, "entries")
    require_equal(root_of(chains.leaves).hex(), note.root.hex(), "entries")
    if files.trust is None or not files.trust.log_keys():
        raise NotCheckableError(missing="trust_file")
    keys = files.trust.log_keys_at(chains.last_time)
    signed = check_log_signatures(note, keys)
    names = [name for name, _ in note.lines]
    require(bool(signed), "checkpoint", expected=[key.name for key in keys], got=names)


def check_chain(files: Files) -> None:
    """Every chain of the log file is unbroken and keeps the order of types."""
    # SPEC §5.1 §5.2 §5.6 step 67
    chains = files.past.chains
    if files.head and chains.leaves:
        require_equal(chains.origin, files.head["origin"], "entries.origin")
    for found in (chains.wrong, chains.unknown):
        if found:
            raise found


def check_records(files: Files) -> None:
    """What records and rosters show is what the log has."""
    # SPEC §11.1 §11.8 step 68
    past, origin = files.past, files.origin
    known: dict[int, str] = {}
    for told in files.told:
        name = f"{told.key[1]}/{told.key[2]}"
        require_equal(told.origin, origin, f"{name} origin")
        for entry in told.entries:
            in_log = past.chains.leaf_at(entry.index) if past.has_log else entry.leaf
            leaf = known.setdefault(entry.index, in_log)
            require_equal(entry.leaf, leaf, f"{name} {entry.name}")
    for roster in files.rosters:
        head = roster.head
        require_equal(head["origin"], origin, "roster file.origin")
        body = past.rosters.get(head["roster"])
        if body:
            roster.check(body)
        require(bool(body) or not past.has_log, "roster file", expected="roster_of_log")


def check_attempts(files: Files) -> None:
    """A matter has one draw, whose attempts are numbered in order and name those before."""
    # SPEC §5.3 step 69
    if files.past.wrong:
        raise files.past.wrong
    if not files.past.has_log:
        raise NotCheckableError(missing="log_file")


def check_rests(past: Past, attempt: Attempt) -> None:
    """The FREEZE names the ends of all earlier attempts of the pool, and what the pool has now.

    An older roster, calendar or profile would let the operator choose among them.
    """
    # SPEC §5.3 step 70
    if not past.has_log:
        raise NotCheckableError(missing="log_file")
    pool, freeze = past.pool_of(attempt), attempt.freeze
    require_equal(freeze["history"], pool.history(), "history")
    require_equal(attempt.profile, attempt.in_force, "profile")
    for kind in ("ROSTER", "CALENDAR"):
        require_equal(freeze[kind.lower()], pool.adopted.get(kind, ""), kind.lower())
    changed = any(freeze["since_request"].values())
    revised = pool.rosters > attempt.rosters
    require(
        revised or not changed, "since_request", expected="no_change", got=freeze["since_request"]
    )


def check_turn(past: Past, attempt: Attempt) -> None:
    """In serial mode each group begins where the earlier draws left off."""
    # SPEC §13.4 step 71
    groups = attempt.freeze["groups"]
    if attempt.mode != "serial":
        return
    past.need_history(attempt)
    require_equal(len(groups), len(attempt.specialties), "groups")
    open_: list[NotCheckableError] = []
    for number in range(len(groups)):
        try:
            _check_turn_of(past, attempt, number)
        except NotCheckableError as error:  # noqa: PERF203 - another group may still fail
            open_.append(error)
    if open_:
        raise open_[0]


def _check_turn_of(past: Past, attempt: Attempt, number: int) -> None:
    frozen, turn = (
        attempt.freeze["groups"][number],
        past.turn_of(attempt, attempt.specialties[number]),
    )
    where, cursor = f"groups[{number}]", frozen["cursor"]
    follows = _value(cursor) == _value(turn.cursor)
    expected = turn.cursor or "no_cursor"
    require(follows, f"{where}.cursor", expected=expected, got=cursor or "no_cursor")
    carried = [int(serial) for serial in frozen["carried"]]
    # What the turn does not carry, or not in this order, no record can bring in.
    owed = [int(serial) for serial in turn.carried if int(serial) in carried]
    require_equal(carried, owed, f"{where}.carried")
    if turn.carried:
        owed = carried_in(turn, past.groups_of(attempt)[number])
        require_equal(carried, owed, f"{where}.carried")


def check_bye(past: Past, attempt: Attempt) -> None:
    """Exactly those sit out who were accepted often enough in a row."""
    # SPEC §13.3 §13.4 step 72
    past.need_history(attempt)
    _check_excluded(past, attempt, "bye", past.sitting_out(attempt))


def check_engaged(past: Past, attempt: Attempt) -> None:
    """Exactly those are engaged elsewhere who were accepted for the same day."""
    # SPEC §13.3 step 73
    if not past.has_log:
        raise NotCheckableError(missing="log_file")
    _check_excluded(past, attempt, "engaged", past.engaged(attempt))


def _check_excluded(past: Past, attempt: Attempt, reason: str, due: set[str]) -> None:
    """Checks that a reason excludes those it must, unless one before it does, and nobody else."""
    if not due:
        for number, group in enumerate(attempt.freeze["groups"]):
            got = group["excluded"]["counts"].get(reason, 0)
            require_equal(got, 0, f"groups[{number}].excluded.counts.{reason}")
        return
    before = REASONS[: REASONS.index(reason)]
    for (group, name, row), (known, got) in past.rows_of(attempt).items():
        expected = reason if known in due and got not in before else ""
        is_right = (got == reason) == (expected == reason)
        where = f"groups[{group}].{name}[{row}]"
        other = {"other_than": reason}
        require(is_right, where, expected=expected or other, got=got or "eligible")


def _value(serial: str) -> int:
    """Returns the value of a cursor; −1 for "", which comes before all serials."""
    return int(serial) if serial else -1


# The steps about each FREEZE.
FREEZE_STEPS: dict[str, Callable[[Past, Attempt], None]] = {
    "history.rests": check_rests,
    "history.turn": check_turn,
    "history.bye": check_bye,
    "history.engaged": check_engaged,
}


def _of_freezes(step: str) -> Callable[[Files], None]:
    """Returns the step that a FREEZE fails, else one at which it is not checkable."""

    def check(files: Files) -> None:
        found = [frozen.outcomes[step] for frozen in files.past.freezes]
        for kind in (FailedError, NotCheckableError):
            for error in found:
                if isinstance(error, kind):
                    raise error

    return check


STEPS: dict[str, Callable[[Files], None]] = {
    "history.root": check_root,
    "history.chain": check_chain,
    "history.records": check_records,
    "history.attempts": check_attempts,
    **{step: _of_freezes(step) for step in FREEZE_STEPS},
}
