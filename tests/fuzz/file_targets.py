"""Further things that are fuzzed: the files people hand over, and the record verifier itself."""

import io
import json
import zipfile
from pathlib import Path
from unittest.mock import patch

from drawseeds import QUICKNET, serialise
from drawverify.verify import Inputs, verify

from drawsvc.beacon.chains import parse_info
from drawsvc.beacon.rounds_file import parse_rounds, rounds_bytes
from drawsvc.beacon.verify import Round
from drawsvc.domain.entries import parse_entry
from drawsvc.domain.errors import BeaconError, EntryError, ProfileError, RosterError, TrustError
from drawsvc.domain.regulation import parse_profile_toml
from drawsvc.domain.trust import parse_trust
from drawsvc.roster_io import xls_file
from drawsvc.roster_io.mapping import parse_mapping
from drawsvc.roster_io.read import read_roster
from drawsvc.roster_io.xls_process import open_here
from tests.beacon_chain import QUICKNET_ROUNDS, OwnChain
from tests.fuzz.targets import Target
from tests.unit.roster_io.files import xlsx_file
from tests.unit.roster_io.xls_writer import Sheet, compound_file, workbook_stream

ROOT = Path(__file__).parents[2]
SCENE = ROOT / "tests" / "vectors" / "records" / "good_small"
RECORD = (SCENE / "record.json").read_bytes()
TRUST = (SCENE / "trust.json").read_bytes()
ROSTER = (ROOT / "docs" / "demo" / "rosters" / "hunan.csv").read_bytes()
ROSTER_START = b"\n".join(ROSTER.split(b"\n")[:4])
ROWS = [("expert_id", "name", "serial", "specialties"), ("E1", "王甲", "007", "1.10")]
WORKBOOK = xlsx_file(ROWS)
SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(SHEET)
OLDER = workbook_stream({"a": Sheet(ROWS, hidden={2})})
MAPPING = '[columns]\n"工号" = "expert_id"\n"爱好" = ""\n[values]\nstatus = "在聘"\n'.encode()
PROFILE = (ROOT / "drawsvc" / "regulations" / "xinxian_2021.toml").read_bytes()
ROUNDS = rounds_bytes(Round(QUICKNET.hash, *found) for found in QUICKNET_ROUNDS.items())
INFO = json.dumps(OwnChain().info()).encode()


class NotVerifiedError(Exception):
    """A record the verifier did not verify."""


def _verify_record(data: bytes) -> bytes:
    result = verify(Inputs(lambda _: data, lambda _: TRUST))
    if result.verdict != "verified":
        raise NotVerifiedError(result.verdict)
    assert data == RECORD, "a record verified that nobody made"
    return data


def _read_roster(data: bytes) -> bytes:
    assert read_roster(io.BytesIO(data)).experts, "a roster was read in which nobody stands"
    return data


def _read_sheet(data: bytes) -> bytes:
    """A workbook of which one sheet is these bytes; its other parts are sound."""
    assert _read_roster(_with_sheet(data)), "a workbook was read in which nobody stands"
    return data


def _with_sheet(sheet: bytes) -> bytes:
    book = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old,
        zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, sheet if name == SHEET else old.read(name))
    return book.getvalue()


def _read_older_workbook(data: bytes) -> bytes:
    """A workbook whose records are these bytes, in a sound compound file; opened here, not by another process."""
    with patch.object(xls_file, "open_apart", open_here):
        assert _read_roster(compound_file({"Workbook": data}))
    return data


def _read_mapping(data: bytes) -> bytes:
    parse_mapping(data)
    return data


def _read_profile(data: bytes) -> bytes:
    parse_profile_toml(data).to_body()
    return data


def _read_rounds(data: bytes) -> bytes:
    return rounds_bytes(parse_rounds(data, {QUICKNET.hash: QUICKNET}))


def _read_info(data: bytes) -> bytes:
    assert parse_info(data).hash == OwnChain().hash, "a chain was read that nobody made"
    return data


def _entries() -> tuple[bytes, ...]:
    result = verify(Inputs(lambda _: RECORD))
    assert result.case is not None
    return tuple(serialise(item["entry"]) for item in result.case.record["entries"])


FILE_TARGETS = [
    Target("record", _verify_record, (NotVerifiedError,), (RECORD,)),
    Target("entry", lambda data: parse_entry(data).data, (EntryError,), _entries()),
    Target("trust", lambda data: serialise(parse_trust(data)), (TrustError,), (TRUST,)),
    Target("roster", _read_roster, (RosterError,), (ROSTER_START, ROSTER_START + b"\n")),
    Target("rounds", _read_rounds, (BeaconError,), (ROUNDS,)),
    Target("info", _read_info, (BeaconError,), (INFO,)),
    Target("sheet", _read_sheet, (RosterError,), (SHEET_XML, SHEET_XML + b"\n")),
    Target("xls", _read_older_workbook, (RosterError,), (OLDER,)),
    Target("mapping", _read_mapping, (RosterError,), (MAPPING, MAPPING + b"\n")),
    Target("profile", _read_profile, (ProfileError,), (PROFILE,)),
]
