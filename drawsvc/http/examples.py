"""One example of each body, for the OpenAPI document. A test reads each with the model of its operation."""

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
