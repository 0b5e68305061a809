"""One well-formed body of every entry type. What it says means nothing; shapes do not ask."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from drawsvc.domain.entries import Place
from drawsvc.log.keys import ED25519, NamedKey, SigningKey

ORIGIN = "example.org/log"
POOL = Place(ORIGIN, "water")
DRAW = Place(ORIGIN, "water", "D-1", 1)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)  # a Monday, 09:00 in China
LEAF, OTHER_LEAF = "0a" * 32, "0b" * 32
HEX64 = "0c" * 64
LOG_KEY = NamedKey(ORIGIN, SigningKey(b"log".ljust(32)))
LOG_VKEY = LOG_KEY.verifier(ED25519).to_text()

APPROVAL = {"ref": "批复1号", "role": "organiser"}
OTHER_APPROVAL = {"ref": "批复2号", "role": "organiser"}
STATEMENT = {"key": LEAF, "kind": "seen", "leaf": LEAF, "signature": HEX64, "value": ""}
HANDLER = {"kind": "handler", "statements": []}
WINDOWS = {
    "contact_days": "every_day",
    "contact_from": "08:00",
    "contact_to": "20:00",
    "reply_minutes": 120,
    "utc_offset_minutes": 480,
}
PROFILE = {
    "age": {"limit": 65, "rule": "warn"},
    "approvals": [{"role": "organiser", "step": "plan"}],
    "assumed": ["unit_limit", "windows.reply_minutes"],
    "bye": {"after": 2},
    "counters": [{"id": "refusals", "threshold": 3, "window": "run"}],
    "id": "small",
    "mode": "random",
    "name": "小专家库",
    "publication": "masked",
    "publicity_working_days": 5,
    "readings": ["一", "二"],
    "recusal_grounds": ["kinship", "other"],
    "regulation": "办法",
    "replacements": ["fixed"],
    "retention_years": 15,
    "roles": ["discipline"],
    "sources": ["dice", "witness"],
    "term_years": 3,
    "unit_limit": 0,
    "valid_from": "2026-01-01",
    "version": 1,
    "windows": WINDOWS,
}
_ROW = {"group": 0, "row": 3}

BODIES: dict[str, dict[str, Any]] = {
    "PROFILE": {"profile": PROFILE},
    "CALENDAR": {
        "name": "cn",
        "years": [{"holidays": ["2026-01-01"], "workdays": ["2026-01-04"], "year": 2026}],
    },
    "ROSTER": {
        "added": 1,
        "approval": APPROVAL,
        "edited": 0,
        "previous": "0" * 64,
        "removed": 0,
        "root": LEAF,
        "roster": "R1",
        "size": 1,
    },
    "KEY": {"approval": APPROVAL, "key": LEAF, "role": "discipline", "status": "enrolled"},
    "OPENING": {
        "approvals": [APPROVAL, OTHER_APPROVAL],
        "basis": LEAF,
        "byes": 1,
        "counters": 2,
        "cursors": [{"after": "", "carried": ["007"], "specialty": "H1"}],
        "roster": LEAF,
    },
    "REQUEST": {
        "activity": {"date": "2026-03-09", "kind": "review"},
        "approvals": [{"ref": "1", "role": "organiser", "step": "plan"}],
        "earlier": [],
        "groups": [{"filters": ["senior"], "seats": 2, "specialty": "1.10"}],
        "kind": "first",
        "matter": LEAF,
        "organiser": "规划科",
        "profile": LEAF,
        "related_units": LEAF,
    },
    "FREEZE": {
        "calendar": LEAF,
        "groups": [
            {
                "carried": ["3"],
                "cursor": "12",
                "eligible": {"root": LEAF, "size": 4},
                "excluded": {"counts": {"bye": 1}, "root": LEAF, "size": 1},
            }
        ],
        "history": {"opening": [], "root": LEAF, "size": 0},
        "mode": "random",
        "profile": LEAF,
        "replacement": "fixed",
        "request": LEAF,
        "roles": ["discipline"],
        "roster": LEAF,
        "since_request": {"added": 0, "edited": 0, "removed": 0},
        "source": "witness",
        "unit_limit": 0,
        "windows": WINDOWS,
    },
    "JOIN": {"statement": STATEMENT},
    "SEAL": {
        "first_invite_at": "2026-03-02T01:00:00Z",
        "freeze": LEAF,
        "joins": [LEAF],
        "log_key": LOG_VKEY,
        "nonce": LEAF,
        "source": {"kind": "dice", "throws": 20},
    },
    "SEEDED": {"seal": LEAF, "statements": [STATEMENT], "values": ["123456"]},
    "INVITED": {
        "beacon": [{"round": 1, "signature": "ab"}],
        "deadline": "2026-03-02T03:00:00Z",
        "invitations": [{"group": 0, "rows": [3, 1]}],
        "round": 1,
    },
    "REPLIED": {"answer": "accept", "attestation": HANDLER, "reason": "none", **_ROW},
    "EXPIRED": {"attestation": HANDLER, "tries": 0, **_ROW},
    "CLOSED": {"next": [{"chain": LEAF, "round": 7}], "round": 0},
    "COMPLETED": {"accepted": [2]},
    "SHORTAGE": {"accepted": [1], "missing": [1]},
    "CONTACT_OPENED": {"handler": "h-1", "supervisor": "s-1", **_ROW},
    "CORRECTED": {
        "answer": "decline",
        "attestation": {"kind": "countersigned", "statements": [STATEMENT]},
        "effect": "walk",
        "leaf": LEAF,
        "reason": "illness",
        **_ROW,
    },
    "WITHDRAWN": {"approval": APPROVAL, "attestation": HANDLER, "reason": "illness", **_ROW},
    "RESCHEDULED": {"approval": APPROVAL, "date": "2026-03-10", "reason": "weather"},
    "SEATS_ADDED": {"approval": APPROVAL, "group": 0, "reason": "scope", "seats": 1},
    "DECIDED": {"approval": APPROVAL, "ground": "urgency", "kind": "smaller_panel"},
    "VOID": {
        "approval": APPROVAL,
        "class": "harmless",
        "reason": "wrong_list",
        "statements": [STATEMENT],
    },
    "REVEALED": {"seal": LEAF, "statement": STATEMENT},
    "WITNESSED": {"statement": STATEMENT},
    "RELEASED": {"approval": APPROVAL, "form": "masked"},
    "HELD": {"date": "2026-03-09"},
    "NOT_HELD": {"approval": APPROVAL, "reason": "weather"},
    "OBJECTION": {"answer_by": "2026-03-30", "object": LEAF, "received": "2026-03-20"},
    "ERASED": {"approval": APPROVAL, "basis": LEAF, "group": 0, "list": "eligible", "rows": [1, 2]},
    "CLOCK_CORRECTED": {
        "approvals": [APPROVAL, OTHER_APPROVAL],
        "offset_seconds": -5,
        "reason": "battery",
    },
}


def body(kind: str, /, **changed: Any) -> dict[str, Any]:
    """A body of this type of its own, with members changed."""
    return deepcopy(BODIES[kind]) | changed


def place(kind: str) -> Place:
    """Where an entry of this type belongs."""
    return POOL if kind in {"PROFILE", "CALENDAR", "ROSTER", "KEY", "OPENING"} else DRAW
