"""What a FREEZE fixes, held against the request, the profile and the rows (SPEC §5.3, §13 steps 21 to 23)."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.candidates import GroupRows, counts_of
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import InputError, StateError
from drawsvc.domain.regulation import Profile


def check_freeze(body: Body, request: Entry, profile: Profile, groups: Sequence[GroupRows]) -> None:
    """Refuse a FREEZE that is not of this request, profile and rows.

    The roots of the lists are not computed again; the record proves them.

    Raises:
        InputError: the profile does not allow it.
        StateError: it cites another entry, or the rows are others.
    """
    cited = (body["request"], body["profile"])
    if cited != (request.leaf, request.body["profile"]):
        raise StateError("freeze_cites", expected=request.leaf, got=body["request"])
    _check_profile(body, profile)
    sizes = (len(request.body["groups"]), len(groups))
    if (len(body["groups"]),) * 2 != sizes:
        raise StateError("freeze_groups", expected=sizes[0], got=len(body["groups"]))
    for g, (frozen, rows) in enumerate(zip(body["groups"], groups, strict=True)):
        _check_rows(g, frozen, rows)


def check_choice(member: str, got: str, allowed: Sequence[str]) -> None:
    """Refuse a source or a way of replacement that the profile does not allow.

    Raises:
        InputError: `source_kind`, `replacement_kind`.
    """
    if got not in allowed:
        raise InputError(f"{member}_kind", expected=", ".join(allowed), got=got)


def _check_profile(body: Body, profile: Profile) -> None:
    """SPEC §13 step 22."""
    fixed = {
        "mode": profile.mode,
        "roles": list(profile.roles),
        "unit_limit": profile.unit_limit,
        "windows": profile.windows.to_body(),
    }
    for member, expected in fixed.items():
        if body[member] != expected:
            raise InputError("freeze_profile", member=member, expected=expected, got=body[member])
    for member, allowed in (("source", profile.sources), ("replacement", profile.replacements)):
        check_choice(member, body[member], allowed)


def _check_rows(g: int, frozen: Body, rows: GroupRows) -> None:
    """SPEC §13 step 23."""
    eligible, excluded = rows
    sizes = (frozen["eligible"]["size"], frozen["excluded"]["size"])
    counts = dict(counts_of(excluded))
    if sizes != (len(eligible), len(excluded)) or frozen["excluded"]["counts"] != counts:
        raise StateError("freeze_rows", group=g)
