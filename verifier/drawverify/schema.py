"""Members and types of the files of SPEC §11 and of the envelope, §5.1, for steps 4 and 5."""

from __future__ import annotations

from typing import Any, NamedTuple

from .bodies import BODIES, REASONS
from .errors import FailedError
from .shape import (
    Shape,
    anything,
    array,
    at_most_bytes,
    boolean,
    members,
    no_fit,
    one_of,
    pattern,
    string,
)
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
RECORD = FileFormat(
    limit=GIBIBYTE,
    fixed={"v": "drawsvc/v1 record", "kind": "full"},
    shape=members(
        attempt=positive,
        checkpoint=string,
        draw=identifier,
        entries=array(
            members(entry=at_most_bytes(ENTRY_BYTES, envelope), index=count, proof=_proof), least=1
        ),
        groups=array(members(eligible=array(_eligible_row), excluded=array(_excluded_row))),
        kind=string,
        origin=origin,
        pool=identifier,
        seal_evidence=array(members(checkpoint=string, proof=_proof), most=1),
        v=string,
    ),
)

# SPEC §11.2
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
            members(**_span, independent=boolean, key=hex32, name=text, pool=identifier, role=code)
        ),
        signature=hex64,
        v=string,
        version=positive,
    ),
)

# SPEC §11.4
_row = {"group": count, "row": count}
DISCLOSURES = FileFormat(
    limit=GIBIBYTE,
    fixed={"v": "drawsvc/v1 disclosures"},
    shape=members(
        attempt=positive,
        bases=array(members(**_row, evidence=anything, salt=hex32)),
        draw=identifier,
        origin=origin,
        persons=array(
            members(**_row, expert=any_object, list=one_of("eligible", "excluded"), salt=hex32)
        ),
        pool=identifier,
        public=array(members(**_row, salt=hex32, text=string)),
        units=array(members(code=string, salt=hex32, unit=hex32)),
        v=string,
    ),
)
