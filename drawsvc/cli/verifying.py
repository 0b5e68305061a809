"""`verify`: run the verifier that comes with the program, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from drawsvc import config
from drawsvc.cli.settings import settings_of
from drawsvc.domain.errors import LogError

app = typer.Typer()


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
    # The program is ours, and what follows it are words it parses itself; there is no shell.
    done = subprocess.run([*command, "--", *files], check=False)  # noqa: S603
    raise typer.Exit(done.returncode)
