"""Entries, experts and lists for tests of stores. They mean nothing; stores do not ask."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from drawseeds import serialise

from drawsvc.db.vault import DataKeys, Vault
from drawsvc.domain.candidates import GroupLists, Listed, Row
from drawsvc.domain.entries import Chain, Entry, Place
from drawsvc.domain.roster import Expert
from drawsvc.log import merkle
from drawsvc.usecases.ports import AttemptState, LogHead, Writer

ORIGIN = "example.org/log"
VAULT = Vault(lambda: DataKeys([b"\x07" * 32]))
NOW = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
POOL = Place(ORIGIN, "water")
DRAW = Place(ORIGIN, "water", "D-7", 1)


def entries(place: Place, size: int, after: Iterable[Entry] = (), note: str = "cn") -> list[Entry]:
    """The next `size` entries of a chain; another note makes others."""
    chain = Chain(place, after)
    made = []
    for _ in range(size):
        date = (NOW + timedelta(days=len(note))).date().isoformat()
        kind, body = ("HELD", {"date": date}) if place.draw else ("CALENDAR", {"name": note})
        made.append(chain.next(kind, body if place.draw else body | {"years": []}, NOW))
        chain.append(made[-1])
    return made


def state(place: Place = DRAW, version: int = 1, **changed: object) -> AttemptState:
    values: dict[str, object] = {"matter": "a7", "phase": "requested", "due_at": None} | changed
    return AttemptState(place, version=version, **values)  # type: ignore[arg-type] # of a test


def expert(number: int) -> Expert:
    texts = dict.fromkeys(("sex", "birth", "id_number", "phone", "employer_code", "employer"), "")
    more = dict.fromkeys(("on_duty", "title", "serial", "years", "term_start"), "")
    return Expert(
        **texts,
        **more,
        expert_id=f"E-{number}",
        name=f"王{number}",
        specialties=("1.1", "1.10"),
        home_category="1",
        status="active",
    )


def listed(number: int, reason: str = "") -> Listed:
    digest = f"{number:064x}"
    basis, basis_salt = (digest, "5a" * 32) if reason else ("", "")
    row = Row(digest, digest, str(number), "", reason, basis)
    evidence = {"until": ["2026-05-04"]} if reason else ""
    person = expert(number)
    opens = {
        "basis_salt": basis_salt,
        "evidence": evidence,
        "expert": person.to_object(),
        "expert_id": person.expert_id,
        "person_salt": "5b" * 32,
        "public": f"王{number}",
        "public_salt": "5c" * 32,
        "unit_salt": "",
    }
    return Listed(row.data, serialise(opens))


def groups() -> list[GroupLists]:
    """One with rows in both lists, in no order of their own, one of serial mode, one empty."""
    return [
        GroupLists([listed(9), listed(2)], [listed(8, "bye"), listed(1, "recused")]),
        GroupLists([listed(3)], [], ("3",), "12"),
        GroupLists([], []),
    ]


def extend_log(writer: Writer, limit: int = 256) -> LogHead:
    """What the sequencer does: number what waits and move the head."""
    old = writer.head()
    waiting = writer.unnumbered(limit)
    leaves = [bytes.fromhex(entry.leaf) for entry in waiting]
    nodes = merkle.append(old.size, leaves, read=writer.nodes)
    writer.number(old.size, waiting, nodes)
    size = old.size + len(waiting)
    new = LogHead(old.origin, size, merkle.tree_root(size, writer.nodes), b"signed")
    writer.move_head(old, new)
    return new
