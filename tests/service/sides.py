"""Two ways to a service, typed on the same command line: its home folder, and itself where it runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from drawsvc import cli
from drawsvc.config import Home
from drawsvc.domain.statements import Statement, statement_bytes
from tests.cli.office import Office, Witness
from tests.http.conftest import Callers

Capture = pytest.CaptureFixture[str]

BY = ("--approved-by", "leader", "--ref", "1号")
WITNESSES = (Witness(1, "discipline"), Witness(2, "pool_office"))


@dataclass
class Side:
    """One of the two ways to the service, and what was answered there.

    Args:
        capture: of what is printed.
        globals: options in front of each command, for a role.
    """

    capture: Capture
    globals: Callable[[str], list[str]]
    answers: list[tuple[str, Any]] = field(default_factory=list)

    def run(self, role: str, command: str, *words: object, code: int = 0) -> Any:
        got, out, err = self.raw(*self.globals(role), "--json", *command.split(), *words)
        assert (got, err) == (code, ""), out + err
        answer = json.loads(out)
        self.answers.append((command, answer))
        return answer

    def refused(self, role: str, command: str, *words: object, code: int) -> Any:
        return self.run(role, command, *words, code=code)["error"]

    def say(self, command: str, *words: object, lang: str = "en") -> str:
        return "".join(self.raw(*self.globals(""), "--lang", lang, *command.split(), *words)[1:])

    def raw(self, *words: object) -> tuple[int, str, str]:
        self.capture.readouterr()
        code = cli.run(list(map(str, words)))
        captured = self.capture.readouterr()
        return code, captured.out, captured.err

    # What people bring along.

    def signed(self, *statements: Statement) -> list[Path]:
        return [written(f"statement-{n}", statement_bytes(of)) for n, of in enumerate(statements)]

    def said(self, kind: str, row: dict[str, Any], **value: Any) -> Path:
        """What the first witness states about an invitation."""
        entries = self.run("", "entries", "d-1")["entries"]
        (*_, leaf) = (of["leaf"] for of in entries if of["entry"]["type"] == "INVITED")
        told = {"group": row["group"], "row": row["row"], **value}
        (file,) = self.signed(WITNESSES[0].sign(kind, leaf, told))
        return file


def written(name: str, data: bytes) -> Path:
    Path(name).write_bytes(data)
    return Path(name)


def at(url: str) -> Callable[[str], list[str]]:
    return lambda role: ["--server", url, *(["--key-file", f"{role}.key"] if role else [])]


def folder(home: Home) -> Callable[[str], list[str]]:
    return lambda _: ["--home", str(home.folder), "--at", Office.LATER]


def requested(side: Side, **changed: str) -> Any:
    options = Office.REQUEST | {f"--{name.replace('_', '-')}": of for name, of in changed.items()}
    words = [word for option in options.items() for word in option]
    seats = [] if "seats" in changed else ["--seats", "X2=3"]
    return side.run("organiser", "request xin", *words, *seats)


def accepted(side: Side) -> None:
    opened = side.run("pool_office", "calls", "d-1")["calls"]
    lines = [f"{call['round']},{call['nth']},accept," for call in opened]
    table = "\n".join(["round,nth,answer,reason", *lines])
    side.run("pool_office", "reply", "d-1", "--file", written("replies.csv", table.encode()))


@dataclass(frozen=True)
class Both:
    """The same service twice: one runs, one is a folder; and the folder of the one that runs, and its API."""

    callers: Callers
    server: Side
    home: Side
    beneath: Side
