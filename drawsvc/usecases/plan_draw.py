"""Say with the request that a draw goes on by itself, as far as its witnesses let it."""

from __future__ import annotations

from dataclasses import replace

from drawsvc.domain.errors import InputError
from drawsvc.domain.freeze import check_choice
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import Office, take_up
from drawsvc.usecases.plan import SOURCES, Plan


def plan_draw(office: Office, draw: str, plan: Plan) -> Plan:
    """Keep the plan of a draw that has just been requested. Returns it with the source that is taken.

    Args:
        office: the service.
        draw: its id.
        plan: its source may be "".

    Raises:
        InputError: the profile does not allow it; `source_on_site`, it allows only sources that people bring along.
        PhaseError: the draw is frozen already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        attempt.check_may("FREEZE")
        settled = replace(plan, source=_source(attempt.rules.profile, plan.source))
        _check(attempt.rules.profile, settled)
        writer.save_plan(attempt.chain.place, settled)
        return settled


def _source(profile: Profile, given: str) -> str:
    possible = [source for source in SOURCES if source in profile.sources]
    if given in possible or (not given and possible):
        return given or possible[0]
    raise InputError("source_on_site", expected=", ".join(possible or SOURCES), got=given)


def _check(profile: Profile, plan: Plan) -> None:
    if plan.replacement:
        check_choice("replacement", plan.replacement, profile.replacements)
    allowed = ("codes", profile.publication)
    if plan.form and plan.form not in allowed:
        expected = ", ".join(sorted(set(allowed)))
        raise InputError("release_form", expected=expected, got=plan.form)
