"""Bodies of the entry types, SPEC §5.2 to §5.5, for step 5.

The SPEC's tables in their order, with every enumeration, range, "ascending" and "not empty" that
stands there. What a later step of SPEC §13 names is not checked here.
"""

from __future__ import annotations

from typing import Any

from .shape import Shape, also, array, ascending, by_kind, counted, integer, members, one_of, string
from .values import (
    approval,
    attestation,
    code,
    count,
    date,
    digits,
    hex32,
    hex_bytes,
    identifier,
    join_statement,
    leaf,
    log_key,
    mode,
    positive,
    replacement,
    serial,
    source_kind,
    specialty,
    statement,
    text,
    time,
    two_approvals,
    windows,
)

REASONS = (
    *("bye", "engaged", "filtered", "out_of_term", "over_age"),
    *("publicity_open", "recused", "removed", "suspended", "unavailable"),
)
DECLINE_REASONS = ("illness", "absence", "engagement", "other")
RECUSE_REASONS = ("interest", "kinship", "participation", "other")
# SPEC §11.1: what stands in a record before the attempt itself.
POOL_TYPES = ("PROFILE", "CALENDAR", "ROSTER", "OPENING")
END_TYPES = ("COMPLETED", "DECIDED", "VOID")
MOST_GROUPS, MOST_SEATS = 100, 10_000


def _in_their_year(year: dict[str, Any]) -> bool:
    return all(day[:4] == str(year["year"]) for day in year["holidays"] + year["workdays"])


def _fits_mode(profile: dict[str, Any]) -> bool:
    choices = (profile["sources"], profile["replacements"])
    return bool(profile["mode"] != "serial" or choices == (["none"], ["fixed"]))


# SPEC §5.2
profile = also(
    members(
        age=members(limit=count, rule=one_of("off", "warn", "enforce")),
        approvals=array(members(role=code, step=code)),
        assumed=ascending(text),
        bye=members(after=count),
        counters=array(
            members(id=code, threshold=positive, window=one_of("run", "rolling_12_months", "term"))
        ),
        id=code,
        mode=mode,
        name=text,
        publication=one_of("full", "masked", "codes"),
        publicity_working_days=count,
        readings=array(text),
        recusal_grounds=ascending(code),
        regulation=text,
        replacements=ascending(replacement, least=1),
        retention_years=positive,
        roles=ascending(code),
        sources=ascending(source_kind, least=1),
        term_years=count,
        unit_limit=count,
        valid_from=date,
        version=positive,
        windows=windows,
    ),
    _fits_mode,
    "serial_choices",
)
year = also(
    members(holidays=ascending(date), workdays=ascending(date), year=integer(1900, 9999)),
    _in_their_year,
    "dates_of_year",
)
opening_cursor = members(after=serial, carried=array(digits), specialty=specialty)

# SPEC §5.3
request_approval = members(ref=text, role=code, step=code)
seat_group = members(filters=ascending(code), seats=positive, specialty=specialty)
tree = members(root=hex32, size=count)
frozen_group = members(
    carried=array(digits),
    cursor=serial,
    eligible=tree,
    excluded=members(counts=counted(REASONS, positive), root=hex32, size=count),
)
source = by_kind(
    witness=members(kind=string),
    beacon=members(chain=hex32, kind=string, round=positive),
    dice=members(kind=string, throws=integer()),
    none=members(kind=string),
)

# SPEC §5.4
answer = one_of("accept", "decline", "recuse")
reply_reason = one_of("none", *DECLINE_REASONS, *RECUSE_REASONS)
beacon_round = members(round=positive, signature=hex_bytes)
pinned_round = members(chain=hex32, round=positive)

BODIES: dict[str, Shape] = {
    "PROFILE": members(profile=profile),
    "CALENDAR": members(name=identifier, years=ascending(year, by="year")),
    "ROSTER": members(
        added=count,
        approval=approval,
        edited=count,
        previous=leaf,
        removed=count,
        root=hex32,
        roster=identifier,
        size=count,
    ),
    "KEY": members(approval=approval, key=hex32, role=code, status=one_of("enrolled", "revoked")),
    "OPENING": members(
        approvals=two_approvals,
        basis=hex32,
        byes=count,
        counters=count,
        cursors=ascending(opening_cursor, by="specialty"),
        roster=leaf,
    ),
    "REQUEST": members(
        activity=members(date=date, kind=code),
        approvals=array(request_approval),
        earlier=array(leaf),
        groups=array(seat_group),
        kind=one_of("first", "retry", "second_panel"),
        matter=hex32,
        organiser=text,
        profile=leaf,
        related_units=hex32,
    ),
    "FREEZE": members(
        calendar=leaf,
        groups=array(frozen_group),
        history=members(opening=array(leaf, most=1), root=hex32, size=count),
        mode=mode,
        profile=leaf,
        replacement=replacement,
        request=leaf,
        roles=array(code),
        roster=leaf,
        since_request=members(added=count, edited=count, removed=count),
        source=source_kind,
        unit_limit=count,
        windows=windows,
    ),
    "JOIN": members(statement=join_statement),
    "SEAL": members(
        first_invite_at=time,
        freeze=leaf,
        joins=array(leaf),
        log_key=log_key,
        nonce=hex32,
        source=source,
    ),
    "SEEDED": members(seal=leaf, statements=array(statement), values=array(string)),
    "INVITED": members(
        beacon=array(beacon_round, most=1),
        deadline=time,
        invitations=array(members(group=count, rows=array(count))),
        round=positive,
    ),
    "REPLIED": members(
        answer=answer, attestation=attestation, group=count, reason=reply_reason, row=count
    ),
    "EXPIRED": members(attestation=attestation, group=count, row=count, tries=count),
    "CLOSED": members(next=array(pinned_round, most=1), round=count),
    "COMPLETED": members(accepted=array(count)),
    "SHORTAGE": members(accepted=array(count), missing=array(count)),
    "CONTACT_OPENED": members(group=count, handler=identifier, row=count, supervisor=identifier),
    "CORRECTED": members(
        answer=answer,
        attestation=attestation,
        effect=one_of("walk", "counters"),
        group=count,
        leaf=leaf,
        reason=reply_reason,
        row=count,
    ),
    "WITHDRAWN": members(
        approval=approval,
        attestation=attestation,
        group=count,
        reason=one_of(*DECLINE_REASONS),
        row=count,
    ),
    "RESCHEDULED": members(approval=approval, date=date, reason=code),
    "SEATS_ADDED": members(approval=approval, group=count, reason=code, seats=positive),
    # SPEC §5.5
    "DECIDED": members(
        approval=approval,
        ground=code,
        kind=one_of("smaller_panel", "outside", "appointment", "wider_attempt"),
    ),
    "VOID": members(
        approval=approval,
        **{"class": one_of("harmless", "discarded")},
        reason=code,
        statements=array(statement),
    ),
    "REVEALED": members(seal=leaf, statement=statement),
    "WITNESSED": members(statement=statement),
    "RELEASED": members(approval=approval, form=one_of("full", "masked", "codes")),
    "HELD": members(date=date),
    "NOT_HELD": members(approval=approval, reason=code),
    "OBJECTION": members(answer_by=date, object=hex32, received=date),
    "ERASED": members(
        approval=approval,
        basis=hex32,
        group=count,
        list=one_of("eligible", "excluded"),
        rows=ascending(count, least=1),
    ),
    "CLOCK_CORRECTED": members(approvals=two_approvals, offset_seconds=integer(), reason=code),
}
