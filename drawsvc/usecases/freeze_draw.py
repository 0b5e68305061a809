"""Fix who can be drawn and who cannot, before any randomness exists."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.deadlines import check_reach
from drawsvc.domain.eligibility import Conditions, belongs, candidate_of
from drawsvc.domain.entries import Body, Chain, Entry
from drawsvc.domain.freeze import check_choice
from drawsvc.domain.history import OWN_DRAW
from drawsvc.domain.listing import DraftLists, ListMaking, RowMaking, Terms
from drawsvc.domain.roster import diff
from drawsvc.usecases.office import Office, commit_attempt, latest, pool_chain, take_up
from drawsvc.usecases.ports import NOT_ENDED, Reader

PREFERRED = ("none", "witness", "dice", "beacon")
"""Sources a freeze takes by itself; those that need least from outside come first."""


def freeze_draw(office: Office, draw: str, *, source: str = "", replacement: str = "") -> Entry:
    """Compute eligible and excluded rows of every group and write the FREEZE (SPEC §5.3, §6).

    Args:
        office: the service.
        draw: its id.
        source: kind of the source of randomness (SPEC §8.1); "" for the preferred one the profile allows.
        replacement: `fixed` or `fresh` (SPEC §9.7); "" for `fixed`, if the profile allows it.

    Raises:
        InputError: the profile does not allow this source or replacement; `no_beacon`, it needs a beacon.
        CalendarError: the calendar lacks a year up to that of the activity, or that of a first round's deadline.
        RosterError: a serial draw, and the roster does not say whose turn it is.
        PhaseError: the draw is not waiting for its freeze.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw, alone=True)
        now = office.clock()
        attempt.check_may("FREEZE")
        if source:
            check_choice("source", source, attempt.rules.profile.sources)
        place = attempt.chain.place
        private = writer.private(place)
        chain = pool_chain(writer, place.pool)
        roster = latest(chain, "ROSTER").body["roster"]
        conditions = _conditions(now, attempt, writer)
        # The frozen calendar stays; without a year it lacks no later round could go out.
        profile = attempt.rules.profile
        check_reach(profile.windows, attempt.rules.calendar, conditions.today, conditions.activity)
        groups, own = _lists(office, writer, attempt, conditions, roster=roster)
        body = {
            **_terms(attempt, chain, source, replacement),
            "groups": [group.frozen() for group in groups],
            "history": _history(chain, writer),
            "since_request": _changes(writer, place.pool, private["roster"], roster),
        }
        if body["source"] == "beacon" or body["replacement"] == "fresh":
            office.beacons.pin(now)
        attempt.groups = [group.rows for group in groups]
        entry = attempt.write("FREEZE", body, now)
        read = partial(writer.expert_data, place.pool, roster)
        writer.save_lists(place, [group.listed(read) for group in groups])
        writer.save_chances(place, NOT_ENDED, dict.fromkeys(own, 0))
        commit_attempt(office, writer, attempt, [entry])
        return entry


def _lists(
    office: Office, reader: Reader, attempt: Attempt, conditions: Conditions, *, roster: str
) -> tuple[list[DraftLists], list[str]]:
    """Rows of every group; somebody in two groups has one row in both. And the experts whose own draw it is (XX-19)."""
    specialties = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    terms = [_row_terms(attempt, reader, specialty) for specialty in specialties]
    making = RowMaking(terms[0], office.new_salt)  # cursors apart they are the same
    groups = [(specialty, ListMaking(of)) for specialty, of in zip(specialties, terms, strict=True)]
    experts = reader.salted_experts(attempt.chain.place.pool, roster)
    own: list[str] = []
    for at, (expert, data, _) in enumerate(experts):
        his = [group for of, group in groups if belongs(expert, of, conditions.profile)]
        if his:
            candidate = candidate_of(expert, conditions)
            draft = making.row_of(candidate, data, at)
            for group in his:
                group.add(draft, candidate.reason)
            if candidate.reason in OWN_DRAW:
                own.append(expert.expert_id)
    return [group.in_order() for _, group in groups], own


def _row_terms(attempt: Attempt, reader: Reader, specialty: str) -> Terms:
    profile = attempt.rules.profile
    units = profile.unit_limit > 0
    if profile.mode == "random":
        return Terms(profile.mode, units)
    turn = reader.turn(attempt.chain.place.pool, specialty)
    return Terms(profile.mode, units, turn.cursor, turn.carried)


def _conditions(now: datetime, attempt: Attempt, reader: Reader) -> Conditions:
    profile, place = attempt.rules.profile, attempt.chain.place
    private, day = reader.private(place), attempt.entry("REQUEST").body["activity"]["date"]
    after = profile.bye.after
    byes = (e for e, run in reader.runs(place.pool).items() if after and run >= after)
    return Conditions(
        profile,
        profile.windows.local_date(now),
        date.fromisoformat(day),
        frozenset(private["related_units"]),
        dict(private["recusals"]),
        reader.engaged(place.pool, day),
        frozenset(byes),
    )


def _terms(attempt: Attempt, chain: Chain, source: str, replacement: str) -> Body:
    """The parameters the freeze fixes, from the profile the request cites."""
    profile = attempt.rules.profile
    request = attempt.entry("REQUEST")
    return {
        "calendar": latest(chain, "CALENDAR").leaf,
        "mode": profile.mode,
        "profile": request.body["profile"],
        "replacement": replacement or profile.replacements[0],  # ascending: `fixed` first
        "request": request.leaf,
        "roles": list(profile.roles),
        "roster": latest(chain, "ROSTER").leaf,
        "source": source or next(kind for kind in PREFERRED if kind in profile.sources),
        "unit_limit": profile.unit_limit,
        "windows": profile.windows.to_body(),
    }


def _history(chain: Chain, reader: Reader) -> Body:
    """The pool's OPENING and the tree over the ends of earlier attempts (SPEC §5.3)."""
    opening = chain.last_of("OPENING")
    past = reader.past(chain.place.pool)
    return {
        "opening": [opening.leaf] if opening else [],
        "root": past.root.hex(),
        "size": past.size,
    }


def _changes(reader: Reader, pool: str, then: str, now: str) -> Body:
    """Rows added, edited and removed since the request, between the version then and the one now."""
    if then == now:
        return {"added": 0, "edited": 0, "removed": 0}
    old, new = (reader.salted_experts(pool, version) for version in (then, now))
    changes = diff((row.expert for row in old), (row.expert for row in new))
    return {
        "added": len(changes.added),
        "edited": len(changes.edited),
        "removed": len(changes.removed),
    }
