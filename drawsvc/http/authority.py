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
_OFFICE = frozenset({POOL_OFFICE})
_KEEPERS = frozenset({POOL_OFFICE, ADMINISTRATOR})
_ORGANISERS = frozenset({ORGANISER})
_WITNESSES = frozenset({SUPERVISOR, ORGANISER, POOL_OFFICE})

MAY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # what anybody may look at
        "get_health": EVERYBODY,
        "get_pools": EVERYBODY,
        "get_pool": EVERYBODY,
        "get_draws": EVERYBODY,
        "get_draw": EVERYBODY,
        "get_entries": EVERYBODY,
        "get_record": EVERYBODY,
        "get_disclosures": EVERYBODY,
        "get_log": EVERYBODY,
        "get_proof": EVERYBODY,
        "get_trust": EVERYBODY,
        # Not whoever calls from this machine: behind a reverse proxy that is everybody.
        "get_metrics": frozenset({ADMINISTRATOR}),
        # a draw, in the order of its life
        "request_draw": _ORGANISERS,
        "freeze_draw": _ORGANISERS | _OFFICE,
        "join_draw": _WITNESSES,
        "seal_draw": _ORGANISERS | _OFFICE,
        "hand_in_statements": _WITNESSES,
        "advance_draw": _ORGANISERS | _OFFICE,
        "note_replies": _OFFICE,
        "decide_draw": frozenset({APPROVER}),
        "void_draw": frozenset({APPROVER}),
        "release_draw": frozenset({APPROVER}),
        # messages on their way
        "get_outbox": _KEEPERS,
        "retry_notice": _KEEPERS,
    }
)
"""Roles by the name of an operation. Who may do what the public may is not listed again."""


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
