"""The store as a use case sees it inside one transaction: the Reader and Writer of usecases.ports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection

from drawsvc.db import (
    access,
    accounts,
    attempts,
    entries,
    lists,
    log,
    notices,
    plans,
    rosters,
    standing,
)
from drawsvc.db.entries import append_entries
from drawsvc.db.locks import Locks
from drawsvc.db.vault import Vault
from drawsvc.domain.candidates import GroupLists, GroupRows, Listed, Row, Spot
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.history import Turn
from drawsvc.domain.roster import Expert, SaltedExpert
from drawsvc.log.merkle import CompactRange, Node
from drawsvc.usecases.access import Account, Answered, ApiKey, Pin, Session
from drawsvc.usecases.notice import Letter, Link, Notice
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.ports import AttemptState, LogHead

P = ParamSpec("P")
T = TypeVar("T")


class SqlReader:
    """A consistent view of the database: what was committed when it was first asked.

    Args:
        connection: in a transaction.
        origin: of the log that the store keeps.
        vault: seals and opens personal data.
    """

    def __init__(self, connection: Connection, origin: str, vault: Vault) -> None:
        self._connection = connection
        self.origin = origin
        self._vault = vault
        self._ended = False

    def end(self) -> None:
        """Nothing more is read: what comes row by row would be of another moment."""
        self._ended = True

    def head(self) -> LogHead:
        """The log's head."""
        return log.head(self._connection)

    def pools(self) -> list[str]:
        """Pools that have entries, ascending."""
        return entries.pools(self._connection)

    def chain_entries(self, place: Place) -> list[Entry]:
        """The entries of a chain by seq."""
        return entries.chain_entries(self._connection, place)

    def last_leaf(self, place: Place) -> str:
        """The leaf hash (hex) of the last entry of a chain; "" if there is none."""
        return entries.last_leaf(self._connection, place)

    def entry(self, leaf: str) -> Entry | None:
        """The entry with this leaf hash (hex)."""
        return entries.entry_by_leaf(self._connection, leaf)

    def position(self, leaf: str) -> int | None:
        """Index of an entry in the log; None while it is not numbered."""
        return entries.position(self._connection, leaf)

    def ordinal(self, leaf: str) -> int:
        """Where an entry stands in the order of commits."""
        return entries.ordinal(self._connection, leaf)

    def attempts(self, pool: str = "") -> list[AttemptState]:
        """All attempts (of a pool), in the order of their first entries."""
        return attempts.attempts(self._connection, self.origin, pool)

    def attempt(self, place: Place) -> AttemptState | None:
        """One attempt."""
        return attempts.attempt_at(self._connection, place)

    def attempts_of(self, matter: str) -> list[AttemptState]:
        """The attempts of one matter, by attempt number."""
        return attempts.attempts_of(self._connection, self.origin, matter)

    def due(self, now: datetime) -> list[AttemptState]:
        """Attempts whose `due_at` has come, earliest first."""
        return attempts.due(self._connection, self.origin, now)

    def experts(self, pool: str, roster: str) -> list[Expert]:
        """The experts of a roster version, in the order they were stored."""
        return rosters.experts(self._connection, self._vault, pool, roster)

    def salted_experts(self, pool: str, roster: str) -> Iterator[SaltedExpert]:
        """The same, one by one, each with the salt of his row."""
        return self._stream(rosters.salted_experts(self._connection, self._vault, pool, roster))

    def expert_data(self, pool: str, roster: str, at: Sequence[int]) -> list[bytes]:
        """The canonical JSON of the experts at these places, in the order asked for."""
        return rosters.expert_data(self._connection, self._vault, (pool, roster), at)

    def rows(self, place: Place) -> list[tuple[list[Row], list[Row]]]:
        """Eligible and excluded rows of each group in list order; [] before the freeze."""
        return lists.rows(self._connection, place)

    def lists(self, place: Place) -> list[GroupLists]:
        """The same with what opens the digests."""
        return lists.lists(self._connection, self._vault, place)

    def unread_rows(self, place: Place) -> list[GroupRows]:
        """The same as `rows`, each row read when it is asked for."""
        return lists.unread_rows(self._connection, place)

    def leaf_hashes(self, place: Place, group: int, kind: str) -> Iterator[bytes]:
        """Leaf hashes of the rows of a list, in list order, one by one."""
        rows = lists.UnreadRows(self._connection, place, group, kind)
        return self._stream(rows.leaf_hashes())

    def opened_rows(self, place: Place) -> Iterator[tuple[Spot, Listed]]:
        """All rows with what opens them, one by one, by group; in it the eligible list first."""
        return self._stream(lists.opened_rows(self._connection, self._vault, place))

    def spots_of(self, place: Place, expert: str) -> list[Spot]:
        """Where an expert is listed, at most once in a group."""
        return lists.spots_of(self._connection, self._vault, place, expert)

    def listed(self, place: Place, group: int, kind: str, row: int) -> Listed:
        """One row of a list with what opens it."""
        return lists.listed(self._connection, self._vault, place, (group, kind, row))

    def attempts_of_draw(self, draw: str) -> list[AttemptState]:
        """The attempts of a draw id, by attempt number."""
        return attempts.attempts_of_draw(self._connection, self.origin, draw)

    def open_attempts(self, pool: str) -> list[AttemptState]:
        """Attempts of a pool that nothing has ended."""
        return attempts.open_attempts(self._connection, self.origin, pool)

    def past(self, pool: str) -> CompactRange:
        """The tree a freeze now would rest on."""
        return standing.past_of(self._connection, pool)

    def engaged(self, pool: str, day: str) -> frozenset[str]:
        """Experts who have accepted a seat for a day."""
        return standing.engaged(self._connection, pool, day)

    def turn(self, pool: str, specialty: str) -> Turn:
        """Where the next serial draw of a specialty begins."""
        return standing.latest_turn(self._connection, pool, specialty)

    def runs(self, pool: str) -> Mapping[str, int]:
        """How often in a row an expert was chosen, if at all."""
        return standing.runs(self._connection, pool)

    def chances(self, place: Place) -> Mapping[str, int]:
        """Whose own draw an attempt was, and how often he was chosen."""
        return standing.chances_at(self._connection, place)

    def private(self, place: Place) -> Mapping[str, Any]:
        """What the request says in private; empty if nothing."""
        return attempts.private_of(self._connection, self._vault, place)

    def nodes(self, wanted: Sequence[Node]) -> list[bytes]:
        """Hashes of complete subtrees of the log, in the order asked for."""
        return log.nodes(self._connection, wanted)

    def numbered(self, first: int, limit: int) -> list[Entry]:
        """So many entries of the log from index `first` on, by index."""
        return entries.numbered(self._connection, first, limit)

    def unnumbered(self, limit: int) -> list[Entry]:
        """Committed entries without position, in the order of their insertion."""
        return entries.unnumbered(self._connection, limit)

    def api_key(self, id_: str) -> ApiKey | None:
        """A key by its id."""
        return access.key_by_id(self._connection, id_)

    def api_keys(self) -> list[ApiKey]:
        """All keys, by name and id."""
        return access.all_keys(self._connection)

    def account(self, name: str) -> Account | None:
        """Somebody's account by its name."""
        return accounts.account_of(self._connection, name)

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        return accounts.all_accounts(self._connection)

    def pin(self, account: str) -> Pin | None:
        """The PIN of an account."""
        return accounts.pin_of(self._connection, account)

    def session(self, digest: bytes) -> Session | None:
        """A session by the digest of its token."""
        return accounts.session_of(self._connection, digest)

    def answered(self, caller: str, key: str) -> Answered | None:
        """The call with this Idempotency-Key."""
        return access.answered_call(self._connection, self._vault, caller, key)

    def notice(self, id_: str) -> Notice | None:
        """A notice by its id."""
        return notices.notice_by_id(self._connection, self.origin, id_)

    def notices_at(self, place: Place) -> list[Notice]:
        """The notices of an attempt."""
        return notices.notices_at(self._connection, place)

    def notices(self, state: str, limit: int, pool: str = "") -> list[Notice]:
        """So many notices (of a pool) in a state, those made last at first."""
        return notices.notices(self._connection, self.origin, state, limit, pool=pool)

    def letter(self, id_: str) -> Letter | None:
        """What a notice says, while that is kept."""
        return notices.letter_of(self._connection, self._vault, id_)

    def delivery(self, id_: str) -> str:
        """The proof that a notice was delivered."""
        return notices.proof_of(self._connection, self._vault, id_)

    def plans(self) -> list[tuple[Place, Plan]]:
        """The attempts that go on by themselves."""
        return plans.plans(self._connection, self.origin)

    def link(self, digest: bytes) -> Link | None:
        """A personal link by the digest of its token."""
        return notices.link_by_digest(self._connection, self.origin, digest)

    def _stream(self, rows: Iterator[T]) -> Iterator[T]:
        self._check_open()
        for row in rows:
            yield row
            self._check_open()

    def _check_open(self) -> None:
        if self._ended:
            raise RuntimeError("rows are read after the view of the store has ended")


class SqlWriter(SqlReader):
    """A view that can be changed. After a change was refused nothing of it is committed."""

    failure: BaseException | None = None
    changed = False

    def __init__(self, connection: Connection, origin: str, vault: Vault) -> None:
        super().__init__(connection, origin, vault)
        self._locks = Locks(connection)
        self._states: dict[str, list[AttemptState]] = {}

    def lock_call(self, caller: str, key: str) -> None:
        """Nobody else does what a call with this Idempotency-Key asks for."""
        self._locks.call(caller, key)

    def lock_account(self, name: str) -> None:
        """Nobody else changes an account or its PIN."""
        self._locks.account(name)

    def lock_draw(self, draw: str) -> None:
        """Nobody else writes to a draw."""
        self._locks.draw(draw)

    def lock_pool(self, pool: str) -> None:
        """Nobody else writes to a pool or to any draw of it."""
        self._locks.pool(pool)

    def share_pool(self, pool: str) -> None:
        """Nobody has the pool alone."""
        self._locks.share_pool(pool)

    def lock_standing(self, pool: str) -> None:
        """Nobody else requests or ends a draw of a pool."""
        self._locks.standing(pool)

    def lock_log(self) -> LogHead:
        """Nobody else numbers entries."""
        return log.lock_head(self._connection)

    def lock_all(self) -> None:
        """Nobody else writes anything."""
        self._locks.all()

    def append(self, entries: Iterable[Entry]) -> None:
        """Add entries to their chains."""
        added = list(entries)
        for entry in added:
            self._locks.check(entry)
        self._change(append_entries, self._connection, self.origin, added)

    def attempts_of_draw(self, draw: str) -> list[AttemptState]:
        """The attempts of a draw id, by attempt number; asked for once, if nobody else writes to it."""
        if draw not in self._states:
            found = super().attempts_of_draw(draw)
            if not self._locks.holds_draw(draw):
                return found
            self._states[draw] = found
        return list(self._states[draw])

    def attempt(self, place: Place) -> AttemptState | None:
        """One attempt."""
        return next((of for of in self.attempts_of_draw(place.draw) if of.place == place), None)

    def save_attempt(self, state: AttemptState) -> None:
        """Insert (version 1) or replace the row whose version is one less."""
        self._states.pop(state.place.draw, None)
        self._change(attempts.save_attempt, self._connection, state)

    def save_experts(self, pool: str, roster: str, salted: Iterable[SaltedExpert]) -> None:
        """Store a roster version: experts with the salt of each."""
        version = (pool, roster)
        self._change(rosters.save_experts, self._connection, self._vault, version, salted)

    def save_lists(self, place: Place, groups: Sequence[GroupLists]) -> None:
        """Store the frozen lists of an attempt."""
        self._change(lists.save_lists, self._connection, self._vault, place, groups)

    def erase(self, place: Place, group: int, kind: str, rows: Sequence[int]) -> None:
        """Forget what opens these rows."""
        self._change(lists.erase, self._connection, place, group, kind, rows=rows)

    def save_past(self, pool: str, past: CompactRange) -> None:
        """Replace the tree over the ends of a pool's attempts."""
        self._change(standing.save_past, self._connection, pool, past)

    def save_seat(self, place: Place, day: str, expert: str, *, has_seat: bool) -> None:
        """Note whether an expert has accepted a seat of an attempt, and was chosen."""
        self._change(standing.save_seat, self._connection, place, day, expert, has_seat=has_seat)

    def drop_engaged(self, place: Place) -> None:
        """Nobody has accepted a seat of an attempt any more."""
        self._change(standing.drop_engaged, self._connection, place)

    def drop_standing(self) -> None:
        """Forget what attempts mean for later ones."""
        self._change(standing.drop_standing, self._connection)

    def save_turns(self, place: Place, requested: int, turns: Mapping[str, Turn]) -> None:
        """Replace the turns after an attempt, by specialty."""
        self._change(standing.save_turns, self._connection, place, requested, turns)

    def save_chances(self, place: Place, ended: int, chances: Mapping[str, int]) -> None:
        """Replace whose own draw an attempt is, and how often each was chosen."""
        self._change(standing.save_chances, self._connection, place, ended, chances)

    def choose_nobody(self, place: Place) -> list[str]:
        """Nobody was chosen in an attempt after all. Returns whoever was."""
        return self._change(standing.choose_nobody, self._connection, place)

    def end_chances(self, place: Place, ended: int) -> bool:
        """Count the runs of all whose own draw an attempt was, which has ended last."""
        return self._change(standing.end_chances, self._connection, place, ended)

    def count_run(self, pool: str, expert: str) -> None:
        """Count the run of one expert anew."""
        self._change(standing.count_run, self._connection, pool, expert)

    def save_runs(self, pool: str, runs: Mapping[str, int]) -> None:
        """Replace the runs of these experts; 0 for none."""
        self._change(standing.save_runs, self._connection, pool, runs)

    def save_private(self, place: Place, values: Mapping[str, Any]) -> None:
        """Store or replace the private part of a request."""
        self._change(attempts.save_private, self._connection, self._vault, place, values)

    def number(
        self, first: int, entries: Sequence[Entry], nodes: Sequence[tuple[Node, bytes]]
    ) -> None:
        """Give entries their log positions from `first` on, and store the nodes this completes."""
        self._change(log.number, self._connection, first, entries, nodes)

    def drop_nodes(self) -> None:
        """Forget the nodes of the tree."""
        self._change(log.drop_nodes, self._connection)

    def add_nodes(self, nodes: Sequence[tuple[Node, bytes]]) -> None:
        """Store tree nodes that are not there."""
        self._change(log.add_nodes, self._connection, nodes)

    def move_head(self, old: LogHead, new: LogHead) -> None:
        """Replace the head, if it is still `old`."""
        self._change(log.move_head, self._connection, old, new)

    def save_api_key(self, key: ApiKey) -> None:
        """Insert or replace a key."""
        self._change(access.save_api_key, self._connection, key)

    def save_account(self, account: Account) -> None:
        """Insert or replace an account."""
        self._change(accounts.save_account, self._connection, account)

    def drop_pin(self, account: str) -> None:
        """Forget the PIN of an account, if it has one."""
        self._change(accounts.drop_pin, self._connection, account)

    def save_pin(self, pin: Pin) -> None:
        """Insert or replace a PIN."""
        self._change(accounts.save_pin, self._connection, pin)

    def save_session(self, session: Session) -> None:
        """Insert a session."""
        self._change(accounts.save_session, self._connection, session)

    def end_session(self, digest: bytes) -> None:
        """Forget a session."""
        self._change(accounts.end_session, self._connection, digest)

    def end_sessions_of(self, account: str) -> None:
        """Forget all sessions of an account."""
        self._change(accounts.end_sessions_of, self._connection, account)

    def save_answered(self, given: Answered, at: datetime) -> None:
        """Keep an answer."""
        self._change(access.save_answered, self._connection, self._vault, given, at)

    def forget_answered(self, before: datetime) -> None:
        """Forget the answers given before a time."""
        self._change(access.forget_answered, self._connection, before)

    def add_notice(self, notice: Notice, letter: Letter) -> None:
        """Insert a notice with what it says."""
        self._change(notices.add_notice, self._connection, self._vault, notice, letter)

    def due_notices(self, channel: str, now: datetime, limit: int) -> list[Notice]:
        """Notices of a channel that are to be taken up; for this writer alone."""
        return notices.due(self._connection, self.origin, channel, now, limit=limit)

    def save_notice(self, notice: Notice, proof: str = "") -> None:
        """Replace the notice whose version is one less."""
        self._change(notices.save_notice, self._connection, self._vault, notice, proof)

    def forget_notices(self, place: Place, group: int, rows: Sequence[int]) -> None:
        """Forget what notices to these rows say, and their proofs."""
        self._change(notices.forget_notices, self._connection, place, group, rows)

    def save_plan(self, place: Place, plan: Plan) -> None:
        """Store or replace how an attempt goes on by itself."""
        self._change(plans.save_plan, self._connection, place, plan)

    def drop_plan(self, place: Place) -> None:
        """Forget how an attempt goes on by itself."""
        self._change(plans.drop_plan, self._connection, place)

    def save_link(self, link: Link) -> None:
        """Insert a personal link."""
        self._change(notices.save_link, self._connection, link)

    def _change(self, change: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            done = change(*args, **kwargs)
        except BaseException as error:
            self.failure = error
            raise
        self.changed = True
        return done
