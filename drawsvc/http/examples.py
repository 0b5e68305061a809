"""One example of each body and each answer, for the OpenAPI document. A test reads each with its model."""

from __future__ import annotations

from typing import Any

APPROVAL = {"role": "leader", "ref": "示例〔2026〕9号"}
TWO_APPROVALS = [APPROVAL, {"role": "discipline", "ref": "示例〔2026〕10号"}]


def _statement(kind: str, value: Any) -> dict[str, Any]:
    signed = {
        "key": "a" * 64,
        "kind": kind,
        "leaf": "b" * 64,
        "signature": "c" * 128,
        "value": value,
    }
    return {"statement": signed, "v": "drawsvc/v1 statement"}


_ROW = {"group": 0, "row": 4}
_REPLY = _ROW | {"answer": "decline", "reason": "illness"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "add_seats": {"approval": APPROVAL, "group": 0, "reason": "workload", "seats": 1},
    "adopt_calendar": {"name": "cn", "toml": '[2026]\nholidays = ["2026-10-01"]\nworkdays = []\n'},
    "adopt_profile": {"profile": "xinxian_2021"},
    "attach_evidence": {"cosigners": [], "note": "draws.example.org/office\n…\n"},
    "confirm_outcome": _statement("witnessed", ""),
    "correct_clock": {"approvals": TWO_APPROVALS, "reason": "clock_set"},
    "correct_reply": _statement("reply", _REPLY),
    "create_pool": {"pool": "xin", "profile": "xinxian_2021"},
    "decide_draw": {"approval": APPROVAL, "ground": "no_more_experts", "kind": "smaller_panel"},
    "enrol_key": {"approval": APPROVAL, "key": "a" * 64, "role": "discipline"},
    "erase_disclosures": {
        "approval": APPROVAL,
        "ground": "保存期满",
        "group": 0,
        "list": "eligible",
        "rows": [4],
    },
    "freeze_draw": {"source": "beacon", "replacement": "fixed"},
    "hand_in_statements": {"statements": [_statement("seen", "")]},
    "import_opening": {"approvals": TWO_APPROVALS, "cursors": {"1": "17"}, "runs": {"e-004": 1}},
    "join_draw": _statement("join", {"commitment": "d" * 64, "role": "discipline"}),
    "note_held": {"date": "2026-06-20"},
    "note_not_held": {"approval": APPROVAL, "reason": "matter_withdrawn"},
    "note_objection": {
        "answer_by": "2026-07-10",
        "received": "2026-06-25",
        "text": "专家与参评单位有利害关系",
    },
    "note_replies": {"replies": [_REPLY]},
    "note_silence": _statement("expired", _ROW | {"tries": 3}),
    "open_contact": _ROW | {"supervisor": "supervisor-1"},
    "release_draw": {"approval": APPROVAL, "form": "masked"},
    "request_draw": {
        "pool": "xin",
        "draw": "2026-014",
        "organiser": "选用处室",
        "number": "新工信抽〔2026〕14号",
        "activity": "inspection",
        "date": "2026-06-20",
        "seats": [{"specialty": "X2", "seats": 3}],
    },
    "reschedule_draw": {"approval": APPROVAL, "date": "2026-06-25", "reason": "venue"},
    "reveal_late": _statement("reveal", "e" * 64),
    "revoke_key": {"approval": APPROVAL, "key": "a" * 64, "role": "discipline"},
    "seal_draw": {"first_invite_at": "2026-06-11T01:00:00Z"},
    "submit_round": {"round": 20_000_000, "signature": "ab" * 48},
    "void_draw": {"approval": APPROVAL, "reason": "list_wrong", "statements": []},
    "withdraw_expert": {"approval": APPROVAL, "heard": _ROW | {"reason": "illness"}},
}

STREAMED: dict[str, str] = {
    "get_events": f"""\
id: {"b" * 64}
event: entry
data: {{"entry":{{"attempt":1,"body":{{"round":1}},"draw":"2026-014","type":"CLOSED","…":"…"}},"leaf":"{"b" * 64}"}}

:

event: end
data: {{"phase":"completed"}}

"""
}
"""One example of each answer that goes on and on."""

_PLACE = {"attempt": 1, "draw": "2026-014"}
_ENTRY: dict[str, Any] = {
    "entry": _PLACE
    | {
        "body": {"round": 1},
        "origin": "draws.example.org/office",
        "pool": "xin",
        "prev": "a" * 64,
        "seq": 9,
        "time": "2026-06-11T02:00:00Z",
        "type": "CLOSED",
        "v": "drawsvc/v1",
    },
    "leaf": "b" * 64,
}
_WRITTEN = [_ENTRY | {"proof": "c2sp.org/tlog-proof@v1\nindex 41\n…\n"}]
_CHAIN = {
    "chain": "c" * 64,
    "genesis": 1692803367,
    "key": "d" * 192,
    "period": 3,
    "scheme": "bls-unchained-g1-rfc9380",
}
_CALL = _ROW | {
    "deadline": "2026-06-11T04:00:00Z",
    "nth": 1,
    "opened": 0,
    "round": 1,
    "specialty": "X2",
}
_ROSTER = {
    "added": 90,
    "approval": APPROVAL,
    "edited": 0,
    "leaf": "e" * 64,
    "removed": 0,
    "roster": "2026-06",
    "seq": 2,
    "size": 90,
    "time": "2026-06-01T01:00:00Z",
    "type": "ROSTER",
}
_TEXTS = {
    "zh": {"do": "检查编号", "expected": "已有的抽取编号", "got": "没有抽取 2026-015"},
    "en": {
        "do": "see the list",
        "expected": "the id of a draw",
        "got": "there is no draw 2026-015",
    },
}

ANSWERED: dict[str, dict[str, Any]] = {
    "BeaconsOut": {"chains": [_CHAIN]},
    "CallsOut": _PLACE | {"calls": [_CALL], "pool": "xin"},
    "ChangesOut": {
        "added": ["E0000091"],
        "edited": [{"columns": ["title"], "expert": "E0000001"}],
        "new": "2026-07",
        "old": "2026-06",
        "pool": "xin",
        "removed": [],
        "renumbered": [],
    },
    "ConsistencyOut": {
        "checkpoint": "draws.example.org/office\n42\n…\n",
        "hashes": ["f" * 64],
        "old": 40,
    },
    "ContactOut": {
        "employer": "示例研究院",
        "entries": _WRITTEN,
        "name": "示例一",
        "phone": "10012345678",
    },
    "DrawOut": _PLACE
    | {
        "activity": {"date": "2026-06-20", "kind": "inspection"},
        "check_code": "SNCM-96EF",
        "collected": 4,
        "deadline": "2026-06-11T04:00:00Z",
        "funnel": [
            {
                "eligible": 19,
                "excluded": {"out_of_term": 24, "recused": 3},
                "few_per_seat": False,
                "listed": 46,
                "roster": 90,
                "seats": 1,
                "short": False,
                "specialty": "X2",
                "wanted_per_seat": 3,
            }
        ],
        "joins": [{"key": "a" * 64, "role": "discipline"}],
        "missing": [],
        "missing_roles": [],
        "organiser": "选用处室",
        "outcome": [{"accepted": 0, "open": 1, "seats": 1, "specialty": "X2"}],
        "panel": [],
        "phase": "inviting",
        "pool": "xin",
        "roles": ["discipline"],
        "slip": "b" * 64,
        "source": "witness",
        "waits_for": [],
        "walk": [
            _ROW
            | {
                "answer": "open",
                "attestation": "",
                "deadline": "2026-06-11T04:00:00Z",
                "nth": 1,
                "reason": "",
                "round": 1,
                "time": "",
            }
        ],
    },
    "CountersOut": {
        "counters": [
            {
                "assumed": True,
                "counted": True,
                "experts": [
                    {
                        "causes": [
                            {
                                "answer": "decline",
                                "attempt": 1,
                                "day": "2026-06-11",
                                "draw": "d-2026-017",
                                "reason": "other",
                            }
                        ],
                        "declared": 2,
                        "expert": "X2-7",
                        "number": 3,
                        "stand": "reached",
                        "with_ground": 0,
                    }
                ],
                "id": "no_reply_or_refusal",
                "threshold": 3,
                "window": "run",
            }
        ],
        "day": "2026-06-20",
        "erased": 0,
        "not_released": 1,
        "pool": "xin",
        "profile": "xinxian_2021",
        "readings": ["released", "voided", "invitation", "withdrawn", "grounds", "declared"],
        "voided": 0,
    },
    "DrawsOut": {
        "draws": [
            _PLACE
            | {
                "date": "2026-06-20",
                "due_at": "2026-06-11T04:00:00Z",
                "matter": "f" * 64,
                "organiser": "选用处室",
                "phase": "inviting",
                "pool": "xin",
            }
        ],
        "next": "",
    },
    "EntriesOut": _PLACE | {"entries": [_ENTRY], "pool": "xin"},
    "HealthOut": {
        "behind_seconds": 0,
        "keeps_up": True,
        "origin": "draws.example.org/office",
        "size": 42,
        "vkey": "draws.example.org/office+d99169e7+AVjiuRwqciXNT8E3RIpQGsZE6tHu8yzoJD1FxsuimNRa",
        "waiting": False,
    },
    "LogEntriesOut": {"entries": [_ENTRY | {"index": 41}], "next": 42, "size": 42},
    "OutboxOut": {"notices": [], "unreached": []},
    "PoolOut": {
        "calendar": "cn",
        "calendar_years": [2026],
        "draws": 1,
        "mode": "random",
        "pool": "xin",
        "profile": {"id": "xinxian_2021", "…": "…"},
        "roster": "2026-06",
        "roster_size": 90,
        "rosters": [_ROSTER],
        "specialties": [
            {
                "category": "X2",
                "code": "X2",
                "en": "industrial technology",
                "minimum": 0,
                "quota": 0,
                "zh": "产业技术",
            }
        ],
    },
    "PoolsOut": {"pools": ["xin"]},
    "ProblemOut": {
        "code": "no_draw",
        "detail": "已有的抽取编号",
        "do": "检查编号",
        "facts": {"draw": "2026-015"},
        "request": "95fce994850d1991",
        "status": 404,
        "texts": _TEXTS,
        "title": "没有抽取 2026-015",
        "type": "/problems/no_draw",
    },
    "RosterReportOut": {
        "same_as": "",
        "size": 90,
        "warnings": [{"code": "over_age", "facts": {"expert": "E0000053", "got": 65}}],
    },
    "RostersOut": {"pool": "xin", "rosters": [_ROSTER]},
    "SealedOut": {"check_code": "SNCM-96EF", "entries": _WRITTEN, "slip": "b" * 64},
    "WrittenOut": {"entries": _WRITTEN},
}
"""By the name of the model."""
