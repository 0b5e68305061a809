"""`serve`: the service for programs and browsers; `worker`: what goes on by itself."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from drawseeds import Value

from drawsvc import config
from drawsvc.app import App
from drawsvc.cli.answers import answer
from drawsvc.cli.session import ask_passphrase, at_home, home_of
from drawsvc.cli.settings import Settings, settings_of

app = typer.Typer()


@app.command("serve")
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option()] = "",
    port: Annotated[int | None, typer.Option(min=0, max=65535)] = None,
    public_url: Annotated[str, typer.Option()] = "",
) -> None:
    """Serve programs and browsers, and do what goes on by itself."""
    with _loading():
        # Only this needs the web framework, which takes half a second to load.
        from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    given = {"host": host or None, "port": port, "public_url": public_url or None}
    service_settings, told = config.settings_to_serve(home_of(settings), given)
    with at_home(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        process = serving.Process(service, signer, service_settings, told)
        serving.serve(process, lambda url: _tell(settings, url))


@app.command("worker")
def worker(ctx: typer.Context, public_url: Annotated[str, typer.Option()] = "") -> None:
    """Do what goes on by itself, without taking calls."""
    with _loading():
        # As for serve.
        from drawsvc import serving  # noqa: PLC0415

    settings = settings_of(ctx)
    given = {"public_url": public_url or None}
    service_settings, told = config.settings_to_serve(home_of(settings), given)
    with at_home(settings) as service:
        signer = service.unlock(ask_passphrase(settings))
        process = serving.Process(service, signer, service_settings, told)
        serving.work(process, lambda: _tell_channels(settings, service))


@contextmanager
def _loading() -> Iterator[None]:
    """What is loaded meanwhile stays to the end: nobody looks through it for garbage, neither now nor later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


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
