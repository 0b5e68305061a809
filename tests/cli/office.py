"""What tests of the command line share: an office with a small pool, and witnesses who sign by themselves."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from drawseeds import H

from drawsvc import cli
from drawsvc.domain.statements import Statement, sign_statement, statement_bytes
from drawsvc.log.keys import SigningKey

HEADING = "expert_id,home_category,serial,name,phone,employer_code,specialties,term_start,status"


def roster_csv(category: str, numbers: Iterable[int], *, start: str = "2025-01-01") -> str:
    """A roster of people numbered within one category; no person is real."""
    rows = [
        f"{category}-{n},{category},{n},甲{category}{n},100{n:08},U{n},{category},{start},active"
        for n in numbers
    ]
    return "\n".join([HEADING, *rows]) + "\n"


class Witness:
    """A witness with a key and a value; everything of his is made of his number."""

    def __init__(self, number: int, role: str) -> None:
        self.role = role
        self.key = SigningKey(bytes([number]) * 32)
        self.value = f"{number:02x}" * 32

    def join(self, freeze: str, *, value: str = "", committed: bool = True) -> Statement:
        public = self.key.public.to_hex()
        commitment = H("commit", freeze, public, value or self.value) if committed else ""
        return self.sign("join", freeze, {"commitment": commitment, "role": self.role})

    def sign(self, kind: str, leaf: str, value: Any = "") -> Statement:
        return sign_statement(self.key, kind, leaf, value)


class Office:
    """A service in the present folder, and what is typed there. Times are those of one summer day."""

    ORIGIN = "demo.example.org/office"
    MORNING = "2026-06-10T01:00:00Z"
    LATER = "2026-06-10T05:00:00Z"
    REQUEST: ClassVar[dict[str, str]] = {
        "--organiser": "选用处室",
        "--number": "新工信抽〔2026〕1号",
        "--activity": "inspection",
        "--date": "2026-06-20",
        "--draw": "d-1",
    }

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.witnesses = [Witness(1, "discipline"), Witness(2, "pool_office")]

    def run(self, *words: object, code: int = 0, at: str = MORNING) -> Any:
        """Run a command; its answer in JSON."""
        clock = ["--at", at] if at and words[0] != "init" else []
        got, out, err = self.raw(*words, *clock, "--json")
        assert got == code, out + err
        assert err == ""
        return json.loads(out)

    def refuse(self, *words: object, code: int, at: str = MORNING) -> dict[str, Any]:
        """Run a command that must be refused and change nothing; the error."""
        before = self.leaves()
        error = self.run(*words, code=code, at=at)["error"]
        assert self.leaves() == before
        assert error["exit"] == code
        for part in ("do", "expected", "got"):
            assert error[part]
        return dict(error)

    def say(self, *words: object, lang: str = "en", at: str = MORNING) -> str:
        """What a command prints for people, errors too."""
        _, out, err = self.raw(*words, "--at", at, "--lang", lang)
        return out + err

    def raw(self, *words: object) -> tuple[int, str, str]:
        self._capture.readouterr()
        code = cli.run(list(map(str, words)))
        captured = self._capture.readouterr()
        return code, captured.out, captured.err

    def leaves(self) -> dict[str, list[str]]:
        """Every entry of every draw, and the size of the log."""
        draws = self.run("list")["draws"]
        found = {
            draw["draw"]: [item["leaf"] for item in self.run("entries", draw["draw"])["entries"]]
            for draw in draws
        }
        return found | {"": [str(self.run("log", "show")["size"])]}

    # Steps of a draw.

    def pool(self, name: str = "xin", profile: str = "xinxian_2021", *, people: int = 9) -> None:
        category = "X2" if profile == "xinxian_2021" else "H1"
        self.run("pool", "create", name, "--profile", profile)
        file = self.write(f"{name}.csv", roster_csv(category, range(1, people + 1)))
        self.run("roster", "import", file, *self.import_options(name))

    def import_options(self, pool: str = "xin", version: str = "v1") -> Sequence[str]:
        approval = ("--approved-by", "pool_office", "--ref", "1号")
        return ("--pool", pool, "--version", version, *approval)

    def request_words(self, pool: str = "xin", **changed: str) -> list[str]:
        options = self.REQUEST | {f"--{name}": value for name, value in changed.items()}
        seats = options.pop("--seats", "X2=3")
        return ["request", pool, *(w for item in options.items() for w in item), "--seats", seats]

    def frozen(self, seats: str = "X2=3", source: str = "witness") -> str:
        self.run(*self.request_words(seats=seats))
        return str(self.run("freeze", "d-1", "--source", source)["freeze"])

    def sealed(self, seats: str = "X2=3", source: str = "witness") -> str:
        freeze = self.frozen(seats, source)
        for witness in self.witnesses:
            self.hand_in("join", witness.join(freeze, committed=source == "witness"))
        return str(self.run("seal", "d-1")["slip"])

    def inviting(self, seats: str = "X2=3") -> dict[str, Any]:
        slip = self.sealed(seats)
        self.hand_in("statement", *self.openings(slip))
        return dict(self.run("advance", "d-1"))

    def completed(self, seats: str = "X2=3") -> dict[str, Any]:
        rows = self.inviting(seats)["walk"]
        return dict(self.reply_all(len(rows)))

    def reply_all(self, count: int, round_number: int = 1, **options: Any) -> Any:
        lines = [f"{round_number},{n},accept," for n in range(1, count + 1)]
        return self.run("reply", "d-1", "--file", self.replies(*lines), **options)

    def entry(self, kind: str, draw: str = "d-1") -> dict[str, Any]:
        """The latest entry of a type, with its leaf hash."""
        found = [of for of in self.run("entries", draw)["entries"] if of["entry"]["type"] == kind]
        return dict(found[-1])

    def accept_all(self, **options: Any) -> Any:
        """Every open invitation is accepted."""
        opened = self.run("calls", "d-1", **options)["calls"]
        lines = [f"{call['round']},{call['nth']},accept," for call in opened]
        return self.run("reply", "d-1", "--file", self.replies(*lines), **options)

    def said(self, kind: str, row: dict[str, Any], **value: Any) -> Path:
        """A file in which the first witness states something about an invitation of the walk."""
        told = {"group": row["group"], "row": row["row"], **value}
        (file,) = self.files(self.witnesses[0].sign(kind, self.entry("INVITED")["leaf"], told))
        return file

    def trust(self, pool: str = "xin", *, beacon: Path | None = None) -> Path:
        """A trust file that lists this log, the pool and the witnesses, the first one independent."""
        folder, since = ("--dir", "body"), ("--from", "2026-01-01T00:00:00Z")
        self.run("trust", "new", *folder, "--issuer", "监督机关")
        vkey = Path("drawsvc-home/log.vkey").read_text("ascii").strip()
        self.run("trust", "add-log", vkey, *folder, *since)
        self.run("trust", "add-pool", pool, *folder, "--origin", self.ORIGIN)
        for number, witness in enumerate(self.witnesses):
            key = ("--key", witness.key.public.to_hex())
            words = ("--pool", pool, "--role", witness.role, *key, "--name", witness.role)
            independent = [] if number else ["--independent"]
            self.run("trust", "add-role", *folder, *words, *independent, *since)
        if beacon:
            self.run("trust", "add-beacon", beacon, *folder)
        self.run("trust", "sign", *folder, "--out", "trust.json")
        return Path("trust.json")

    def verified(self, *options: object) -> dict[str, Any]:
        """What the bundled verifier says of the record, of which nothing may fail."""
        if not Path("trust.json").exists():
            self.trust()
        self.run("record", "d-1", "--out", "record.json")
        words = ("verify", "record.json", "--trust", "trust.json", *options, "--json")
        _, out, err = self.raw(*words)
        report = json.loads(out)
        assert report["failed"] == [], out + err
        return dict(report)

    def openings(self, slip: str) -> list[Statement]:
        seen = [witness.sign("seen", slip) for witness in self.witnesses]
        return seen + [witness.sign("reveal", slip, witness.value) for witness in self.witnesses]

    def hand_in(self, command: str, *statements: Statement, **options: Any) -> Any:
        return self.run(command, "d-1", *self.files(*statements), **options)

    def files(self, *statements: Statement) -> list[Path]:
        return [
            self.write(f"statement-{n}", statement_bytes(statement))
            for n, statement in enumerate(statements)
        ]

    def replies(self, *lines: str) -> Path:
        return self.write("replies.csv", "\n".join(["round,nth,answer,reason", *lines]) + "\n")

    def write(self, name: str, content: str | bytes) -> Path:
        data = content.encode() if isinstance(content, str) else content
        Path(name).write_bytes(data)
        return Path(name)
