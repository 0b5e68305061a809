"""Draws: how the eligible were found, the walk, who has joined, the outcome, the panel."""

from __future__ import annotations

from collections import Counter
from typing import Any

from drawseeds import Value, parse

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.overview import FEW_PER_SEAT, OPEN, Funnel, WalkRow, funnels, walk_rows
from drawsvc.domain.seating import Seat
from drawsvc.domain.taking import seat_of
from drawsvc.domain.times import format_time
from drawsvc.usecases.read_draw import DrawSummary, Reading
from drawsvc.views.entries import place_view, slip_view
from drawsvc.views.values import View, canonical


def funnel_view(attempt: Attempt, roster_size: int) -> list[Value]:
    """How the roster came down to the eligible, by group."""
    return [_funnel(funnel, roster_size) for funnel in funnels(attempt)]


def _funnel(funnel: Funnel, roster_size: int) -> View:
    return {
        "eligible": funnel.eligible,
        "excluded": dict(funnel.excluded),
        "few_per_seat": funnel.is_narrow,
        "listed": funnel.listed,
        "roster": roster_size,
        "seats": funnel.seats,
        "short": funnel.is_short,
        "specialty": funnel.specialty,
        "wanted_per_seat": FEW_PER_SEAT,
    }


def walk_view(attempt: Attempt) -> list[Value]:
    """The walk, a row for each invitation."""
    return [row_view(row) for row in walk_rows(attempt.chain.entries)]


def row_view(row: WalkRow) -> View:
    """One invitation and what came of it."""
    return {
        "answer": row.answer,
        "attestation": row.attestation,
        "deadline": row.deadline,
        "group": row.group,
        "nth": row.nth,
        "reason": row.reason,
        "round": row.round,
        "row": row.row,
        "time": row.time,
    }


def calls_view(attempt: Attempt) -> list[Value]:
    """Who is to be called now, by place and specialty, and how often each contact was opened; nobody's name."""
    opened = _times_opened(attempt)
    return [
        {**invitation_view(attempt, row), "opened": opened[row.group, row.row]}
        for row in walk_rows(attempt.chain.entries)
        if row.answer == OPEN
    ]


def _times_opened(attempt: Attempt) -> Counter[Seat]:
    """How often the contact of each row was opened in the present round."""
    entries = attempt.chain.entries
    invited = max(entry.seq for entry in entries if entry.type == "INVITED")
    return Counter(seat_of(entry) for entry in entries[invited:] if entry.type == "CONTACT_OPENED")


def invitation_view(attempt: Attempt, row: WalkRow) -> View:
    """An invitation as the call desk sees it: its place and specialty, and until when."""
    groups = attempt.entry("REQUEST").body["groups"]
    kept = ("deadline", "group", "nth", "round", "row")
    return {
        **{name: value for name, value in row_view(row).items() if name in kept},
        "specialty": groups[row.group]["specialty"],
    }


def outcome_view(attempt: Attempt) -> list[Value]:
    """Seats, accepted, open and vacant, by group; [] before the seed."""
    walk = attempt.walk
    if walk is None:
        return []
    open_in = [group for group, _ in walk.open_seats]
    requested = attempt.entry("REQUEST").body["groups"]
    return [
        {
            "accepted": accepted,
            "open": open_in.count(group),
            "seats": seats,
            "specialty": requested[group]["specialty"],
        }
        for group, (accepted, seats) in enumerate(
            zip(walk.accepted_counts(), walk.seats, strict=True)
        )
    ]


def joins_view(attempt: Attempt) -> View:
    """Who has joined, and which required roles have not."""
    freeze = attempt.chain.last_of("FREEZE")
    roles = list(freeze.body["roles"]) if freeze else []
    joined = {join.role for join in attempt.joins}
    return {
        "joins": [{"key": join.key, "role": join.role} for join in attempt.joins],
        "missing_roles": [role for role in roles if role not in joined],
        "roles": roles,
        "source": freeze.body["source"] if freeze else "",
    }


def waits_for_view(reading: Reading) -> list[Value]:
    """The beacon round that a draw waits for, [] if none, or if it is there and only statements are missing."""
    pinned = reading.attempt.pinned
    if pinned is None or reading.has_round:
        return []
    time = format_time(reading.attempt.rules.beacons.time_of(pinned))
    return [{**pinned.to_body(), "time": time}]


def missing_view(reading: Reading) -> list[Value]:
    """Of whom the seed still waits for which statement."""
    return [{"kind": kind, "role": role} for role, kind in reading.missing_statements]


def panel_view(attempt: Attempt, disclosures: bytes) -> list[Value]:
    """Accepted rows with their serial numbers, "" if they have none, and published texts, "" where only codes are.

    Args:
        attempt: the released attempt.
        disclosures: its disclosures file (SPEC §11.4).
    """
    opened: Any = parse(disclosures)
    texts = {(item["group"], item["row"]): item["text"] for item in opened["public"]}
    groups = attempt.entry("REQUEST").body["groups"]
    accepted = attempt.walk.accepted if attempt.walk else []
    return [
        {
            "group": g,
            "row": row,
            "serial": attempt.groups[g][0][row].serial,
            "specialty": groups[g]["specialty"],
            "text": texts.get((g, row), ""),
        }
        for g, rows in enumerate(accepted)
        for row in rows
    ]


def draw_view(found: Reading, disclosures: bytes) -> View:
    """A draw as it stands. No name before the release.

    Args:
        found: the draw.
        disclosures: what was released of it, b"" before (SPEC §11.4).
    """
    attempt = found.attempt
    seal = attempt.chain.last_of("SEAL")
    request = attempt.entry("REQUEST").body
    return {
        **place_view(attempt.chain.place),
        **joins_view(attempt),
        **(slip_view(seal.leaf) if seal else {"check_code": "", "slip": ""}),
        "activity": canonical(request["activity"]),
        "collected": found.collected,
        "deadline": format_time(attempt.deadline) if attempt.phase == "inviting" else "",
        "funnel": funnel_view(attempt, found.roster_size),
        "missing": missing_view(found),
        "organiser": request["organiser"],
        "outcome": outcome_view(attempt),
        "panel": panel_view(attempt, disclosures) if disclosures else [],
        "phase": attempt.phase,
        "waits_for": waits_for_view(found),
        "walk": walk_view(attempt),
    }


def summary_view(draw: DrawSummary) -> View:
    """A draw in a list."""
    return {
        "attempt": draw.attempt,
        "date": draw.request["activity"]["date"],
        "draw": draw.draw,
        "due_at": format_time(draw.due_at) if draw.due_at else "",
        "matter": draw.request["matter"],
        "organiser": draw.request["organiser"],
        "phase": draw.phase,
        "pool": draw.pool,
    }
