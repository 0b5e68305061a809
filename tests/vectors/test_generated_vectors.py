"""The vectors that are checked in are those the generator makes, and they cover the SPEC."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
FAMILIES = ("records", "rows", "audits", "histories")
SPEC = HERE.parents[1] / "docs" / "SPEC.md"


def contents(folder: Path) -> dict[str, bytes]:
    files = (p for name in (*FAMILIES, "stages") for p in (folder / name).rglob("*") if p.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def metas() -> list[dict[str, Any]]:
    paths = sorted(path for name in FAMILIES for path in (HERE / name).glob("*/vector.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def steps() -> list[str]:
    """Ids of SPEC §13 in order; every step has its number."""
    found = re.findall(
        r"^\| (\d+) \| `([a-z.]+)` \|", SPEC.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
    return [step for _, step in found]


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("vectors")
    subprocess.run(
        [sys.executable, str(HERE / "generate"), "--out", str(out), "--spec", str(_copy(out))],
        check=True,
    )
    return out


def _copy(out: Path) -> Path:
    target = out / "SPEC.md"
    target.write_bytes(SPEC.read_bytes())
    return target


def test_checked_in_vectors_are_the_generated_ones(regenerated: Path) -> None:
    ours, new = contents(HERE), contents(regenerated)
    assert sorted(ours) == sorted(new)
    assert [name for name in ours if ours[name] != new[name]] == []


def test_worked_example_is_current(regenerated: Path) -> None:
    assert (regenerated / "SPEC.md").read_bytes() == SPEC.read_bytes()


@pytest.mark.parametrize("step", steps())
def test_every_step_has_a_vector_that_does_not_pass_it(step: str) -> None:
    expected = [meta["expect"] for meta in metas()]
    assert any(step in (e["failure"], *e.get("not_checkable", [])) for e in expected)


NO_FILE_SHOWS = {"A23", "A24", "A26"}
"""Attacks on people and on the service; of A25 a file shows the exchanged check code alone."""


def test_every_attack_that_a_record_or_a_log_can_show_has_a_vector() -> None:
    threats = (SPEC.parent / "THREATS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (A[0-9, A]+) \|", threats, re.MULTILINE)
    attacks = {attack for row in rows for attack in row.split(", ")}
    assert len(attacks) == 27
    titled = {found for meta in metas() for found in re.findall(r"\bA[0-9]+\b", meta["title_en"])}
    assert titled == attacks - NO_FILE_SHOWS


def test_vectors_name_steps_that_exist() -> None:
    named = {name for meta in metas() for name in meta["expect"].get("not_checkable", [])}
    named |= {meta["expect"]["failure"] for meta in metas()} - {""}
    assert named <= set(steps())


def test_exit_follows_from_the_expectation() -> None:
    for meta in metas():
        expect = meta["expect"]
        if expect["failure"]:
            assert expect["exit"] == (2 if expect["failure"].startswith("file.") else 1)
        else:
            assert expect["exit"] == (3 if expect["not_checkable"] else 0)
