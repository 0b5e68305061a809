"""Who may do what: the authorisation matrix. A route without a row here cannot be built.

The role of a key or an account is checked here, before anything else of a call; whether it may act in the pool is
checked where the pool is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import PUBLIC, Caller

ADMINISTRATOR = "administrator"
APPROVER = "approver"
AUDITOR = "auditor"
ORGANISER = "organiser"
POOL_OFFICE = "pool_office"
SUPERVISOR = "supervisor"

EVERYBODY = frozenset({PUBLIC})
_ADMINISTRATORS = frozenset({ADMINISTRATOR})
_APPROVERS = frozenset({APPROVER})
_AUDITORS = frozenset({AUDITOR})
_OFFICE = frozenset({POOL_OFFICE})
_KEEPERS = frozenset({POOL_OFFICE, ADMINISTRATOR})
_ORGANISERS = frozenset({ORGANISER})
_SUPERVISORS = frozenset({SUPERVISOR})
_WITNESSES = frozenset({SUPERVISOR, ORGANISER, POOL_OFFICE})

MAY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # what anybody may look at
        "get_health": EVERYBODY,
        "get_pools": EVERYBODY,
        "get_pool": EVERYBODY,
        "get_beacons": EVERYBODY,
        "get_draws": EVERYBODY,
        "get_draw": EVERYBODY,
        "get_entries": EVERYBODY,
        "get_events": EVERYBODY,
        "get_record": EVERYBODY,
        "get_disclosures": EVERYBODY,
        "get_log": EVERYBODY,
        "get_proof": EVERYBODY,
        "get_trust": EVERYBODY,
        "get_log_entries": EVERYBODY,
        "get_consistency": EVERYBODY,
        "get_tile": EVERYBODY,
        "get_evidence": EVERYBODY,
        "get_rosters": EVERYBODY,
        # what opens personal data to auditors
        "get_audit": _AUDITORS,
        "get_roster": _AUDITORS,
        # pools and rosters
        "create_pool": _ADMINISTRATORS,
        "adopt_profile": _ADMINISTRATORS,
        "adopt_calendar": _ADMINISTRATORS | _OFFICE,
        "import_opening": _OFFICE,
        "enrol_key": _ADMINISTRATORS,
        "revoke_key": _ADMINISTRATORS,
        "import_roster": _OFFICE,
        "check_roster": _OFFICE,
        "get_roster_changes": _OFFICE | _AUDITORS,
        "get_counters": _OFFICE | _AUDITORS,
        # Not whoever calls from this machine: behind a reverse proxy that is everybody.
        "get_metrics": frozenset({ADMINISTRATOR}),
        # a draw, in the order of its life
        "request_draw": _ORGANISERS,
        "freeze_draw": _ORGANISERS | _OFFICE,
        "join_draw": _WITNESSES,
        "seal_draw": _ORGANISERS | _OFFICE,
        "hand_in_statements": _WITNESSES,
        "attach_evidence": _WITNESSES,
        "advance_draw": _ORGANISERS | _OFFICE,
        "note_replies": _OFFICE,
        "decide_draw": _APPROVERS,
        "void_draw": _APPROVERS,
        "release_draw": _APPROVERS,
        # anybody may bring what a draw waits for, or what shows that one was discarded
        "submit_round": EVERYBODY,
        "reveal_late": EVERYBODY,
        # the call desk
        "get_calls": _OFFICE | _SUPERVISORS,
        "open_contact": _OFFICE,
        "note_silence": _WITNESSES,
        # what can still change, and what is noted later on
        "confirm_outcome": _WITNESSES,
        "withdraw_expert": _OFFICE,
        "reschedule_draw": _APPROVERS,
        "add_seats": _APPROVERS,
        "correct_reply": _OFFICE,
        "note_held": _ORGANISERS | _OFFICE,
        "note_not_held": _APPROVERS,
        "note_objection": _ORGANISERS | _OFFICE | _SUPERVISORS,
        "erase_disclosures": _APPROVERS,
        "correct_clock": _ADMINISTRATORS,
        # messages on their way
        "get_outbox": _KEEPERS,
        "retry_notice": _KEEPERS,
        # pages for everybody
        "get_style": EVERYBODY,
        "get_verifier": EVERYBODY,
        "show_latest": EVERYBODY,
        "show_list": EVERYBODY,
        "show_live": EVERYBODY,
        "show_problem": EVERYBODY,
        "show_record": EVERYBODY,
        "show_sheet": EVERYBODY,
        "show_slip": EVERYBODY,
        "show_verify": EVERYBODY,
        "show_sign_in": EVERYBODY,
        "sign_in": EVERYBODY,
        "sign_out": EVERYBODY,
        # an expert's page: his link speaks for him
        "show_invitation": EVERYBODY,
        "answer_invitation": EVERYBODY,
        # the call desk
        "show_desk": _OFFICE,
        "show_calls": _OFFICE,
        "open_call": _OFFICE,
        "note_call": _OFFICE,
        "expire_calls": _OFFICE,
        # what a supervisor vouches for there
        "show_vouching": _SUPERVISORS,
        "show_vouches": _SUPERVISORS,
        "give_for_call": _SUPERVISORS,
        "refuse_for_call": _SUPERVISORS,
        "show_pin": _SUPERVISORS,
        "change_pin": _SUPERVISORS,
    }
)
"""Roles by the name of an operation or a page. Who may do what the public may is not listed again."""


def check_may(caller: Caller, operation: str) -> None:
    """Refuse an operation that is not the caller's.

    Raises:
        AccessError: `key_missing`, nothing was shown; `role_not_allowed`.
    """
    roles = MAY[operation]
    if PUBLIC in roles or caller.role in roles:
        return
    if caller.role == PUBLIC:
        raise AccessError("key_missing")
    raise AccessError("role_not_allowed", expected=", ".join(sorted(roles)), got=caller.role)
