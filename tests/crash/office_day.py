"""A service whose processes are killed, and the draws it has to get through all the same.

Each command runs in a process of its own, which dies at a moment chosen beforehand: just before or after something is
put on the disk, or at any time. What a command has acknowledged is written down by its parent. The next command is
what an operator would type who looks where the draw stands.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.engine.default import DefaultDialect

from drawsvc import cli
from drawsvc.cli.commands import whole_tree
from drawsvc.domain.statements import statement_bytes
from drawsvc.log import keyfile
from tests.cli.office import Witness, roster_csv

ORIGIN = "demo.example.org/crash"
AT = "2026-06-10T01:00:00Z"
FIRST_DAY = date(2026, 6, 20)
SEATS = 3
WITNESSES = (Witness(1, "discipline"), Witness(2, "pool_office"))
APPROVED = ("--approved-by", "pool_office", "--ref", "1号")
LONGEST_SECONDS = 0.4
"""Kills at any time come at most so long after a command began; most commands are through by then."""


AT_ANY_TIME = 0


class Plan(Protocol):
    """When commands die."""

    def moment(self, command: str) -> int | None:
        """The how-manieth time something is about to be, or was, put on the disk; AT_ANY_TIME; None for never."""

    def survived(self, command: str) -> None:
        """The command ended before its moment came."""


@dataclass
class OfficeDay:
    """A service in a folder, the acknowledgements it gave, and the kills it went through."""

    folder: Path
    acknowledged: list[str] = field(default_factory=list)
    kills: int = 0
    draws: int = 0

    def begin(self) -> None:
        """Set the service up; nothing is killed yet."""
        whole_tree()  # loaded once, not by each process until it is killed
        (self.folder / "passphrase").write_text("a passphrase for a day\n", encoding="utf-8")
        self._write("roster.csv", roster_csv("X2", range(1, 40)))
        self.must("init", "--origin", ORIGIN)
        self.must("pool", "create", "xin", "--profile", "xinxian_2021")
        self.must("roster", "import", "roster.csv", "--pool", "xin", "--version", "v1", *APPROVED)

    def play(self, plan: Plan) -> None:
        """One draw from the request to the release."""
        self.draws += 1
        draw = f"d-{self.draws}"
        while words := self._next(draw):
            if self.run(words, plan.moment(words[0])) is None:
                self.kills += 1
                self.check()
            else:
                plan.survived(words[0])

    def check(self) -> None:
        """Nothing acknowledged is lost, nothing is there twice, and what is kept at hand is right."""
        with closing(sqlite3.connect(self.folder / "home" / "drawsvc.sqlite3")) as database:
            leaves = [leaf.hex() for (leaf,) in database.execute("SELECT leaf FROM entry")]
            check = database.execute("PRAGMA integrity_check").fetchone()
        assert check == ("ok",)
        assert len(set(leaves)) == len(leaves)
        assert set(self.acknowledged) <= set(leaves)
        assert self.must("rebuild")["mended"] == []

    def must(self, *words: str) -> dict[str, Any]:
        """Run a command that nobody kills; it must succeed."""
        answer = self.run(words, None)
        assert answer is not None
        return answer

    def record(self, draw: str) -> bytes:
        """The record of a draw after everything has been signed."""
        self.must("log", "sign")
        self.must("record", draw, "--out", "record.json")
        return (self.folder / "record.json").read_bytes()

    def _next(self, draw: str) -> list[str]:
        """What is to be typed next; nothing once the draw is released."""
        known = {item["draw"] for item in self.must("list")["draws"]}
        if draw not in known:
            return self._request(draw)
        shown = self.must("show", draw)
        steps: dict[str, Callable[[], list[str]]] = {
            "requested": lambda: ["freeze", draw, "--source", "witness"],
            "frozen": lambda: self._join(draw, len(shown["joins"])),
            "sealed": lambda: self._statement(draw, shown["slip"]),
            "seeded": lambda: ["advance", draw],
            "inviting": lambda: self._reply(draw, shown["walk"]),
            "completed": lambda: ["release", draw, *APPROVED],
            "released": list,
        }
        return steps[shown["phase"]]()

    def _request(self, draw: str) -> list[str]:
        matter = ("--organiser", "选用处室", "--number", f"{draw}号", "--activity", "inspection")
        # A day of its own: who has accepted on a day is engaged.
        day = FIRST_DAY + timedelta(days=self.draws)
        return [
            "request",
            "xin",
            "--draw",
            draw,
            *matter,
            "--date",
            day.isoformat(),
            "--seats",
            f"X2={SEATS}",
        ]

    def _join(self, draw: str, joined: int) -> list[str]:
        if joined == len(WITNESSES):
            return ["seal", draw]
        freeze = next(
            item["leaf"]
            for item in self.must("entries", draw)["entries"]
            if item["entry"]["type"] == "FREEZE"
        )
        return ["join", draw, self._write("join", statement_bytes(WITNESSES[joined].join(freeze)))]

    def _statement(self, draw: str, slip: str) -> list[str]:
        signed = [
            witness.sign(kind, slip, value)
            for witness in WITNESSES
            for kind, value in (("seen", ""), ("reveal", witness.value))
        ]
        files = [self._write(f"statement-{n}", statement_bytes(s)) for n, s in enumerate(signed)]
        return ["statement", draw, *files]

    def _reply(self, draw: str, walk: list[dict[str, Any]]) -> list[str]:
        """In the first round the first declines; otherwise everybody accepts."""
        waiting = [row for row in walk if row["answer"] == "open"]
        rows = [
            f"{row['round']},{row['nth']},"
            + ("decline,illness" if row["round"] == row["nth"] == 1 else "accept,")
            for row in waiting
        ]
        return [
            "reply",
            draw,
            "--file",
            self._write("replies.csv", "\n".join(["round,nth,answer,reason", *rows]) + "\n"),
        ]

    def _write(self, name: str, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        return name

    def run(self, words: tuple[str, ...] | list[str], moment: int | None) -> dict[str, Any] | None:
        """Run a command in a process of its own; its answer, or None if it was killed before it gave one."""
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            _command(self.folder, said, [*words, "--json"], moment)
        if moment == AT_ANY_TIME:
            time.sleep(random.uniform(0, LONGEST_SECONDS))  # noqa: S311 - when to kill is no secret
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == -signal.SIGKILL:
            return None
        answer: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
        assert code == 0, answer
        if isinstance(answer.get("entries"), list):
            self.acknowledged += [item["leaf"] for item in answer["entries"]]
        return answer


def _command(folder: Path, said: Path, words: list[str], moment: int | None) -> None:
    """What the process of a command does; it never returns."""
    code = 70
    try:
        os.chdir(folder)
        os.environ |= {"DRAWSVC_HOME": "home", "DRAWSVC_PASSPHRASE_FILE": "passphrase"}
        keyfile.SCRYPT_N = 16
        with said.open("w", encoding="utf-8") as out:
            sys.stdout = sys.stderr = out
            clock = [] if words[0] in ("init", "rebuild", "log") else ["--at", AT]
            with dying_at(moment or 0):
                code = cli.run([*words, *clock])
    finally:
        os._exit(code)


@contextmanager
def dying_at(moment: int) -> Iterator[None]:
    """The process dies at the so-many-th moment something is about to be, or was, put on the disk."""
    left = [moment]

    def moment_passes() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            moment_passes()
            done = call(*args, **kwargs)
            moment_passes()
            return done

        return counted

    if moment:
        os.fsync = around(os.fsync)
        Path.replace = around(Path.replace)  # type: ignore[method-assign]
        DefaultDialect.do_commit = around(DefaultDialect.do_commit)  # type: ignore[method-assign]
    yield
