"""The table of SPEC §13, checks.json and the code name the same steps."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from drawverify.report import EVENT_CODES
from drawverify.steps import audit, history, row
from drawverify.verify import KNOWN_STEPS
from drawverify.words import load

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "verifier" / "drawverify"
SPEC = (ROOT / "docs" / "SPEC.md").read_text("utf-8")
CHECKS: list[dict[str, Any]] = load("checks.json")
BY_STEP = {check["step"]: check for check in CHECKS}
ROW = re.compile(r"^\| (\d+) \| `([a-z]+\.[a-z]+)` \| (.*) \|$", re.MULTILINE)
PART = re.compile(r"^\| \*\*([a-z ]+)\*\*|^\*\*([A-Z][a-z ]+)\*\*: ")
COMMENT = re.compile(r"# SPEC ((?:§[0-9.]+ )+)step (\d+)$", re.MULTILINE)
PARTS = {"seal and seed": "seed", "Own row": "row", "Audit": "audit", "History": "history"}
# Steps that can end as not checkable, by the words of SPEC §13; `walk.closed` by §9.7 like
# `seal.source`, `trust.cosigner` "as in step 11"; those of an audit after the first with a slim
# record, and with erased rows; `history.attempts` without a log file; `history.engaged` "likewise".
NOT_CHECKABLE = {number for number, _, text in ROW.findall(SPEC) if "ot checkable" in text} | {
    *("44", "53", "62", "63", "69", "73"),
}


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def table() -> list[tuple[int, str, str]]:
    """Step, id and part of each row of SPEC §13."""
    found, part = [], ""
    for line in SPEC.splitlines():
        if heading := PART.match(line):
            part = heading.group(1) or heading.group(2)
        elif row := ROW.match(line):
            found.append((int(row.group(1)), row.group(2), PARTS.get(part, part)))
    return found


def test_checks_are_the_table_of_the_specification() -> None:
    assert [(check["step"], check["id"], check["part"]) for check in CHECKS] == table()


def test_code_knows_exactly_these_steps() -> None:
    known = [*KNOWN_STEPS, *row.STEPS, *audit.STEPS, *history.STEPS]
    assert sorted(known) == sorted(check["id"] for check in CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check["id"])
def test_check_has_words_for_what_can_come_of_it(check: dict[str, str]) -> None:
    assert check["zh"]
    assert check["en"]
    can_be_missing = str(check["step"]) in NOT_CHECKABLE
    for language in ("zh", "en"):
        assert bool(check[f"missing_{language}"]) == can_be_missing
    never_fails = {"chain.type", "end.finished", "trust.given", "trust.grade"}
    assert bool(check["fail_zh"]) == bool(check["fail_en"]) == (check["id"] not in never_fails)


def test_every_step_is_marked_where_the_code_implements_it() -> None:
    marks: dict[int, str] = {}
    for path in sources():
        for sections, step in COMMENT.findall(path.read_text("utf-8")):
            assert int(step) not in marks, f"step {step} is marked twice"
            marks[int(step)] = sections.replace("§", "").strip()
    assert marks == {check["step"]: check["section"] for check in CHECKS}


def test_every_section_that_is_cited_exists() -> None:
    headings = set(re.findall(r"^#{2,3} (\d+(?:\.\d+)?)\.? ", SPEC, re.MULTILINE))
    for path in sources():
        lines = re.findall(r"SPEC (§[^\n]*)", path.read_text("utf-8"))
        cited = {number for line in lines for number in re.findall(r"§(\d+(?:\.\d+)*)", line)}
        assert cited <= headings, path.name


def test_words_exist_in_both_languages() -> None:
    for key, words in load("words.json").items():
        chinese, english = words
        assert bool(chinese) == bool(english), key
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english)), key


def phrases() -> set[str]:
    """What steps say they expected, found or miss, as far as it stands in the code."""
    found: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            is_misfit = isinstance(node.func, ast.Name) and node.func.id == "no_fit"
            said = [k.value for k in node.keywords if k.arg in {"expected", "got", "missing"}]
            for value in said + node.args[: int(is_misfit)]:
                parts = value.keys if isinstance(value, ast.Dict) else [value]
                found |= {str(part.value) for part in parts if isinstance(part, ast.Constant)}
    return found - {""}


def test_every_phrase_has_words() -> None:
    keys = load("words.json")
    known = {key.partition(".")[2] for key in keys if key.startswith(("expected", "missing"))}
    types = {key.partition(".")[2] for key in keys if key.startswith("type.")}
    assert phrases() - known <= types


def test_every_key_of_words_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in sources())
    literal = {
        node.value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for key in load("words.json"):
        family, _, name = key.partition(".")
        composed = f'"{family}.' in code or f"'{family}." in code
        composed = composed and family not in {"expected", "missing"}
        assert key in literal or composed or family in {*EVENT_CODES, "error"} or name in code, key
