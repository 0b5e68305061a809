"""What commands and the API answer, as values with stable member names; docs/CLI.md lists them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from drawseeds import Value, check_code, parse, unassigned

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import DrawError
from drawsvc.domain.overview import FEW_PER_SEAT, OPEN, Funnel, WalkRow, funnels, walk_rows
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import RosterDiff, changed_fields
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.roster_warnings import RosterWarning
from drawsvc.domain.seating import Seat
from drawsvc.domain.shapes import MAX_INTEGER
from drawsvc.domain.taking import seat_of
from drawsvc.domain.taxonomy import Specialty, Taxonomy
from drawsvc.domain.times import format_time
from drawsvc.usecases.list_unreached import Unreached
from drawsvc.usecases.notice import Notice
from drawsvc.usecases.ports import LogHead
from drawsvc.usecases.read_draw import DrawSummary, Reading
from drawsvc.usecases.read_pool import PoolReading

View = dict[str, Value]


def plain(text: object) -> str:
    """A text without characters that could drive the terminal, hide others, or that no canonical JSON has."""
    return "".join(
        c if c == "\n" or _is_plain(c) else "\N{REPLACEMENT CHARACTER}" for c in str(text)
    )


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and not unassigned(char)


def canonical(value: object) -> Value:
    """A fact as canonical JSON: what it cannot hold becomes text."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER):
        return value
    if isinstance(value, dict):
        return {str(canonical(str(name))): canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [canonical(item) for item in value]
    return unicodedata.normalize("NFC", plain(value))


def path_view(path: Path | None) -> str:
    """A path as people typed it, as far as canonical JSON can hold it; "" where there is none."""
    return str(canonical(str(path or "")))


def fact_view(value: object) -> Value:
    """A fact of an error as canonical JSON: bad cells and errors within it member by member."""
    if isinstance(value, CellFault):
        return canonical(asdict(value))
    if isinstance(value, DrawError):
        return {"code": value.code, **{name: fact_view(of) for name, of in value.facts.items()}}
    if isinstance(value, list | tuple):
        return [fact_view(item) for item in value]
    return value.code if isinstance(value, Specialty) else canonical(value)


def entry_view(entry: Entry) -> View:
    """What was written: enough to find it in the log."""
    return {
        "leaf": entry.leaf,
        "seq": entry.seq,
        "time": format_time(entry.time),
        "type": entry.type,
    }


def place_view(place: Place) -> View:
    """Which attempt it is about."""
    return {"attempt": place.attempt, "draw": place.draw, "pool": place.pool}


def written_view(entries: Sequence[Entry]) -> View:
    """What a command has written."""
    return {"entries": [entry_view(entry) for entry in entries]}


def attempt_view(attempt: Attempt, written: Sequence[Entry] = ()) -> View:
    """An attempt after a command, with what the command wrote."""
    return {
        **place_view(attempt.chain.place),
        **written_view(written),
        "phase": attempt.phase,
    }


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


def slip_view(leaf: str) -> View:
    """The slip and its check code (SPEC §11.3, §14)."""
    return {"check_code": check_code(leaf), "slip": leaf}


def chains_view(beacons: Beacons) -> list[Value]:
    """The chains of beacons whose rounds are taken; the first is pinned."""
    return [
        {
            "chain": chain.hash,
            "genesis": chain.genesis,
            "key": chain.key,
            "period": chain.period,
            "scheme": chain.scheme,
        }
        for chain in beacons.chains.values()
    ]


def head_view(head: LogHead) -> View:
    """The head of the log."""
    return {
        "checkpoint": head.checkpoint.decode("utf-8"),
        "origin": head.origin,
        "root": head.root.hex(),
        "size": head.size,
    }


def profile_view(profile: Profile) -> Value:
    """A profile, member for member (SPEC §5.2)."""
    return canonical(profile.to_body()["profile"])


def specialties_view(taxonomy: Taxonomy) -> list[Value]:
    """The specialties of a pool."""
    return [
        {
            "category": entry.category,
            "code": entry.code,
            "en": entry.en,
            "minimum": entry.minimum,
            "quota": entry.quota,
            "zh": entry.zh,
        }
        for entry in taxonomy.specialties
    ]


def warnings_view(warnings: Iterable[RosterWarning]) -> list[Any]:
    """What is odd about a roster."""
    return [{"code": warning.code, "facts": canonical(dict(warning.facts))} for warning in warnings]


def changes_view(changes: RosterDiff) -> View:
    """What one roster version changes in another: who, and which columns; never what stands there."""
    return {
        "added": [expert.expert_id for expert in changes.added],
        "edited": [
            {"columns": list(changed_fields(before, after)), "expert": after.expert_id}
            for before, after in changes.edited
        ],
        "removed": [expert.expert_id for expert in changes.removed],
        "renumbered": [
            {
                "after": f"{after.home_category} {after.serial}".strip(),
                "before": f"{before.home_category} {before.serial}".strip(),
                "expert": after.expert_id,
            }
            for before, after in changes.renumbered
        ],
    }


def pool_view(found: PoolReading) -> View:
    """A pool in a list."""
    roster: Body = found.rosters[-1].body if found.rosters else {"roster": "", "size": 0}
    return {
        "calendar": found.calendar.name,
        "draws": found.draws,
        "mode": found.profile.mode,
        "pool": found.pool,
        "profile": found.profile.id,
        "roster": roster["roster"],
        "roster_size": roster["size"],
    }


def whole_pool_view(found: PoolReading, taxonomy: Taxonomy) -> View:
    """A pool as it stands: its rules, specialties and rosters; nobody's name."""
    return {
        **pool_view(found),
        "calendar_years": [of_year.year for of_year in found.calendar.years],
        "profile": profile_view(found.profile),
        "rosters": [roster_view(entry) for entry in found.rosters],
        "specialties": specialties_view(taxonomy),
    }


def roster_view(entry: Entry) -> View:
    """A roster version as its entry tells it."""
    told = ("added", "approval", "edited", "removed", "roster", "size")
    return {**entry_view(entry), **{name: entry.body[name] for name in told}}


def panel_view(attempt: Attempt, disclosures: bytes) -> list[Value]:
    """Accepted rows with their published texts, "" where only codes are published.

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


def notice_view(notice: Notice) -> View:
    """A notice on its way; nothing that says to whom."""
    return {
        **place_view(notice.place),
        "channel": notice.channel,
        "fault": notice.fault,
        "group": notice.group,
        "id": notice.id,
        "kind": notice.kind,
        "made": format_time(notice.made),
        "next_at": format_time(notice.next_at) if notice.next_at else "",
        "row": notice.row,
        "settled_at": format_time(notice.settled_at) if notice.settled_at else "",
        "state": notice.state,
        "tries": notice.tries,
        "until": format_time(notice.until) if notice.until else "",
    }


def unreached_view(found: Unreached) -> View:
    """An open invitation that nothing proves to have arrived; nothing that says whose."""
    row = found.invitation
    told: View = {"deadline": row.deadline, "group": row.group, "nth": row.nth}
    return {**place_view(found.place), **told, "round": row.round, "row": row.row}
