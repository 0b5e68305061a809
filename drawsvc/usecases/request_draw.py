"""An organising unit asks for a panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from drawseeds import CanonicalError, H, serialise

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import DuplicateError, RequestError
from drawsvc.domain.grammar import ENDS
from drawsvc.domain.regulation import Profile
from drawsvc.domain.request import SeatGroup, check_hour, kind_after, matter_of
from drawsvc.domain.roster import Expert
from drawsvc.domain.shapes import TEXT, ShapeError
from drawsvc.domain.state import Rules
from drawsvc.usecases.office import (
    Office,
    calendar_of,
    cited,
    commit_attempt,
    in_force,
    is_open,
    latest,
    pool_chain,
    profile_of,
)
from drawsvc.usecases.ports import AttemptState, Reader


@dataclass(frozen=True)
class DrawRequest:
    """What is asked for.

    Args:
        draw: id of the draw; a further attempt of a matter takes the earlier one's.
        organiser, filing_number: the matter.
        activity_kind: code; `activity_date`: the day the panel is needed.
        title, venue: private, for the invitation and the sheet.
        starts: the hour it begins, HH:MM, private too; "" while that is open.
        related_units: codes or names of units the matter concerns (recusal).
        recusals: ground code by expert id, decided before the freeze.
        approvals: (role, step, ref) in the order the profile asks for.
        kind: `first`, `retry` or `second_panel`.
    """

    pool: str
    draw: str
    organiser: str
    filing_number: str
    activity_kind: str
    activity_date: date
    groups: Sequence[SeatGroup]
    title: str = ""
    venue: str = ""
    starts: str = ""
    related_units: Sequence[str] = ()
    recusals: Sequence[tuple[str, str]] = ()
    approvals: Sequence[tuple[str, str, str]] = ()
    kind: str = "first"


def request_draw(office: Office, request: DrawRequest) -> Entry:
    """Open an attempt with its REQUEST (SPEC §5.3).

    Raises:
        RequestError: the profile or the limits do not allow it, or a part of it would have no effect.
        DuplicateError: the matter has an open attempt, or a serial draw of a category is open.
        MissingError: the pool has no profile, roster or calendar yet.
    """
    _check_texts(request)
    check_hour(request.starts)
    _check_filters(request)
    salt = office.new_salt()
    with office.store.writing() as writer:
        writer.lock_draw(request.draw)
        writer.share_pool(request.pool)
        writer.lock_standing(request.pool)
        chain = pool_chain(writer, request.pool)
        now = office.clock()
        profile_entry, roster = in_force(chain, now), latest(chain, "ROSTER")
        profile, calendar = profile_of(profile_entry), calendar_of(latest(chain, "CALENDAR"))
        matter = matter_of(request.organiser, request.filing_number)
        earlier = writer.attempts_of(matter)
        _check_date(request, profile, now)
        ends = _ends(writer, request, earlier)
        _check_draw_id(writer, request, earlier)
        if request.recusals:  # or a large roster is read for nothing
            _check_recusals(request, profile, writer.experts(request.pool, roster.body["roster"]))
        if profile.mode == "serial":
            _check_serial(writer, request)
        place = Place(chain.place.origin, request.pool, request.draw, len(earlier) + 1)
        attempt = Attempt(place, Rules(profile, calendar, ends))
        body = _body(request, matter, profile_entry.leaf, [end.leaf for end in ends])
        body["related_units"] = H("related units", salt, _related(request))
        entry = attempt.write("REQUEST", body, now)
        writer.save_private(place, _private(request, roster.body["roster"], salt))
        commit_attempt(office, writer, attempt, [entry])
        return entry


def units_of_nobody(office: Office, pool: str, units: Sequence[str]) -> list[str]:
    """Those of the units, codes or names, that nobody of the pool's latest roster belongs to: they recuse nobody."""
    if not units:
        return []
    with office.store.reading() as reader:
        roster = latest(pool_chain(reader, pool), "ROSTER").body["roster"]
        held = {
            unit for e in reader.experts(pool, roster) for unit in (e.employer_code, e.employer)
        }
        return [unit for unit in units if unit not in held]


def _check_date(request: DrawRequest, profile: Profile, now: datetime) -> None:
    """Refuse a mistyped date: once requested, only a void ends the attempt."""
    today = profile.windows.local_date(now)
    if request.activity_date < today:
        got = request.activity_date.isoformat()
        raise RequestError("date_past", expected=today.isoformat(), got=got)


def _ends(reader: Reader, request: DrawRequest, earlier: Sequence[AttemptState]) -> list[Entry]:
    """How the earlier attempts of the matter ended: none may be open, and a further one has to say what it is."""
    if not earlier:
        if request.kind != "first":
            raise RequestError("no_earlier_attempt", got=request.kind)
        return []
    last = earlier[-1]
    if any(is_open(state) for state in earlier):
        raise DuplicateError("matter_open", draw=last.place.draw)
    if last.place.pool != request.pool:
        raise RequestError("other_pool", expected=last.place.pool, got=request.pool)
    ends = [
        next(e for e in reversed(reader.chain_entries(state.place)) if e.type in ENDS)
        for state in earlier
    ]
    allowed = kind_after(ends[-1])
    if request.kind != allowed:
        raise DuplicateError("matter_drawn", draw=last.place.draw, expected=allowed)
    return ends


def _check_draw_id(reader: Reader, request: DrawRequest, earlier: Sequence[AttemptState]) -> None:
    own = {state.place.draw for state in earlier}
    if request.draw not in own and reader.attempts_of_draw(request.draw):
        raise DuplicateError("draw_id_taken", got=request.draw)
    if own and request.draw not in own:
        raise RequestError("draw_id", expected=", ".join(sorted(own)), got=request.draw)


def _check_texts(request: DrawRequest) -> None:
    """What is only kept in private must be canonical too (SPEC §3.1), and related units texts (SPEC §11.4)."""
    try:
        serialise(_private(request, "", ""))
    except CanonicalError as error:
        raise RequestError("text", found=str(error)) from None
    for unit in request.related_units:
        try:
            TEXT(unit, "")
        except ShapeError as error:
            raise RequestError(
                "request_text", member="related_units", expected=error.expected, got=unit
            ) from None


def _related(request: DrawRequest) -> list[str]:
    """Each related unit once, ascending (SPEC §11.4)."""
    return sorted(set(request.related_units))


def _check_filters(request: DrawRequest) -> None:
    """Refuse filters, which exclude nobody yet: they would silently have no effect."""
    for group in request.groups:
        if group.filters:
            raise RequestError("not_yet_possible", member="filters", got=", ".join(group.filters))


def _check_recusals(request: DrawRequest, profile: Profile, experts: Sequence[Expert]) -> None:
    """Refuse a mistyped recusal, which would silently have no effect."""
    known = {expert.expert_id for expert in experts}
    for expert, ground in request.recusals:
        if ground not in profile.recusal_grounds:
            expected = ", ".join(profile.recusal_grounds)
            raise RequestError("recusal_ground", expected=expected, got=ground)
        if expert not in known:
            raise RequestError("recusal_of_nobody", got=expert)


def _check_serial(reader: Reader, request: DrawRequest) -> None:
    """One open serial draw per pool and category: two would share one cursor (HN-19)."""
    wanted = {group.specialty for group in request.groups}
    for state in reader.open_attempts(request.pool):
        opened = reader.chain_entries(state.place)[0].body
        serial = profile_of(cited(reader, opened["profile"])).mode == "serial"
        both = sorted(wanted & {group["specialty"] for group in opened["groups"]})
        if serial and both:
            raise DuplicateError(
                "serial_draw_open", draw=state.place.draw, specialty=", ".join(both)
            )


def _body(request: DrawRequest, matter: str, profile: str, earlier: Sequence[str]) -> Body:
    return {
        "activity": {
            "date": request.activity_date.isoformat(),
            "kind": request.activity_kind,
        },
        "approvals": [
            {"ref": ref, "role": role, "step": step} for role, step, ref in request.approvals
        ],
        "earlier": list(earlier),
        "groups": [
            {
                "filters": sorted(group.filters),
                "seats": group.seats,
                "specialty": group.specialty,
            }
            for group in request.groups
        ],
        "kind": request.kind,
        "matter": matter,
        "organiser": request.organiser,
        "profile": profile,
    }


def _private(request: DrawRequest, roster: str, salt: str) -> Body:
    return {
        "filing_number": request.filing_number,
        "recusals": [list(pair) for pair in request.recusals],
        "related_units": _related(request),
        "related_units_salt": salt,
        "roster": roster,
        "starts": request.starts,
        "statements": [],
        "title": request.title,
        "venue": request.venue,
    }
