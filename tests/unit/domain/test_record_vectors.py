"""The record vectors, replayed: the domain takes what a verifier accepts and refuses what it fails."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from drawseeds import QUICKNET, Chain, parse

from drawsvc.beacon.verify import verify_round
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.calendar import Calendar, parse_calendar
from drawsvc.domain.candidates import Row
from drawsvc.domain.entries import Entry, Place, from_object
from drawsvc.domain.errors import BeaconError, CalendarError, DrawError, EntryError, InputError
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.state import Rules

RECORDS = Path(__file__).parents[2] / "vectors" / "records"

STEPS = {
    *("chain.identity", "chain.link", "chain.time", "chain.grammar"),
    *("request.terms", "freeze.cites", "freeze.profile", "rows.count"),
    *("join.statement", "join.distinct", "join.plan", "seal.cites", "seal.source"),
    *("seed.statements", "seed.commitment", "seed.values", "seed.beacon"),
    *("walk.round", "walk.invited", "walk.deadline", "walk.row", "walk.reason", "walk.time"),
    *("walk.attestation", "walk.closed", "walk.outcome", "walk.change"),
    *("end.void", "end.statement", "end.release", "end.rows"),
}
"""What the entries, the rows and the rules of one attempt decide. Files, log and trust are others' to judge."""

ELSEWHERE = {
    "chain_identity_pool": "pool entries are looked up by the leaf that cites them",
    "freeze_cites_roster": "likewise",
    "freeze_cites_too_much": "likewise",
    "request_terms_profile": "likewise",
    "chain_identity_pool_last": "likewise",
    "freeze_cites_no_opening": "likewise",
    "freeze_cites_opening": "likewise",
    "freeze_cites_opening_type": "likewise",
    "freeze_cites_opening_unused": "likewise",
    "rows_count_before_freeze": "rows are stored with the freeze",
    "rows_count_roster": "rows are made from the roster",
    "chain_identity_completed_whole": "likewise",
    "request_terms_earlier_matter": "attempts of a draw are found by its matter",
    "request_terms_first_matter": "likewise",
    "end_void_unlisted": "keys are listed by the trust file",
    "seal_cites_log_key_untrusted": "the log's keys are given by the trust file",
    "seal_cites_log_key_not_yet_valid": "likewise",
}
OF_EARLIER_CHAINS = re.compile(
    "(end_void|join_[a-z]+)_earlier|chain_[a-z]+_void|chain_link_void_alone"
    "|chain_identity_earlier_pool"
)
"""Vectors about a voided attempt before, which was replayed when it was the present one."""
OUTSIDE_ENTRIES = {
    *("file_schema_base64_bits", "file_schema_bool", "file_schema_serial_digits"),
    *(
        "file_schema_kind",
        "file_schema_full_slim",
        "file_schema_two_evidences",
        "file_schema_origin",
        "file_schema_no_entries",
    ),
}
NO_YEAR = "walk_deadline_no_year"
UNKNOWN_CHAIN = "seal_source_unknown_chain"
OTHER_SCHEME = "seed_beacon_other_scheme"
UNKNOWN_TYPE, UNKNOWN_TYPE_BEFORE = "chain_type_unknown", "chain_type_voided"


@cache
def vector(name: str) -> tuple[dict[str, Any], Any]:
    folder = RECORDS / name
    meta: dict[str, Any] = json.loads((folder / "vector.json").read_bytes())
    return meta["expect"], parse((folder / "record.json").read_bytes())


def names() -> list[str]:
    """Vectors whose record is kept, is canonical JSON, not slim, and holds something of a draw.

    Of a slim record only its verifiers speak: a draw is replayed with all its rows.
    """
    found = sorted(path.parent.name for path in RECORDS.glob("*/record.json"))
    parsed = [name for name in found if not name.startswith(("file_json", "file_canonical"))]
    full = [name for name in parsed if vector(name)[1].get("kind") != "slim"]
    return [name for name in full if any(e["entry"]["draw"] for e in vector(name)[1]["entries"])]


def beacons(name: str) -> Beacons:
    """Quicknet and the chains of the vector's trust file."""
    chains = {QUICKNET.hash: QUICKNET}
    trust = RECORDS / name / "trust.json"
    for item in json.loads(trust.read_bytes())["beacons"] if trust.exists() else ():
        own = Chain(item["chain"], item["key"], item["genesis"], item["period"], item["scheme"])
        chains.setdefault(own.hash, own)
    return Beacons(chains, verify_round)


def replay(name: str) -> Attempt:
    record = vector(name)[1]
    entries = [from_object(item["entry"]) for item in record["entries"]]
    cited = {entry.leaf: entry for entry in entries if not entry.place.draw}
    place = Place(record["origin"], record["pool"], record["draw"], record["attempt"])
    before = [e for e in entries if e.place.draw and e.place.attempt < place.attempt]
    ends = list({e.place.attempt: e for e in before}.values())
    drawn = [e for e in entries if e.place.draw and e not in before]
    groups = [
        tuple([Row(**row) for row in group[name]] for name in ("eligible", "excluded"))
        for group in record["groups"]
    ]
    return Attempt.replay(place, rules(name, cited, ends, drawn), groups, drawn)  # type: ignore[arg-type]


def rules(name: str, cited: dict[str, Entry], ends: list[Entry], drawn: list[Entry]) -> Rules:
    freezes = [entry for entry in drawn if entry.type == "FREEZE"]
    calendar = parse_calendar(cited[freezes[0].body["calendar"]].body) if freezes else None
    profile = parse_profile(cited[drawn[0].body["profile"]].body)
    return Rules(profile, calendar or Calendar("none", ()), ends, beacons(name))


def accepted() -> list[str]:
    """Not failed by any verifier, whether it verified all or not."""
    odd = {NO_YEAR, UNKNOWN_TYPE, UNKNOWN_TYPE_BEFORE, UNKNOWN_CHAIN, OTHER_SCHEME}
    return [name for name in names() if not vector(name)[0]["failure"] and name not in odd]


def refused() -> list[str]:
    failed = [name for name in names() if vector(name)[0]["failure"] in STEPS]
    own = [name for name in failed if not OF_EARLIER_CHAINS.match(name)]
    return [name for name in own if name not in ELSEWHERE]


def out_of_shape() -> list[str]:
    failed = [name for name in names() if vector(name)[0]["failure"] == "file.schema"]
    return [name for name in failed if name not in OUTSIDE_ENTRIES]


def test_there_are_vectors() -> None:
    assert len(accepted()) > 60
    assert {vector(name)[0]["failure"] for name in refused()} == STEPS


@pytest.mark.parametrize("name", accepted())
def test_accepted_record_replays(name: str) -> None:
    expect, _ = vector(name)
    attempt = replay(name)
    assert attempt.phase == expect.get("status", attempt.phase)


@pytest.mark.parametrize(
    ("name", "code"), [(UNKNOWN_CHAIN, "beacon_chain"), (OTHER_SCHEME, "beacon_scheme")]
)
def test_chain_that_cannot_be_checked_is_refused(name: str, code: str) -> None:
    with pytest.raises(BeaconError) as caught:
        replay(name)
    assert caught.value.code == code


@pytest.mark.parametrize("name", refused())
def test_failed_record_does_not_replay(name: str) -> None:
    with pytest.raises(DrawError):
        replay(name)


@pytest.mark.parametrize("name", out_of_shape())
def test_entry_out_of_shape_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        replay(name)


def test_year_missing_in_the_calendar_is_no_failure_of_the_entries() -> None:
    with pytest.raises(CalendarError) as caught:
        replay(NO_YEAR)
    assert caught.value.code == "calendar_year_missing"


def test_unknown_type_is_refused() -> None:
    with pytest.raises(EntryError) as caught:
        replay(UNKNOWN_TYPE)
    assert caught.value.code == "entry_type_unknown"
