"""What is known of the draws of a log where it has been read to, for SPEC §13.2, steps 66 to 73."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .attempts import Attempt, Pool
from .byes import Runs
from .chains import Chains, Logged
from .errors import FailedError, NotCheckableError, StepError, require_equal
from .told import Disclosed, Key, Told
from .turns import FIRST_TURN, SerialGroup, Turn, turn_after


class Frozen:
    """A FREEZE, and what came of the steps about it.

    Attributes:
        outcomes: per step why it did not pass, None if it did.
        open: other attempts whose turns of the same specialty were open then.
    """

    __slots__ = ("attempt", "open", "outcomes")

    def __init__(self, attempt: Attempt, outcomes: dict[str, StepError | None]) -> None:
        self.attempt = attempt
        self.outcomes = outcomes
        self.open: list[str] = []


class Past:
    """All draws of a log, as far as it has been read.

    Attributes:
        told: what the records of each attempt tell together.
        has_log: whether a log file is read; else the entries of the records are.
        rosters: bodies of ROSTER entries by leaf.
        draws: the attempts of each draw.
        wrong: the first REQUEST that hides another, or what else step 69 is about.
        last_date: that of the latest entry, in UTC.
        utc_offset_minutes: the time zone of the latest profile.
    """

    def __init__(
        self,
        told: list[Told],
        steps: Mapping[str, Callable[[Past, Attempt], None]],
        *,
        has_log: bool,
    ) -> None:
        self.told: dict[Key, Told] = {}
        for item in sorted(told, key=lambda item: item.last):
            item.add(self.told.get(item.key))
            self.told[item.key] = item
        self.has_log = has_log
        self._records = told
        self.chains = Chains()
        self.pools: dict[str, Pool] = {}
        self.rosters: dict[str, dict[str, Any]] = {}
        self.draws: dict[str, list[Attempt]] = {}
        self.freezes: list[Frozen] = []
        self.wrong: StepError | None = None
        self.last_date = ""
        self.utc_offset_minutes = 0
        self._steps = steps
        self._matters: dict[str, str] = {}
        self._byes: dict[str, int] = {}
        self._runs: dict[str, Runs] = {}

    def take_logged(self, data: dict[str, Any], raw: bytes) -> None:
        """Goes on by the next entry of a log file."""
        entry = self.chains.take(data, raw)
        if entry:
            self.take(entry)

    def take_records(self) -> None:
        """Goes through the entries of the records, in the order in which the log has them.

        An attempt of which two records tell two chains is left out.
        """
        entries = {(entry.index, entry.leaf): entry for told in self._records for entry in told.own}
        ordered = [entry for _, entry in sorted(entries.items())]
        forked = self._forked(ordered)
        for entry in ordered:
            if entry.key not in forked:
                self.take(entry)

    def _forked(self, entries: list[Logged]) -> set[Key]:
        """Returns the attempts that have two entries of one number; notes the first for step 69.

        One entry at two places of the log is two.
        """
        known: set[tuple[Key, int]] = set()
        forked: set[Key] = set()
        for entry in entries:
            seq = entry.data["seq"]
            if entry.draw and (entry.key, seq) in known:
                forked.add(entry.key)
                where = f"{entry.draw}/{entry.attempt} {entry.type}.seq"
                self.wrong = self.wrong or FailedError(where, expected="entry_once", got=seq)
            known.add((entry.key, seq))
        return forked

    def take(self, entry: Logged) -> None:
        """Goes on by an entry."""
        self.last_date = max(self.last_date, entry.data["time"][:10])
        pool = self.pools.setdefault(entry.pool, Pool())
        if entry.type == "PROFILE":
            profile = entry.body["profile"]
            self._byes[entry.leaf] = profile["bye"]["after"]
            self.utc_offset_minutes = profile["windows"]["utc_offset_minutes"]
        elif entry.type == "ROSTER":
            self.rosters[entry.leaf] = entry.body
        if not entry.draw:
            pool.adopt(entry)
            return
        attempt = pool.take(entry)
        if entry.type == "REQUEST":
            try:
                self._requested(attempt, entry.body["earlier"])
            except FailedError as error:
                self.wrong = self.wrong or error.at(f"{attempt.name} REQUEST")
        if entry.type == "FREEZE":
            self._frozen(attempt)

    def _requested(self, attempt: Attempt, earlier: list[str]) -> None:
        """Checks a REQUEST against those before it, for step 69."""
        known = self.draws.setdefault(attempt.draw, [])
        before, number = list(known), attempt.number
        known.append(attempt)
        draw = self._matters.setdefault(attempt.matter, attempt.draw)
        require_equal(attempt.draw, draw, "draw")
        require_equal(attempt.pool, known[0].pool, "pool")
        require_equal(attempt.matter, known[0].matter, "matter")
        if self.has_log:
            require_equal(number, len(known), "attempt")
            ends = [other.end.leaf if other.end else "" for other in before]
            require_equal(earlier, ends, "earlier")

    def _frozen(self, attempt: Attempt) -> None:
        outcomes: dict[str, StepError | None] = {}
        for step, check in self._steps.items():
            try:
                check(self, attempt)
                outcomes[step] = None
            except StepError as error:  # noqa: PERF203 - each step has an outcome
                error.at(f"{attempt.name} FREEZE")
                # The frames of a traceback would keep what was read until here.
                outcomes[step] = error.with_traceback(None)
        frozen = Frozen(attempt, outcomes)
        frozen.open = [other.name for other in self.pool_of(attempt).open_turns(attempt)]
        self.freezes.append(frozen)
        attempt.judged()

    # --- what draws rest on

    def pool_of(self, attempt: Attempt) -> Pool:
        """Returns the pool of an attempt."""
        return self.pools[attempt.pool]

    def _told_of(self, attempt: Attempt) -> Told | None:
        """Returns what the record of an attempt tells.

        Raises:
            NotCheckableError: it ends before the place to which the log has been read.
        """
        told = self.told.get((attempt.pool, attempt.draw, attempt.number))
        if told and told.last < attempt.last:
            raise NotCheckableError("", missing={"newer_record": attempt.name})
        return told

    def groups_of(self, attempt: Attempt) -> list[SerialGroup]:
        """Returns the rows of the groups of an attempt in serial mode.

        Raises:
            NotCheckableError: its full record is missing, or ends too early.
        """
        told = self._told_of(attempt)
        if told is None or told.groups is None:
            raise NotCheckableError("", missing={"full_record": attempt.name})
        return told.groups

    def rows_of(self, attempt: Attempt) -> Disclosed:
        """Returns the expert id and the reason ("" if eligible) of each row, by place.

        Raises:
            NotCheckableError: its record or the disclosures are missing, or the record ends too early.
        """
        told = self._told_of(attempt)
        if told is None or told.rows is None:
            raise NotCheckableError("", missing={"disclosures": attempt.name})
        return told.rows

    def need_history(self, attempt: Attempt) -> None:
        """Makes sure that all attempts a FREEZE names are known.

        Raises:
            NotCheckableError: there is no log file, and some record is missing.
        """
        if not self.has_log and attempt.freeze["history"] != self.pool_of(attempt).history():
            raise NotCheckableError("", missing={"history": attempt.name})

    def turn_of(self, attempt: Attempt, specialty: str) -> Turn:
        """Returns the turn of a specialty with which a group of an attempt begins, SPEC §13.4."""
        pool = self.pool_of(attempt)
        last = pool.last_turn(specialty)
        if last:
            groups, number = self.groups_of(last), last.specialties.index(specialty)
            return turn_after(last.turns[number], groups[number], last.invited(number))
        cursors = pool.opening.body["cursors"] if pool.opening else []
        found = (Turn(c["after"], c["carried"]) for c in cursors if c["specialty"] == specialty)
        return next(found, FIRST_TURN)

    def sitting_out(self, attempt: Attempt) -> set[str]:
        """Returns the ids of the experts who sit out an attempt, SPEC §13.4.

        Raises:
            NotCheckableError: the profile, disclosures or a record is missing, or there is an OPENING.
        """
        pool, profile = self.pool_of(attempt), attempt.profile
        if profile not in self._byes:
            raise NotCheckableError("", missing={"profile": attempt.name})
        after = self._byes[profile]
        if not after:
            return set()
        if pool.opening:
            raise NotCheckableError("", missing={"opening": attempt.name})
        counting = [(other, self.rows_of(other)) for other in pool.counting()]
        runs = self._runs.setdefault(attempt.pool, Runs())
        return runs.from_length(counting, after)

    def engaged(self, attempt: Attempt) -> set[str]:
        """Returns the ids of the experts accepted elsewhere on the day of an attempt.

        Raises:
            NotCheckableError: disclosures or a record is missing.
        """
        found: set[str] = set()
        for other in self.pool_of(attempt).on_day_of(attempt):
            accepted = other.accepted()
            if accepted:
                rows = self.rows_of(other)
                found.update(rows[group, "eligible", row][0] for group, row in accepted)
        return found
