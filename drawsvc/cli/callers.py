"""`key` and `account`: who may call the service, programs and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc import config
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.files import write_file
from drawsvc.cli.session import ask_twice, at_home
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.times import format_time
from drawsvc.usecases.access import Account, ApiKey, Caller
from drawsvc.usecases.add_account import add_account
from drawsvc.usecases.close_account import close_account
from drawsvc.usecases.issue_key import issue_key
from drawsvc.usecases.revoke_key import revoke_key
from drawsvc.usecases.set_pin import set_pin
from drawsvc.views.values import View, path_view

app = typer.Typer()
key = typer.Typer()
account = typer.Typer()
app.add_typer(key, name="key")
app.add_typer(account, name="account")

KEY_DAYS = 365

Role = Annotated[str, typer.Option()]
Pools = Annotated[list[str] | None, typer.Option("--pool")]


@key.command("issue")
def issue(
    ctx: typer.Context,
    name: str,
    role: Role,
    pool: Pools = None,
    days: Annotated[int, typer.Option(min=1, max=3660)] = KEY_DAYS,
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Issue a key for another program; it is shown once, or written into a file and not shown."""
    settings = settings_of(ctx)
    with at_home(settings) as service:
        expires = service.office.clock() + timedelta(days=days)
        caller = Caller(name, role, tuple(pool or ()))
        text = issue_key(service.office, caller, expires=expires)
    if out:
        write_file(out, f"{text}\n".encode())
    told: View = {"expires": format_time(expires), "name": name, "role": role}
    view: View = {**told, "key": "" if out else text, "out": path_view(out)}
    answer(settings, view, settings.words("key.written" if out else "key.issued", **view))


@key.command("list")
def list_(ctx: typer.Context) -> None:
    """List the keys; their secrets are kept nowhere."""
    settings = settings_of(ctx)
    with at_home(settings) as service, service.store.reading() as reader:
        views: list[Any] = [_key_view(found) for found in reader.api_keys()]
    names = ("id", "name", "role", "pools", "expires", "revoked")
    answer(settings, {"keys": views}, _table(settings, views, names))


@key.command("revoke")
def revoke(ctx: typer.Context, key_id: str) -> None:
    """Revoke a key."""
    settings = settings_of(ctx)
    with at_home(settings) as service:
        view = _key_view(revoke_key(service.office, key_id))
    answer(settings, view, settings.words("key.gone", **view))


def _key_view(found: ApiKey) -> View:
    return {
        "expires": format_time(found.expires),
        "id": found.id,
        "name": found.caller.name,
        "pools": list(found.caller.pools),
        "revoked": format_time(found.revoked) if found.revoked else "",
        "role": found.caller.role,
    }


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


@account.command("add")
def add(
    ctx: typer.Context,
    name: str,
    role: Role,
    pool: Pools = None,
    password_file: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Give somebody an account, or his account another password, role or pools."""
    settings = settings_of(ctx)
    caller = Caller(name, role, tuple(pool or ()))
    password = config.passphrase(password_file, lambda: ask_twice(settings), {}, new=True)
    with at_home(settings) as service:
        add_account(service.office, caller, password)
    view: View = {"name": name, "pools": list(caller.pools), "role": role}
    answer(settings, view, settings.words("account.added", **view))


@account.command("pin")
def pin_(
    ctx: typer.Context, name: str, pin_file: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Give a supervisor a PIN, or another one."""
    settings = settings_of(ctx)
    pin = config.passphrase(pin_file, lambda: ask_twice(settings), {})
    with at_home(settings) as service:
        set_pin(service.office, name, pin)
    answer(settings, {"name": name}, settings.words("account.pin", name=name))


@account.command("list")
def accounts(ctx: typer.Context) -> None:
    """List the accounts."""
    settings = settings_of(ctx)
    with at_home(settings) as service, service.store.reading() as reader:
        views: list[Any] = [_account_view(found) for found in reader.accounts()]
    answer(
        settings, {"accounts": views}, _table(settings, views, ("name", "role", "pools", "state"))
    )


@account.command("close")
def close(ctx: typer.Context, name: str) -> None:
    """Close an account: nobody signs in with it any more."""
    settings = settings_of(ctx)
    with at_home(settings) as service:
        close_account(service.office, name)
    answer(settings, {"name": name}, settings.words("account.closed", name=name))


def _account_view(found: Account) -> View:
    return {
        "name": found.caller.name,
        "pools": list(found.caller.pools),
        "role": found.caller.role,
        "state": "closed" if found.closed else "open",
    }


def _table(settings: Settings, views: Sequence[Any], names: Sequence[str]) -> Rows:
    rows = [[_cell(view[name]) for name in names] for view in views]
    return Rows([settings.words(f"callers.{name}") for name in names], rows)
