"""Pairs of record vectors that say something together."""

import hashlib
import json
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).resolve().parent / "records"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(value: Any) -> bytes:
    """SPEC §3.1, for values that are in NFC already."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def entries(name: str) -> list[Any]:
    record = json.loads((RECORDS / name / "record.json").read_bytes())
    return [item["entry"] for item in record["entries"]]


def seal_leaf(name: str) -> str:
    seal = next(entry for entry in entries(name) if entry["type"] == "SEAL")
    return hashlib.sha256(b"\x00" + canonical(seal)).hexdigest()


def check_code(leaf: str) -> str:
    """SPEC §14."""
    first = hashlib.sha256(canonical(["drawsvc/v1 check code", leaf])).digest()[:5]
    bits = int.from_bytes(first, "big")
    return "".join(CROCKFORD[bits >> 5 * place & 31] for place in reversed(range(8)))


def accepted(name: str) -> set[int]:
    replies = [entry["body"] for entry in entries(name) if entry["type"] == "REPLIED"]
    return {reply["row"] for reply in replies if reply["answer"] == "accept"}


def noted(name: str) -> list[int]:
    return [entry["body"]["row"] for entry in entries(name) if entry["type"] == "REPLIED"]


def test_two_seals_share_a_check_code() -> None:
    name = "chain_slip_check_code_twin"
    slip = (RECORDS / name / "slip.txt").read_text(encoding="utf-8").rstrip("\n")
    assert seal_leaf(name) != slip
    assert check_code(seal_leaf(name)) == check_code(slip)


def test_the_order_in_which_replies_are_noted_cannot_change_the_panel() -> None:
    one, other = "good_replies_in_order", "good_replies_in_another_order"
    assert noted(one) != noted(other)
    assert accepted(one) == accepted(other)
