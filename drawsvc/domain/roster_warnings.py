"""What is odd about a roster and does not stop anybody from using it."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drawsvc.domain.ages import age_on, is_over_age, term_end
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.roster_cells import CellError, birth_in
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.domain.times import parse_date

EXPERTS_NAMED = 20  # in a warning about a whole column
SMALLEST_MIXED = 3  # experts; in a category of two, one employer with both says nothing


@dataclass(frozen=True)
class RosterWarning:
    """Something to look at.

    Args:
        code: its wording is `warnings.<code>` in web/locales.
        facts: values for the wording; experts by expert_id, never by name.
    """

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class CheckedRoster:
    """A roster that can be taken, and what is odd about it."""

    roster: Roster
    warnings: Sequence[RosterWarning]


@dataclass(frozen=True)
class RosterRules:
    """What a roster is looked at by.

    Args:
        profile: age and term.
        taxonomy: numbers for categories, experts and employers.
        day: the day for which ages and terms are reckoned.
    """

    profile: Profile
    taxonomy: Taxonomy
    day: date


def warnings_of(roster: Roster, rules: RosterRules) -> tuple[RosterWarning, ...]:
    """Everything odd about a roster, each kind in the order of categories or expert_ids."""
    active = [expert for expert in roster.experts if _is_active(expert, rules)]
    return (
        *_unknown(active, rules.profile),
        *_category_sizes(active, rules.taxonomy),
        *_specialty_counts(active, rules.taxonomy),
        *_ages(active, rules),
        *_employer_counts(active, rules.taxonomy),
        *_concentration(active, rules.taxonomy),
        *_births(roster),
        *_employers(roster),
        *_alike("same_name", roster, _name_key),
        *_alike("same_id_number", roster, lambda expert: expert.id_number.upper()),
        *_alike("same_phone", roster, lambda expert: expert.phone),
        *_alike("same_name_and_birth", roster, _name_and_birth_key),
        *_alike("same_name_and_employer", roster, _name_and_employer_key),
    )


def _is_active(expert: Expert, rules: RosterRules) -> bool:
    """HN-03 and CZ-10 count whoever could be drawn: in term and not suspended."""
    years = rules.profile.term_years
    if expert.status != "active":
        return False
    if not years or not expert.term_start:
        return True
    return rules.day <= term_end(parse_date(expert.term_start), years)


def _unknown(active: Sequence[Expert], profile: Profile) -> Iterator[RosterWarning]:
    """A rule that has nothing to go by: whoever has no such day counts as within it."""
    needed = {
        "no_term": ("term_start", profile.term_years),  # HN-04, XX-09
        "no_publicity": ("publicity_until", profile.publicity_working_days),  # XX-08
        "no_birth": ("birth", profile.age.limit if profile.age.rule != "off" else 0),  # HN-06
        "no_serial": ("serial", int(profile.mode == "serial")),  # HN-08
    }
    for code, (column, rule) in needed.items():
        without = [expert.expert_id for expert in active if not getattr(expert, column)]
        if rule and without:
            facts = {"column": column, "expected": rule, "got": len(without), "of": len(active)}
            yield RosterWarning(code, {**facts, "experts": tuple(without[:EXPERTS_NAMED])})


def _category_sizes(active: Iterable[Expert], taxonomy: Taxonomy) -> Iterator[RosterWarning]:
    """HN-03: at least 7 in each category; CZ-10: quotas, counted in the home category."""
    sizes = Counter(category for expert in active for category in _categories_of(expert, taxonomy))
    for category in taxonomy.categories:
        found = sizes[category.code]
        facts = {"category": category.code, "got": found}
        if found < category.minimum:
            yield RosterWarning("category_small", {**facts, "expected": category.minimum})
        if category.quota and found > category.quota:
            yield RosterWarning("category_large", {**facts, "expected": category.quota})


def _categories_of(expert: Expert, taxonomy: Taxonomy) -> set[str]:
    if expert.home_category:
        return {expert.home_category}
    known = (taxonomy.by_code[code] for code in expert.specialties if code in taxonomy.by_code)
    return {specialty.category or specialty.code for specialty in known}


def _specialty_counts(active: Iterable[Expert], taxonomy: Taxonomy) -> Iterator[RosterWarning]:
    """CZ-11: at most three specialties in principle; HN-08: one category."""
    limit = taxonomy.specialties_per_expert
    for expert in active:
        found = len(expert.specialties)
        if limit and found > limit:
            facts = {"expert": expert.expert_id, "expected": limit, "got": found}
            yield RosterWarning("many_specialties", facts)


def _ages(active: Iterable[Expert], rules: RosterRules) -> Iterator[RosterWarning]:
    """HN-06, XX-03: a soft limit; CZ-06: a hard one, which eligibility enforces."""
    age = rules.profile.age
    for expert in active:
        if age.rule == "off" or not expert.birth:
            continue
        birth = parse_date(expert.birth)
        if not is_over_age(birth, rules.day, limit=age.limit):
            continue
        years = {"expected": age.limit, "got": age_on(birth, rules.day)}
        facts = {"expert": expert.expert_id, **years, "day": rules.day.isoformat()}
        if age.rule == "enforce":
            yield RosterWarning("over_age_enforced", facts)
        else:
            yield RosterWarning("over_age", facts)


def _employer_counts(active: Iterable[Expert], taxonomy: Taxonomy) -> Iterator[RosterWarning]:
    """FX-09: each unit recommends at most three."""
    limit = taxonomy.experts_per_employer
    counts = Counter(_employer(expert) for expert in active if _employer(expert))
    for employer, found in sorted(counts.items()):
        if limit and found > limit:
            facts = {"employer": employer, "expected": limit, "got": found}
            yield RosterWarning("many_of_one_employer", facts)


def _concentration(active: Iterable[Expert], taxonomy: Taxonomy) -> Iterator[RosterWarning]:
    """One employer with more than half of a category: a draw from it can hardly be mixed."""
    employers: dict[str, list[str]] = defaultdict(list)
    for expert in active:
        for category in _categories_of(expert, taxonomy):
            employers[category].append(_employer(expert))
    for category, of_category in sorted(employers.items()):
        employer, found = Counter(of_category).most_common(1)[0]
        size = len(of_category)
        if employer and size >= SMALLEST_MIXED and 2 * found > size:
            facts = {"category": category, "employer": employer, "got": found, "of": size}
            yield RosterWarning("category_of_one_employer", facts)


def _births(roster: Roster) -> Iterator[RosterWarning]:
    """A date of birth that is not that of the identity number. One given as a month is its last day."""
    for expert in roster.experts:
        birth, born = expert.birth, _birth_in(expert.id_number)
        same_month = birth[:7] == born[:7]
        if birth and born and birth != born and not (same_month and _ends_month(birth)):
            yield RosterWarning("birth_differs", {"expert": expert.expert_id})


def _birth_in(id_number: str) -> str:
    try:
        return birth_in(id_number)
    except CellError:
        return ""


def _ends_month(day: str) -> bool:
    return (parse_date(day) + timedelta(days=1)).day == 1


def _employers(roster: Roster) -> Iterator[RosterWarning]:
    """One employer under two names, or two under one: recusals and the unit limit go by the code, else the name."""
    names: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, set[str]] = defaultdict(set)
    for expert in roster.experts:
        if expert.employer_code and expert.employer:
            names[expert.employer_code].add(expert.employer)
            codes[expert.employer].add(expert.employer_code)
    for code, found in sorted(names.items()):
        if len(found) > 1:
            yield RosterWarning("employer_names", {"employer": code, "names": sorted(found)})
    for name, found in sorted(codes.items()):
        if len(found) > 1:
            yield RosterWarning("employer_codes", {"employer": name, "codes": sorted(found)})


def _employer(expert: Expert) -> str:
    return expert.employer_code or expert.employer


def _alike(code: str, roster: Roster, key: Callable[[Expert], str]) -> Iterator[RosterWarning]:
    """Experts of any status who share something that is not empty."""
    groups: dict[str, list[str]] = defaultdict(list)
    for expert in roster.experts:
        groups[key(expert)].append(expert.expert_id)
    groups.pop("", None)
    for experts in groups.values():
        if len(experts) > 1:
            yield RosterWarning(code, {"experts": tuple(experts)})


def _name_key(expert: Expert) -> str:
    """A name without spaces, dots and width: 欧阳·甲 and 欧阳 甲 are one name to a reader."""
    folded = unicodedata.normalize("NFKC", expert.name).casefold()
    return "".join(char for char in folded if char.isalnum())


def _name_and_birth_key(expert: Expert) -> str:
    return f"{_name_key(expert)} {expert.birth}" if expert.birth else ""


def _name_and_employer_key(expert: Expert) -> str:
    return f"{_name_key(expert)} {_employer(expert)}" if _employer(expert) else ""
