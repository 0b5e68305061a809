"""What every use case is handed, and the ledger work they share: opening an attempt, committing what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drawsvc.domain import grammar
from drawsvc.domain.attempt import Attempt, Silence
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.calendar import Calendar, parse_calendar
from drawsvc.domain.candidates import GroupRows
from drawsvc.domain.entries import Body, Chain, Entry, Place
from drawsvc.domain.errors import MissingError
from drawsvc.domain.regulation import Profile, parse_profile
from drawsvc.domain.state import Rules
from drawsvc.domain.statements import Statement
from drawsvc.usecases.announce import announce, unreached_seats
from drawsvc.usecases.pool_settings import PoolSettings
from drawsvc.usecases.ports import AttemptState, Clock, NewBytes, Reader, Store, Writer
from drawsvc.usecases.remembered import Cited, Remembered
from drawsvc.usecases.standing import keep_seats, keep_standing
from drawsvc.usecases.vouching import vouched_silences

SALT_BYTES = 32


@dataclass(frozen=True)
class Office:
    """The service as a use case sees it.

    Args:
        store: where everything is kept.
        clock: the time now.
        new_bytes: random bytes from the operating system.
        beacons: the acceptable chains of beacons, and how their rounds are checked.
        channels: by which experts are told that they are invited, if any; else they are called.
        pools: what is set for pools, by id.
        remembered: attempts as they were left.
        profiles, calendars: those that attempts cite, as they were read.
    """

    store: Store
    clock: Clock
    new_bytes: NewBytes
    beacons: Beacons = field(default_factory=Beacons)
    channels: tuple[str, ...] = ()
    pools: Mapping[str, PoolSettings] = field(default_factory=dict)
    remembered: Remembered = field(default_factory=Remembered)
    profiles: Cited[Profile] = field(default_factory=Cited)
    calendars: Cited[Calendar] = field(default_factory=Cited)

    def settings_of(self, pool: str) -> PoolSettings:
        """What is set for a pool."""
        return self.pools.get(pool, PoolSettings())

    def new_salt(self) -> str:
        """32 fresh random bytes, hex32 (SPEC §6.1)."""
        return self.new_bytes(SALT_BYTES).hex()


def pool_chain(reader: Reader, pool: str) -> Chain:
    """A pool's own chain."""
    place = Place(reader.origin, pool)
    return Chain(place, reader.chain_entries(place))


def latest(chain: Chain, kind: str) -> Entry:
    """The latest entry of a type in a pool's chain.

    Raises:
        MissingError: there is none; the pool is not ready.
    """
    entry = chain.last_of(kind)
    if entry is None:
        raise MissingError(f"no_{kind.lower()}", pool=chain.place.pool)
    return entry


def in_force(chain: Chain, now: datetime) -> Entry:
    """The latest PROFILE of a pool that is valid already (SPEC §5.3); the latest of all, where none is.

    Raises:
        MissingError: there is none.
    """
    adopted = (entry for entry in reversed(chain.entries) if entry.type == "PROFILE")
    valid = (entry for entry in adopted if profile_of(entry).is_valid(now))
    return next(valid, None) or latest(chain, "PROFILE")


def profile_of(entry: Entry) -> Profile:
    """The profile of a PROFILE entry."""
    return parse_profile(entry.body)


def calendar_of(entry: Entry) -> Calendar:
    """The calendar of a CALENDAR entry."""
    return parse_calendar(entry.body)


def check_is_pool(reader: Reader, pool: str) -> None:
    """Refuse a pool that does not exist.

    Raises:
        MissingError: `no_pool`.
    """
    if pool not in reader.pools():
        raise MissingError("no_pool", expected=", ".join(reader.pools()), got=pool)


def cited(reader: Reader, leaf: str) -> Entry:
    """The entry another one cites."""
    entry = reader.entry(leaf)
    if entry is None:
        raise MissingError("no_entry", leaf=leaf)
    return entry


def find_state(reader: Reader, draw: str, attempt: int = 0) -> AttemptState:
    """The row of an attempt of a draw id; 0 for the latest.

    Raises:
        MissingError: `no_draw`, `no_attempt`.
    """
    states = {state.place.attempt: state for state in reader.attempts_of_draw(draw)}
    if not states:
        raise MissingError("no_draw", draw=draw)
    found = states.get(attempt or max(states))
    if found is None:
        raise MissingError("no_attempt", draw=draw, expected=max(states), got=attempt)
    return found


def find_place(reader: Reader, draw: str, attempt: int = 0) -> Place:
    """Where that attempt stands. Raises the same."""
    return find_state(reader, draw, attempt).place


def open_attempt(office: Office, reader: Reader, place: Place) -> Attempt:
    """An attempt, replayed from its entries."""
    return _replayed(office, reader, place, reader.rows(place))


def take_up(
    office: Office, writer: Writer, draw: str, *, alone: bool = False, all_asked: bool = False
) -> Attempt:
    """The latest attempt of a draw, as its entries say, to be written to: others wait until that is done.

    Args:
        office: the service.
        writer: of the transaction.
        draw: its id.
        alone: nobody else writes to the pool meanwhile, as a FREEZE needs, which rests on all its draws.
        all_asked: whoever goes on with it says that everybody who was invited has been asked.
    """
    writer.lock_draw(draw)
    place = find_place(writer, draw)
    if alone:
        writer.lock_pool(place.pool)
    else:
        writer.share_pool(place.pool)
    known = office.remembered.take(writer.last_leaf(place))
    attempt = known or open_attempt(office, writer, place)
    attempt.silence = lambda: _silence(office, attempt, writer, all_asked=all_asked)
    return attempt


def replay_unread(office: Office, reader: Reader, place: Place) -> Attempt:
    """An attempt to look at, not to go on with: its rows are read one by one, and only while `reader` is open."""
    return _replayed(office, reader, place, reader.unread_rows(place))


def _replayed(office: Office, reader: Reader, place: Place, groups: Sequence[GroupRows]) -> Attempt:
    entries = reader.chain_entries(place)
    if not entries:
        raise MissingError("no_draw", draw=place.draw)
    return Attempt.replay(place, _rules(office, reader, entries), groups, entries)


def _silence(office: Office, attempt: Attempt, reader: Reader, *, all_asked: bool) -> Silence:
    """What is known of the silence of invitations that are open: who has signed or vouched for it, who was reached.

    That everybody was asked counts only where the pool does not want it vouched for.
    """
    private, opened = reader.private(attempt.chain.place), attempt.walking().open_seats
    bodies = {(body["group"], body["row"]): body for body in private.get("silences", ())}
    signed = {
        seat: body
        for seat, body in bodies.items()
        if opened.get(seat) == body["attestation"]["statements"][0]["leaf"]
    }
    enough = all_asked and not office.settings_of(attempt.chain.place.pool).vouching
    unreached = () if enough else unreached_seats(attempt, reader)
    return Silence(vouched_silences(opened, private) | signed, unreached)


def write_next(
    office: Office,
    draw: str,
    kind: str,
    body_of: Callable[[Attempt], Body],
    *,
    opened: Body | None = None,
) -> list[Entry]:
    """Append an entry to the latest attempt of a draw with everything that follows from it, in one transaction.

    Args:
        office: the service.
        draw: its id.
        kind: type of the entry.
        body_of: makes its body from the state before.
        opened: what opens a digest in the body, to be kept in private.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        written = [attempt.write(kind, body_of(attempt), now)]
        written += attempt.advance(now)
        if opened:
            keep_opened(writer, attempt.chain.place, opened)
        commit_attempt(office, writer, attempt, written)
        return written


def keep_opened(writer: Writer, place: Place, opened: Body) -> None:
    """Keep what opens a digest of an entry with the private part of its attempt."""
    private = dict(writer.private(place))
    writer.save_private(place, {**private, "opened": [*private.get("opened", ()), opened]})


def attested(kind: str, statement: Statement | None) -> Body:
    """An Attestation of SPEC §7.2. Whether kind and statement go together is checked with the entry."""
    return {"kind": kind, "statements": [statement.to_object()] if statement else []}


def _rules(office: Office, reader: Reader, entries: Sequence[Entry]) -> Rules:
    """What the REQUEST cites; the calendar the FREEZE cites, before it the pool's latest."""
    request = entries[0]
    profile = office.profiles.at(
        request.body["profile"], lambda leaf: profile_of(cited(reader, leaf))
    )
    ends = [cited(reader, leaf) for leaf in request.body["earlier"]]
    freeze = next((entry for entry in entries if entry.type == "FREEZE"), None)
    if freeze is not None:
        calendar = office.calendars.at(
            freeze.body["calendar"], lambda leaf: calendar_of(cited(reader, leaf))
        )
    else:
        calendar = calendar_of(latest(pool_chain(reader, request.place.pool), "CALENDAR"))
    return Rules(profile, calendar, ends, office.beacons, office.channels)


def commit_attempt(
    office: Office, writer: Writer, attempt: Attempt, written: Sequence[Entry]
) -> None:
    """Store what was written to an attempt with its new state, what that means for later ones, and what has to be said.

    Then it is given back.

    Raises:
        StateError: `changed_meanwhile`, somebody else has written to it.
    """
    place = attempt.chain.place
    before = writer.attempt(place)
    matter = before.matter if before else str(attempt.entry("REQUEST").body["matter"])
    version = before.version + 1 if before else 1
    writer.save_attempt(AttemptState(place, matter, version, attempt.phase, attempt.due_at))
    changed = keep_seats(writer, attempt, written)
    announce(writer, attempt, written)
    if attempt.chain.last_of(*grammar.ENDS):
        # Before the entry is appended: ends are counted in the order of the log. And not earlier: others wait for it.
        writer.lock_standing(place.pool)
    writer.append(written)
    keep_standing(writer, attempt, written, changed)
    give_back(office, attempt)


def give_back(office: Office, attempt: Attempt) -> None:
    """Remember an attempt that was taken up as it is now: whoever calls this leaves it alone from here on."""
    attempt.silence = Silence  # what it was handed to look it up ends with this transaction
    office.remembered.keep(attempt)


def is_open(state: AttemptState) -> bool:
    """Whether an attempt goes on: nothing has ended it."""
    return state.phase in grammar.UNFINISHED
