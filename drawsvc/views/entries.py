"""Entries, attempts as a command leaves them, and the log they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from drawseeds import check_code

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.times import format_time
from drawsvc.usecases.ports import LogHead
from drawsvc.views.values import View


def entry_view(entry: Entry) -> View:
    """What was written: enough to find it in the log."""
    return {
        "leaf": entry.leaf,
        "seq": entry.seq,
        "time": format_time(entry.time),
        "type": entry.type,
    }


def place_view(place: Place) -> View:
    """Which attempt it is about."""
    return {"attempt": place.attempt, "draw": place.draw, "pool": place.pool}


def written_view(entries: Sequence[Entry]) -> View:
    """What a command has written."""
    return {"entries": [entry_view(entry) for entry in entries]}


def attempt_view(attempt: Attempt, written: Sequence[Entry] = ()) -> View:
    """An attempt after a command, with what the command wrote."""
    return {
        **place_view(attempt.chain.place),
        **written_view(written),
        "phase": attempt.phase,
    }


def slip_view(leaf: str) -> View:
    """The slip and its check code (SPEC §11.3, §14)."""
    return {"check_code": check_code(leaf), "slip": leaf}


def head_view(head: LogHead) -> View:
    """The head of the log."""
    return {
        "checkpoint": head.checkpoint.decode("utf-8"),
        "origin": head.origin,
        "root": head.root.hex(),
        "size": head.size,
    }
