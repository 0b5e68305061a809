"""`drawsvc serve` and `drawsvc worker`, each in a process of its own, that can be killed at any moment.

The processes are forked from one that has loaded the program: a start takes a fraction of a second.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path

from drawsvc import cli, clock
from drawsvc.config import Home
from drawsvc.domain.times import parse_time
from drawsvc.usecases.notice import LEASE
from tests.cli.office import Office
from tests.crash.office_day import dying_at
from tests.notify.mail_server import HOST, MailBox
from tests.service.home import PASSPHRASE

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["drawsvc.serving", "drawsvc.notify.mail", "psycopg", __name__])

_CLOCK = threading.Lock()
"""Each process that is started again puts the one clock forward."""

_CHILDREN = threading.Lock()
"""Whoever starts a process looks how all others have ended: two who read that of one would each get half of it."""

NEVER = 0
LONGEST_SECONDS, LATEST_MOMENT = 2.0, 80
"""How late a process is killed at most: after a time, or at what it puts on the disk."""
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Shared:
    """What the processes of a service have in common: its files, and a clock that is put forward.

    Args:
        folder: has the home in it, and takes what else there is.
        port: where it is served.
        box: takes its mail; none is sent if it has no port.
    """

    folder: Path
    port: int
    box: MailBox

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        (self.folder / "passphrase").write_text(f"{PASSPHRASE}\n", "utf-8")
        ahead = parse_time(Office.MORNING).timestamp() - time.time()
        (self.folder / "ahead").write_text(str(ahead), "ascii")

    def put_forward(self, seconds: float) -> None:
        with _CLOCK:
            self._put_forward(seconds)

    def _put_forward(self, seconds: float) -> None:
        part = self.folder / "ahead.part"
        part.write_text(str(_ahead(self.folder) + seconds), "ascii")
        part.replace(self.folder / "ahead")

    def environ(self) -> dict[str, str]:
        needed = {
            "DRAWSVC_HOME": str(self.home.folder),
            "DRAWSVC_PASSPHRASE_FILE": str(self.folder / "passphrase"),
        }
        mail = {
            "DRAWSVC_PUBLIC_URL": "https://draws.example.org",
            "DRAWSVC_SMTP_HOST": HOST,
            "DRAWSVC_SMTP_PORT": str(self.box.port),
            "DRAWSVC_SMTP_SECURITY": "none",
            "DRAWSVC_SMTP_FROM": "draws@example.org",
            "DRAWSVC_SMTP_TO": "{phone}@sms.example.org",
        }
        return needed | (mail if self.box.port else {})


def _ahead(folder: Path) -> float:
    file = folder / "ahead"
    return _read_ahead(file, file.stat().st_ino, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read_ahead(file: Path, _inode: int, _changed_ns: int) -> float:
    """Read when it was replaced: the clock is asked several times by each call."""
    return float(file.read_text("ascii"))


def _main(words: Sequence[str], folder: Path, environ: Mapping[str, str], moment: int) -> None:
    """What a process does. It dies at a moment at which it puts something on the disk, if one is given."""

    def now() -> datetime:
        return datetime.fromtimestamp(time.time() + _ahead(folder), UTC).replace(microsecond=0)

    clock.now = now
    os.environ |= environ
    with (folder / f"told-{words[0]}").open("a", encoding="utf-8") as told:
        sys.stdout = sys.stderr = told
        with dying_at(moment):
            code = cli.run([*words, "--json"])
    sys.exit(code)


@dataclass
class Daemon:
    """A process that is started again whenever it has died.

    Args:
        shared: with the others.
        words: its command line.
        seed: of when it is killed.
    """

    shared: Shared
    words: Sequence[str]
    seed: int = 0
    kills: int = 0
    faults: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self, moment: int = NEVER) -> multiprocessing.process.BaseProcess:
        shared = self.shared
        given = (self.words, shared.folder, shared.environ(), moment)
        process = _FORKS.Process(target=_main, args=given, daemon=True)
        with _CHILDREN:
            process.start()
        return process

    def live(self, most_kills: int) -> None:
        """Start it, kill it, and so on; in the end tell it to end, and wait."""
        choice = random.Random(self.seed)  # noqa: S311 - when to kill is no secret
        while self.kills < most_kills and not self._ended.is_set():
            # By turns: at something that is put on the disk, and at any time.
            moment = choice.randint(1, LATEST_MOMENT) if self.kills % 2 else NEVER
            process = self.start(moment)
            ended_in(
                process, choice.uniform(0, LONGEST_SECONDS) if moment == NEVER else LONGEST_SECONDS
            )
            process.kill()
            code = ended_in(process)
            if code != -signal.SIGKILL:
                self._fail(f"ended with {code}")
            self.kills += 1
            self.shared.put_forward(LEASE.total_seconds())
        before = len(self._told())
        process = self.start()
        self._ended.wait()
        end = time.monotonic() + PATIENCE_SECONDS
        # Until it says that it runs, the signal would end it as it ends any process.
        while len(self._told()) == before and time.monotonic() < end:
            if ended_in(process, 0.05) is not None:
                break
        process.terminate()
        code = ended_in(process, PATIENCE_SECONDS)
        if code != 0:
            self._fail(f"was told to end, and ended with {code}")

    def _fail(self, how: str) -> None:
        self.faults.append(f"{self.words[0]} {how}: {self._told()[-3:]}")

    def _told(self) -> list[str]:
        """What its processes have said so far."""
        path = self.shared.folder / f"told-{self.words[0]}"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    def end(self) -> None:
        self._ended.set()


def ended_in(
    process: multiprocessing.process.BaseProcess, seconds: float | None = None
) -> int | None:
    """Wait for a process, so long at most. How it has ended; None if it has not."""
    wait([process.sentinel], seconds)
    with _CHILDREN:
        return process.exitcode


@contextmanager
def living(daemons: Sequence[Daemon], most_kills: int = 0) -> Iterator[None]:
    """Processes live, each so many times, and then on until the block ends."""
    with ExitStack() as stack:
        for daemon in daemons:
            thread = threading.Thread(target=daemon.live, args=(most_kills,))
            thread.start()
            stack.callback(thread.join)
        for daemon in daemons:
            stack.callback(daemon.end)
        yield
    faults = [fault for daemon in daemons for fault in daemon.faults]
    assert not faults, faults


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
