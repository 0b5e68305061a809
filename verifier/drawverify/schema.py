"""Members and types of the files of SPEC §11 and of the envelope, §5.1, for steps 4 and 5."""

from __future__ import annotations

from typing import Any, NamedTuple

from .bodies import BODIES, REASONS
from .errors import FailedError
from .shape import (
    Shape,
    also,
    anything,
    array,
    ascending,
    at_most_bytes,
    boolean,
    by_kind,
    members,
    no_fit,
    one_of,
    pattern,
    string,
)
from .stream import ListFormat
from .trust import CHECKS
from .values import (
    code,
    cosigner_key,
    count,
    hash_base64,
    hex32,
    hex32_or_empty,
    hex64,
    hex_bytes,
    identifier,
    leaf,
    log_key,
    origin,
    positive,
    serial,
    text,
    time,
)

ENTRY_BYTES = 65_535
ENTRY_VERSION = "drawsvc/v1"
GIBIBYTE, MEBIBYTE = 2**30, 2**20


class FileFormat(NamedTuple):
    """What SPEC §11 says of a file."""

    limit: int
    fixed: dict[str, str]
    shape: Shape


def any_object(value: object) -> None:
    """Fits any object: the body of an unknown type, which is step 17's to judge."""
    if not isinstance(value, dict):
        raise no_fit("object", value)


_envelope = members(
    v=anything,  # step 4
    origin=origin,
    pool=identifier,
    draw=pattern("(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?"),
    attempt=count,
    seq=count,
    prev=leaf,
    time=time,
    type=pattern("[A-Z][A-Z_]{0,31}"),
    body=any_object,
)


def envelope(value: dict[str, Any]) -> None:
    """Fits an entry, SPEC §5.1, whose body is as its type says."""
    _envelope(value)
    try:
        BODIES.get(value["type"], any_object)(value["body"])
    except FailedError as error:
        raise error.at("body") from None


_proof = array(hash_base64)
# SPEC §6.1
_eligible_row = members(person=hex32, public=hex32, serial=serial, unit=hex32_or_empty)
_excluded_row = members(
    basis=hex32,
    person=hex32,
    public=hex32,
    reason=one_of(*REASONS),
    serial=serial,
    unit=hex32_or_empty,
)


# SPEC §11.1
def _record(eligible: Shape, excluded: Shape) -> Shape:
    """Returns the shape of records whose lists are of these shapes."""
    return members(
        attempt=positive,
        checkpoint=string,
        draw=identifier,
        entries=array(
            members(entry=at_most_bytes(ENTRY_BYTES, envelope), index=count, proof=_proof), least=1
        ),
        groups=array(members(eligible=eligible, excluded=excluded)),
        kind=string,
        origin=origin,
        pool=identifier,
        seal_evidence=array(members(checkpoint=string, proof=_proof), most=1),
        v=string,
    )


def _shown(row: Shape) -> Shape:
    """Returns the shape of the rows that a slim record shows of a list."""
    return ascending(members(index=count, proof=_proof, row=row), by="index")


RECORD = FileFormat(
    limit=GIBIBYTE,
    fixed={"v": "drawsvc/v1 record"},
    shape=by_kind(
        full=_record(array(_eligible_row), array(_excluded_row)),
        slim=_record(_shown(_eligible_row), _shown(_excluded_row)),
    ),
)

# SPEC §11.6
_own_item = members(
    basis=array(members(evidence=anything, salt=hex32), most=1),
    expert=any_object,
    group=count,
    index=count,
    list=one_of("eligible", "excluded"),
    proof=_proof,
    row=any_object,
    salt=hex32,
)


def _own_row(value: dict[str, Any]) -> None:
    """Fits how an expert is listed in a group; the row is one of its list."""
    _own_item(value)
    try:
        (_excluded_row if value["list"] == "excluded" else _eligible_row)(value["row"])
    except FailedError as error:
        raise error.at("row") from None


OWN_ROW = FileFormat(
    limit=MEBIBYTE,
    fixed={"v": "drawsvc/v1 row"},
    shape=members(
        attempt=positive,
        draw=identifier,
        origin=origin,
        pool=identifier,
        rows=ascending(_own_row, least=1, by="group"),
        v=string,
    ),
)

# SPEC §11.2
NEVER_INDEPENDENT = ("operator", "pool_office", "organiser")
_span = {"from": time, "until": time}
TRUST = FileFormat(
    limit=MEBIBYTE,
    fixed={"v": "drawsvc/v1 trust"},
    shape=members(
        beacons=array(
            members(chain=hex32, genesis=count, key=hex_bytes, period=positive, scheme=text)
        ),
        cosigners=array(members(checks=one_of(*CHECKS), vkey=cosigner_key)),
        issued=time,
        issuer=text,
        key=hex32,
        origins=array(members(keys=array(members(**_span, vkey=log_key)), origin=origin)),
        pools=array(members(origin=origin, pool=identifier)),
        roles=array(
            also(
                members(
                    **_span, independent=boolean, key=hex32, name=text, pool=identifier, role=code
                ),
                lambda item: not (item["independent"] and item["role"] in NEVER_INDEPENDENT),
                "not_independent",
            )
        ),
        signature=hex64,
        v=string,
        version=positive,
    ),
)

# SPEC §11.4
_row = {"group": count, "row": count}
_list = one_of("eligible", "excluded")
DISCLOSURES = FileFormat(
    limit=GIBIBYTE,
    fixed={"v": "drawsvc/v1 disclosures"},
    shape=members(
        attempt=positive,
        bases=array(members(**_row, evidence=anything, salt=hex32)),
        draw=identifier,
        origin=origin,
        persons=array(members(**_row, expert=any_object, list=_list, salt=hex32)),
        pool=identifier,
        public=array(members(**_row, list=_list, salt=hex32, text=string)),
        related_units=array(members(codes=ascending(string), salt=hex32), most=1),
        units=array(members(code=string, salt=hex32, unit=hex32)),
        v=string,
    ),
)

# SPEC §11.7
ROSTER = ListFormat(
    limit=4 * GIBIBYTE,
    fixed={"v": "drawsvc/v1 roster"},
    shape=members(experts=array(anything), origin=origin, pool=identifier, roster=leaf, v=string),
    items="experts",
    item=members(expert=any_object, salt=hex32),
    item_fixed={},
    item_limit=4 * GIBIBYTE,
)

# SPEC §11.8
LOG = ListFormat(
    limit=4 * GIBIBYTE,
    fixed={"v": "drawsvc/v1 log"},
    shape=members(checkpoint=string, entries=array(anything), origin=origin, v=string),
    items="entries",
    item=envelope,
    item_fixed={"v": ENTRY_VERSION},
    item_limit=ENTRY_BYTES,
)
