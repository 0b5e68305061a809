"""Members and types of the files of SPEC §11 and of the entries of §5, for steps 4 and 5.

What schema.txt says of them, and what cannot be said in its notation.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .errors import FailedError
from .notation import Notation
from .shape import Shape, also, at_most_bytes, by_kind, members, string
from .stream import ListFormat
from .values import TYPES
from .words import load_text

ENTRY_BYTES = 65_535
ENTRY_VERSION = "drawsvc/v1"
GIBIBYTE, MEBIBYTE = 2**30, 2**20
# SPEC §11.1: what stands in a record before the attempt itself.
POOL_TYPES = ("PROFILE", "CALENDAR", "ROSTER", "OPENING")
END_TYPES = ("COMPLETED", "DECIDED", "VOID")
NEVER_INDEPENDENT = ("operator", "pool_office", "organiser")
MOST_GROUPS, MOST_SEATS = 100, 10_000


def _are_different(approvals: list[dict[str, Any]]) -> bool:
    return bool(approvals[0] != approvals[1])


def _fits_mode(profile: dict[str, Any]) -> bool:
    choices = (profile["sources"], profile["replacements"])
    return bool(profile["mode"] != "serial" or choices == (["none"], ["fixed"]))


def _is_open(windows: dict[str, Any]) -> bool:
    return bool(windows["contact_from"] < windows["contact_to"])


def _in_its_year(year: dict[str, Any]) -> bool:
    return all(day[:4] == str(year["year"]) for day in year["holidays"] + year["workdays"])


def _may_be_independent(role: dict[str, Any]) -> bool:
    return not (role["independent"] and role["role"] in NEVER_INDEPENDENT)


def _with_body(envelope: Shape) -> Shape:
    """Returns the shape of entries whose body is as their type says, SPEC §5.1."""

    def check(value: dict[str, Any]) -> None:
        envelope(value)
        # The body of an unknown type is step 17's to judge.
        body = BODIES.get(value["type"], TYPES["object"])
        try:
            body(value["body"])
        except FailedError as error:
            raise error.at("body") from None

    return at_most_bytes(ENTRY_BYTES, check)


def _with_row(listed: Shape) -> Shape:
    """Returns the shape of how an expert is listed in a group; the row is one of its list."""

    def check(value: dict[str, Any]) -> None:
        listed(value)
        row = "ExcludedRow" if value["list"] == "excluded" else "EligibleRow"
        try:
            _schema.shapes[row](value["row"])
        except FailedError as error:
            raise error.at("row") from None

    return check


# SPEC §8.1
_source = by_kind(
    witness=members(kind=string),
    beacon=members(chain=TYPES["hex32"], kind=string, round=TYPES["positive"]),
    dice=members(kind=string, throws=TYPES["integer"]),
    none=members(kind=string),
)
_schema = Notation(
    load_text("schema.txt"),
    {**TYPES, "Source": _source},
    {
        "Approvals": lambda shape: also(shape, _are_different, "two_approvals"),
        "Profile": lambda shape: also(shape, _fits_mode, "serial_choices"),
        "Windows": lambda shape: also(shape, _is_open, "contact_hours"),
        "Year": lambda shape: also(shape, _in_its_year, "dates_of_year"),
        "Entry": _with_body,
        "Listed": _with_row,
        "Role": lambda shape: also(shape, _may_be_independent, "not_independent"),
    },
)
BODIES = {name: shape for name, shape in _schema.shapes.items() if name.isupper()}
DECLINE_REASONS, RECUSE_REASONS = _schema.words["Decline"], _schema.words["Recuse"]


class FileFormat(NamedTuple):
    """What SPEC §11 says of a file."""

    limit: int
    fixed: dict[str, str]
    shape: Shape


_record = by_kind(full=_schema.shapes["Full"], slim=_schema.shapes["Slim"])
RECORD = FileFormat(GIBIBYTE, {"v": "drawsvc/v1 record"}, _record)
OWN_ROW = FileFormat(MEBIBYTE, {"v": "drawsvc/v1 row"}, _schema.shapes["OwnRow"])
TRUST = FileFormat(MEBIBYTE, {"v": "drawsvc/v1 trust"}, _schema.shapes["Trust"])
DISCLOSURES = FileFormat(GIBIBYTE, {"v": "drawsvc/v1 disclosures"}, _schema.shapes["Disclosures"])
EXPERT = _schema.shapes["Expert"]
ROSTER = ListFormat(
    limit=4 * GIBIBYTE,
    fixed={"v": "drawsvc/v1 roster"},
    shape=_schema.shapes["Roster"],
    items="experts",
    item=_schema.shapes["Salted"],
    item_fixed={},
)
LOG = ListFormat(
    limit=4 * GIBIBYTE,
    fixed={"v": "drawsvc/v1 log"},
    shape=_schema.shapes["Log"],
    items="entries",
    item=_schema.shapes["Entry"],
    item_fixed={"v": ENTRY_VERSION},
)
