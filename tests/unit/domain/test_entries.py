"""Entries and chains: SPEC §5.1."""

from datetime import timedelta
from typing import Any

import pytest
from drawseeds import parse, serialise

from drawsvc.domain.entries import (
    MAX_ENTRY_BYTES,
    NO_LEAF,
    Chain,
    Entry,
    Place,
    from_object,
    parse_entry,
)
from drawsvc.domain.errors import EntryError, PhaseError, StateError
from drawsvc.log.merkle import leaf_hash
from tests.refusing import refused
from tests.unit.domain import sample
from tests.unit.domain.sample import DRAW, NOW, POOL

LATER = timedelta(seconds=1)


def entry(kind: str = "HELD", **changed: Any) -> Entry:
    return Entry(sample.place(kind), 0, NO_LEAF, NOW, kind, sample.body(kind, **changed))


def envelope(kind: str = "HELD", **changed: Any) -> dict[str, Any]:
    return entry(kind).to_object() | changed


@pytest.mark.parametrize("kind", sample.BODIES)
def test_entry_survives_writing_and_reading(kind: str) -> None:
    written = entry(kind)
    read = parse_entry(written.data)
    assert read == written
    assert read.data == written.data
    assert read.leaf == written.leaf == leaf_hash(written.data).hex()
    assert from_object(read.to_object()) == read


def test_envelope() -> None:
    assert parse(entry().data) == {
        "attempt": 1,
        "body": {"date": "2026-03-09"},
        "draw": "D-1",
        "origin": "example.org/log",
        "pool": "water",
        "prev": "0" * 64,
        "seq": 0,
        "time": "2026-03-02T01:00:00Z",
        "type": "HELD",
        "v": "drawsvc/v1",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}\n",
        b"null",
        b'{"v": "drawsvc/v1"}',
        entry().data + b"\n",
        b"\xef\xbb\xbf" + entry().data,
        entry().data.replace(b'"seq":0', b'"seq":0.0'),
        entry().data.replace(b'"seq":0', b'"seq":0,"seq":0'),
        b"[" * 60_000,
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with refused(EntryError, "entry_not_canonical"):
        parse_entry(data)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"attempt": -1}, "attempt"),
        ({"attempt": 0}, "attempt"),
        ({"draw": ""}, "draw"),
        ({"draw": "D 1"}, "draw"),
        ({"origin": "Example.org"}, "origin"),
        ({"pool": ""}, "pool"),
        ({"prev": "0"}, "prev"),
        ({"seq": -1}, "seq"),
        ({"seq": True}, "seq"),
        ({"time": "2026-03-02T01:00:00+00:00"}, "time"),
        ({"type": "held"}, "type"),
        ({"v": "drawsvc/v2"}, "v"),
        ({"extra": 1}, ""),
        ({"body": {}}, "body"),
        ({"body": {"date": "2026-3-9"}}, "body.date"),
    ],
)
def test_envelope_out_of_shape_is_refused(changed: dict[str, Any], path: str) -> None:
    with refused(EntryError, "entry_shape", path=path):
        parse_entry(serialise(envelope(**changed)))


@pytest.mark.parametrize("changed", [{"draw": "D-1", "attempt": 1}, {"attempt": 1}])
def test_pool_entry_with_a_draw_is_refused(changed: dict[str, Any]) -> None:
    with refused(EntryError, "entry_shape"):
        from_object(envelope("ROSTER", **changed))


def test_value_that_is_no_object_is_refused() -> None:
    with refused(EntryError, "entry_shape", path=""):
        from_object([])


def test_unknown_type_is_refused() -> None:
    with refused(EntryError, "entry_type_unknown", got="AUDITED"):
        parse_entry(serialise(envelope(type="AUDITED")))


def large(size: int) -> dict[str, Any]:
    """An entry of this many bytes."""
    rows = list(range(10, 100)) + list(range(100, 1000))
    body = sample.body("INVITED", invitations=[])
    rest = size - len(Entry(DRAW, 0, NO_LEAF, NOW, "INVITED", body).data)
    while rest > 0:
        body["invitations"].append({"group": 0, "rows": rows})
        rest = size - len(Entry(DRAW, 0, NO_LEAF, NOW, "INVITED", body).data)
    last = body["invitations"][-1]["rows"] = list(rows)
    while rest < 0:
        rest += len(str(last.pop())) + 1
    body["deadline"] = "2026-03-02T03:00:00Z"
    body["round"] = int("1" * (1 + rest))
    return Entry(DRAW, 0, NO_LEAF, NOW, "INVITED", body).to_object()


def test_largest_entry() -> None:
    assert len(parse_entry(serialise(large(MAX_ENTRY_BYTES))).data) == 65_535


def test_larger_entry_is_refused() -> None:
    value = large(MAX_ENTRY_BYTES + 1)
    with refused(EntryError, "entry_too_large", expected=65_535, got=65_536):
        parse_entry(serialise(value))
    with refused(EntryError, "entry_too_large"):
        from_object(value)
    with refused(EntryError, "entry_too_large"):
        Chain(DRAW).next("INVITED", value["body"], NOW)


def test_chain_links_its_entries() -> None:
    chain = Chain(DRAW)
    first = chain.next("REQUEST", sample.body("REQUEST"), NOW)
    chain.append(first)
    second = chain.next("FREEZE", sample.body("FREEZE"), NOW + LATER)
    assert (first.seq, first.prev) == (0, "0" * 64)
    assert (second.seq, second.prev) == (1, first.leaf)
    assert chain.entries == [first], "next appends nothing"
    assert Chain(DRAW, [first, second]).next("HELD", sample.body("HELD"), NOW + LATER).seq == 2


def test_latest_entry_of_some_types() -> None:
    chain = Chain(DRAW)
    for kind in ("REQUEST", "FREEZE", "JOIN", "JOIN", "SEAL"):
        chain.append(chain.next(kind, sample.body(kind), NOW))
    assert chain.last_of("JOIN") is chain.entries[3]
    assert chain.last_of("FREEZE", "JOIN", "REQUEST") is chain.entries[3]
    assert chain.last_of("VOID", "REQUEST") is chain.entries[0]
    assert chain.last_of("VOID") is None
    assert chain.last_of() is None


def test_time_may_stand_still_but_not_fall() -> None:
    chain = Chain(DRAW, [entry()])
    assert chain.next("HELD", sample.body("HELD"), NOW).time == NOW
    with refused(
        PhaseError,
        "clock_behind",
        expected="2026-03-02T01:00:00Z",
        got="2026-03-02T00:59:59Z",
    ):
        chain.next("HELD", sample.body("HELD"), NOW - LATER)


def test_corrected_clock_may_turn_time_back_once() -> None:
    chain = Chain(DRAW, [entry()])
    corrected = chain.next("CLOCK_CORRECTED", sample.body("CLOCK_CORRECTED"), NOW - 9 * LATER)
    chain.append(corrected)
    assert chain.next("HELD", sample.body("HELD"), NOW - 8 * LATER).time < NOW
    with refused(PhaseError, "clock_behind"):
        chain.next("HELD", sample.body("HELD"), NOW - 10 * LATER)


@pytest.mark.parametrize(
    ("place", "kind"), [(POOL, "REQUEST"), (DRAW, "ROSTER"), (POOL, "CLOCK_CORRECTED")]
)
def test_type_belongs_to_its_chain(place: Any, kind: str) -> None:
    with refused(EntryError, "entry_shape"):
        Chain(place).next(kind, sample.body(kind), NOW)


def test_chain_of_no_draw_is_refused() -> None:
    with refused(EntryError, "entry_shape", path="pool"):
        Chain(Place(sample.ORIGIN, "a b")).next("ROSTER", sample.body("ROSTER"), NOW)


def test_body_out_of_shape_is_refused() -> None:
    with refused(EntryError, "entry_shape", path="body.date"):
        Chain(DRAW).next("HELD", {"date": ""}, NOW)
    with refused(EntryError, "entry_type_unknown"):
        Chain(DRAW).next("AUDITED", {}, NOW)


@pytest.mark.parametrize("text", ["cafe\u0301", "tab\there", "\ud800"])
def test_text_without_canonical_form_is_refused(text: str) -> None:
    approval = {"ref": text, "role": "organiser"}
    with refused(EntryError, "entry_not_canonical"):
        Chain(DRAW).next("RELEASED", sample.body("RELEASED", approval=approval), NOW)


def test_entry_from_elsewhere_does_not_continue_the_chain() -> None:
    chain = Chain(DRAW, [entry()])
    good = chain.next("HELD", sample.body("HELD"), NOW)
    chain.check_next(good)
    moved = [
        Entry(Place(sample.ORIGIN, "water", "D-2", 1), 1, good.prev, NOW, "HELD", good.body),
        Entry(DRAW, 2, good.prev, NOW, "HELD", good.body),
        Entry(DRAW, 0, good.prev, NOW, "HELD", good.body),
        Entry(DRAW, 1, NO_LEAF, NOW, "HELD", good.body),
    ]
    for other in moved:
        with refused(StateError, "chain_broken", expected=1):
            chain.check_next(other)
