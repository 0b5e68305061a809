"""Test vectors: a draw, the files to hand over, and what a verifier must answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vectorgen.disclosing import disclosures_bytes
from vectorgen.encoding import Obj
from vectorgen.ending import Ending
from vectorgen.files import record_bytes, slip_text, trust_bytes

Scenario = Callable[[], Ending]
UNREADABLE, FAILED, UNVERIFIABLE, VERIFIED = 2, 1, 3, 0


@dataclass(frozen=True)
class Case:
    """One vector; `checked_in` is false for what only the runner builds."""

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
        draw = self.scenario()
        name = "record.bin" if "record.bytes" in draw.plan.hooks else "record.json"
        (folder / name).write_bytes(record_bytes(draw))
        if "trust" in self.args:
            (folder / "trust.json").write_bytes(trust_bytes(draw))
        if "slip" in self.args:
            (folder / "slip.txt").write_bytes(slip_text(draw).encode() + b"\n")
        if "disclosures" in self.args:
            (folder / "disclosures.json").write_bytes(disclosures_bytes(draw))


CASES: list[Case] = []
Registering = Callable[[Scenario], Scenario]


def failing(
    step: str,
    english: str,
    chinese: str,
    *,
    args: Sequence[str] = ("trust",),
    bls: str = "",
    **flags: bool,
) -> Registering:
    """`step` is the first that fails; `bls` is the grade a verifier without BLS12-381 gives."""
    code = UNREADABLE if step.startswith("file.") else FAILED
    expect: Obj = {"exit": code, "failure": step, "grade": "none"}
    if code == UNREADABLE:
        expect["status"] = "none"
    blind = _blind({"failure": "", "grade": bls, "status": "completed"}) if bls else None
    return _register(((english, chinese), step, args), (expect, blind), **flags)


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
    **flags: bool,
) -> Registering:
    """Nothing fails; unverifiable if steps are `missing`, that is not checkable.

    An empty `status` leaves it open.
    """
    code = UNVERIFIABLE if missing else VERIFIED
    expect: Obj = {"exit": code, "failure": "", "grade": grade}
    if status:
        expect["status"] = status
    expect["not_checkable"] = list(missing)
    blind = _blind(expect) if bls else None
    return _register(((english, chinese), spec, args), (expect, blind), **flags)


def _blind(expect: Obj) -> Obj:
    """What a verifier without BLS12-381 answers instead."""
    missing = ["seed.beacon", *expect.get("not_checkable", [])]
    return expect | {"exit": UNVERIFIABLE, "not_checkable": missing}


def _register(
    about: tuple[tuple[str, str], str, Sequence[str]],
    answers: tuple[Obj, Obj | None],
    **flags: Any,
) -> Registering:
    titles, spec, args = about

    def add(scenario: Scenario) -> Scenario:
        name = scenario.__name__
        if any(case.name == name for case in CASES):
            raise ValueError(f"two vectors named {name}")
        CASES.append(Case(name, scenario, titles, spec, tuple(args), *answers, **flags))
        return scenario

    return add
