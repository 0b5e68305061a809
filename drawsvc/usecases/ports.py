"""What use cases need from outside. `drawsvc.db` provides the store; tests run one contract on every store.

A use case opens one `writing()` and does all its changes in it: entry and state are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from drawsvc.domain.candidates import GroupLists, GroupRows, Listed, Row, Spot
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.history import Turn
from drawsvc.domain.roster import Expert, SaltedExpert
from drawsvc.log.merkle import CompactRange, Node
from drawsvc.usecases.access import Account, Answered, ApiKey, Pin, Session
from drawsvc.usecases.notice import Letter, Link, Notice
from drawsvc.usecases.plan import Plan

Clock = Callable[[], datetime]
"""The time now: aware UTC, whole seconds."""

NOT_ENDED = -1
"""In place of the ordinal of an end: the attempt goes on."""

NewBytes = Callable[[int], bytes]
"""So many bytes from the operating system's random source."""


@dataclass(frozen=True)
class AttemptState:
    """The row of an attempt. Everything but `version` and `matter` is a cache of what its entries replay to."""

    place: Place
    matter: str
    version: int
    phase: str
    due_at: datetime | None


@dataclass(frozen=True)
class LogHead:
    """How far the log is numbered and signed. `checkpoint` is the signed note, b"" before the first."""

    origin: str
    size: int
    root: bytes
    checkpoint: bytes


class Reader(Protocol):
    """A consistent view of the store.

    `origin` is that of the log it keeps.
    """

    origin: str

    def head(self) -> LogHead:
        """The log's head."""

    def pools(self) -> list[str]:
        """Pools that have entries, ascending."""

    def chain_entries(self, place: Place) -> list[Entry]:
        """The entries of a chain by seq: a pool's own (`draw` "") or an attempt's."""

    def last_leaf(self, place: Place) -> str:
        """The leaf hash (hex) of the last entry of a chain; "" if there is none."""

    def entry(self, leaf: str) -> Entry | None:
        """The entry with this leaf hash (hex)."""

    def position(self, leaf: str) -> int | None:
        """Index of an entry in the log; None while it is not numbered."""

    def ordinal(self, leaf: str) -> int:
        """Where an entry stands in the order in which entries were appended; numbers may be left out.

        Of two entries one of which was written knowing of the other, or of the state it left, this is the order of
        their commits and of the log, whatever the database (docs/decisions/0009).
        """

    def attempts(self, pool: str = "") -> list[AttemptState]:
        """All attempts (of a pool), in the order of their first entries."""

    def attempt(self, place: Place) -> AttemptState | None:
        """One attempt."""

    def attempts_of(self, matter: str) -> list[AttemptState]:
        """The attempts of one matter, by attempt number."""

    def due(self, now: datetime) -> list[AttemptState]:
        """Attempts whose `due_at` has come, earliest first."""

    def experts(self, pool: str, roster: str) -> list[Expert]:
        """The experts of a roster version."""

    def salted_experts(self, pool: str, roster: str) -> Iterator[SaltedExpert]:
        """The same, one by one, each with the salt of his row."""

    def expert_data(self, pool: str, roster: str, at: Sequence[int]) -> list[bytes]:
        """The canonical JSON of the experts at these places among them, from 0, in the order asked for."""

    def rows(self, place: Place) -> list[tuple[list[Row], list[Row]]]:
        """Eligible and excluded rows of each group in list order; [] before the freeze."""

    def lists(self, place: Place) -> list[GroupLists]:
        """The same with what opens the digests."""

    def unread_rows(self, place: Place) -> list[GroupRows]:
        """The same as `rows`; each row is read when it is asked for, and only while this view is open."""

    def leaf_hashes(self, place: Place, group: int, kind: str) -> Iterator[bytes]:
        """Leaf hashes of the rows of a list, in list order, one by one (SPEC §6.2)."""

    def opened_rows(self, place: Place) -> Iterator[tuple[Spot, Listed]]:
        """All rows with what opens them, one by one, by group; in it the eligible list first."""

    def spots_of(self, place: Place, expert: str) -> list[Spot]:
        """Where an expert is listed, at most once in a group; rows that were erased name nobody."""

    def listed(self, place: Place, group: int, kind: str, row: int) -> Listed:
        """One row of a list, `eligible` or `excluded`, with what opens it.

        Raises:
            ReplyError: `no_such_row`.
        """

    def attempts_of_draw(self, draw: str) -> list[AttemptState]:
        """The attempts of a draw id, by attempt number."""

    def open_attempts(self, pool: str) -> list[AttemptState]:
        """Attempts of a pool that nothing has ended, in no order."""

    def past(self, pool: str) -> CompactRange:
        """The tree a freeze now would rest on: over the ends of the pool's attempts so far (SPEC §5.3)."""

    def engaged(self, pool: str, day: str) -> frozenset[str]:
        """Experts who have accepted a seat for a day (SPEC §3.2 date)."""

    def turn(self, pool: str, specialty: str) -> Turn:
        """Where the next serial draw of a specialty begins: after the latest requested (SPEC §13.4)."""

    def runs(self, pool: str) -> Mapping[str, int]:
        """How often in a row an expert was chosen (SPEC §13.4), for those above 0."""

    def chances(self, place: Place) -> Mapping[str, int]:
        """By expert: whose own draw a counting attempt was, and how often he was chosen, 0 or 1."""

    def private(self, place: Place) -> Mapping[str, Any]:
        """What the request says in private: title, venue, related units, recusals. {} if nothing."""

    def api_key(self, id_: str) -> ApiKey | None:
        """A caller's key by its id."""

    def api_keys(self) -> Sequence[ApiKey]:
        """All keys of callers, by name and id."""

    def account(self, name: str) -> Account | None:
        """Somebody's account by its name."""

    def accounts(self) -> Sequence[Account]:
        """All accounts, by name."""

    def pin(self, account: str) -> Pin | None:
        """The PIN of an account, if it has one."""

    def session(self, digest: bytes) -> Session | None:
        """A session by the digest of its token."""

    def answered(self, caller: str, key: str) -> Answered | None:
        """A caller's call with this Idempotency-Key."""

    def notice(self, id_: str) -> Notice | None:
        """A notice by its id."""

    def notices_at(self, place: Place) -> list[Notice]:
        """The notices of an attempt, in no order."""

    def notices(self, state: str, limit: int, pool: str = "") -> list[Notice]:
        """So many notices (of a pool) in a state, those made last at first."""

    def letter(self, id_: str) -> Letter | None:
        """What a notice says; None once it is delivered or moot. Personal data."""

    def delivery(self, id_: str) -> str:
        """The proof that a notice was delivered, "" before. Personal data."""

    def plans(self) -> list[tuple[Place, Plan]]:
        """The attempts that go on by themselves, in no order."""

    def link(self, digest: bytes) -> Link | None:
        """A personal link by the digest of its token."""

    def nodes(self, wanted: Sequence[Node]) -> list[bytes]:
        """Hashes of complete subtrees of the log."""

    def numbered(self, first: int, limit: int) -> list[Entry]:
        """So many entries of the log from index `first` on, by index."""

    def unnumbered(self, limit: int) -> list[Entry]:
        """Committed entries the sequencer has not numbered yet, in the order of their insertion."""


class Writer(Reader, Protocol):
    """A view that can be changed; all changes are committed together.

    Once a change was refused nothing is committed, even if the error was caught: `writing()` raises
    it again at its end.

    Where several transactions write at once, what one has read another may change before it commits, unless it is
    locked first. Locks are kept until the transaction ends and taken in this order: draw, pool, standing; waiting for
    one too long raises StateError `store_busy`. See docs/decisions/0009.
    """

    def lock_call(self, caller: str, key: str) -> None:
        """Wait until a call with this Idempotency-Key is answered. Before any other lock."""

    def lock_account(self, name: str) -> None:
        """Nobody else changes an account or its PIN."""

    def lock_draw(self, draw: str) -> None:
        """Wait until nobody else writes to any attempt of a draw, or requests one."""

    def lock_pool(self, pool: str) -> None:
        """Wait until nobody else writes to a pool or to any draw of it. What a FREEZE or an entry of the pool needs."""

    def share_pool(self, pool: str) -> None:
        """Wait until nobody has the pool locked; others may write to other draws of it meanwhile."""

    def lock_standing(self, pool: str) -> None:
        """Wait until nobody else requests or ends a draw of a pool. What a REQUEST or an end needs."""

    def lock_log(self) -> LogHead:
        """Wait until nobody else numbers entries. Returns the head."""

    def lock_all(self) -> None:
        """Wait until nobody else writes anything."""

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries to their chains, each after the one it names.

        Raises:
            StateError: `changed_meanwhile`, another call has appended to the chain.
            LogError: `store_origin`, the entry belongs to another log.
        """

    def save_attempt(self, state: AttemptState) -> None:
        """Insert (version 1) or replace the row whose version is one less.

        Raises:
            StateError: `changed_meanwhile`, another call has saved it, or the same attempt of its matter.
        """

    def save_experts(self, pool: str, roster: str, salted: Iterable[SaltedExpert]) -> None:
        """Store a roster version: experts with the salt of each.

        Raises:
            StateError: `changed_meanwhile`, there is one of this name.
        """

    def save_lists(self, place: Place, groups: Sequence[GroupLists]) -> None:
        """Store the frozen lists of an attempt.

        Raises:
            StateError: `changed_meanwhile`, it has lists.
        """

    def erase(self, place: Place, group: int, kind: str, rows: Sequence[int]) -> None:
        """Forget what opens these rows, for good."""

    def save_past(self, pool: str, past: CompactRange) -> None:
        """Replace the tree over the ends of a pool's attempts."""

    def save_seat(self, place: Place, day: str, expert: str, *, has_seat: bool) -> None:
        """Note whether an expert has accepted a seat of an attempt, and was chosen if it is one of his own draws.

        `day`: that of the attempt, which changes after `drop_engaged` only.
        """

    def drop_engaged(self, place: Place) -> None:
        """Nobody has accepted a seat of an attempt any more."""

    def save_turns(self, place: Place, requested: int, turns: Mapping[str, Turn]) -> None:
        """Replace the turns after an attempt, by specialty. `requested`: ordinal of its REQUEST."""

    def save_chances(self, place: Place, ended: int, chances: Mapping[str, int]) -> None:
        """Replace whose own draw an attempt is, and how often each was chosen.

        `ended`: ordinal of its end, or NOT_ENDED, and then it counts in no run.
        """

    def choose_nobody(self, place: Place) -> list[str]:
        """Nobody was chosen in an attempt after all. Returns whoever was."""

    def end_chances(self, place: Place, ended: int) -> bool:
        """An attempt has ended, after all others of its pool: count the runs of all whose own draw it was.

        Returns whether it was anybody's.
        """

    def count_run(self, pool: str, expert: str) -> None:
        """Count the run of one expert anew, from all his chances."""

    def drop_standing(self) -> None:
        """Forget what attempts mean for later ones, to be noted anew; what openings declare stays."""

    def save_runs(self, pool: str, runs: Mapping[str, int]) -> None:
        """Replace the runs of these experts; 0 for none."""

    def save_api_key(self, key: ApiKey) -> None:
        """Insert or replace a caller's key."""

    def save_account(self, account: Account) -> None:
        """Insert or replace an account."""

    def save_pin(self, pin: Pin) -> None:
        """Insert or replace the PIN of an account."""

    def drop_pin(self, account: str) -> None:
        """Forget the PIN of an account, if it has one."""

    def save_session(self, session: Session) -> None:
        """Insert a session."""

    def end_session(self, digest: bytes) -> None:
        """Forget a session."""

    def end_sessions_of(self, account: str) -> None:
        """Forget all sessions of an account."""

    def save_answered(self, given: Answered, at: datetime) -> None:
        """Keep what a call was answered.

        Raises:
            StateError: `changed_meanwhile`, the Idempotency-Key was used at the same time.
        """

    def forget_answered(self, before: datetime) -> None:
        """Forget the answers given before a time."""

    def add_notice(self, notice: Notice, letter: Letter) -> None:
        """Insert a notice with what it says.

        Raises:
            StateError: `changed_meanwhile`, it is there.
        """

    def due_notices(self, channel: str, now: datetime, limit: int) -> list[Notice]:
        """So many notices of a channel that are to be taken up, earliest first; for this writer alone."""

    def save_notice(self, notice: Notice, proof: str = "") -> None:
        """Replace the notice whose version is one less; what it says is forgotten once it is delivered or moot.

        Args:
            notice: the new one.
            proof: that it was delivered.

        Raises:
            StateError: `changed_meanwhile`, somebody else has changed it.
        """

    def forget_notices(self, place: Place, group: int, rows: Sequence[int]) -> None:
        """Forget, for good, what the notices to these rows say and the proofs of their delivery."""

    def save_plan(self, place: Place, plan: Plan) -> None:
        """Store or replace how an attempt goes on by itself."""

    def drop_plan(self, place: Place) -> None:
        """Forget it."""

    def save_link(self, link: Link) -> None:
        """Insert a personal link."""

    def save_private(self, place: Place, values: Mapping[str, Any]) -> None:
        """Store or replace the private part of a request; canonical JSON."""

    def number(
        self, first: int, entries: Sequence[Entry], nodes: Sequence[tuple[Node, bytes]]
    ) -> None:
        """Give entries their log positions from `first` on, and store the tree nodes this completes.

        Raises:
            LogError: `head_moved`, somebody else has numbered them or given a position away.
        """

    def drop_nodes(self) -> None:
        """Forget the nodes of the tree, to add them again."""

    def add_nodes(self, nodes: Sequence[tuple[Node, bytes]]) -> None:
        """Store tree nodes that are not there.

        Raises:
            LogError: `head_moved`, one of them is.
        """

    def move_head(self, old: LogHead, new: LogHead) -> None:
        """Replace the head, if it is still `old`.

        Raises:
            LogError: `head_moved`, somebody else has moved it.
        """


class Store(Protocol):
    """Where everything is kept."""

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent view."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Open a view that commits when left normally and changes nothing otherwise."""
