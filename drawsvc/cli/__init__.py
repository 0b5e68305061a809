"""The command line: parse, call, render."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from drawsvc.cli.answers import terminal
from drawsvc.cli.arguments import HELP, take_globals
from drawsvc.cli.commands import tree_for
from drawsvc.cli.exits import DONE, INTERRUPTED
from drawsvc.cli.failures import known_error, report, report_defect
from drawsvc.cli.help import find_command, help_text
from drawsvc.cli.missing import check_given
from drawsvc.cli.settings import Settings
from drawsvc.views.values import plain


def main() -> None:
    """The entry point `drawsvc`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal in GBK cannot show every name
    sys.exit(run(sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """Run a command line. Returns the exit code."""
    settings = Settings()
    try:
        code = _run(settings, argv)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort, EOFError):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone; what is left to write must go nowhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last place where a defect can be put calmly
        known = known_error(error)
        return report(settings, known) if known else report_defect(settings, error)
    return code


def _run(settings: Settings, argv: Sequence[str]) -> int:
    rest = take_globals(settings, argv)
    root = tree_for(rest)
    command, path = find_command(root, rest)
    unfinished = hasattr(command, "commands") and len(rest) == len(path)
    if unfinished or any(word in HELP for word in rest):
        terminal().print(plain(help_text(command, path, settings.words)), soft_wrap=True)
        return DONE
    if not hasattr(command, "commands"):
        check_given(command, rest[len(path) :])
    done = root.main(rest, prog_name="drawsvc", standalone_mode=False, obj=settings)
    return done if isinstance(done, int) else DONE
