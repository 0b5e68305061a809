"""Full records: SPEC §11.1."""

from base64 import b64decode
from typing import Any

from drawseeds import parse

from drawsvc.domain.candidates import Row
from drawsvc.domain.entries import NO_LEAF, Chain, Entry
from drawsvc.domain.record import Extract, Logged, cited_leaves, full_record_bytes, shown_of
from tests.attempting import Drawing, Seats
from tests.unit.domain import sample


def pool_entry(kind: str) -> Entry:
    return Entry(sample.POOL, 0, NO_LEAF, sample.NOW, kind, sample.body(kind))


def drawn() -> list[Entry]:
    chain = Chain(sample.DRAW)
    for kind in ("REQUEST", "FREEZE", "JOIN"):
        chain.append(chain.next(kind, sample.body(kind), sample.NOW))
    return chain.entries


def record(logged: list[Logged], groups: Any = ()) -> Any:
    extract = Extract(sample.DRAW, logged, "checkpoint — é\n".encode())
    return parse(full_record_bytes(extract, groups))


def test_record_of_a_request() -> None:
    request = drawn()[0]
    found = record([Logged(request, 7, [b"\x01" * 32, b"\xff" * 32])])
    (entry,) = found.pop("entries")
    assert found == {
        "attempt": 1,
        "checkpoint": "checkpoint — é\n",
        "draw": "D-1",
        "groups": [],
        "kind": "full",
        "origin": sample.ORIGIN,
        "pool": "water",
        "seal_evidence": [],
        "v": "drawsvc/v1 record",
    }
    assert (entry["entry"], entry["index"]) == (request.to_object(), 7)
    assert [b64decode(item) for item in entry["proof"]] == [b"\x01" * 32, b"\xff" * 32]


def test_pool_entries_come_first_by_index_then_the_chain_by_seq() -> None:
    roster, calendar = pool_entry("ROSTER"), pool_entry("CALENDAR")
    entries = drawn()
    logged = [
        Logged(entries[2], 9, []),
        Logged(roster, 5, []),
        Logged(entries[0], 6, []),
        Logged(calendar, 2, []),
        Logged(entries[1], 8, []),
    ]
    found = record(logged)["entries"]
    assert [item["index"] for item in found] == [2, 5, 6, 8, 9]
    assert [item["entry"]["type"] for item in found] == [
        *("CALENDAR", "ROSTER", "REQUEST", "FREEZE", "JOIN"),
    ]


def test_rows_stand_in_list_order() -> None:
    eligible = [Row("b" * 64, "b" * 64, "2", ""), Row("a" * 64, "a" * 64, "1", "c" * 64)]
    excluded = [Row("d" * 64, "d" * 64, "", "", "bye", "e" * 64)]
    (group,) = record([Logged(drawn()[0], 0, [])], [(eligible, excluded)])["groups"]
    assert group == {
        "eligible": [row.to_object() for row in eligible],
        "excluded": [row.to_object() for row in excluded],
    }


def test_cited_pool_entries() -> None:
    drawing = Drawing([Seats(1, "ab")])
    drawing.request(profile="01" * 32)
    drawing.freeze(profile="01" * 32, calendar="02" * 32, roster="03" * 32)
    entries = drawing.attempt.chain.entries
    assert cited_leaves(entries[:1]) == {"01" * 32}
    assert cited_leaves(entries) == {"01" * 32, "02" * 32, "03" * 32}


def test_voided_attempt_is_shown_up_to_its_void_and_others_by_their_end() -> None:
    chain = Chain(sample.DRAW)
    for kind in ("REQUEST", "FREEZE", "VOID", "ERASED"):
        chain.append(chain.next(kind, sample.body(kind), sample.NOW))
    assert shown_of(chain.entries[2], chain.entries) == chain.entries[:3]
    assert shown_of(chain.entries[1], chain.entries) == [chain.entries[1]]
