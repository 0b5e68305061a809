"""`simulate`: what a rule does over years, before an office adopts it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from drawsvc import clock
from drawsvc.cli.answers import Part, Rows, answer
from drawsvc.cli.files import write_file
from drawsvc.cli.operations import Given
from drawsvc.cli.pictures import bar_chart
from drawsvc.cli.progress import barred
from drawsvc.cli.regulations import read_regulation
from drawsvc.cli.request_file import seat_group
from drawsvc.cli.roster_file import check_file
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.eligibility import belongs
from drawsvc.domain.errors import InputError
from drawsvc.domain.regulation import Profile
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.roster import Expert
from drawsvc.domain.simulation import SimulationPlan, simulate
from drawsvc.domain.simulation_summary import Summary, ascending, binned
from drawsvc.views.values import View, path_view
from drawsvc.words import Words

app = typer.Typer()

SEATS = 3
MOST_BARS = 12
MAX_DRAWS = 1_000_000
PER_THOUSAND = typer.Option(min=0, max=1000)


@app.command("simulate")
def simulate_command(
    ctx: typer.Context,
    profile: str,
    roster: Path,
    years: Annotated[int, typer.Option(min=1, max=1000)],
    draws_per_year: Annotated[int, typer.Option(min=1, max=10_000)] = 24,
    seats: Annotated[list[str] | None, typer.Option()] = None,
    declining: Annotated[int, PER_THOUSAND] = 100,
    silent: Annotated[int, PER_THOUSAND] = 50,
    recused: Annotated[int, PER_THOUSAND] = 20,
    first_day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    seed: Annotated[str, typer.Option()] = "1",
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Play many draws of a regulation from a roster, and show what comes of it."""
    settings = settings_of(ctx)
    if years * draws_per_year > MAX_DRAWS:
        raise InputError("too_many_draws", expected=MAX_DRAWS, got=years * draws_per_year)
    rule = read_regulation(profile).profile
    experts = check_file(settings, None, "", Given(roster)).roster.experts
    day = first_day.date() if first_day else (settings.at or clock.now()).date()
    requests = _requests(rule, experts, seats or [])
    plan = SimulationPlan(
        day, years * draws_per_year, draws_per_year, requests, declining, silent, recused
    )
    summary = _played(settings, rule, experts, plan, seed)
    files = _pictures(settings.words, rule, summary, out) if out else []
    view: View = {**_view(summary), "files": files}
    answer(settings, view, *_shown(settings.words, rule, plan, summary), *files)


def _requests(
    rule: Profile, experts: Sequence[Expert], seats: Sequence[str]
) -> list[list[SeatGroup]]:
    """What the draws ask for in turn: what was named, else some seats of each specialty there is."""
    if seats:
        return [[seat_group(text) for text in seats]]
    serial = rule.mode == "serial"
    found = {
        code for one in experts for code in ((one.home_category,) if serial else one.specialties)
    }
    return [[SeatGroup(code, SEATS)] for code in sorted(found - {""})]


def _played(
    settings: Settings, rule: Profile, experts: Sequence[Expert], plan: SimulationPlan, seed: str
) -> Summary:
    asked = {group.specialty for request in plan.requests for group in request}
    summary = Summary.of(
        expert.expert_id for expert in experts if any(belongs(expert, of, rule) for of in asked)
    )
    draws = simulate(rule, experts, plan, hashlib.sha256(seed.encode()).digest())
    for draw in barred(settings, "progress.simulate", draws, plan.draws):
        summary.add(draw)
    return summary


def _view(summary: Summary) -> View:
    return {
        "declined": summary.declined,
        "draws": summary.draws,
        "eligible_per_seat": _pairs(summary.eligible_per_seat),
        "excluded": dict(summary.excluded),
        "incomplete": summary.incomplete,
        "invited": summary.invited,
        "rounds": _pairs(summary.rounds),
        "selections": _pairs(summary.selections),
        "silent": summary.silent,
        "waiting_days": _pairs(summary.waiting_days),
    }


def _pairs(counts: Mapping[int, int]) -> list[list[int]]:  # type: ignore[type-arg, unused-ignore]
    return [[number, count] for number, count in ascending(counts).items()]


def _histograms(summary: Summary) -> dict[str, Mapping[int, int]]:
    return {
        "selections": summary.selections,
        "waiting_days": summary.waiting_days,
        "rounds": summary.rounds,
        "eligible_per_seat": summary.eligible_per_seat,
    }


def _shown(words: Words, rule: Profile, plan: SimulationPlan, summary: Summary) -> list[Part]:
    parts: list[Part] = [
        words("simulate.done", rule=rule.id, **vars(summary)),
        words("simulate.stays", day=plan.first_day),
    ]
    reasons = [[words.name("reasons", code), count] for code, count in summary.excluded.items()]
    if reasons:
        parts += ["", Rows([words("simulate.reason"), words("simulate.rows")], reasons)]
    for name, counts in _histograms(summary).items():
        bars = [[label, count] for label, count in binned(counts, MOST_BARS).items()]
        title = [words(f"simulate.{name}"), words(f"simulate.{name}_count")]
        parts += ["", Rows(title, bars)]
    return parts


def _pictures(words: Words, rule: Profile, summary: Summary, folder: Path) -> list[str]:
    """Write a picture of each histogram into an existing folder; returns their names."""
    about = words("simulate.about", rule=rule.id, draws=summary.draws)
    files = []
    for name, counts in _histograms(summary).items():
        title = f"{words(f'simulate.{name}_count')} · {words(f'simulate.{name}')}"
        path = folder / f"{name}.svg"
        write_file(path, bar_chart(title, about, binned(counts, MOST_BARS)).encode())
        files.append(path_view(path))
    return files
