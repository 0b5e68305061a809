"""Slim records: what is not shown is neither needed nor trusted, whatever the size of the pool."""

import hashlib
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from drawverify.candidates import Rows
from drawverify.errors import FailedError
from drawverify.facts import facts_of
from drawverify.files import from_bytes
from drawverify.report import Report
from drawverify.succession import Bars, FixedOrder, FreshOrder
from drawverify.verify import Inputs, Result, verify
from drawverify.words import Words

from tests.unit.verifier.build import AUDITOR, ZEROS, Draw, canonical, digest, leaf, node, trust

POOL = 900_000_000
MEBIBYTE = 2**20


class ManyRows(Sequence[dict[str, Any]]):
    """Rows in turn order, with serials from 1 on."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: Any) -> Any:
        digests = {"person": f"{index:064x}", "public": f"{index:064x}"}
        return {**digests, "serial": str((index + 1) % 10**9), "unit": ""}


class SerialDraw(Draw):
    """A draw in turn from a pool of which only the rows looked at exist.

    Where none of them is below a node, its hash is made up: nobody could tell.
    """

    def __init__(self, size: int) -> None:
        choices = {"mode": "serial", "replacements": ["fixed"], "sources": ["none"]}
        super().__init__(rows=0, seats=3, **choices)
        self.rows = ManyRows(size)  # type: ignore[assignment]
        self.looked_at = [0, 1, 2, size - 1]

    def hash(self, start: int, size: int) -> bytes:
        if not any(start <= index < start + size for index in self.looked_at):
            return hashlib.sha256(f"{start} {size}".encode()).digest()
        if size == 1:
            return bytes.fromhex(leaf(self.rows[start]))
        split = 1 << (size - 1).bit_length() - 1
        return node(self.hash(start, split), self.hash(start + split, size - split))

    def tree(self) -> dict[str, Any]:
        return {"root": self.hash(0, len(self.rows)).hex(), "size": len(self.rows)}

    def path(self, index: int) -> list[bytes]:
        found, start, size = [], 0, len(self.rows)
        while size > 1:
            split = 1 << (size - 1).bit_length() - 1
            left, right = (start, split), (start + split, size - split)
            (start, size), other = (left, right) if index < start + split else (right, left)
            found.append(self.hash(*other))
        return found[::-1]

    def order(self, count: int) -> list[int]:
        return list(range(count))

    def drawn(self) -> "SerialDraw":
        self.requested().frozen(source="none").join().join(AUDITOR, "auditor").seeded()
        self.invite(1, self.order(3))
        for row in self.order(3):
            self.reply(row)
        self.add("CLOSED", {"next": [], "round": 1})
        self.add("COMPLETED", {"accepted": [3]})
        return self


def run(record: bytes, disclosures: bytes = b"") -> Result:
    disclosed = from_bytes(disclosures) if disclosures else None
    trusted = from_bytes(canonical(trust()))
    return verify(Inputs(from_bytes(record), trusted, disclosures=disclosed))


def test_memory_does_not_depend_on_the_pool() -> None:
    record = SerialDraw(POOL).drawn().slim([0, 1, 2])
    tracemalloc.start()
    result = run(record)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (result.verdict, result.grade, result.kind) == ("verified", "S", "slim")
    assert peak < 8 * MEBIBYTE


def test_pool_of_which_no_order_can_be_drawn() -> None:
    result = run(SerialDraw(2**33).drawn().slim([0, 1, 2]))
    assert result.failed == ["rows.count"]


def test_slim_record_of_a_random_draw() -> None:
    draw = Draw(rows=200).completed()
    result = run(draw.slim(draw.order(2)))
    assert (result.verdict, result.grade) == ("verified", "B")
    facts = facts_of(result)
    assert facts["kind"] == "slim"
    text = "\n".join(Report(facts, result.checks, Words("en"), colour=False).lines())
    assert "this record is slim" in text


def test_unit_of_a_row_that_is_not_shown_cannot_be_told() -> None:
    draw = Draw(rows=200).completed()
    about = {name: draw.record()[name] for name in ("origin", "pool", "draw", "attempt")}
    none: dict[str, Any] = {"bases": [], "persons": [], "public": [], "related_units": []}
    unit = {"code": "U1", "salt": ZEROS, "unit": digest("unit", ZEROS, "U1")}
    disclosures = canonical(
        {**about, **none, "units": [unit], "v": "drawsvc/v1 disclosures"},
    )
    result = run(draw.slim(draw.order(2)), disclosures)
    assert (result.failed, result.not_checkable) == ([], ["disclosure.cites"])
    assert run(draw.file(), disclosures).failed == ["disclosure.digest"]


def test_row_that_must_be_looked_at_but_is_not_shown() -> None:
    draw = Draw(rows=200).completed()
    missing = draw.order(2)[1]
    result = run(draw.slim(draw.order(1)))
    assert result.failed == ["walk.invited"]
    error = result.outcomes["walk.invited"]
    assert error
    assert error.where.endswith(f"eligible[{missing}]")
    assert "walk.round" not in result.outcomes


def test_no_row_is_looked_at_sooner_than_needed() -> None:
    draw = Draw(rows=200).requested().frozen().join().join(AUDITOR, "auditor").seeded()
    assert run(draw.slim([])).failed == []
    draw.add("CLOCK_CORRECTED", {"approvals": approvals(), "offset_seconds": 1, "reason": "drift"})
    assert run(draw.slim([])).failed == []


def approvals() -> list[dict[str, str]]:
    return [{"ref": ref, "role": "leader"} for ref in ("1", "2")]


def test_approvals_differ() -> None:
    draw = Draw().requested()
    same = [approvals()[0]] * 2
    draw.add("CLOCK_CORRECTED", {"approvals": same, "offset_seconds": 1, "reason": "drift"})
    assert run(draw.file()).failed == ["file.schema"]


def shown(*indexes: int, size: int, unit: str = "") -> Rows:
    items = [{"index": n, "row": {"person": f"p{n}", "unit": unit}} for n in indexes]
    return Rows(items, size, slim=True)


def test_whether_anybody_is_next_follows_from_any_row_that_is_not_barred() -> None:
    assert FreshOrder(shown(7, size=10), Bars(0), ()).has_next()


def test_nobody_is_next_only_if_all_are_shown() -> None:
    bars = Bars(1)
    bars.hold("u", 1)
    assert not FreshOrder(shown(0, 1, size=2, unit="u"), bars, ()).has_next()
    assert not FreshOrder(shown(0, 1, size=2), bars, (0, 1)).has_next()
    with pytest.raises(FailedError, match=r"eligible\[1\]") as failed:
        FreshOrder(shown(0, 2, size=3, unit="u"), bars, ()).has_next()
    assert failed.value.step == "walk.invited"


def test_orders_ask_for_the_rows_they_come_to() -> None:
    order = FixedOrder(shown(0, 2, size=3), range(3), Bars(0))
    assert order.take() == 0
    with pytest.raises(FailedError, match=r"eligible\[1\]"):
        order.take()
