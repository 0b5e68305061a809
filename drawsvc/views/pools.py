"""Pools, their profiles, specialties and rosters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drawseeds import Value

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import RosterDiff, changed_fields
from drawsvc.domain.roster_warnings import RosterWarning
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.usecases.read_pool import PoolReading
from drawsvc.views.entries import entry_view
from drawsvc.views.values import View, canonical


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
