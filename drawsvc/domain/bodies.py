"""The closed set of entry types and the shape of each body (SPEC §5.2 to §5.5, §15)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drawsvc.domain.shapes import (
    CODE,
    COUNT,
    DATE,
    HEX,
    HEX32,
    HEX64,
    ID,
    MAX_INTEGER,
    POSITIVE,
    SERIAL,
    SPECIALTY,
    TEXT,
    TIME,
    Form,
    Shape,
    anything,
    ascending,
    ascending_by,
    by_member,
    list_of,
    mapping_of,
    matching,
    members,
    one_of,
    two_different,
    vkey,
    whole,
)

MAX_GROUPS = 100  # SPEC §5.3; not a matter of shape but of step 20
MAX_SEATS = 10_000  # SPEC §5.3; likewise
MAX_REPLY_MINUTES = 525_600  # SPEC §10, one year

REASONS = (
    "bye",
    "engaged",
    "filtered",
    "out_of_term",
    "over_age",
    "publicity_open",
    "recused",
    "removed",
    "suspended",
    "unavailable",
)  # SPEC §6.1
REPLY_REASONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accept": ("none",),
        "decline": ("illness", "absence", "engagement", "other"),
        "recuse": ("interest", "kinship", "participation", "other"),
    }
)  # SPEC §5.4

LEAST_JOINS: Mapping[str, int] = MappingProxyType({"witness": 1, "dice": 2})
"""How many must join by the kind of the source; with dice the operator does not count (SPEC §7.3)."""

LEAF = HEX32
CLOCK = matching(
    "([01][0-9]|2[0-3]):[0-5][0-9]|24:00", Form("clock", "a clock time 00:00 to 24:00")
)
OWN_SERIAL = matching("[0-9]{1,9}", Form("own_serial", "a serial number of 1 to 9 digits"))
SOURCE_KIND = one_of("beacon", "dice", "none", "witness")
MODE = one_of("random", "serial")
ANSWER = one_of(*REPLY_REASONS)
LIST = one_of("eligible", "excluded")
RELEASE_FORM = one_of("full", "masked", "codes")

APPROVAL = members(ref=TEXT, role=CODE)
REASON = one_of(*dict.fromkeys(reason for of in REPLY_REASONS.values() for reason in of))
STATEMENT_KIND = one_of(
    "join", "seen", "reveal", "dice", "reply", "expired", "withdrawn", "void", "witnessed"
)  # SPEC §7.1
STATEMENT = members(key=HEX32, kind=STATEMENT_KIND, leaf=LEAF, signature=HEX64, value=anything)
ATTESTATION = members(
    kind=one_of("countersigned", "link", "handler"), statements=list_of(STATEMENT)
)
WINDOWS = members(
    contact_days=one_of("every_day", "working_days"),
    contact_from=CLOCK,
    contact_to=CLOCK,
    reply_minutes=whole(1, MAX_REPLY_MINUTES),
    utc_offset_minutes=whole(-840, 840),
)
PROFILE = members(
    age=members(limit=COUNT, rule=one_of("off", "warn", "enforce")),
    approvals=list_of(members(role=CODE, step=CODE)),
    assumed=ascending(TEXT),
    bye=members(after=COUNT),
    counters=list_of(
        members(id=CODE, threshold=POSITIVE, window=one_of("run", "rolling_12_months", "term"))
    ),
    id=CODE,
    mode=MODE,
    name=TEXT,
    publication=RELEASE_FORM,
    publicity_working_days=COUNT,
    readings=list_of(TEXT),
    recusal_grounds=ascending(CODE),
    regulation=TEXT,
    replacements=ascending(one_of("fixed", "fresh"), 1),
    retention_years=POSITIVE,
    roles=ascending(CODE),
    sources=ascending(SOURCE_KIND, 1),
    term_years=COUNT,
    unit_limit=COUNT,
    valid_from=DATE,
    version=POSITIVE,
    windows=WINDOWS,
)
SOURCE = by_member(
    "kind",
    {
        "witness": members(kind=SOURCE_KIND),
        "beacon": members(chain=HEX32, kind=SOURCE_KIND, round=POSITIVE),
        "dice": members(kind=SOURCE_KIND, throws=COUNT),
        "none": members(kind=SOURCE_KIND),
    },
)
FROZEN_GROUP = members(
    carried=list_of(OWN_SERIAL),
    cursor=SERIAL,
    eligible=members(root=HEX32, size=COUNT),
    excluded=members(counts=mapping_of(one_of(*REASONS), POSITIVE), root=HEX32, size=COUNT),
)

_STATEMENTS = list_of(STATEMENT)
_TWO_APPROVALS = two_different(APPROVAL)  # SPEC §5.2: they differ in role or ref
_ROW = {"group": COUNT, "row": COUNT}

POOL_BODIES: Mapping[str, Shape] = MappingProxyType(
    {
        "PROFILE": members(profile=PROFILE),
        "CALENDAR": members(
            name=ID,
            years=list_of(
                members(holidays=ascending(DATE), workdays=ascending(DATE), year=whole(1900, 9999))
            ),
        ),
        "ROSTER": members(
            added=COUNT,
            approval=APPROVAL,
            edited=COUNT,
            previous=LEAF,
            removed=COUNT,
            root=HEX32,
            roster=ID,
            size=COUNT,
        ),
        "KEY": members(
            approval=APPROVAL, key=HEX32, role=CODE, status=one_of("enrolled", "revoked")
        ),
        "OPENING": members(
            approvals=_TWO_APPROVALS,
            basis=HEX32,
            byes=COUNT,
            counters=COUNT,
            cursors=ascending_by(
                "specialty",
                members(after=SERIAL, carried=list_of(OWN_SERIAL), specialty=SPECIALTY),
            ),
            roster=LEAF,
        ),
    }
)

DRAW_BODIES: Mapping[str, Shape] = MappingProxyType(
    {
        "REQUEST": members(
            activity=members(date=DATE, kind=CODE),
            approvals=list_of(members(ref=TEXT, role=CODE, step=CODE)),
            earlier=list_of(LEAF),
            groups=list_of(members(filters=ascending(CODE), seats=POSITIVE, specialty=SPECIALTY)),
            kind=one_of("first", "retry", "second_panel"),
            matter=HEX32,
            organiser=TEXT,
            profile=LEAF,
            related_units=HEX32,
        ),
        "FREEZE": members(
            calendar=LEAF,
            groups=list_of(FROZEN_GROUP),
            history=members(opening=list_of(LEAF, 0, 1), root=HEX32, size=COUNT),
            mode=MODE,
            profile=LEAF,
            replacement=one_of("fixed", "fresh"),
            request=LEAF,
            roles=ascending(CODE),
            roster=LEAF,
            since_request=members(added=COUNT, edited=COUNT, removed=COUNT),
            source=SOURCE_KIND,
            unit_limit=COUNT,
            windows=WINDOWS,
        ),
        "JOIN": members(statement=STATEMENT),
        "SEAL": members(
            first_invite_at=TIME,
            freeze=LEAF,
            joins=list_of(LEAF),
            log_key=vkey(0x01),
            nonce=HEX32,
            source=SOURCE,
        ),
        "SEEDED": members(
            seal=LEAF,
            statements=_STATEMENTS,
            values=list_of(
                matching("[0-9a-f]{1,200}", Form("seed_value", "hexadecimal digits or dice digits"))
            ),
        ),
        "INVITED": members(
            beacon=list_of(members(round=POSITIVE, signature=HEX), 0, 1),
            deadline=TIME,
            invitations=list_of(members(group=COUNT, rows=list_of(COUNT))),
            round=POSITIVE,
        ),
        "REPLIED": members(answer=ANSWER, attestation=ATTESTATION, reason=REASON, **_ROW),
        "EXPIRED": members(attestation=ATTESTATION, tries=COUNT, **_ROW),
        "CLOSED": members(next=list_of(members(chain=HEX32, round=POSITIVE), 0, 1), round=COUNT),
        "COMPLETED": members(accepted=list_of(COUNT)),
        "SHORTAGE": members(accepted=list_of(COUNT), missing=list_of(COUNT)),
        "CONTACT_OPENED": members(handler=ID, supervisor=ID, **_ROW),
        "CORRECTED": members(
            answer=ANSWER,
            attestation=ATTESTATION,
            effect=one_of("walk", "counters"),
            leaf=LEAF,
            reason=REASON,
            **_ROW,
        ),
        "WITHDRAWN": members(
            approval=APPROVAL,
            attestation=ATTESTATION,
            reason=one_of(*REPLY_REASONS["decline"]),
            **_ROW,
        ),
        "RESCHEDULED": members(approval=APPROVAL, date=DATE, reason=CODE),
        "SEATS_ADDED": members(approval=APPROVAL, group=COUNT, reason=CODE, seats=POSITIVE),
        "DECIDED": members(
            approval=APPROVAL,
            ground=CODE,
            kind=one_of("smaller_panel", "outside", "appointment", "wider_attempt"),
        ),
        "VOID": members(
            approval=APPROVAL,
            **{"class": one_of("harmless", "discarded")},
            reason=CODE,
            statements=_STATEMENTS,
        ),
        "REVEALED": members(seal=LEAF, statement=STATEMENT),
        "WITNESSED": members(statement=STATEMENT),
        "RELEASED": members(approval=APPROVAL, form=RELEASE_FORM),
        "HELD": members(date=DATE),
        "NOT_HELD": members(approval=APPROVAL, reason=CODE),
        "OBJECTION": members(answer_by=DATE, object=HEX32, received=DATE),
        "ERASED": members(
            approval=APPROVAL, basis=HEX32, group=COUNT, list=LIST, rows=ascending(COUNT, 1)
        ),
        "CLOCK_CORRECTED": members(
            approvals=_TWO_APPROVALS, offset_seconds=whole(-MAX_INTEGER), reason=CODE
        ),
    }
)

BODIES: Mapping[str, Shape] = MappingProxyType({**POOL_BODIES, **DRAW_BODIES})
