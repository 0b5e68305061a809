"""The value types of SPEC §3.2, and what stands in many entries: §7 statements, §10 windows."""

from __future__ import annotations

from .deadline import clock_seconds, day_of, seconds_of
from .note import COSIGNER_KEY, HASH_BYTES, LOG_KEY, from_base64, parse_vkey
from .shape import (
    Shape,
    also,
    anything,
    array,
    either,
    integer,
    members,
    no_fit,
    one_of,
    parsed,
    pattern,
    string,
)

FIRST_YEAR_OF_TIME = "2000"
FIRST_YEAR_OF_DATE = "1900"
# SPEC §3.2
hex32 = leaf = pattern("[0-9a-f]{64}")
hex64 = pattern("[0-9a-f]{128}")
hex_bytes = pattern("(?:[0-9a-f]{2})+")
time = also(
    parsed(seconds_of, "YYYY-MM-DDTHH:MM:SSZ"),
    lambda text: text >= FIRST_YEAR_OF_TIME,
    {"year_from": 2000},
)
date = also(
    parsed(day_of, "YYYY-MM-DD"), lambda text: text >= FIRST_YEAR_OF_DATE, {"year_from": 1900}
)
date_or_empty = either("", date)
clock = parsed(clock_seconds, "HH:MM")
code = pattern("[a-z][a-z0-9_]{0,63}")
identifier = pattern("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
specialty = pattern("[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
digits = pattern("[0-9]{1,9}")
serial = pattern("(?:[0-9]{1,9})?")
text = pattern("[^\n]{1,500}")
origin = pattern("[a-z0-9](?:[a-z0-9.:/-]{0,253}[a-z0-9])?")
count = integer(0)
positive = integer(1)
mode = one_of("random", "serial")
source_kind = one_of("witness", "beacon", "dice", "none")
replacement = one_of("fixed", "fresh")
hex32_or_empty = pattern("(?:[0-9a-f]{64})?")


def log_key(value: object) -> None:
    """Fits a `vkey` of type 0x01."""
    string(value)
    parse_vkey(str(value), LOG_KEY)


def cosigner_key(value: object) -> None:
    """Fits a `vkey` of type 0x04."""
    string(value)
    parse_vkey(str(value), COSIGNER_KEY)


def hash_base64(value: object) -> None:
    """Fits the base64 of 32 bytes."""
    string(value)
    if len(from_base64(str(value))) != HASH_BYTES:
        raise no_fit({"bytes": HASH_BYTES}, value)


# SPEC §10
windows = also(
    members(
        contact_days=one_of("every_day", "working_days"),
        contact_from=clock,
        contact_to=clock,
        reply_minutes=integer(1, 525_600),
        utc_offset_minutes=integer(-840, 840),
    ),
    lambda value: bool(value["contact_from"] < value["contact_to"]),
    "contact_hours",
)


# SPEC §7.1
def statement_of(value: Shape) -> Shape:
    """Returns the shape of a Statement with a value of some shape."""
    return members(key=hex32, kind=statement_kind, leaf=leaf, signature=hex64, value=value)


statement_kind = one_of(
    *("join", "seen", "reveal", "dice", "reply", "expired", "withdrawn", "void", "witnessed")
)
statement = statement_of(anything)
join_statement = statement_of(members(commitment=hex32_or_empty, role=code))
# SPEC §7.2
attestation = members(kind=one_of("countersigned", "link", "handler"), statements=array(statement))
# SPEC §5.1
approval = members(ref=text, role=code)
two_approvals = also(
    array(approval, least=2, most=2), lambda both: bool(both[0] != both[1]), "two_approvals"
)
