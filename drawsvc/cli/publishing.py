"""`publish`: the public site as a folder of files."""

from __future__ import annotations

import runpy
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from drawsvc import config
from drawsvc.cli.answers import answer
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import at_home
from drawsvc.cli.settings import settings_of
from drawsvc.domain.errors import LogError
from drawsvc.log.keys import parse_vkey
from drawsvc.publish.site import TRUST, VERIFIER, publish_site
from drawsvc.views import View, path_view

app = typer.Typer()


@app.command("publish")
def publish(ctx: typer.Context, out: Path) -> None:
    """Write the public site into a folder, or bring it up to date."""
    settings = settings_of(ctx)
    with at_home(settings) as service, waiting(settings, "progress.publish"):
        trust = service.trust_file()
        extras = {VERIFIER: _verifier()} | ({TRUST: trust} if trust else {})
        made = publish_site(service.office, out, parse_vkey(service.vkey), extras)
    view: View = {
        "draws": len(made.manifest.draws),
        "files": len(made.manifest.files),
        "origin": made.manifest.origin,
        "out": path_view(out),
        "size": made.manifest.size,
        "written": made.written,
    }
    answer(settings, view, settings.words("publish.done", **view))


def _verifier() -> bytes:
    """The verifier in one file; a working copy packs it as a wheel is packed."""
    found = config.verifier()
    if found is None:
        raise LogError("verifier_missing")
    if found.is_file():
        return found.read_bytes()
    with TemporaryDirectory() as folder:
        packed = Path(folder) / VERIFIER
        runpy.run_path(str(found.parent / "tools" / "pack_verifier.py"))["pack"](found, packed)
        return packed.read_bytes()
