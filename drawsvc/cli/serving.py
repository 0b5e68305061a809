"""`serve`: the service for programs and browsers; `worker`: what goes on by itself."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from drawseeds import Value

from drawsvc.app import App
from drawsvc.cli.answers import answer
from drawsvc.cli.session import ask_passphrase, reading
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.notifying import notifying

app = typer.Typer()

LOOPBACK = "127.0.0.1"
PORT = 8000


@app.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option()] = LOOPBACK,
    port: Annotated[int, typer.Option(min=0, max=65535)] = PORT,
    public_url: Annotated[str, typer.Option()] = "",
) -> None:
    """Serve programs and browsers, and do what goes on by itself."""
    # Only this needs the web framework, which takes half a second to load.
    from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    told = notifying(public_url=public_url)
    with reading(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        place = serving.Place(host, port, told.public_url)
        serving.serve(service, signer, place, lambda url: _tell(settings, url), settings=told)


@app.command("worker")
def worker(ctx: typer.Context, public_url: Annotated[str, typer.Option()] = "") -> None:
    """Do what goes on by itself, without taking calls."""
    # As for serve.
    from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    told = notifying(public_url=public_url)
    with reading(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        serving.work(service, signer, lambda: _tell_channels(settings, service), told)


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
