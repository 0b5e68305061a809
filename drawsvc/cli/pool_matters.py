"""What a pool can be told later on: `pool adopt`, `pool opening`, `pool enrol-key`, `pool revoke-key`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.approvals import ByRole, Ref, TwoApprovals, two_approvals, unknown_roles
from drawsvc.cli.codes import unknown_codes
from drawsvc.cli.files import MAX_OPENING_BYTES, read_file
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.regulations import read_regulation
from drawsvc.cli.session import changing
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.entries import Entry
from drawsvc.usecases.opening_file import read_opening_file
from drawsvc.views.entries import written_view
from drawsvc.views.values import View

app = typer.Typer()

Text = Annotated[str, typer.Option()]


@app.command("adopt")
def adopt(ctx: typer.Context, pool: str, profile: Text) -> None:
    """Adopt a newer profile; draws that were requested keep theirs."""
    settings = settings_of(ctx)
    words = settings.words
    regulation = read_regulation(profile)
    with changing(settings) as service:
        entry = service.adopt_profile(pool, regulation)
    adopted = regulation.profile
    named: View = {"pool": pool, "profile": adopted.id, "version": adopted.version}
    view: View = {**written_view([entry]), **named}
    done = words("pool.adopted", **named, name=adopted.name)
    answer(settings, view, done, *steps_after(words, "roster_imported", pool=pool))


@app.command("opening")
def opening(ctx: typer.Context, pool: str, file: Path, approval: TwoApprovals) -> None:
    """Take over turns, runs and counts from the time before the log; declared, not proven."""
    settings = settings_of(ctx)
    words = settings.words
    approvals = two_approvals(approval)
    data = read_file(file, MAX_OPENING_BYTES)
    with changing(settings) as service:
        counters = [of.id for of in service.profile(pool).counters]
        known = service.taxonomy(pool).by_code
        declared = read_opening_file(data, specialties=list(known), counters=counters)
        entry = service.declare(pool, declared, approvals)
    counts: View = {
        "counters": len(declared.counters),
        "cursors": len(declared.turns),
        "runs": len(declared.runs),
    }
    warnings = unknown_roles(words, approval)
    view: View = {**written_view([entry]), **counts, "pool": pool, "warnings": warnings}
    done = *tables.notes(words, warnings), words("pool.opened", **counts, pool=pool)
    answer(settings, view, *done, *steps_after(words, "roster_imported", pool=pool))


@app.command("enrol-key")
def enrol_key(
    ctx: typer.Context, pool: str, role: Text, key: Text, approved_by: ByRole, ref: Ref
) -> None:
    """Note in the log that a key belongs to a role. What it is worth the trust file says."""
    settings, approval = settings_of(ctx), {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = service.enrol_key(pool, key, role=role, approval=approval)
    _answer_key(settings, entry)


@app.command("revoke-key")
def revoke_key(
    ctx: typer.Context, pool: str, role: Text, key: Text, approved_by: ByRole, ref: Ref
) -> None:
    """Note in the log that a key no longer belongs to a role."""
    settings, approval = settings_of(ctx), {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = service.revoke_key(pool, key, role=role, approval=approval)
    _answer_key(settings, entry)


def _answer_key(settings: Settings, entry: Entry) -> None:
    words, pool, role = settings.words, entry.place.pool, entry.body["role"]
    approved_by = entry.body["approval"]["role"]
    warnings: list[Any] = unknown_codes(words, {"--role": role, "--approved-by": approved_by})
    status = entry.body["status"]
    view: View = {
        **written_view([entry]),
        "key": entry.body["key"],
        "pool": pool,
        "role": role,
        "status": status,
        "warnings": warnings,
    }
    done = words(f"pool.{status}", role=words.name("roles", role), pool=pool)
    told = *tables.notes(words, warnings), done
    answer(settings, view, *told, *steps_after(words, f"key_{status}"))
