"""`serve`: the service for programs and browsers; `worker`: what goes on by itself; `key`: who may call."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import typer
from drawseeds import Value

from drawsvc import config
from drawsvc.app import App
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.session import ask_passphrase, reading
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.times import format_time
from drawsvc.notifying import notifying
from drawsvc.service_settings import ServiceSettings
from drawsvc.usecases.access import ApiKey, Caller
from drawsvc.usecases.issue_key import issue_key
from drawsvc.usecases.revoke_key import revoke_key
from drawsvc.views import View

app = typer.Typer()
key = typer.Typer()
app.add_typer(key, name="key")

KEY_DAYS = 365


@app.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option()] = "",
    port: Annotated[int | None, typer.Option(min=0, max=65535)] = None,
    public_url: Annotated[str, typer.Option()] = "",
) -> None:
    """Serve programs and browsers, and do what goes on by itself."""
    # Only this needs the web framework, which takes half a second to load.
    from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    given = {"host": host or None, "port": port, "public_url": public_url or None}
    in_force = _in_force(settings, given)
    told = notifying(in_force.variables())
    with reading(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        process = serving.Process(service, signer, in_force, told)
        serving.serve(process, lambda url: _tell(settings, url))


@app.command("worker")
def worker(ctx: typer.Context, public_url: Annotated[str, typer.Option()] = "") -> None:
    """Do what goes on by itself, without taking calls."""
    # As for serve.
    from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    in_force = _in_force(settings, {"public_url": public_url or None})
    told = notifying(in_force.variables())
    with reading(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        process = serving.Process(service, signer, in_force, told)
        serving.work(process, lambda: _tell_channels(settings, service))


def _in_force(settings: Settings, given: Mapping[str, Any]) -> ServiceSettings:
    return config.settings_of(config.home_of(settings.home)).changed(given)


def _tell_channels(settings: Settings, service: App) -> None:
    names: list[Value] = list(service.office.channels)
    said = settings.words("list.separator").join(
        settings.words.name("channels", name) for name in service.office.channels
    )
    answer(settings, {"channels": names}, settings.words("worker.working", channels=said or "—"))
    sys.stdout.flush()


def _tell(settings: Settings, url: str) -> None:
    answer(settings, {"url": url}, settings.words("serve.listening", url=url))
    sys.stdout.flush()


@key.command("issue")
def issue(
    ctx: typer.Context,
    name: str,
    role: Annotated[str, typer.Option()],
    pool: Annotated[list[str] | None, typer.Option()] = None,
    days: Annotated[int, typer.Option(min=1, max=3660)] = KEY_DAYS,
) -> None:
    """Issue a key for another program; it is shown once."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        expires = service.office.clock() + timedelta(days=days)
        caller = Caller(name, role, tuple(pool or ()))
        text = issue_key(service.office, caller, expires=expires)
    view: View = {"expires": format_time(expires), "key": text, "name": name, "role": role}
    answer(settings, view, settings.words("key.issued", **view))


@key.command("list")
def list_(ctx: typer.Context) -> None:
    """List the keys; their secrets are kept nowhere."""
    settings = settings_of(ctx)
    with reading(settings) as service, service.store.reading() as reader:
        views: list[Any] = [_key_view(found) for found in reader.api_keys()]
    names = ("id", "name", "role", "pools", "expires", "revoked")
    rows = [[_cell(view[name]) for name in names] for view in views]
    headings = [settings.words(f"key.{name}") for name in names]
    answer(settings, {"keys": views}, Rows(headings, rows))


@key.command("revoke")
def revoke(ctx: typer.Context, key_id: str) -> None:
    """Revoke a key."""
    settings = settings_of(ctx)
    with reading(settings) as service:
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
