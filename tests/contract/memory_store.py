"""A store without database, for tests of use cases. The contract in this folder holds for it too."""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from drawseeds import serialise

from drawsvc.domain.candidates import LISTS, GroupLists, GroupRows, Listed, Row, Spot
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import LogError, ReplyError, StateError
from drawsvc.domain.grammar import UNFINISHED
from drawsvc.domain.history import Turn
from drawsvc.domain.roster import Expert, SaltedExpert
from drawsvc.log.merkle import EMPTY_ROOT, CompactRange, Node, leaf_hash
from drawsvc.usecases.access import Account, Answered, ApiKey, Pin, Session
from drawsvc.usecases.notice import DELIVERED, MOOT, Letter, Link, Notice
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.ports import NOT_ENDED, AttemptState, LogHead


@dataclass
class Content:
    """What is committed. A writer works on a copy; its values are replaced, never changed."""

    head: LogHead
    entries: dict[str, Entry] = field(default_factory=dict)
    chains: dict[Place, tuple[Entry, ...]] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    nodes: dict[Node, bytes] = field(default_factory=dict)
    attempts: dict[Place, AttemptState] = field(default_factory=dict)
    experts: dict[tuple[str, str], tuple[SaltedExpert, ...]] = field(default_factory=dict)
    lists: dict[Place, tuple[GroupLists, ...]] = field(default_factory=dict)
    private: dict[Place, bytes] = field(default_factory=dict)
    past: dict[str, CompactRange] = field(default_factory=dict)
    engaged: dict[Place, Mapping[str, str]] = field(default_factory=dict)
    turns: dict[Place, tuple[int, Mapping[str, Turn]]] = field(default_factory=dict)
    chances: dict[Place, tuple[int, Mapping[str, int]]] = field(default_factory=dict)
    runs: dict[tuple[str, str], int] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[datetime, Answered]] = field(default_factory=dict)
    told: dict[str, Notice] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    proofs: dict[str, str] = field(default_factory=dict)
    links: dict[bytes, Link] = field(default_factory=dict)
    planned: dict[Place, Plan] = field(default_factory=dict)

    def copy(self) -> "Content":
        tables = {name: dict(table) for name, table in vars(self).items() if name != "head"}
        return Content(head=self.head, **tables)


class MemoryReader:
    def __init__(self, content: Content) -> None:
        self._content = content
        self.origin = content.head.origin

    def head(self) -> LogHead:
        return self._content.head

    def pools(self) -> list[str]:
        return sorted({place.pool for place in self._content.chains})

    def chain_entries(self, place: Place) -> list[Entry]:
        return list(self._content.chains.get(place, ()))

    def last_leaf(self, place: Place) -> str:
        chain = self._content.chains.get(place)
        return chain[-1].leaf if chain else ""

    def entry(self, leaf: str) -> Entry | None:
        return self._content.entries.get(leaf)

    def position(self, leaf: str) -> int | None:
        return self._content.positions.get(leaf)

    def attempts(self, pool: str = "") -> list[AttemptState]:
        # Chains were put in when their first entries were, and a dict keeps that order.
        places = [place for place in self._content.chains if pool in {"", place.pool}]
        return [self._content.attempts[place] for place in places if self.attempt(place)]

    def attempt(self, place: Place) -> AttemptState | None:
        return self._content.attempts.get(place)

    def attempts_of(self, matter: str) -> list[AttemptState]:
        found = [state for state in self._content.attempts.values() if state.matter == matter]
        return sorted(found, key=lambda state: state.place.attempt)

    def ordinal(self, leaf: str) -> int:
        return list(self._content.entries).index(leaf)

    def due(self, now: datetime) -> list[AttemptState]:
        timed = [(s.due_at, s) for s in self._content.attempts.values() if s.due_at is not None]
        come = [(due_at, state) for due_at, state in timed if due_at <= now]
        return [state for _, state in sorted(come, key=lambda item: (item[0], _key(item[1].place)))]

    def experts(self, pool: str, roster: str) -> list[Expert]:
        return [row.expert for row in self._content.experts.get((pool, roster), ())]

    def salted_experts(self, pool: str, roster: str) -> Iterator[SaltedExpert]:
        yield from self._content.experts.get((pool, roster), ())

    def expert_data(self, pool: str, roster: str, at: Sequence[int]) -> list[bytes]:
        rows = self._content.experts[pool, roster]
        return [rows[place].data for place in at]

    def rows(self, place: Place) -> list[tuple[list[Row], list[Row]]]:
        return [
            ([item.row for item in group.eligible], [item.row for item in group.excluded])
            for group in self.lists(place)
        ]

    def lists(self, place: Place) -> list[GroupLists]:
        return list(self._content.lists.get(place, ()))

    def unread_rows(self, place: Place) -> list[GroupRows]:
        return list(self.rows(place))

    def leaf_hashes(self, place: Place, group: int, kind: str) -> Iterator[bytes]:
        for listed in getattr(self.lists(place)[group], kind):
            yield leaf_hash(listed.data)

    def opened_rows(self, place: Place) -> Iterator[tuple[Spot, Listed]]:
        for g, group in enumerate(self.lists(place)):
            for kind in LISTS:
                for index, listed in enumerate(getattr(group, kind)):
                    yield (g, kind, index), listed

    def spots_of(self, place: Place, expert: str) -> list[Spot]:
        opened = ((at, listed.disclosure) for at, listed in self.opened_rows(place))
        return [at for at, of in opened if of and of.expert_id == expert]

    def listed(self, place: Place, group: int, kind: str, row: int) -> Listed:
        groups = self.lists(place)
        items: Sequence[Listed] = getattr(groups[group], kind) if group < len(groups) else ()
        if row >= len(items):
            raise ReplyError("no_such_row", group=group, row=row)
        return items[row]

    def attempts_of_draw(self, draw: str) -> list[AttemptState]:
        found = [state for state in self._content.attempts.values() if state.place.draw == draw]
        return sorted(found, key=lambda state: state.place.attempt)

    def open_attempts(self, pool: str) -> list[AttemptState]:
        return [state for state in self.attempts(pool) if state.phase in UNFINISHED]

    def past(self, pool: str) -> CompactRange:
        return self._content.past.get(pool, CompactRange())

    def engaged(self, pool: str, day: str) -> frozenset[str]:
        found = [of for place, of in self._content.engaged.items() if place.pool == pool]
        return frozenset(expert for of in found for expert, on in of.items() if on == day)

    def turn(self, pool: str, specialty: str) -> Turn:
        found = [of for place, of in self._content.turns.items() if place.pool == pool]
        turns = [(requested, of[specialty]) for requested, of in found if specialty in of]
        return max(turns, key=lambda item: item[0])[1] if turns else Turn()

    def runs(self, pool: str) -> Mapping[str, int]:
        return {expert: run for (of, expert), run in self._content.runs.items() if of == pool}

    def chances(self, place: Place) -> Mapping[str, int]:
        return self._content.chances.get(place, (0, {}))[1]

    def _run_of(self, pool: str, expert: str) -> int:
        found = [of for place, of in self._content.chances.items() if place.pool == pool]
        own = sorted((at, of[expert]) for at, of in found if expert in of and at != NOT_ENDED)
        run = 0
        for _, chosen in own:
            run = run + chosen if chosen else 0
        return run

    def private(self, place: Place) -> Mapping[str, Any]:
        values: dict[str, Any] = json.loads(self._content.private.get(place, b"{}"))
        return values

    def nodes(self, wanted: Sequence[Node]) -> list[bytes]:
        for level, index in wanted:
            if (level, index) not in self._content.nodes:
                raise LogError("node_missing", level=level, index=index)
        return [self._content.nodes[each] for each in wanted]

    def numbered(self, first: int, limit: int) -> list[Entry]:
        content = self._content
        by_index = sorted((index, leaf) for leaf, index in content.positions.items())
        return [content.entries[leaf] for index, leaf in by_index if index >= first][:limit]

    def unnumbered(self, limit: int) -> list[Entry]:
        content = self._content
        waiting = [e for leaf, e in content.entries.items() if leaf not in content.positions]
        return waiting[:limit]

    def api_key(self, id_: str) -> ApiKey | None:
        return self._content.keys.get(id_)

    def api_keys(self) -> list[ApiKey]:
        return sorted(self._content.keys.values(), key=lambda key: (key.caller.name, key.id))

    def account(self, name: str) -> Account | None:
        return self._content.accounts.get(name)

    def accounts(self) -> list[Account]:
        return [account for _, account in sorted(self._content.accounts.items())]

    def pin(self, account: str) -> Pin | None:
        return self._content.pins.get(account)

    def session(self, digest: bytes) -> Session | None:
        return self._content.sessions.get(digest)

    def answered(self, caller: str, key: str) -> Answered | None:
        return self._content.answers.get((caller, key), (None, None))[1]

    def notice(self, id_: str) -> Notice | None:
        return self._content.told.get(id_)

    def notices_at(self, place: Place) -> list[Notice]:
        return [notice for notice in self._content.told.values() if notice.place == place]

    def notices(self, state: str, limit: int, pool: str = "") -> list[Notice]:
        told = [n for n in self._content.told.values() if pool in {"", n.place.pool}]
        found = [notice for notice in told if notice.state == state]
        return sorted(sorted(found, key=_id), key=lambda of: of.made, reverse=True)[:limit]

    def letter(self, id_: str) -> Letter | None:
        return self._content.letters.get(id_)

    def delivery(self, id_: str) -> str:
        return self._content.proofs.get(id_, "")

    def plans(self) -> list[tuple[Place, Plan]]:
        return list(self._content.planned.items())

    def link(self, digest: bytes) -> Link | None:
        return self._content.links.get(digest)


class MemoryWriter(MemoryReader):
    failure: Exception | None = None

    # One writes at a time; nothing has to be locked.

    def lock_call(self, caller: str, key: str) -> None: ...

    def lock_account(self, name: str) -> None: ...

    def lock_draw(self, draw: str) -> None: ...

    def lock_pool(self, pool: str) -> None: ...

    def share_pool(self, pool: str) -> None: ...

    def lock_standing(self, pool: str) -> None: ...

    def lock_all(self) -> None: ...

    def lock_log(self) -> LogHead:
        return self.head()

    def append(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.place.origin != self._content.head.origin:
                raise self._refusal(
                    LogError(
                        "store_origin",
                        expected=self._content.head.origin,
                        got=entry.place.origin,
                    )
                )
            chain = self._content.chains.get(entry.place, ())
            if entry.seq != len(chain) or (chain and entry.prev != chain[-1].leaf):
                raise self._refusal(StateError("changed_meanwhile"))
            self._content.chains[entry.place] = (*chain, entry)
            self._content.entries[entry.leaf] = entry

    def save_attempt(self, state: AttemptState) -> None:
        before = self.attempt(state.place)
        others = {each.place for each in self.attempts_of(state.matter)} - {state.place}
        numbers = {place.attempt for place in others}
        if state.version != (before.version if before else 0) + 1 or state.place.attempt in numbers:
            raise self._refusal(StateError("changed_meanwhile"))
        self._content.attempts[state.place] = state

    def save_experts(self, pool: str, roster: str, salted: Iterable[SaltedExpert]) -> None:
        if (pool, roster) in self._content.experts:
            raise self._refusal(StateError("changed_meanwhile"))
        self._content.experts[pool, roster] = tuple(salted)

    def save_lists(self, place: Place, groups: Sequence[GroupLists]) -> None:
        if place in self._content.lists:
            raise self._refusal(StateError("changed_meanwhile"))
        self._content.lists[place] = tuple(groups)

    def erase(self, place: Place, group: int, kind: str, rows: Sequence[int]) -> None:
        groups = self.lists(place)
        items = list(getattr(groups[group], kind))
        for row in rows:
            items[row] = replace(items[row], opens=b"")
        changed: dict[str, Any] = {kind: tuple(items)}
        groups[group] = replace(groups[group], **changed)
        self._content.lists[place] = tuple(groups)

    def save_past(self, pool: str, past: CompactRange) -> None:
        self._content.past[pool] = past

    def save_seat(self, place: Place, day: str, expert: str, *, has_seat: bool) -> None:
        engaged = {**self._content.engaged.get(place, {}), expert: day}
        if not has_seat:
            del engaged[expert]
        self._content.engaged[place] = engaged
        ended, chances = self._content.chances.get(place, (NOT_ENDED, {}))
        if expert in chances:
            self._content.chances[place] = ended, {**chances, expert: int(has_seat)}

    def drop_engaged(self, place: Place) -> None:
        self._content.engaged.pop(place, None)

    def drop_standing(self) -> None:
        content = self._content
        for table in (content.engaged, content.turns, content.chances):
            for place in [place for place in table if place.draw]:
                del table[place]
        content.runs.clear()
        content.past.clear()

    def save_turns(self, place: Place, requested: int, turns: Mapping[str, Turn]) -> None:
        self._content.turns[place] = requested, turns

    def save_chances(self, place: Place, ended: int, chances: Mapping[str, int]) -> None:
        self._content.chances[place] = ended, chances

    def choose_nobody(self, place: Place) -> list[str]:
        ended, chances = self._content.chances.get(place, (NOT_ENDED, {}))
        self._content.chances[place] = ended, dict.fromkeys(chances, 0)
        return [expert for expert, chosen in chances.items() if chosen]

    def end_chances(self, place: Place, ended: int) -> bool:
        _, chances = self._content.chances.get(place, (NOT_ENDED, {}))
        self._content.chances[place] = ended, chances
        for expert in chances:
            self.count_run(place.pool, expert)
        return bool(chances)

    def count_run(self, pool: str, expert: str) -> None:
        self.save_runs(pool, {expert: self._run_of(pool, expert)})

    def save_runs(self, pool: str, runs: Mapping[str, int]) -> None:
        for expert, run in runs.items():
            self._content.runs.pop((pool, expert), None)
            if run:
                self._content.runs[pool, expert] = run

    def save_private(self, place: Place, values: Mapping[str, Any]) -> None:
        self._content.private[place] = serialise(dict(values))

    def number(
        self, first: int, entries: Sequence[Entry], nodes: Sequence[tuple[Node, bytes]]
    ) -> None:
        content = self._content
        given = {entry.leaf: index for index, entry in enumerate(entries, first)}
        unknown = given.keys() - (content.entries.keys() - content.positions.keys())
        taken = set(given.values()) & set(content.positions.values())
        if unknown or taken or dict(nodes).keys() & content.nodes.keys():
            raise self._refusal(LogError("head_moved"))
        content.positions |= given
        content.nodes |= dict(nodes)

    def drop_nodes(self) -> None:
        self._content.nodes.clear()

    def add_nodes(self, nodes: Sequence[tuple[Node, bytes]]) -> None:
        if dict(nodes).keys() & self._content.nodes.keys():
            raise self._refusal(LogError("head_moved"))
        self._content.nodes |= dict(nodes)

    def move_head(self, old: LogHead, new: LogHead) -> None:
        if old != self._content.head:
            raise self._refusal(LogError("head_moved"))
        self._content.head = new

    def _refusal(self, error: Exception) -> Exception:
        self.failure = error
        return error

    def save_api_key(self, key: ApiKey) -> None:
        self._content.keys[key.id] = key

    def save_account(self, account: Account) -> None:
        self._content.accounts[account.caller.name] = account

    def save_pin(self, pin: Pin) -> None:
        self._content.pins[pin.account] = pin

    def drop_pin(self, account: str) -> None:
        self._content.pins.pop(account, None)

    def save_session(self, session: Session) -> None:
        self._content.sessions[session.digest] = session

    def end_session(self, digest: bytes) -> None:
        self._content.sessions.pop(digest, None)

    def end_sessions_of(self, account: str) -> None:
        sessions = self._content.sessions
        self._content.sessions = {d: of for d, of in sessions.items() if of.account != account}

    def save_answered(self, given: Answered, at: datetime) -> None:
        self._content.answers[given.caller, given.key] = at, given

    def forget_answered(self, before: datetime) -> None:
        answers = self._content.answers
        self._content.answers = {k: kept for k, kept in answers.items() if kept[0] >= before}

    def add_notice(self, notice: Notice, letter: Letter) -> None:
        if notice.id in self._content.told:
            raise self._refusal(StateError("changed_meanwhile"))
        self._content.told[notice.id] = notice
        self._content.letters[notice.id] = letter

    def due_notices(self, channel: str, now: datetime, limit: int) -> list[Notice]:
        timed = [(n.next_at, n.id, n) for n in self._content.told.values() if n.next_at is not None]
        due = [item for item in timed if item[2].channel == channel and item[0] <= now]
        return [notice for *_, notice in sorted(due, key=lambda item: item[:2])][:limit]

    def save_notice(self, notice: Notice, proof: str = "") -> None:
        before = self._content.told.get(notice.id)
        if before is None or before.version != notice.version - 1:
            raise self._refusal(StateError("changed_meanwhile"))
        self._content.told[notice.id] = notice
        if notice.state in (DELIVERED, MOOT):
            self._content.letters.pop(notice.id, None)
            self._content.proofs[notice.id] = proof

    def forget_notices(self, place: Place, group: int, rows: Sequence[int]) -> None:
        for notice in self.notices_at(place):
            if notice.group == group and notice.row in rows:
                self._content.letters.pop(notice.id, None)
                self._content.proofs.pop(notice.id, None)

    def save_plan(self, place: Place, plan: Plan) -> None:
        self._content.planned[place] = plan

    def drop_plan(self, place: Place) -> None:
        self._content.planned.pop(place, None)

    def save_link(self, link: Link) -> None:
        self._content.links[link.digest] = link


class MemoryStore:
    """A store that is gone when the test is.

    Args:
        origin: of the log it keeps.
    """

    def __init__(self, origin: str) -> None:
        self._content = Content(LogHead(origin, 0, EMPTY_ROOT, b""))
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[MemoryReader]:
        yield MemoryReader(self._content)

    @contextmanager
    def writing(self) -> Iterator[MemoryWriter]:
        with self._turn:
            writer = MemoryWriter(self._content.copy())
            yield writer
            if writer.failure:
                raise writer.failure
            self._content = writer._content  # noqa: SLF001 - the writer's work is what is committed


def _id(notice: Notice) -> str:
    return notice.id


def _key(place: Place) -> tuple[str, str, int]:
    return place.pool, place.draw, place.attempt
