"""What a scenario may choose about its draw, and the pool entries that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vectorgen.encoding import ZEROS, Obj, digest, from_time, secret

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS, PERIOD = 1692803367, 3
# Rounds of the real quicknet chain, as published by drand.
ROUNDS = {
    123: "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482"
    "e26cd02df835d3546d23c4b13e0dfc92",
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39",
    12040883: "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec8"
    "95bb6868e5b9ff13ab289bdb5266b394",
}
# Round 123 plus a point of cofactor order: satisfies the pairing equation, is outside the subgroup.
FORGED_123 = (
    "b69fd6ac83c1ec06c1b8b9d72aae02d1ded60af144f111d9a14f2b49617f3f01"
    "164d1b0db2c6e6bbfff219d342a1a7c2"
)

DAY_AND_NIGHT: Obj = {
    "contact_days": "every_day",
    "contact_from": "00:00",
    "contact_to": "24:00",
    "reply_minutes": 60,
    "utc_offset_minutes": 480,
}
OFFICE_HOURS: Obj = DAY_AND_NIGHT | {
    "contact_days": "working_days",
    "contact_from": "09:00",
    "contact_to": "17:00",
    "reply_minutes": 120,
}
CALENDAR_YEARS: list[Obj] = [
    {
        "holidays": ["2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"],
        "workdays": ["2026-02-14", "2026-02-28"],
        "year": 2026,
    },
]


def round_time(number: int) -> int:
    return GENESIS + (number - 1) * PERIOD


@dataclass(frozen=True)
class Group:
    """A seat group: `eligible` and the keys of `excluded` are numbers of people."""

    seats: int
    eligible: Sequence[int]
    excluded: Mapping[int, str] = field(default_factory=dict)
    specialty: str = "1.1"
    cursor: str = ""
    carried: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """Everything else about a draw; `witnesses` are names, a name without digits is a role."""

    groups: Sequence[Group] = (Group(2, range(5), {5: "bye"}),)
    mode: str = "random"
    source: str = "witness"
    replacement: str = "fixed"
    witnesses: Sequence[str] = ("supervisor", "operator")
    attestors: Sequence[str] | None = None
    roles: Sequence[str] = ("supervisor",)
    units: Mapping[int, str] = field(default_factory=dict)
    unit_limit: int = 0
    windows: Obj = field(default_factory=lambda: dict(DAY_AND_NIGHT))
    calendar: list[Obj] = field(default_factory=lambda: [dict(y) for y in CALENDAR_YEARS])
    publication: str = "masked"
    record: str = "full"
    release: bool = False  # the disclosures are a release
    experts: Mapping[int, Obj] = field(default_factory=dict)  # what they are besides
    forged: Mapping[int, Obj] = field(default_factory=dict)  # what they are in the lists only
    twins: Mapping[int, int] = field(default_factory=dict)  # who is listed under a second number
    bases: Mapping[int, Obj] = field(default_factory=dict)  # evidence other than the usual
    owner: int = 3  # who is handed his own row
    opening: Sequence[Obj] | None = None  # the cursors of an OPENING
    related_units: Sequence[str] = ("U900",)
    filing_number: str = "示水(2026)17号"
    activity: str = "2026-03-20"
    attempt: int = 1
    kind: str = "first"
    start: str = "2026-03-02T01:00:00Z"
    origin: str = "draw.example.org/log1"
    pool: str = "experts"
    draw: str = "d-2026-017"
    beacon_round: int = 12040883
    beacon_chain: str = QUICKNET
    beacon_signature: str = ""
    fresh_chain: str = QUICKNET
    fresh_rounds: Sequence[tuple[int, str]] = ((12040883, ROUNDS[12040883]),)  # with signatures
    throws: int = 20
    alone: bool = False  # no entries of other draws in the log
    evidence: bool = False
    evidence_time: int | None = None
    hooks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        return self.beacon_signature or ROUNDS[self.beacon_round]

    @property
    def related_salt(self) -> str:
        return secret("related units").hex()

    @property
    def start_seconds(self) -> int:
        return from_time(self.start)


def role_of(witness: str) -> str:
    return witness.rstrip("0123456789")


def profile_body(plan: Plan) -> Obj:
    serial = plan.mode == "serial"
    return {
        "profile": {
            "age": {"limit": 70, "rule": "enforce"},
            "approvals": [
                {"role": "leader", "step": "plan"},
                {"role": "supervisor", "step": "start"},
            ],
            "assumed": ["reply_minutes"],
            "bye": {"after": 0 if serial else 3},
            "counters": [{"id": "refusals", "threshold": 3, "window": "run"}],
            "id": "county_serial" if serial else "county_random",
            "mode": plan.mode,
            "name": "县级专家抽取规则（示例）",
            "publication": plan.publication,
            "publicity_working_days": 5,
            "readings": ["候补专家属于同一次抽取"],
            "recusal_grounds": ["interest", "kinship"],
            "regulation": "示例县专家库管理办法",
            "replacements": ["fixed"] if serial else ["fixed", "fresh"],
            "retention_years": 10,
            "roles": list(plan.roles),
            "sources": ["none"] if serial else ["beacon", "dice", "witness"],
            "term_years": 3,
            "unit_limit": plan.unit_limit,
            "valid_from": "2023-01-01",
            "version": 1,
            "windows": dict(plan.windows),
        }
    }


def calendar_body(plan: Plan) -> Obj:
    return {"name": "cn", "years": [dict(year) for year in plan.calendar]}


def roster_body(name: str, size: int, root: str) -> Obj:
    """The first of a pool."""
    return {
        "added": size,
        "approval": {"ref": "示例〔2026〕1号", "role": "pool_office"},
        "edited": 0,
        "previous": ZEROS,
        "removed": 0,
        "root": root,
        "roster": name,
        "size": size,
    }


def opening_body(cursors: Sequence[Obj], roster: str) -> Obj:
    return {
        "approvals": [
            {"ref": "示例〔2026〕2号", "role": "pool_office"},
            {"ref": "示例〔2026〕3号", "role": "supervisor"},
        ],
        "basis": digest("basis", secret("opening").hex(), "示例县纸质抽取台账"),
        "byes": 0,
        "counters": 0,
        "cursors": list(cursors),
        "roster": roster,
    }


def request_body(plan: Plan, profile: str, earlier: Sequence[str]) -> Obj:
    return {
        "activity": {"date": plan.activity, "kind": "plan_review"},
        "approvals": [
            {"ref": "示例〔2026〕7号", "role": "leader", "step": "plan"},
            {"ref": "示例〔2026〕8号", "role": "supervisor", "step": "start"},
        ],
        "earlier": list(earlier),
        "groups": [
            {"filters": [], "seats": g.seats, "specialty": g.specialty} for g in plan.groups
        ],
        "kind": plan.kind,
        "matter": digest("matter", "示例县水利局", plan.filing_number),
        "organiser": "示例县水利局",
        "profile": profile,
        "related_units": digest("related units", plan.related_salt, list(plan.related_units)),
    }
