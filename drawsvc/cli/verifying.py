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
    record: Path,
    trust: Annotated[Path | None, typer.Option()] = None,
    slip: Annotated[str, typer.Option()] = "",
    disclosures: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Verify a record; the exit code is the verifier's."""
    settings = settings_of(ctx)
    program = config.verifier()
    if program is None:
        raise LogError("verifier_missing")
    command = [sys.executable, "-I", "-S", str(program), str(record)]
    command += ["--trust", str(trust)] if trust else []
    command += ["--slip", slip] if slip else []
    command += ["--disclosures", str(disclosures)] if disclosures else []
    command += ["--json"] if settings.json else ["--lang", settings.words.lang]
    sys.stdout.flush()
    # The program is ours, and what follows it are words it parses itself; there is no shell.
    done = subprocess.run(command, check=False)  # noqa: S603
    raise typer.Exit(done.returncode)
