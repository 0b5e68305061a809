"""Which problems an operation can meet, for the OpenAPI document: by status, then by code, as far as known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi.routing import APIRoute

from drawsvc.http.authority import MAY
from drawsvc.usecases.access import PUBLIC

Codes = Mapping[int, tuple[str, ...]]

_EVERY: Codes = {
    401: ("key_malformed", "key_unknown", "key_revoked", "key_expired"),
    422: ("call_malformed",),
    500: ("defect",),
    503: ("store_busy", "store_unreachable"),
}
_NOT_PUBLIC: Codes = {401: ("key_missing",), 403: ("role_not_allowed", "pool_not_allowed")}
_POST: Codes = {
    400: ("json_malformed", "idempotency_key_missing"),
    408: ("body_too_slow",),
    409: ("changed_meanwhile",),
    413: ("body_too_large",),
    422: ("idempotency_key_used",),
    507: ("store_full",),
}
_DRAW: Codes = {404: ("no_draw",)}
_CHANGE: Codes = {409: ("phase",), 422: ("entry_shape",)}
_POOL: Codes = {404: ("no_pool",)}
_SIGNED: Codes = {422: ("statement_shape", "statement_kind")}
_UNSIGNED: Codes = {503: ("not_signed_yet",)}
_ROSTER: Codes = {422: ("roster_cells", "roster_heading", "roster_file_kind", "no_sheet")}

_OF: Mapping[str, Codes] = MappingProxyType(
    {
        "add_seats": {422: ("no_such_group",)},
        "adopt_profile": {422: ("no_regulation", "profile_not_newer", "profile_toml")},
        "adopt_calendar": {422: ("calendar_toml",)},
        "attach_evidence": {
            404: ("no_seal",),
            422: ("evidence_note", "evidence_tree", "evidence_without_seal", "evidence_later"),
        },
        "check_roster": _ROSTER,
        "confirm_outcome": _SIGNED,
        "correct_reply": {409: ("not_answered",), **_SIGNED},
        "create_pool": {
            403: ("pool_not_allowed",),
            409: ("pool_exists",),
            422: ("no_regulation", "profile_toml", "calendar_toml"),
        },
        "enrol_key": {409: ("key_enrolled",)},
        "erase_disclosures": {422: ("no_such_row",)},
        "get_audit": {409: ("phase",)},
        "get_calls": {409: ("phase",)},
        "get_consistency": {404: ("log_shorter",), 503: ("log_not_signed_yet",)},
        "get_disclosures": {409: ("phase",)},
        "get_draws": {404: ("no_pool",), 422: ("cursor_malformed",)},
        "get_events": {404: ("no_entry",), 503: ("too_many_watchers",)},
        "get_evidence": {404: ("no_seal",), 409: ("phase",), **_UNSIGNED},
        "get_log": {503: ("log_not_signed_yet",)},
        "get_outbox": {404: ("no_pool",)},
        "get_pool": {404: ("regulation_missing",)},
        "get_proof": {404: ("no_entry",), 422: ("leaf_form",), **_UNSIGNED},
        "get_record": _UNSIGNED,
        "get_roster": {404: ("no_roster_version",)},
        "get_roster_changes": {404: ("no_roster_version",)},
        "get_tile": {404: ("no_tile",), 422: ("tile_malformed",)},
        "get_trust": {404: ("no_trust_file",)},
        "hand_in_statements": _SIGNED,
        "import_opening": {
            404: ("no_roster",),
            409: ("opening_exists", "opening_too_late"),
            422: ("opening_empty", "opening_member", "opening_of_nobody"),
        },
        "import_roster": {409: ("roster_version_taken",), **_ROSTER},
        "join_draw": _SIGNED,
        "note_objection": {422: ("answer_before",)},
        "note_replies": {403: ("vouch_needed",)},
        "note_silence": {409: ("not_invited",), **_SIGNED},
        "open_contact": {
            403: ("same_person", "supervisor_unknown", "vouch_needed"),
            409: ("not_invited",),
        },
        "request_draw": {
            404: ("no_pool",),
            409: ("matter_open", "matter_drawn", "draw_id_taken"),
            422: ("request_specialty", "date_past", "approval_missing", "approval_unknown"),
        },
        "reschedule_draw": {422: ("date_past",)},
        "retry_notice": {404: ("no_notice",), 409: ("notice_not_dead",)},
        "reveal_late": _SIGNED,
        "revoke_key": {404: ("key_not_enrolled",)},
        "submit_round": {422: ("other_round", "round_not_yet")},
        "withdraw_expert": {409: ("not_accepted",), **_SIGNED},
    }
)


def codes_of(route: APIRoute, method: str) -> dict[int, list[str]]:
    """Codes by status, ascending; at least those of the operation that a caller can do something about."""
    found: dict[int, list[str]] = {}
    for codes in _tables(route, method):
        for status, listed in codes.items():
            found.setdefault(status, []).extend(listed)
    return {status: _distinct(found[status]) for status in sorted(found)}


def _tables(route: APIRoute, method: str) -> Iterator[Codes]:
    yield _EVERY
    if PUBLIC not in MAY[route.name]:
        yield _NOT_PUBLIC
    if "{draw}" in route.path:
        yield _DRAW
        yield {404: ("no_attempt",)} if method == "GET" else _CHANGE
    if "{pool}" in route.path:
        yield _POOL
    if method == "POST":
        yield _POST
    yield _OF.get(route.name, {})


def _distinct(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def reason_of(status: int) -> str:
    """The phrase of a status."""
    return HTTPStatus(status).phrase
