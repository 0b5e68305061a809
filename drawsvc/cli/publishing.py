"""`publish`: the public site as a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc import config
from drawsvc.app import App
from drawsvc.cli.answers import answer
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import at_home, home_of
from drawsvc.cli.settings import settings_of
from drawsvc.domain.errors import LogError
from drawsvc.log.keys import parse_vkey
from drawsvc.verifier_copy import verifier_bytes
from drawsvc.views.values import View, path_view
from drawsvc.words import LANGUAGES, words_of

app = typer.Typer()


@app.command("publish")
def publish(ctx: typer.Context, out: Path, public_url: Annotated[str, typer.Option()] = "") -> None:
    """Write the public site into a folder, or bring it up to date."""
    settings = settings_of(ctx)
    typed = {"public_url": public_url or None}
    address = config.settings_of(home_of(settings), typed=typed).public_url
    with at_home(settings) as service, waiting(settings, "progress.publish"):
        view = _published(service, out, address)
    answer(settings, view, settings.words("publish.done", **view))


def _published(service: App, out: Path, public_url: str) -> View:
    # Only this needs templates, which take a while to load.
    from drawsvc.pages.edition import Edition  # noqa: PLC0415
    from drawsvc.publish.pages import TRUST, VERIFIER  # noqa: PLC0415
    from drawsvc.publish.site import publish_site  # noqa: PLC0415

    verifier, trust = verifier_bytes(), service.trust_file()
    if not verifier:
        raise LogError("verifier_missing")
    extras = {VERIFIER: verifier} | ({TRUST: trust} if trust else {})
    parts = (service.office, service.taxonomy)
    editions = [Edition(*parts, words_of(lang), public_url, is_copy=True) for lang in LANGUAGES]
    key = parse_vkey(service.vkey)
    made = publish_site(service.office, out, key, editions=editions, extras=extras)
    return {
        "draws": len(made.manifest.draws),
        "files": len(made.manifest.files),
        "origin": made.manifest.origin,
        "out": path_view(out),
        "size": made.manifest.size,
        "written": made.written,
    }
