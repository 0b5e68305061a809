"""Further things that are fuzzed: small files people hand over, and what goes with a record to whoever checks it."""

import json
from pathlib import Path
from typing import Any

from drawseeds import serialise
from drawverify.errors import FailedError
from drawverify.files import from_bytes, read_disclosures, read_own, read_trust

from drawsvc.cli.reply_file import read_reply_file
from drawsvc.cli.request_file import read_request_file
from drawsvc.domain.calendar import parse_calendar_toml
from drawsvc.domain.errors import (
    CalendarError,
    EntryError,
    InputError,
    RecordError,
    StatementError,
)
from drawsvc.domain.statements import parse_statement_file, sign_statement, statement_bytes
from drawsvc.log.keys import parse_vkey
from drawsvc.usecases.opening_file import read_opening_file
from drawsvc.witness.record import check_record
from tests.fuzz.file_targets import RECORD, TRUST
from tests.fuzz.targets import LOG, Target

VECTORS = Path(__file__).parents[1] / "vectors"
DISCLOSURES = (VECTORS / "records" / "good_release" / "disclosures.json").read_bytes()
OWN_ROW = (VECTORS / "rows" / "good_excluded" / "own.json").read_bytes()
LOG_KEY = parse_vkey(json.loads(TRUST)["origins"][0]["keys"][0]["vkey"])
SAID: list[tuple[str, Any]] = [("seen", ""), ("join", {"commitment": "ab" * 32, "role": "auditor"})]
STATEMENTS = tuple(
    statement_bytes(sign_statement(LOG.key, kind, "cd" * 32, value)) for kind, value in SAID
)
CALENDAR = b'[2027]\nnotice = "x"\nholidays = [2027-01-01, 2027-01-02]\nworkdays = [2027-01-03]\n'
OPENING = b'[cursors]\nH1 = "012"\n[carried]\nH1 = ["007"]\n[runs]\nE1 = 2\n[counters.c]\nE1 = 1\n'
REQUEST = (
    'organiser = "处室"\nnumber = "1号"\nactivity = "review"\ndate = 2026-06-20\n[seats]\nX2 = 3\n'
    '[approvals]\nplan = "2号"\n[recusals]\nE1 = "kinship"\n'
).encode()
REPLIES = b"round,nth,answer,reason\n1,1,accept,\n1,2,decline,illness\n"


def _read_calendar(data: bytes) -> bytes:
    parse_calendar_toml(data, name="cn")
    return data


def _read_opening(data: bytes) -> bytes:
    read_opening_file(data, specialties=["H1"], counters=["c"])
    return data


def _read_request(data: bytes) -> bytes:
    read_request_file(data)
    return data


def _read_replies(data: bytes) -> bytes:
    read_reply_file(data)
    return data


def _check_record(data: bytes) -> bytes:
    """As a witness reads it. Rows he holds against the freeze later, so that others may stand in it."""
    check_record(data, LOG_KEY)
    return data


HANDED_TARGETS = [
    Target(
        "statement",
        lambda data: statement_bytes(parse_statement_file(data)),
        (StatementError,),
        STATEMENTS,
    ),
    Target("calendar", _read_calendar, (CalendarError,), (CALENDAR,)),
    Target("opening", _read_opening, (InputError,), (OPENING,)),
    Target("request", _read_request, (InputError,), (REQUEST,)),
    Target("replies", _read_replies, (InputError,), (REPLIES,)),
    Target("witness-record", _check_record, (RecordError, EntryError), (RECORD,)),
    Target(
        "verifier-trust",
        lambda data: serialise(read_trust(from_bytes(data))),
        (FailedError,),
        (TRUST,),
    ),
    Target(
        "verifier-disclosures",
        lambda data: serialise(read_disclosures(from_bytes(data))),
        (FailedError,),
        (DISCLOSURES,),
    ),
    Target(
        "verifier-row",
        lambda data: serialise(read_own(from_bytes(data))),
        (FailedError,),
        (OWN_ROW,),
    ),
]
