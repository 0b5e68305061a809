"""The tree of commands. Only the part that is asked for is loaded: people wait for it each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType

import typer
import typer.main

from drawsvc.cli.help import Command

PARTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "setup": ("init",),
        "pool": ("pool",),
        "profile": ("profile",),
        "simulating": ("simulate",),
        "calendar": ("calendar",),
        "roster": ("roster",),
        "request": ("request",),
        "freeze": ("freeze",),
        "witnesses": ("join", "seal", "statement", "evidence", "confirm"),
        "beacons": ("beacon",),
        "walk": ("advance", "reply"),
        "desk": ("calls", "contact", "silence"),
        "changes": ("withdraw", "reschedule", "add-seats", "correct"),
        "ending": ("decide", "void", "release"),
        "duties": ("held", "not-held", "objection", "erase", "late-reveal", "correct-clock"),
        "showing": ("show", "list", "entries", "slip"),
        "exporting": ("record", "disclosures", "row"),
        "verifying": ("verify",),
        "log": ("log",),
        "serving": ("serve", "worker"),
        "callers": ("key", "account"),
        "operating": ("settings", "doctor"),
        "publishing": ("publish",),
        "outbox": ("outbox",),
        "keeping": ("backup", "restore", "rebuild", "rekey", "passphrase", "upgrade"),
        "witness": ("witness",),
        "cosign": ("cosign",),
        "trust": ("trust",),
    }
)
"""The first words that each module of this package has commands for; their order for people is in cli/help."""

_PART_OF = {word: part for part, words in PARTS.items() for word in words}


def tree_for(words: Sequence[str]) -> Command:
    """A tree that has the command a command line begins with; the whole tree if there is none."""
    part = _PART_OF.get(words[0]) if words else None
    return _built((part,)) if part else whole_tree()


def whole_tree() -> Command:
    """Every command there is."""
    return _built(tuple(PARTS))


@cache
def _built(parts: Iterable[str]) -> Command:
    root = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": []},
    )
    for part in parts:
        root.add_typer(import_module(f"drawsvc.cli.{part}").app)
    return typer.main.get_command(root)
