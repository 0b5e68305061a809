"""`trust`: the supervising body's program. It says which keys belong to whom, and signs that."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from drawseeds import Value

from drawsvc import clock
from drawsvc.beacon_chains import parse_chain
from drawsvc.cli import tables, trust_folder
from drawsvc.cli.answers import Part, Rows, answer, shortened
from drawsvc.cli.codes import unknown_codes
from drawsvc.cli.files import MAX_NOTE_BYTES, read_file, write_file
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.passphrase import NewFile, answer_changed, ask_change
from drawsvc.cli.session import ask_passphrase
from drawsvc.cli.settings import Settings, read_at, settings_of
from drawsvc.cli.trust_folder import Edit
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError
from drawsvc.domain.times import format_time
from drawsvc.domain.trust import FOREVER, MAX_BYTES, parse_trust
from drawsvc.domain.trust_check import check_signer, pools_of, valid_log_keys
from drawsvc.domain.trust_draft import (
    RoleKey,
    Validity,
    add_beacon,
    add_cosigner,
    add_log,
    add_pool,
    add_role,
)
from drawsvc.views.values import canonical, path_view
from drawsvc.words import Words

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
    view: dict[str, Value] = {"dir": path_view(folder), "issuer": issuer, "key": key}
    answer(settings, view, *done, *steps_after(words, "trust_new", dir=folder))


@trust.command("add-log")
def add_log_(
    ctx: typer.Context, vkey: str, folder: Folder, start: From = "", end: Until = FOREVER
) -> None:
    """Add a log's key."""
    settings = settings_of(ctx)
    validity = _validity(settings, start, end)
    _keep(settings, folder, lambda draft: add_log(draft, vkey, validity), "trust_add_log")


@trust.command("add-pool")
def add_pool_(ctx: typer.Context, pool: str, folder: Folder, origin: Text) -> None:
    """Say which log a pool is in."""
    settings = settings_of(ctx)
    _keep(settings, folder, lambda draft: add_pool(draft, pool, origin), "trust_add_pool")


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
    validity = _validity(settings, start, end)
    words = settings.words
    since = [] if start else [words("trust.role_from_now", start=words.time(validity.start))]
    warned = tables.notes(words, unknown_codes(words, {"--role": role}))
    said = *since, *warned
    _keep(settings, folder, lambda draft: add_role(draft, item, validity), "trust_draft", *said)


@trust.command("add-cosigner")
def add_cosigner_(
    ctx: typer.Context, vkey: str, folder: Folder, checks: Text = "consistency"
) -> None:
    """Add a cosigner of the log."""
    settings = settings_of(ctx)
    _keep(settings, folder, lambda draft: add_cosigner(draft, vkey, checks), "trust_draft")


@trust.command("add-beacon")
def add_beacon_(ctx: typer.Context, info: Path, folder: Folder) -> None:
    """Add a beacon chain; quicknet needs no adding."""
    settings = settings_of(ctx)
    chain = parse_chain(read_file(info, MAX_NOTE_BYTES))
    _keep(settings, folder, lambda draft: add_beacon(draft, chain), "trust_draft")


@trust.command("sign")
def sign(ctx: typer.Context, folder: Folder, out: Annotated[Path, typer.Option()]) -> None:
    """Sign the draft as the next version of the trust file."""
    settings = settings_of(ctx)
    trust_folder.read_draft(folder)  # nobody is asked for the passphrase of a folder without one
    data = trust_folder.sign_draft(folder, ask_passphrase(settings), _now(settings))
    write_file(out, data)
    signed = parse_trust(data)
    words = settings.words
    done = words("trust.signed", file=out, version=signed["version"])
    view: dict[str, Value] = {"file": path_view(out), "trust": canonical(signed)}
    answer(settings, view, done, *_gaps(words, signed), *steps_after(words, "trust_signed"))


@trust.command("passphrase")
def passphrase(ctx: typer.Context, folder: Folder, new_passphrase_file: NewFile = None) -> None:
    """Put the key under another passphrase."""
    settings = settings_of(ctx)
    trust_folder.read_draft(folder)
    change = ask_change(settings, new_passphrase_file)
    answer_changed(settings, folder, changed=trust_folder.change_passphrase(folder, change))


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


def _keep(settings: Settings, folder: Path, edit: Edit, stand: str, *said: Part) -> None:
    """Edit the draft, show it, and say what comes next."""
    draft = trust_folder.edit_draft(folder, edit)
    follows = steps_after(settings.words, stand, dir=folder)
    shown = _shown(settings, {**draft, "signature": ""})
    answer(settings, {"draft": canonical(draft)}, *shown, *said, *follows)


def _validity(settings: Settings, start: str, end: str) -> Validity:
    times = [format_time(read_at(text)) for text in (start or _now(settings), end)]
    return Validity(*times)


def _gaps(words: Words, found: Body) -> Iterator[Part]:
    """What a trust file lacks to be of use: without it everything ends in "cannot be verified"."""
    if not found["origins"]:
        yield words("list.note", note=words("trust.no_log"))
    if not found["pools"]:
        yield words("list.note", note=words("trust.no_pool"))
    with_roles = {item["pool"] for item in found["roles"] if item["independent"]}
    for pool in found["pools"]:
        if pool["pool"] not in with_roles:
            yield words("list.note", note=words("trust.no_role", pool=pool["pool"]))


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
    """A trust file or a draft, a table for each kind of thing in it."""
    words = settings.words
    title = words("trust.title" if found["signature"] else "trust.draft", **_named(found))
    listed: Sequence[Sequence[Sequence[object]]] = (
        _logs(settings, found),
        _pools(found),
        _role_keys(settings, found),
        _cosigners(found),
        _beacons(settings, found),
    )
    return [
        title,
        *(
            Rows([words(f"trust.{name}") for name in heading], rows)
            for heading, rows in zip(COLUMNS, listed, strict=True)
            if rows
        ),
    ]


COLUMNS = (
    ("log", "key", "valid"),
    ("pool", "log"),
    ("pool", "role", "name", "kind", "key", "valid"),
    ("cosigner", "checks"),
    ("beacon", "period"),
)
"""Of the tables of logs, pools, roles, cosigners, beacon chains."""


def _logs(settings: Settings, found: Body) -> list[Sequence[str]]:
    return [
        (origin["origin"], shortened(settings, _key_of(key["vkey"])), _valid(settings, key))
        for origin in found["origins"]
        for key in origin["keys"]
    ]


def _key_of(vkey: str) -> str:
    """What comes after the name in a key string."""
    return vkey.partition("+")[2]


def _pools(found: Body) -> list[Sequence[str]]:
    return [(pool["pool"], pool["origin"]) for pool in found["pools"]]


def _role_keys(settings: Settings, found: Body) -> list[Sequence[str]]:
    words = settings.words
    return [
        (
            item["pool"],
            words.name("roles", item["role"]),
            item["name"],
            words("trust.independent" if item["independent"] else "trust.dependent"),
            shortened(settings, item["key"]),
            _valid(settings, item),
        )
        for item in found["roles"]
    ]


def _cosigners(found: Body) -> list[Sequence[str]]:
    return [(item["vkey"], item["checks"]) for item in found["cosigners"]]


def _beacons(settings: Settings, found: Body) -> list[Sequence[object]]:
    return [(shortened(settings, item["chain"]), item["period"]) for item in found["beacons"]]


def _valid(settings: Settings, item: Body) -> str:
    words = settings.words
    start = words.time(item["from"])
    if item["until"] == FOREVER:
        return words("trust.from", start=start)
    return words("trust.between", start=start, end=words.time(item["until"]))
