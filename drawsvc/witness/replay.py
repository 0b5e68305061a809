"""Replay a log by the independent verifier, in a process of its own, and say in codes why it refuses.

The rules are not written down here a second time: `drawverify history` (SPEC §13.2) was written from the specification
apart from the service, and shares no code with it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import LogFileError
from drawsvc.witness.memory import REPLAY

SIGNATURE = "history.root"
"""Without a trust file the verifier does not judge whose log it is; the cosigner knows, and has checked it."""
ABOUT_ROWS = ("history.turn", "history.bye", "history.engaged")
"""Steps that need records and disclosures beside the log, SPEC §13.2."""

REFUSALS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("history.root", ""): "log_file_root",
        ("history.chain", "seq"): "log_entry_missing",
        ("history.chain", "prev"): "log_entry_missing",
        ("history.chain", "previous"): "log_entry_missing",
        ("history.chain", "time"): "log_time_falls",
        ("history.chain", "type SEAL"): "log_second_seal",
        ("history.chain", "type FREEZE"): "log_second_freeze",
        ("history.chain", ""): "log_out_of_order",
        ("history.attempts", "draw"): "log_second_draw",
        ("history.attempts", ""): "log_attempts",
        ("history.rests", ""): "log_history_differs",
    }
)
"""What a failed step means, by the member it failed at; the empty member stands for all others."""

_ENTRY_TYPE = re.compile(r"entries\[[0-9]+\] ([A-Z_]+)")


@dataclass(frozen=True)
class Replayed:
    """A log that the verifier has replayed, as its report says (`drawverify history --json`).

    Args:
        draws: every attempt.
        totals: how many attempts, panels, unused panels, voids.
        left: steps of ABOUT_ROWS that could not be taken for want of records or disclosures.
        open_turns: [attempt, others whose turns were open when it was frozen], of serial draws.
    """

    draws: Sequence[Body]
    totals: Mapping[str, int]
    left: Sequence[str]
    open_turns: Sequence[tuple[str, Sequence[str]]]


def replay(log: Path, beside: Sequence[Path], *, verifier: Path, checks: str) -> Replayed:
    """Replay a log.

    Args:
        log: the log file.
        beside: records, disclosures and rosters of the same log.
        verifier: the program.
        checks: `replay`, or `replay_history`, for which nothing may be left open (SPEC §11.2).

    Raises:
        LogFileError: with what the verifier found wrong, or `replay_unfinished`.
    """
    report = _run(verifier, log, [path.absolute() for path in beside])
    if report["failed"]:
        raise _refusal(report)
    open_steps = [step for step in report["not_checkable"] if step != SIGNATURE]
    allowed = ABOUT_ROWS if checks == REPLAY else ()
    for step in open_steps:
        if step not in allowed:
            raise _not_checkable(report, step)
    turns = [(_name(item), item["open"]) for item in report["freezes"] if item["open"]]
    return Replayed(report["draws"], report["totals"], open_steps, turns)


def _run(verifier: Path, log: Path, beside: Sequence[Path]) -> Any:
    files = [log.name, *map(str, beside)]
    command = [sys.executable, "-I", "-S", str(verifier.absolute()), "history", *files, "--json"]
    # The program is ours, and what follows it are names of files; there is no shell.
    done = subprocess.run(command, check=False, capture_output=True, cwd=log.parent)  # noqa: S603
    try:
        return json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode(errors="replace").strip()
        raise LogFileError("replay_unfinished", exit=done.returncode, got=said) from None


def _refusal(report: Body) -> LogFileError:
    """What the first failed step means."""
    step = report["failed"][0]
    found = _found(report, step)
    where = found.get("where", "")
    member = where.rpartition(".")[2] if "." in where else ""
    if member == "type":
        entry = _ENTRY_TYPE.match(where)
        member = f"type {entry[1]}" if entry else member
    code = REFUSALS.get((step, member)) or REFUSALS.get((step, ""), "log_replay_failed")
    facts = {name: _text(found.get(name, "")) for name in ("expected", "got")}
    return LogFileError(code, step=step, where=where, **facts)


def _not_checkable(report: Body, step: str) -> LogFileError:
    found = _found(report, step)
    code = "history_left_open" if step in ABOUT_ROWS else "log_unknown_type"
    missing = _text(found.get("missing", ""))
    return LogFileError(code, step=step, where=found.get("where", ""), missing=missing)


def _found(report: Body, step: str) -> Body:
    """What a report says of a step; of a record's step, what that record's report does."""
    listed = [report, *report["records"]]
    found = (check for part in listed for check in part.get("checks", ()) if check["id"] == step)
    return next((dict(check) for check in found if check["result"] != "passed"), {})


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(attempt: Body) -> str:
    return f"{attempt['draw']}/{attempt['attempt']}"
