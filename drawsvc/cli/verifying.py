"""`verify`: run the verifier that comes with the program, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from drawsvc import config
from drawsvc.cli.progress import told
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.errors import LogError

app = typer.Typer()

UNTOLD_SECONDS = 1.0
"""How long nothing is said."""


@app.command("verify")
def verify(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument()],
    trust: Annotated[Path | None, typer.Option()] = None,
    slip: Annotated[str, typer.Option()] = "",
    disclosures: Annotated[Path | None, typer.Option()] = None,
    roster: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Verify a record, or what rests on it; the exit code is the verifier's."""
    settings = settings_of(ctx)
    program = config.verifier()
    if program is None:
        raise LogError("verifier_missing")
    given = {"--trust": trust, "--slip": slip, "--disclosures": disclosures, "--roster": roster}
    command = [sys.executable, "-I", "-S", str(program)]
    for name, value in given.items():
        command += [name, str(value)] if value else []
    command += ["--json"] if settings.json else ["--lang", settings.words.lang]
    sys.stdout.flush()
    raise typer.Exit(_run([*command, "--", *files], settings))


def _run(command: list[str], settings: Settings) -> int:
    """The exit code of the verifier; what it says goes where ours would."""
    # The program is ours, and what follows it are words it parses itself; there is no shell.
    with subprocess.Popen(command) as verifier:  # noqa: S603
        try:
            return verifier.wait(UNTOLD_SECONDS)
        except subprocess.TimeoutExpired:
            told(settings, "progress.verify")
            return verifier.wait()
