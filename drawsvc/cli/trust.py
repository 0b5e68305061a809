"""`trust`: the supervising body's program. It says which keys belong to whom, and signs that."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from drawseeds import Value

from drawsvc import clock
from drawsvc.cli import trust_folder
from drawsvc.cli.answers import Part, Rows, answer, canonical
from drawsvc.cli.files import read_file, write_file
from drawsvc.cli.session import ask_passphrase
from drawsvc.cli.settings import Settings, read_at, settings_of
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError
from drawsvc.domain.times import format_time
from drawsvc.domain.trust import FOREVER, MAX_BYTES, parse_trust
from drawsvc.domain.trust_check import check_signer, pools_of, valid_log_keys
from drawsvc.domain.trust_draft import (
    RoleKey,
    Validity,
    add_cosigner,
    add_log,
    add_pool,
    add_role,
)

Folder = Annotated[Path, typer.Option("--dir")]
Text = Annotated[str, typer.Option()]
From = Annotated[str, typer.Option("--from")]
Until = Annotated[str, typer.Option("--until")]

app = typer.Typer()
trust = typer.Typer()
app.add_typer(trust, name="trust")


@trust.command("new")
def new(ctx: typer.Context, folder: Folder, issuer: Text) -> None:
    """Make the supervising body's folder: a key and an empty draft."""
    settings = settings_of(ctx)
    if folder.exists():
        raise FolderError("folder_exists", folder=str(folder))
    passphrase = ask_passphrase(settings, new=True)
    key = trust_folder.create(folder, _text(issuer), passphrase, _now(settings))
    words = settings.words
    done = words("trust.new", dir=folder, issuer=issuer), words("trust.new_key", public_key=key)
    answer(settings, {"dir": str(folder), "issuer": issuer, "key": key}, *done)


@trust.command("add-log")
def add_log_(
    ctx: typer.Context, vkey: str, folder: Folder, start: From = "", end: Until = FOREVER
) -> None:
    """Add a log's key."""
    settings = settings_of(ctx)
    draft = trust_folder.read_draft(folder)
    _keep(settings, folder, add_log(draft, vkey, _validity(settings, start, end)))


@trust.command("add-pool")
def add_pool_(ctx: typer.Context, pool: str, folder: Folder, origin: Text) -> None:
    """Say which log a pool is in."""
    settings = settings_of(ctx)
    _keep(settings, folder, add_pool(trust_folder.read_draft(folder), pool, origin))


@trust.command("add-role")
def add_role_(
    ctx: typer.Context,
    folder: Folder,
    pool: Text,
    role: Text,
    key: Text,
    name: Text,
    independent: Annotated[bool, typer.Option("--independent")] = False,  # noqa: FBT002 - as typer asks
    start: From = "",
    end: Until = FOREVER,
) -> None:
    """Say whose key it is that signs in a role."""
    settings = settings_of(ctx)
    item = RoleKey(pool, role, key, _text(name), independent)
    draft = trust_folder.read_draft(folder)
    _keep(settings, folder, add_role(draft, item, _validity(settings, start, end)))


@trust.command("add-cosigner")
def add_cosigner_(
    ctx: typer.Context, vkey: str, folder: Folder, checks: Text = "consistency"
) -> None:
    """Add a cosigner of the log."""
    settings = settings_of(ctx)
    _keep(settings, folder, add_cosigner(trust_folder.read_draft(folder), vkey, checks))


@trust.command("sign")
def sign(ctx: typer.Context, folder: Folder, out: Annotated[Path, typer.Option()]) -> None:
    """Sign the draft as the next version of the trust file."""
    settings = settings_of(ctx)
    trust_folder.read_draft(folder)  # nobody is asked for the passphrase of a folder without one
    data = trust_folder.sign_draft(folder, ask_passphrase(settings), _now(settings))
    write_file(out, data)
    signed = parse_trust(data)
    done = settings.words("trust.signed", file=out, version=signed["version"])
    answer(settings, {"file": str(out), "trust": canonical(signed)}, done)


@trust.command("show")
def show(ctx: typer.Context, file: Path) -> None:
    """Show a trust file. Its signature is checked; whose key it is you have to know."""
    settings = settings_of(ctx)
    found = parse_trust(read_file(file, MAX_BYTES))
    answer(settings, {"trust": canonical(found)}, *_shown(settings, found))


@trust.command("check")
def check(ctx: typer.Context, file: Path, origin: Text, key: Text = "") -> None:
    """Check what a trust file is good for now."""
    settings = settings_of(ctx)
    found = parse_trust(read_file(file, MAX_BYTES))
    if key:
        check_signer(found, key)
    now = _now(settings)
    keys = valid_log_keys(found, origin, now)
    pools = list(pools_of(found, origin, now))
    words = settings.words
    view: dict[str, Value] = {
        "issuer": found["issuer"],
        "key": found["key"],
        "log_keys": keys,
        "origin": origin,
        "pools": [canonical(asdict(pool)) for pool in pools],
        "version": found["version"],
    }
    done = words("trust.checked", origin=origin, public_key=found["key"], **_named(found))
    said = (
        words("trust.pool_check", pool=p.pool, **_roles(settings, p.independent)) for p in pools
    )
    answer(settings, view, done, *said)


def _keep(settings: Settings, folder: Path, draft: Body) -> None:
    trust_folder.write_draft(folder, draft)
    answer(settings, {"draft": canonical(draft)}, *_shown(settings, draft))


def _validity(settings: Settings, start: str, end: str) -> Validity:
    times = [format_time(read_at(text)) for text in (start or _now(settings), end)]
    return Validity(*times)


def _text(typed: str) -> str:
    """What was typed, in NFC: some systems hand over accents apart (SPEC §3.1)."""
    return unicodedata.normalize("NFC", typed)


def _now(settings: Settings) -> str:
    return format_time(settings.at or clock.now())


def _named(found: Body) -> dict[str, object]:
    return {"issuer": found["issuer"], "version": found["version"]}


def _roles(settings: Settings, roles: tuple[str, ...]) -> dict[str, str]:
    words = settings.words
    named = words("list.separator").join(words.name("roles", role) for role in roles)
    return {"roles": named or words("trust.nobody")}


def _shown(settings: Settings, found: Body) -> list[Part]:
    words = settings.words
    logs = [
        (words("trust.log"), k["vkey"], k["from"], k["until"])
        for o in found["origins"]
        for k in o["keys"]
    ]
    pools = [(words("trust.pool"), f"{p['pool']}  {p['origin']}", "", "") for p in found["pools"]]
    roles = [(_role(settings, r), r["key"], r["from"], r["until"]) for r in found["roles"]]
    cosigners = [(words("trust.cosigner"), c["vkey"], c["checks"], "") for c in found["cosigners"]]
    heading = [words(f"trust.{name}") for name in ("what", "key", "start", "end")]
    title = words("trust.title" if found["signature"] else "trust.draft", **_named(found))
    return [title, Rows(heading, [*logs, *pools, *roles, *cosigners])]


def _role(settings: Settings, item: Body) -> str:
    words = settings.words
    kind = words("trust.independent" if item["independent"] else "trust.dependent")
    return f"{item['pool']}  {words.name('roles', item['role'])}  {item['name']}  {kind}"
