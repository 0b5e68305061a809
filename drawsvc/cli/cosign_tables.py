"""What a cosigner is shown, in words: what was replayed, what deserves a look, what was cosigned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawsvc.cli.answers import Part, Rows, shortened
from drawsvc.cli.settings import Settings
from drawsvc.words import Words

CLOSED = ("completed", "decided", "released", "voided")
"""Phases of attempts that have ended."""
HEADINGS = ("pool", "attempt", "phase", "requested", "remark")


def checked(settings: Settings, view: dict[str, Any]) -> Iterator[Part]:
    """A log that was replayed and cosigned."""
    words = settings.words
    shown = view | _shown(settings, view)
    yield words("cosign.replayed", **shown)
    yield words("cosign.totals", **view["totals"], seals=view["seals"])
    rows = [row for draw in view["draws"] if (row := _row(words, draw))]
    if rows:
        yield words("cosign.look")
        yield Rows([words(f"cosign.{name}") for name in HEADINGS], rows)
    for turn in view["open_turns"]:
        others = words("list.separator").join(turn["open"])
        yield words(
            "list.note", note=words("cosign.open_turns", attempt=turn["attempt"], others=others)
        )
    if view["left"]:
        left = words("list.separator").join(_step(words, step) for step in view["left"])
        yield words("cosign.left", left=left)
    yield words("cosign.limits")
    yield words("cosign.again" if view["again"] else "cosign.signed", **shown)
    yield from _forks(words, view)


def memory(settings: Settings, view: dict[str, Any]) -> Iterator[Part]:
    """What a cosigner remembers."""
    words = settings.words
    yield words("cosign.key", **view)
    if view["note"]:
        yield words("cosign.latest", **view | _shown(settings, view))
    else:
        yield words("cosign.nothing")
    yield from _forks(words, view)


def _forks(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    if view["forks"]:
        yield words("cosign.forks", count=len(view["forks"]))


def _shown(settings: Settings, view: dict[str, Any]) -> dict[str, str]:
    return {"root": shortened(settings, view["root"]), "time": settings.words.time(view["time"])}


def _row(words: Words, draw: dict[str, Any]) -> tuple[str, ...]:
    """A line about an attempt that is open, or that an auditor should ask about; () for any other."""
    remarks = [words.name("void_classes", draw["class"])] if draw.get("class") else []
    remarks += [words.name("unused", draw["unused"])] if "unused" in draw else []
    if draw["status"] in CLOSED and not remarks:
        return ()
    return (
        draw["pool"],
        f"{draw['draw']}/{draw['attempt']}",
        words.name("phases", draw["status"]),
        words.time(draw["requested"]),
        words("list.separator").join(remarks),
    )


def _step(words: Words, step: str) -> str:
    """What a step of SPEC §13.2 is about."""
    return words.name("history_steps", step.rpartition(".")[2])
