"""Test vectors: a draw or a history, the files to hand over, and what a verifier must answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vectorgen.audit_files import own_bytes, roster_bytes
from vectorgen.disclosing import disclosures_bytes
from vectorgen.encoding import Obj
from vectorgen.ending import Ending
from vectorgen.files import record_bytes, slip_text, trust_bytes
from vectorgen.history import History

Scenario = Callable[[], Ending] | Callable[[], History]
UNREADABLE, FAILED, UNVERIFIABLE, VERIFIED = 2, 1, 3, 0


# What a draw gives for an argument, and the file it is kept in.
FILES: dict[str, tuple[str, Callable[[Ending], bytes]]] = {
    "trust": ("trust.json", trust_bytes),
    "slip": ("slip.txt", lambda draw: slip_text(draw).encode() + b"\n"),
    "disclosures": ("disclosures.json", disclosures_bytes),
    "own": ("own.json", own_bytes),
    "roster": ("roster.json", roster_bytes),
}


def contents(made: Ending | History, args: Sequence[str]) -> dict[str, bytes]:
    """The files of a vector by name."""
    if isinstance(made, History):
        trust = {"trust.json": made.trust()} if "trust" in args else {}
        return made.files() | trust
    name = "record.bin" if "record.bytes" in made.plan.hooks else "record.json"
    record = {name: record_bytes(made)}
    return record | {file: write(made) for file, write in (FILES[arg] for arg in args)}


@dataclass(frozen=True)
class Case:
    """One vector; `checked_in` is false for what only the runner builds."""

    family: str
    name: str
    scenario: Scenario
    titles: tuple[str, str]
    spec: str
    args: tuple[str, ...]
    expect: Obj
    without_bls: Obj | None = None
    checked_in: bool = True

    def meta(self) -> bytes:
        english, chinese = self.titles
        body: Obj = {
            "title_en": english,
            "title_zh": chinese,
            "spec": self.spec,
            "args": list(self.args),
            "expect": self.expect,
        }
        if self.without_bls:
            body["expect_without_bls"] = self.without_bls
        if not self.checked_in:
            body["generated"] = True
        return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()

    def write(self, folder: Path, *, whole: bool) -> None:
        """Only vector.json for a vector that is not checked in, unless `whole`."""
        folder.mkdir(parents=True)
        (folder / "vector.json").write_bytes(self.meta())
        if not (whole or self.checked_in):
            return
        for name, data in contents(self.scenario(), self.args).items():
            (folder / name).write_bytes(data)


CASES: list[Case] = []
Registering = Callable[[Any], Any]


def failing(
    step: str,
    english: str,
    chinese: str,
    *,
    args: Sequence[str] = ("trust",),
    bls: str = "",
    checked_in: bool = True,
) -> Registering:
    """`step` is the first that fails; `bls` is the grade a verifier without BLS12-381 gives."""
    code = UNREADABLE if step.startswith("file.") else FAILED
    expect: Obj = {"exit": code, "failure": step, "grade": "none"}
    if code == UNREADABLE:
        expect["status"] = "none"
    blind = _blind({"failure": "", "grade": bls, "status": "completed"}) if bls else None
    return _register(((english, chinese), step, args), (expect, blind), checked_in=checked_in)


def answered(
    spec: str,
    english: str,
    chinese: str,
    *,
    grade: str = "B",
    status: str = "completed",
    missing: Sequence[str] = (),
    args: Sequence[str] = ("trust",),
    bls: bool = False,
    checked_in: bool = True,
    told: Obj | None = None,
) -> Registering:
    """Nothing fails; unverifiable if steps are `missing`, that is not checkable.

    An empty `status` leaves it open. `told`: further members of the report.
    """
    code = UNVERIFIABLE if missing else VERIFIED
    expect: Obj = {"exit": code, "failure": "", "grade": grade}
    if status:
        expect["status"] = status
    expect["not_checkable"] = list(missing)
    expect |= told or {}
    blind = _blind(expect) if bls else None
    return _register(((english, chinese), spec, args), (expect, blind), checked_in=checked_in)


def _blind(expect: Obj) -> Obj:
    """What a verifier without BLS12-381 answers instead."""
    missing = ["seed.beacon", *expect.get("not_checkable", [])]
    return expect | {"exit": UNVERIFIABLE, "not_checkable": missing}


@dataclass(frozen=True)
class Family:
    """Vectors of another form of the command line (SPEC §13.2), with their usual arguments."""

    name: str
    args: tuple[str, ...]

    def failing(
        self, step: str, english: str, chinese: str, *, args: Sequence[str] | None = None
    ) -> Registering:
        code = UNREADABLE if step.startswith("file.") else FAILED
        expect: Obj = {"exit": code, "failure": step}
        about = ((english, chinese), step, self.args if args is None else args)
        return _register(about, (expect, None), family=self.name)

    def answered(
        self,
        spec: str,
        english: str,
        chinese: str,
        *,
        missing: Sequence[str] = (),
        args: Sequence[str] | None = None,
    ) -> Registering:
        code = UNVERIFIABLE if missing else VERIFIED
        expect: Obj = {"exit": code, "failure": "", "not_checkable": list(missing)}
        about = ((english, chinese), spec, self.args if args is None else args)
        return _register(about, (expect, None), family=self.name)


ROWS = Family("rows", ("trust", "own"))
AUDITS = Family("audits", ("trust", "disclosures", "roster"))
HISTORIES = Family("histories", ("trust",))


def _register(
    about: tuple[tuple[str, str], str, Sequence[str]],
    answers: tuple[Obj, Obj | None],
    *,
    family: str = "records",
    checked_in: bool = True,
) -> Registering:
    titles, spec, args = about

    def add(scenario: Scenario) -> Scenario:
        name = scenario.__name__
        if any((case.family, case.name) == (family, name) for case in CASES):
            raise ValueError(f"two vectors named {name}")
        CASES.append(
            Case(family, name, scenario, titles, spec, tuple(args), *answers, checked_in=checked_in)
        )
        return scenario

    return add
