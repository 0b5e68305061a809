"""A draw request: from options, or from a file with the same names (docs/CLI.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import RequestError
from drawsvc.domain.regulation import Profile
from drawsvc.domain.request import SeatGroup, approvals_of
from drawsvc.domain.shapes import CODE, SPECIALTY, TEXT, ShapeError
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.domain.times import parse_date
from drawsvc.usecases.plan import Plan

KINDS = ("first", "retry", "second_panel")
REQUIRED = ("organiser", "number", "activity", "date", "seats")
"""What a request must say, on the command line or in a file."""

_FORMS: Mapping[str, Callable[[Any, str], None]] = {
    "organiser": TEXT,
    "number": TEXT,
    "activity": CODE,
}


@dataclass(frozen=True)
class Asked:
    """What was asked for, as written.

    Args:
        seats, approvals, recusals: `NAME=VALUE` each.
        automatic: whether the draw goes on by itself; only then the others below say how.
        release: with which approval a complete panel is released, `ROLE=NUMBER`; "" to leave that to somebody.
    """

    draw: str = ""
    kind: str = "first"
    organiser: str = ""
    number: str = ""
    activity: str = ""
    date: str = ""
    title: str = ""
    venue: str = ""
    starts: str = ""
    seats: Sequence[str] = field(default_factory=list)
    approvals: Sequence[str] = field(default_factory=list)
    related_units: Sequence[str] = field(default_factory=list)
    recusals: Sequence[str] = field(default_factory=list)
    automatic: bool = False
    source: str = ""
    replacement: str = ""
    release: str = ""
    form: str = ""


_TABLES = ("approvals", "recusals", "seats")
_LISTS = ("related_units",)
_PLAN = ("source", "replacement", "release", "form")


def read_request_file(data: bytes) -> Asked:
    """A request in TOML.

    Raises:
        RequestError: `request_toml`, `request_member`, `request_form`.
    """
    try:
        found = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise RequestError("request_toml", reason=str(fault)) from None
    names = [of.name for of in fields(Asked)]
    for name in found:
        if name not in names:
            raise RequestError("request_member", expected=", ".join(names), got=name)
    return Asked(**{name: _member(name, value) for name, value in found.items()})


def merged(first: Asked, second: Asked) -> Asked:
    """The second, with what it leaves out taken from the first."""
    given = {of.name: getattr(second, of.name) for of in fields(Asked)}
    default = Asked()
    return replace(first, **{n: v for n, v in given.items() if v != getattr(default, n)})


def _member(name: str, value: object) -> Any:
    if name in _TABLES and isinstance(value, dict):
        return [f"{key}={item}" for key, item in value.items()]
    if name in _LISTS and isinstance(value, list):
        return [str(item) for item in value]
    if name == "date" and isinstance(value, date):
        return value.isoformat()
    if name == "automatic" and isinstance(value, bool):
        return value
    if name not in (*_TABLES, *_LISTS, "automatic") and isinstance(value, str):
        return value
    raise RequestError("request_form", member=name)


def seat_groups(asked: Asked, taxonomy: Taxonomy) -> list[SeatGroup]:
    """The groups, in the order given.

    Raises:
        RequestError: `seats_form`; `request_specialty`, the pool has no such specialty.
    """
    groups = [seat_group(text) for text in asked.seats]
    for group in groups:
        if group.specialty not in taxonomy.by_code:
            known = list(taxonomy.by_code.values())
            raise RequestError("request_specialty", expected=known, got=group.specialty)
    return groups


def seat_group(text: str) -> SeatGroup:
    """CODE=NUMBER.

    Raises:
        RequestError: `seats_form`.
    """
    specialty, _, number = text.rpartition("=")
    if not _fits(SPECIALTY, specialty) or not (number.isascii() and number.isdigit()):
        raise RequestError("seats_form", got=text)
    return SeatGroup(specialty, int(number[:9]))


def approvals(asked: Asked, profile: Profile) -> list[tuple[str, str, str]]:
    """(role, step, ref) in the order of the profile; STEP=REF or ROLE.STEP=REF as given.

    Raises:
        RequestError: `approval_form`, `approval_unknown`, `approval_missing`.
    """
    return approvals_of(profile, dict(_pair(text, "approval_form") for text in asked.approvals))


def recusals(asked: Asked) -> list[tuple[str, str]]:
    """(expert id, ground) as given.

    Raises:
        RequestError: `recusal_form`.
    """
    return [_pair(text, "recusal_form") for text in asked.recusals]


def plan_of(asked: Asked) -> Plan | None:
    """How the draw goes on by itself; None if it does not.

    Raises:
        RequestError: `plan_release`; `plan_without`, something is said of a plan, and there is none.
    """
    if asked.automatic:
        return Plan(asked.source, asked.replacement, _release(asked), asked.form)
    said = [name for name in _PLAN if getattr(asked, name)]
    if said:
        raise RequestError("plan_without", got=", ".join(said))
    return None


def _release(asked: Asked) -> list[Body]:
    if not asked.release:
        return []
    role, ref = _pair(asked.release, "plan_release")
    return [{"ref": ref, "role": role}]


def checked_texts(asked: Asked) -> Asked:
    """The same, if all that a request must say is there and well-formed.

    Raises:
        RequestError: `request_missing`, naming all that is; `request_text`, `request_kind`.
    """
    missing = [name for name in REQUIRED if not getattr(asked, name)]
    if missing:
        raise RequestError("request_missing", missing=missing)
    for name, shape in _FORMS.items():
        text = getattr(asked, name)
        try:
            shape(text, "")
        except ShapeError as error:
            raise RequestError(
                "request_text", member=name, expected=error.expected, got=text
            ) from None
    if asked.kind not in KINDS:
        raise RequestError("request_kind", expected=", ".join(KINDS), got=asked.kind)
    return asked


def activity_date(asked: Asked) -> date:
    """The day the panel is needed.

    Raises:
        RequestError: `request_date`.
    """
    try:
        return parse_date(asked.date)
    except ValueError:
        raise RequestError("request_date", got=asked.date) from None


def _pair(text: str, code: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals or not value:
        raise RequestError(code, got=text)
    return name, value


def _fits(shape: Callable[[Any, str], None], text: str) -> bool:
    try:
        shape(text, "")
    except ShapeError:
        return False
    return True
