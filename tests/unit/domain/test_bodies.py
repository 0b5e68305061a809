"""The shape of every body: SPEC §5.2 to §5.5, §15."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from drawsvc.domain.bodies import BODIES, DRAW_BODIES, POOL_BODIES, REASONS
from drawsvc.domain.shapes import ShapeError
from tests.unit.domain import sample

SPEC = (Path(__file__).parents[3] / "docs" / "SPEC.md").read_text("utf-8")

MAY_BE_ABSENT = [("groups", 0, "excluded", "counts", "bye")]

Path_ = tuple[str | int, ...]


def paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Paths of all members and elements of a body."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in items:
        yield (*path, name)
        if isinstance(item, dict | list):
            yield from paths(item, (*path, name))


def at(value: Any, path: Path_) -> Any:
    for name in path:
        value = value[name]
    return value


def refuses(kind: str, body: Any) -> bool:
    try:
        BODIES[kind](body, "body")
    except ShapeError:
        return True
    return False


def test_types_are_those_of_the_specification() -> None:
    section = SPEC[SPEC.index("### 5.2") : SPEC.index("### 5.6")]
    assert set(re.findall(r"\*\*([A-Z_]+)\*\*", section)) == set(BODIES)
    assert set(POOL_BODIES) | set(DRAW_BODIES) == set(BODIES)
    assert set(sample.BODIES) == set(BODIES)


def test_reasons_of_exclusion_are_those_of_the_specification() -> None:
    (line,) = re.findall(r"^Reasons: (.*)\.$", SPEC, re.MULTILINE)
    assert re.findall(r"`([a-z_]+)`", line) == list(REASONS)


@pytest.mark.parametrize("kind", BODIES)
def test_sample_fits(kind: str) -> None:
    BODIES[kind](sample.body(kind), "body")


@pytest.mark.parametrize("kind", BODIES)
def test_member_removed_added_or_of_another_type_is_refused(kind: str) -> None:
    for path in paths(sample.BODIES[kind]):
        *parents, name = path
        if name == "value" or "value" in parents:
            continue  # of a statement: any canonical value
        changed = deepcopy(sample.BODIES[kind])
        holder = at(changed, tuple(parents))
        holder[name] = {"extra": 0.5}
        assert refuses(kind, changed), path
        if isinstance(holder, dict):
            del holder[name]
            assert refuses(kind, changed) == (path not in MAY_BE_ABSENT), path
    assert refuses(kind, sample.body(kind, extra=1))
    assert refuses(kind, [])


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("PROFILE", {"age": {"limit": 0, "rule": "off"}}),
        ("PROFILE", {"assumed": [], "counters": [], "readings": [], "roles": []}),
        ("PROFILE", {"sources": ["beacon", "dice", "none", "witness"]}),
        ("PROFILE", {"replacements": ["fixed", "fresh"]}),
        ("PROFILE", {"windows": sample.WINDOWS | {"contact_from": "00:00", "contact_to": "24:00"}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"reply_minutes": 525_600}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"utc_offset_minutes": -840}}),
        ("CALENDAR", {"years": []}),
        ("REQUEST", {"groups": []}),  # how many groups and seats is not a matter of shape
        ("REQUEST", {"kind": "second_panel", "earlier": [sample.LEAF]}),
        ("SEAL", {"joins": [sample.OTHER_LEAF, sample.LEAF]}),  # nor is their order
        ("SEAL", {"source": {"kind": "dice", "throws": 1}}),  # nor how many throws
        ("SEAL", {"source": {"kind": "none"}}),
        ("SEAL", {"source": {"chain": sample.LEAF, "kind": "beacon", "round": 1}}),
        ("SEEDED", {"statements": [], "values": []}),
        ("INVITED", {"beacon": [], "invitations": []}),
        ("CLOSED", {"next": []}),
        ("VOID", {"class": "discarded", "statements": []}),
        ("CLOCK_CORRECTED", {"offset_seconds": -(2**53) + 1}),
    ],
)
def test_allowed(kind: str, changed: dict[str, Any]) -> None:
    whole = {"profile": sample.PROFILE | changed} if kind == "PROFILE" else changed
    BODIES[kind](sample.body(kind, **whole), "body")


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("PROFILE", {"assumed": ["b", "a"]}),
        ("PROFILE", {"roles": ["a", "a"]}),
        ("PROFILE", {"recusal_grounds": ["b", "a"]}),
        ("PROFILE", {"sources": []}),
        ("PROFILE", {"sources": ["coin"]}),
        ("PROFILE", {"replacements": []}),
        ("PROFILE", {"replacements": ["fresh", "fixed"]}),
        ("PROFILE", {"age": {"limit": 65, "rule": "soft"}}),
        ("PROFILE", {"counters": [{"id": "a", "threshold": 0, "window": "run"}]}),
        ("PROFILE", {"counters": [{"id": "a", "threshold": 1, "window": "year"}]}),
        ("PROFILE", {"mode": "sequential"}),
        ("PROFILE", {"publication": "none"}),
        ("PROFILE", {"retention_years": 0}),
        ("PROFILE", {"version": 0}),
        ("PROFILE", {"windows": sample.WINDOWS | {"contact_from": "8:00"}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"contact_to": "24:01"}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"reply_minutes": 525_601}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"reply_minutes": 0}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"utc_offset_minutes": 841}}),
        ("PROFILE", {"windows": sample.WINDOWS | {"contact_days": "weekdays"}}),
        ("CALENDAR", {"years": [{"holidays": [], "workdays": [], "year": 1899}]}),
        ("KEY", {"status": "active"}),
        ("OPENING", {"approvals": [sample.APPROVAL]}),
        ("OPENING", {"cursors": [{"after": "", "carried": [""], "specialty": "H1"}]}),
        ("REQUEST", {"kind": "third"}),
        ("REQUEST", {"groups": [{"filters": ["b", "a"], "seats": 1, "specialty": "1"}]}),
        ("REQUEST", {"groups": [{"filters": [], "seats": 0, "specialty": "1"}]}),
        ("REQUEST", {"organiser": "a\nb"}),
        ("FREEZE", {"source": "coin"}),
        ("FREEZE", {"replacement": "none"}),
        ("SEAL", {"source": {"kind": "dice"}}),
        ("SEAL", {"source": {"kind": "coin"}}),
        ("SEAL", {"source": {"kind": "none", "throws": 20}}),
        ("SEAL", {"log_key": "a+b"}),
        ("SEEDED", {"values": ["xyz"]}),
        ("INVITED", {"beacon": [{"round": 1, "signature": "ab"}] * 2}),
        ("INVITED", {"beacon": [{"round": 1, "signature": "abc"}]}),
        ("INVITED", {"round": 0}),
        ("REPLIED", {"answer": "expired"}),
        ("REPLIED", {"reason": "holiday"}),
        ("REPLIED", {"attestation": {"kind": "passkey", "statements": []}}),
        ("REPLIED", {"row": -1}),
        ("REPLIED", {"group": True}),
        ("CLOSED", {"next": [{"chain": sample.LEAF, "round": 7}] * 2}),
        ("CORRECTED", {"effect": "none"}),
        ("WITHDRAWN", {"reason": "interest"}),
        ("SEATS_ADDED", {"seats": 0}),
        ("DECIDED", {"kind": "redraw"}),
        ("VOID", {"class": "useful"}),
        ("RELEASED", {"form": "names"}),
        ("ERASED", {"rows": []}),
        ("ERASED", {"rows": [2, 1]}),
        ("ERASED", {"list": "all"}),
        ("CLOCK_CORRECTED", {"approvals": [sample.APPROVAL]}),
        ("CLOCK_CORRECTED", {"offset_seconds": 2**53}),
        ("JOIN", {"statement": sample.STATEMENT | {"kind": "sworn"}}),
        ("JOIN", {"statement": sample.STATEMENT | {"signature": "00"}}),
    ],
)
def test_refused(kind: str, changed: dict[str, Any]) -> None:
    whole = {"profile": sample.PROFILE | changed} if kind == "PROFILE" else changed
    assert refuses(kind, sample.body(kind, **whole))


@pytest.mark.parametrize("reason", ["lazy", "Bye", ""])
def test_unknown_reason_of_exclusion_is_refused(reason: str) -> None:
    body = sample.body("FREEZE")
    body["groups"][0]["excluded"]["counts"] = {reason: 1}
    assert refuses("FREEZE", body)


def test_count_of_a_reason_is_positive() -> None:
    body = sample.body("FREEZE")
    body["groups"][0]["excluded"]["counts"] = {"bye": 0}
    assert refuses("FREEZE", body)
