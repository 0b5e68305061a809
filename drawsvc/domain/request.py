"""A draw request: what is asked for, for which matter (SPEC §5.3 REQUEST)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drawseeds import CanonicalError, H, serialise, unassigned

from drawsvc.domain.bodies import MAX_GROUPS, MAX_SEATS
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import RequestError
from drawsvc.domain.regulation import Profile

_HOUR = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_OPENING, _CLOSING = "〔【〖[", "〕】〗]"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))

# What nobody sees, as Unicode 13.0 has it: later versions may move a character.
_UNSEEN = re.compile(
    "["
    "\x80-\x9f"  # Cc, those that canonical JSON does not refuse
    "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # White_Space
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"  # Cf
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef"  # else default-ignorable
    "]"
)


@dataclass(frozen=True)
class SeatGroup:
    """Seats of one specialty. `filters` are further conditions fixed before the draw (CZ-16 技术优先)."""

    specialty: str
    seats: int
    filters: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """An organiser or a filing number as it enters the matter (SPEC §5.3)."""
    seen = _UNSEEN.sub("", _composed(text).translate(_BRACKETS))
    # Before the upper case: what an unseen character kept apart may compose, and have another one.
    return _composed("".join(map(_upper, _composed(seen))))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _upper(character: str) -> str:
    """Its upper case, unless a character of that is newer than Unicode 13.0."""
    upper = character.upper()
    return character if unassigned(upper) else upper


def matter_of(organiser: str, filing_number: str) -> str:
    """The digest that makes two requests for one matter recognisable, hex32.

    Raises:
        RequestError: `organiser`, `filing_number`, nothing is left of it; `text`, one of them is not canonical.
    """
    try:
        serialise([organiser, filing_number])
    except CanonicalError as error:
        raise RequestError("text", found=str(error)) from None
    body, number = normalised(organiser), normalised(filing_number)
    if not body:
        raise RequestError("organiser")
    if not number:
        raise RequestError("filing_number")
    return H("matter", body, number)


def check_hour(text: str) -> None:
    """Refuse what is no hour at which an activity begins; "" while that is open.

    Raises:
        RequestError: `starts`.
    """
    if text and not _HOUR.fullmatch(text):
        raise RequestError("starts", expected="HH:MM", got=text)


def kind_after(end: Entry) -> str:
    """What an attempt after one that ended so is: `retry` if there is no panel, else `second_panel` (SPEC §5.3)."""
    wider = end.type == "DECIDED" and end.body["kind"] == "wider_attempt"
    return "retry" if end.type == "VOID" or wider else "second_panel"


def check_request(request: Entry, profile: Profile, ends: Sequence[Entry]) -> None:
    """Refuse a REQUEST the profile or the earlier attempts do not allow.

    Args:
        request: the entry.
        profile: the one it cites.
        ends: of the earlier attempts of the draw, in order.

    Raises:
        RequestError: with what was expected and what came.
    """
    body = request.body
    _check_groups(body["groups"])
    if not profile.is_valid(request.time):
        today = profile.windows.local_date(request.time).isoformat()
        raise RequestError("profile_not_valid_yet", expected=profile.valid_from, got=today)
    expected = [(step.role, step.step) for step in profile.approvals]
    found = [(approval["role"], approval["step"]) for approval in body["approvals"]]
    if found != expected:
        raise RequestError("approvals", expected=_steps(expected), got=_steps(found))
    kind = kind_after(ends[-1]) if ends else "first"
    place = request.place
    cited = body["earlier"] == [end.leaf for end in ends]
    attempts = [replace(place, attempt=number) for number in range(1, place.attempt)]
    if body["kind"] != kind or not cited or [end.place for end in ends] != attempts:
        raise RequestError("attempt_kind", attempt=place.attempt, expected=kind, got=body["kind"])


def approvals_of(profile: Profile, given: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(role, step, ref) in the order of the profile.

    Args:
        profile: what is to be approved.
        given: number of the document by step, or by role.step.

    Raises:
        RequestError: `approval_unknown`, `approval_missing`.
    """
    wanted = [(step.role, step.step) for step in profile.approvals]
    names = {name for role, step in wanted for name in (step, f"{role}.{step}")}
    for name in given:
        if name not in names:
            expected = ", ".join(step for _, step in wanted)
            raise RequestError("approval_unknown", expected=expected, got=name)
    found = [(r, s, given.get(f"{r}.{s}") or given.get(s, "")) for r, s in wanted]
    missing = [step for _, step, ref in found if not ref]
    if missing:
        raise RequestError("approval_missing", expected=", ".join(missing))
    return found


def _check_groups(groups: list[Body]) -> None:
    if len(groups) > MAX_GROUPS:
        raise RequestError("too_many_groups", expected=MAX_GROUPS, got=len(groups))
    specialties = [group["specialty"] for group in groups]
    repeated = sorted({s for s in specialties if specialties.count(s) > 1})
    if repeated:
        raise RequestError("specialty_twice", got=", ".join(repeated))
    seats = sum(group["seats"] for group in groups)
    if not 1 <= seats <= MAX_SEATS:
        raise RequestError("seats", expected=f"1–{MAX_SEATS}", got=seats)


def _steps(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"{role}: {step}" for role, step in pairs) or "none"
