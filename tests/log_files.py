"""Log files (SPEC §11.8) of a store, or of entries that somebody who holds the log's key has changed."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from drawseeds import serialise

from drawsvc import app as service
from drawsvc.config import Home
from drawsvc.domain.entries import Entry, from_object
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.keys import NamedKey
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.log.note import sign_note
from drawsvc.usecases.ports import Store
from tests.attacks.forging import rename

Object = dict[str, Any]


def logged(store: Store) -> list[Object]:
    """All numbered entries of a store."""
    with store.reading() as reader:
        entries: Iterable[Entry] = reader.numbered(0, reader.head().size)
    return [entry.to_object() for entry in entries]


def store_log(store: Store) -> bytes:
    """The log file of a store, under the checkpoint it has signed."""
    with store.reading() as reader:
        head = reader.head()
    return log_bytes(logged(store), head.checkpoint, origin=head.origin)


def home_log(home: Path) -> bytes:
    """The log file of the service in a home folder."""
    with service.opened(Home(home)) as app:
        return store_log(app.store)


def logged_at_home(home: Path) -> list[Object]:
    """All numbered entries of the service in a home folder."""
    with service.opened(Home(home)) as app:
        return logged(app.store)


def signed_note(entries: Sequence[Object], key: NamedKey, *, origin: str = "") -> bytes:
    """The checkpoint over these entries."""
    root = root_of(leaf_hash(serialise(entry)) for entry in entries)
    text = Checkpoint(origin or key.name, len(entries), root).to_text()
    return sign_note(text, [key]).to_bytes()


def log_bytes(entries: Sequence[Object], note: bytes, *, origin: str) -> bytes:
    """A log file, whether or not the note is about these entries."""
    members: Object = {"checkpoint": note.decode(), "entries": list(entries), "origin": origin}
    return serialise(members | {"v": "drawsvc/v1 log"})


def write_log(path: Path, entries: Sequence[Object], key: NamedKey) -> Path:
    """A log file signed by the log, as whoever holds its key can make of any entries."""
    path.write_bytes(log_bytes(entries, signed_note(entries, key), origin=key.name))
    return path


def linked(entries: Iterable[Object]) -> list[Object]:
    """The entries with `seq`, `prev` and all they cite as if they had been written so: a forger takes the trouble.

    Statements stay as they were signed.
    """
    chains: dict[tuple[object, ...], tuple[int, str]] = {}
    renamed: dict[str, str] = {}
    made = []
    for entry in entries:
        before = from_object(entry).leaf
        place = tuple(entry[name] for name in ("pool", "draw", "attempt"))
        seq, prev = chains.get(place, (0, "0" * 64))
        new = rename(entry, renamed) | {"prev": prev, "seq": seq}
        leaf = from_object(new).leaf
        renamed[before] = leaf
        chains[place] = (seq + 1, leaf)
        made.append(new)
    return made
