"""One command file of the demonstration, played: each command in a process of its own, in the order of the file."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import runpy
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PROCESSES = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
RULE = "─" * 100
TIME = "%Y-%m-%dT%H:%M:%SZ"
TIME_PLACE = re.compile(r"\{(deadline|last)([+-]\d+)m\}")
DAY_PLACE = re.compile(r"\{today\+(\d+)d\}")
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.5


@dataclass
class Scene:
    """The state a command file is played in.

    Args:
        folder: working directory.
        language: zh or en.
        verified: (record, exit code) of each `drawsvc verify`.
        ports: free ones of this machine, by the name they have in the command file.
        begun: processes that go on in the background, as a shell numbers them.
    """

    folder: Path
    language: str
    environment: dict[str, str]
    loud: bool = True
    expected: int = 0
    played: int = 0
    last: str = ""
    filled: dict[str, Any] = field(default_factory=dict)
    verified: list[tuple[Path, int]] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    begun: list[Any] = field(default_factory=list)

    def play(self, lines: list[str]) -> None:
        """The lines of a command file, from the first to the last."""
        number = 0
        while number < len(lines):
            line, number = lines[number], number + 1
            if line.startswith(("#while ", "#if ")):
                end = lines.index("#end", number)
                self._repeat(line, lines[number:end])
                number = end + 1
            else:
                self._play_line(line)

    def _repeat(self, condition: str, lines: list[str]) -> None:
        """`#while PHASE DRAW`: repeated as long as the draw is in the phase; `#if PHASE DRAW`: played once if it is."""
        word, phase, draw = condition.split()
        while (shown := self._shown(draw))["phase"] == phase:
            self.filled = _filled(shown)
            for line in lines:
                self._play_line(line)
            if word == "#if":
                return

    def end(self) -> None:
        """Nothing of this scene goes on after it, however it ended."""
        for process in self.begun:
            process.terminate()
            process.join()

    def _play_line(self, line: str) -> None:
        if line.startswith("#"):
            self._direct(line)
            return
        line = self._placed(line)
        if line.startswith("export "):
            print(f"$ {line}")
            name, value = line.removeprefix("export ").split("=", 1)
            self.environment[name] = value
        elif line.endswith(" &"):
            self._begin(line)
        elif line.startswith("kill %"):
            self._kill(line)
        elif line:
            self._run(line)

    def _placed(self, line: str) -> str:
        """The line with what is known only now in its places."""
        for name, port in self.ports.items():
            line = line.replace(f"{{{name}}}", str(port))
        line = line.replace("{accepted}", self.filled.get("accepted", ""))
        line = DAY_PLACE.sub(_day, line)
        return TIME_PLACE.sub(self._time, line)

    def _begin(self, line: str) -> None:
        """A command that goes on, in the background: until it has said that it is there."""
        print(f"$ {line}", flush=True)
        said = self.folder / f"background-{len(self.begun) + 1}.txt"
        words = shlex.split(line.removesuffix(" &"))
        process = PROCESSES.Process(
            target=_command, args=(words, self.folder, self.environment, said)
        )
        process.start()
        self.begun.append(process)
        for _ in self._waiting(line):
            told = said.read_text(encoding="utf-8") if said.exists() else ""
            if "127.0.0.1" in told:
                print(f"{told.splitlines()[0]}\n", flush=True)
                return
            if process.exitcode is not None:
                sys.exit(f"demo: ended: {line}\n{told}")

    def _kill(self, line: str) -> None:
        print(f"$ {line}", flush=True)
        process = self.begun[int(line.removeprefix("kill %")) - 1]
        process.terminate()
        process.join()

    def _wait(self, phases: str, draw: str) -> None:
        """`#wait PHASE,… DRAW`: nothing is typed as long as the draw is in one of these phases."""
        for _ in self._waiting(f"{draw} {phases}"):
            if self._shown(draw)["phase"] not in phases.split(","):
                return

    def _waiting(self, what: str) -> Iterator[None]:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            yield
            time.sleep(PAUSE_SECONDS)
        sys.exit(f"demo: waited for more than {PATIENCE_SECONDS} s: {what}")

    def _direct(self, line: str) -> None:
        word, _, rest = line[1:].partition(" ")
        if word == self.language:
            print(f"\n{RULE}\n{rest.format_map(self.filled)}\n")
        elif word in ("quiet", "loud"):
            self.loud = word == "loud"
        elif word == "exit":
            self.expected = int(rest)
        elif word == "wait":
            self._wait(*rest.split())

    def _time(self, match: re.Match[str]) -> str:
        """`{deadline-30m}`: half an hour before the round ends. `{last+1m}`: a minute after the last command."""
        start = self.last if match[1] == "last" else self.filled["deadline"]
        moved = datetime.strptime(start, TIME) + timedelta(minutes=int(match[2]))  # noqa: DTZ007 - all are UTC
        return moved.strftime(TIME)

    def _run(self, line: str) -> None:
        print(f"$ {line}", flush=True)
        words = shlex.split(re.sub(r"\$\(cat ([\w./-]+)\)", self._contents, line))
        code, said = self._process(words)
        if self.loud or code != self.expected:
            print(said, flush=True)
        if code != self.expected:
            sys.exit(f"demo: expected exit code {self.expected}, got {code}: {line}")
        if words[:2] == ["drawsvc", "verify"] and words[2] not in {"audit", "history"}:
            self.verified.append((self.folder / words[2], code))
        if "--at" in words:
            self.last = words[words.index("--at") + 1]
        self.expected = 0
        self.played += 1

    def _contents(self, match: re.Match[str]) -> str:
        return (self.folder / match[1]).read_text(encoding="utf-8").strip()

    def _shown(self, draw: str) -> Any:
        code, said = self._process(["drawsvc", "--json", "show", draw])
        if code:
            sys.exit(said)
        return json.loads(said)

    def _process(self, words: list[str]) -> tuple[int, str]:
        """Run a command in a process of its own; one that has the modules loaded already starts faster."""
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder, "said")
            process = PROCESSES.Process(
                target=_command, args=(words, self.folder, self.environment, said)
            )
            process.start()
            process.join()
            return process.exitcode or 0, said.read_text(encoding="utf-8")


def _filled(shown: Any) -> dict[str, Any]:
    """What a command file may ask about a draw: its deadline, its round, the place of the first who accepted."""
    accepted = next((row for row in shown["walk"] if row["answer"] == "accept"), None)
    return {
        "deadline": shown["deadline"],
        "round": max((row["round"] for row in shown["walk"]), default=0),
        "accepted": f"--round {accepted['round']} --nth {accepted['nth']}" if accepted else "",
    }


def _command(words: list[str], folder: Path, environment: dict[str, str], said: Path) -> None:
    """What the process of a command does."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with said.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        sys.stdout = sys.stderr = out
        sys.argv = words
        if words[0] == "cat":
            print(Path(words[1]).read_text(encoding="utf-8"))
            return
        if words[0] == "python":
            sys.argv = words[1:]
            runpy.run_path(words[1], run_name="__main__")
            return
        from drawsvc.cli import main as drawsvc  # noqa: PLC0415 - loaded before the process began

        drawsvc()


def _day(match: re.Match[str]) -> str:
    """`{today+14d}`: a day to come, for a service that has the clock of this computer."""
    return (datetime.now(UTC) + timedelta(days=int(match[1]))).date().isoformat()
