"""The log, its keys, the database and the calendars."""

from __future__ import annotations

from datetime import datetime

from drawsvc.app import App
from drawsvc.data_key import PREPARED, check_held, data_keys
from drawsvc.doctor.finding import Facts, NotCheckedError
from drawsvc.domain.errors import LogError, StateError
from drawsvc.domain.times import format_time
from drawsvc.log.keys import ED25519, parse_vkey
from drawsvc.published import kept_published
from drawsvc.usecases.check_published import check_published
from drawsvc.usecases.read_pool import read_pools

ANNOUNCED_MONTH = 12
"""The State Council announces the holidays of a year in the autumn before; by December they are known."""


def check_database(app: App) -> Facts:
    """The tables are those of this program (seen when it was opened), and nothing in the file is broken.

    Raises:
        LogError: `store_damaged`.
        StateError: `store_settings`, `store_unreachable`.
    """
    app.store.examine()
    with app.store.reading() as reader:
        return {"size": reader.head().size}


def check_key(app: App, passphrase: str) -> Facts:
    """The passphrase opens the log key, and it is the one whose public key was handed out.

    Args:
        app: the service.
        passphrase: "" if none is named.

    Raises:
        NotCheckedError: there is no passphrase to try.
        LogError: `log_key_missing`, `log_key_damaged`, `other_log_key`; `log_key_differs`.
        PassphraseError: `wrong_passphrase`.
    """
    vkey = app.vkey
    if not app.home.log_key.is_file():
        raise LogError("log_key_missing", path=str(app.home.log_key))
    if not passphrase:
        raise NotCheckedError("no_passphrase")
    found = app.unlock(passphrase).verifier(ED25519).to_text()
    if found != vkey:
        raise LogError("log_key_differs", expected=vkey, got=found)
    return {"vkey": vkey}


def check_data_key(app: App) -> Facts:
    """Every key that values name is here, and opens a roster; nothing of it is kept or shown.

    Not every value is opened: a key is known by its id.

    Raises:
        NotCheckedError: nothing is encrypted yet.
        LogError: `data_key_missing`, `data_key_malformed`, `data_key_wrong`, `store_damaged`; `data_keys_lacking`;
            `data_key_behind`, the newest key is in use and here still marked as prepared.
    """
    held, sealed_with = data_keys(app.home), app.store.sealed_with()
    if not sealed_with:
        raise NotCheckedError("nothing_sealed")
    check_held(held, sealed_with)
    _open_a_roster(app)
    if held.prepared and held.ids[0] in sealed_with:
        raise LogError("data_key_behind", got=held.ids[0], values=sealed_with[held.ids[0]])
    keys = PREPARED * held.prepared + ", ".join(held.ids)
    return {"keys": keys, "values": sum(sealed_with.values())}


def _open_a_roster(app: App) -> None:
    for pool in read_pools(app.office):
        for roster in pool.rosters[-1:]:
            with app.store.reading() as reader:
                next(reader.salted_experts(pool.pool, str(roster.body["roster"])), None)
            return


def check_kept(app: App) -> Facts:
    """The log still begins with what was signed last.

    Raises:
        NotCheckedError: nothing was signed yet.
        InputError: `published_malformed`.
        LogError: `log_behind`, `log_rewritten`, `other_log`.
    """
    kept = kept_published(app.home.published, parse_vkey(app.vkey))
    if kept is None:
        raise NotCheckedError("nothing_signed")
    with app.store.reading() as reader:
        check_published(reader.head(), reader.nodes, kept.checkpoint)
    return {"size": kept.checkpoint.size}


def check_clock(app: App) -> Facts:
    """The clock has not gone back behind the last entry.

    Raises:
        NotCheckedError: the log is empty.
        StateError: `clock_behind`.
    """
    with app.store.reading() as reader:
        last = reader.numbered(max(0, reader.head().size - 1), 1) + reader.unnumbered(1000)
    if not last:
        raise NotCheckedError("nothing_signed")
    latest, now = max(entry.time for entry in last), app.office.clock()
    if now < latest:
        raise StateError("clock_behind", expected=format_time(latest), got=format_time(now))
    return {"time": format_time(now)}


def check_calendars(app: App) -> Facts:
    """Every pool's calendar has this year, and from December on the next.

    Raises:
        NotCheckedError: there is no pool; all have this year and the next is not announced yet.
        StateError: `calendar_lacking`.
    """
    pools = read_pools(app.office)
    if not pools:
        raise NotCheckedError("no_pool")
    now = app.office.clock()
    held = {pool.pool: {of.year for of in pool.calendar.years} for pool in pools}
    lacking = [pool for pool, years in held.items() if not years >= _needed(now)]
    if lacking:
        years = ", ".join(map(str, sorted(_needed(now))))
        raise StateError("calendar_lacking", pools=", ".join(lacking), expected=years)
    if any(now.year + 1 not in years for years in held.values()):
        raise NotCheckedError("next_year_not_announced")
    return {"years": f"{now.year}, {now.year + 1}"}


def _needed(now: datetime) -> set[int]:
    return {now.year, now.year + (now.month >= ANNOUNCED_MONTH)}
