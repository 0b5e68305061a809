"""Look at a whole log, and cosign its checkpoint if nothing in it speaks against that (SPEC §4.2, §11.2)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from drawsvc.domain.errors import InputError, LogFileError, StateError
from drawsvc.durable import scratch_folder, system_code
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.merkle import leaf_hash
from drawsvc.witness.citing import Citations
from drawsvc.witness.cosigner import Cosigner
from drawsvc.witness.log_file import (
    MAX_BYTES,
    LogHead,
    open_head,
    read_entries,
    read_head,
    read_roots,
)
from drawsvc.witness.memory import Cosigned, Memory
from drawsvc.witness.replay import Replayed, replay

Clock = Callable[[], datetime]
"""The time now by the cosigner's own clock: aware UTC, whole seconds."""


@dataclass(frozen=True)
class Beside:
    """What is handed over with a log file.

    Args:
        files: records, disclosures and rosters of the log, which the verifier replays with it.
        notes: checkpoints that others have of the log: another cosigner's, a witness's, a record's.
    """

    files: Sequence[Path] = ()
    notes: Sequence[bytes] = ()


@dataclass(frozen=True)
class Checked:
    """A log that was replayed and cosigned.

    Args:
        cosigned: the checkpoint with his line; after the same tree again, that of the first time.
        since: size of the tree he had cosigned before, 0 if none.
        again: whether he had cosigned this tree before.
        replayed: what the verifier found.
        seals: number of SEALs in the log.
        memory: what he remembers now.
    """

    cosigned: Cosigned
    since: int
    again: bool
    replayed: Replayed
    seals: int
    memory: Memory


def check_log(
    cosigner: Cosigner, file: Path, *, verifier: Path, clock: Clock, beside: Beside | None = None
) -> Checked:
    """Replay a log and cosign its checkpoint.

    The same tree again gets the same cosignature: that it was seen then stays true, and whoever lost the note gets it
    back.

    Args:
        cosigner: an open folder.
        file: a log file (SPEC §11.8).
        verifier: the independent verifier, a program.
        clock: see Clock; read when all has been looked at.
        beside: what is handed over with it.

    Raises:
        InputError: `file_unreadable`, `file_too_large`.
        LogFileError: the log, or something in it, is not as it must be. A fork is remembered.
        StateError: `cosigner_clock_back`, the clock shows a time before the latest cosignature.
    """
    latest, beside = cosigner.memory.latest, beside or Beside()
    with scratch_folder(cosigner.folder) as folder:
        # What was replayed must be what is cosigned, whatever becomes of the file meanwhile.
        log = _copied(file, folder)
        head = read_head(log, cosigner.memory.log_key)
        _time(latest, clock)
        _check_tree(cosigner, log, head, beside.notes)
        checks = cosigner.memory.checks
        replayed = replay(log, beside.files, verifier=verifier, checks=checks)
        seals = _check_citations(log)
    again = latest is not None and latest.checkpoint == head.checkpoint
    if not again:
        cosigner.cosign(head.note, _time(latest, clock))
    memory = cosigner.memory
    made = memory.latest
    if made is None:
        raise AssertionError("expected a cosigned checkpoint to be remembered")
    since = latest.checkpoint.size if latest else 0
    return Checked(made, since, again, replayed, seals, memory)


def _copied(file: Path, folder: Path) -> Path:
    copy = folder / "log.json"
    with copy.open("wb") as target, _opened(file) as source:
        shutil.copyfileobj(source, target)
    return copy


def _opened(file: Path) -> BinaryIO:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError("file_too_large", path=str(file), expected=MAX_BYTES)
        return file.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a name with U+0000
        raise InputError("file_unreadable", path=str(file), got=system_code(error)) from None


def _time(latest: Cosigned | None, clock: Clock) -> int:
    """Unix time, never before the latest cosignature: a clock set back would say of a new tree that it is old."""
    now = int(clock().timestamp())
    if latest and now < latest.seconds:
        raise StateError(
            "cosigner_clock_back", expected=time_text(latest.seconds), got=time_text(now)
        )
    return now


def time_text(seconds: int) -> str:
    """Unix time as a time of SPEC §3.2."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_tree(cosigner: Cosigner, log: Path, head: LogHead, notes: Sequence[bytes]) -> None:
    """The entries are the checkpoint's tree, and it goes on from all trees of this log that are known."""
    memory = cosigner.memory
    others = [open_head(note, memory.log_key) for note in notes]
    latest = [LogHead(memory.latest.note, memory.latest.checkpoint)] if memory.latest else []
    known = [*latest, *others]
    checkpoint = head.checkpoint
    sizes = {checkpoint.size, *(other.checkpoint.size for other in known)}
    size, roots = read_roots(log, sizes)
    if size != checkpoint.size:
        raise LogFileError("log_file_size", expected=checkpoint.size, got=size)
    if roots[size] != checkpoint.root:
        raise _root_error(checkpoint, roots[size])
    for other in known:
        _check_goes_on(cosigner, head, other, roots)


def _root_error(checkpoint: Checkpoint, got: bytes) -> LogFileError:
    facts = {"expected": checkpoint.root.hex(), "got": got.hex()}
    return LogFileError("log_file_root", step="", where="", **facts)


def _check_goes_on(
    cosigner: Cosigner, head: LogHead, known: LogHead, roots: dict[int, bytes]
) -> None:
    size = known.checkpoint.size
    if size > head.checkpoint.size:
        raise LogFileError("log_file_cut", expected=size, got=head.checkpoint.size)
    if roots[size] != known.checkpoint.root:
        for note in (known.note, head.note):
            cosigner.keep_fork(note)
        raise LogFileError(
            "log_file_forked", size=size, expected=known.note.decode(), got=head.note.decode()
        )


def _check_citations(log: Path) -> int:
    """What entries cite is what they must; returns the number of SEALs."""
    citations = Citations()
    for index, (entry, data) in enumerate(read_entries(log)):
        citations.take(index, entry, leaf_hash(data).hex())
    return citations.seals
