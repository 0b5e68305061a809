"""What a witness makes of the record vectors: he accepts every good one and refuses what he can see."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.errors import DrawError
from drawsvc.log.keys import VerifierKey, parse_vkey
from drawsvc.witness.freeze import check_freeze
from drawsvc.witness.joins import check_joins
from drawsvc.witness.record import check_record

RECORDS = Path(__file__).parents[2] / "vectors/records"
GOOD = RECORDS / "good_witness_rounds"
SEEN_BY_A_WITNESS = {
    *("file.canonical", "file.json", "file.version"),
    *("log.inclusion", "log.note", "chain.identity", "chain.link", "chain.time"),
    *("rows.count", "rows.root", "join.distinct", "join.statement"),
}
# A witness holds to the log key he was given; he must be told of a new one.
OTHER_LOG_KEY = {"good_log_key_renewed"}
BEFORE_THE_FREEZE = {"good_void_request", "good_void_serial", "end_finished_requested"}


def vectors() -> list[Any]:
    found = [(p.parent, json.loads(p.read_bytes())) for p in RECORDS.glob("*/vector.json")]
    there = [(f, v) for f, v in found if (f / "record.json").exists()]
    return [pytest.param(f, v["expect"], id=f.name) for f, v in sorted(there, key=lambda x: x[0])]


def log_key(folder: Path) -> VerifierKey:
    """The key the SEAL names; before it that of the other vectors, which have one log."""
    for item in json.loads((folder / "record.json").read_bytes())["entries"]:
        if item["entry"]["type"] == "SEAL":
            return parse_vkey(item["entry"]["body"]["log_key"])
    return log_key(GOOD)


def check(data: bytes, key: VerifierKey) -> None:
    record = check_record(data, key)
    check_joins(record.entries, check_freeze(record).entry)


@pytest.mark.parametrize(("folder", "expect"), vectors())
def test_vector(folder: Path, expect: dict[str, Any]) -> None:
    data = (folder / "record.json").read_bytes()
    failure = expect.get("failure", "")
    # Of a slim record nobody could tell what the whole list was that he joins.
    slim = data.find(b'"kind":"slim"') > 0
    if slim or failure in SEEN_BY_A_WITNESS or folder.name in BEFORE_THE_FREEZE | OTHER_LOG_KEY:
        with pytest.raises(DrawError):
            check(data, log_key(folder if folder.name in OTHER_LOG_KEY else GOOD))
    elif expect["exit"] == 0:
        check(data, log_key(folder))
    else:
        # The rest is for the verifier; here it only must not end in another kind of error.
        with suppress(DrawError):
            check(data, log_key(GOOD))


@given(st.data())
def test_any_bytes_end_in_one_kind_of_error(data: st.DataObject) -> None:
    record = bytearray((GOOD / "record.json").read_bytes())
    place = data.draw(st.integers(0, len(record) - 1))
    record[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with suppress(DrawError):
        check(bytes(record), log_key(GOOD))
