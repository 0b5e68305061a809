"""Who may be drawn, and why somebody may not (SPEC §6.1). Decided before any randomness exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from drawsvc.domain.ages import is_over_age, term_end
from drawsvc.domain.candidates import ELIGIBLE, Candidate
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import Expert

Finding = tuple[str, dict[str, Any]]
"""A reason code and the evidence for it, canonical JSON."""


@dataclass(frozen=True)
class Conditions:
    """What eligibility is judged by.

    Args:
        today: local date of the freeze.
        activity: the day the panel is needed; terms and ages must hold on both days (HN-04).
        related_units: codes and names of units the matter concerns.
        recusals: ground code by expert id, decided before the freeze.
        engaged, byes: expert ids.
    """

    profile: Profile
    today: date
    activity: date
    related_units: frozenset[str] = field(default=frozenset(), repr=False)
    recusals: Mapping[str, str] = field(default_factory=dict, repr=False)
    engaged: frozenset[str] = frozenset()
    byes: frozenset[str] = frozenset()


def candidates_of(
    experts: Iterable[Expert], specialty: str, conditions: Conditions
) -> Iterator[Candidate]:
    """The roster rows of a group, each with the finding about it."""
    for expert in experts:
        if belongs(expert, specialty, conditions.profile):
            yield candidate_of(expert, conditions)


def belongs(expert: Expert, specialty: str, profile: Profile) -> bool:
    """Whether an expert is of a group.

    In serial mode a group is a home category, because that is what serials count in (HN-08); otherwise a specialty.
    """
    if profile.mode == "serial":
        return specialty == expert.home_category
    return specialty in expert.specialties


def candidate_of(expert: Expert, conditions: Conditions) -> Candidate:
    """An expert with the finding about him, which is the same in all groups."""
    reason, evidence = finding_about(expert, conditions)
    public = public_text(expert, conditions.profile.publication)
    return Candidate(expert, reason, evidence, public)


def finding_about(expert: Expert, conditions: Conditions) -> Finding:
    """The first reason that excludes an expert, or ELIGIBLE.

    Standing facts come before the facts of this matter, and a bye comes last: it is used up only by somebody who could
    otherwise have been drawn (XX-19).
    """
    for test in (_standing, _publicity, _term, _age, _away, _recusal, _engagement, _bye):
        finding = test(expert, conditions)
        if finding is not None:
            return finding
    return ELIGIBLE, {}


def _standing(expert: Expert, _: Conditions) -> Finding | None:
    if expert.status in ("removed", "suspended"):
        return expert.status, {"status": expert.status}
    return None


def _publicity(expert: Expert, conditions: Conditions) -> Finding | None:
    """XX-08: drawable only after the publicity period has ended."""
    until = expert.publicity_until
    if until and conditions.today.isoformat() <= until:
        return "publicity_open", {"publicity_until": until}
    return None


def _term(expert: Expert, conditions: Conditions) -> Finding | None:
    """HN-04, XX-09: in term on the day of the draw and on the day of the activity."""
    years = conditions.profile.term_years
    if not years or not expert.term_start:
        return None
    start = date.fromisoformat(expert.term_start)
    end = term_end(start, years)
    days = (conditions.today, conditions.activity)
    if start <= min(days) and max(days) <= end:
        return None
    return "out_of_term", {"term_end": end.isoformat(), "term_start": expert.term_start}


def _age(expert: Expert, conditions: Conditions) -> Finding | None:
    """Only a limit the profile enforces excludes; a soft one (一般, 原则上) warns at import."""
    age = conditions.profile.age
    if age.rule != "enforce" or not expert.birth:
        return None
    day = max(conditions.today, conditions.activity)
    if is_over_age(date.fromisoformat(expert.birth), day, limit=age.limit):
        return "over_age", {"birth": expert.birth, "limit": age.limit}
    return None


def _away(expert: Expert, conditions: Conditions) -> Finding | None:
    start, end = expert.unavailable_from, expert.unavailable_until
    if start and end and start <= conditions.activity.isoformat() <= end:
        return "unavailable", {"from": start, "until": end}
    return None


def _recusal(expert: Expert, conditions: Conditions) -> Finding | None:
    """HN-22, XX-20: related units first, then recusals decided by name."""
    units = conditions.related_units & {expert.employer_code, expert.employer} - {""}
    if units:
        return "recused", {"ground": "same_employer", "units": sorted(units)}
    ground = conditions.recusals.get(expert.expert_id)
    return ("recused", {"ground": ground}) if ground else None


def _engagement(expert: Expert, conditions: Conditions) -> Finding | None:
    if expert.expert_id in conditions.engaged:
        return "engaged", {"on": conditions.activity.isoformat()}
    return None


def _bye(expert: Expert, conditions: Conditions) -> Finding | None:
    if expert.expert_id in conditions.byes:
        return "bye", {"after": conditions.profile.bye.after}
    return None


def public_text(expert: Expert, publication: str) -> str:
    """The exact string a release publishes (SPEC §6.1).

    `full`: name, title and category, as HN-09 lists; `masked`: surname and an asterisk, as result notices print it;
    `codes`: nothing.
    """
    if publication == "full":
        named = (expert.name, expert.title, expert.home_category)
        return " ".join(text for text in named if text)
    return f"{expert.name[:1]}*" if publication == "masked" else ""
