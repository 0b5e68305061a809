"""Every record vector through the verifier in this process, and every stage vector.

That the command line gives these answers is tested beside the vectors. Here, in addition, each
result becomes a report in both languages.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from drawverify import ed25519
from drawverify.deadline import Calendar, MissingYearError, deadline, seconds_of, time_text
from drawverify.errors import FailedError
from drawverify.facts import facts_of
from drawverify.inputs import inputs_of
from drawverify.note import COSIGNER_KEY, LOG_KEY, parse_vkey
from drawverify.options import parse_options
from drawverify.report import Report
from drawverify.verify import verify
from drawverify.words import Words

VECTORS = Path(__file__).parents[2] / "vectors"
RECORDS = sorted(path.parent for path in VECTORS.glob("records/*/vector.json"))
TOO_LONG = "file_size"
HEADLINES = {0: "验证通过", 1: "验证不通过", 2: "无法读取", 3: "无法验证"}


def stage(name: str) -> Any:
    return json.loads((VECTORS / "stages" / f"{name}.json").read_text("utf-8"))


def arguments(folder: Path, names: list[str]) -> list[str]:
    words = [str(next(folder.glob("record.*")))]
    for name in names:
        slip = (folder / "slip.txt").read_text("utf-8").rstrip("\n") if name == "slip" else ""
        words += [f"--{name}", slip or str(folder / f"{name}.json")]
    return words


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those too large to be checked in; one of more than 1 GiB is left to the conformance test."""
    folder = tmp_path_factory.mktemp("made")
    names = [
        f"records/{folder.name}"
        for folder in RECORDS
        if is_generated(folder) and folder.name != TOO_LONG
    ]
    command = [sys.executable, str(VECTORS / "generate"), "--whole", "--out", str(folder)]
    subprocess.run([*command, "--only", *names], check=True, stdout=subprocess.DEVNULL)
    return folder / "records"


def is_generated(folder: Path) -> bool:
    return bool(json.loads((folder / "vector.json").read_text("utf-8")).get("generated"))


KEPT = [folder for folder in RECORDS if not is_generated(folder)]
MADE = [folder for folder in RECORDS if is_generated(folder) and folder.name != TOO_LONG]


@pytest.mark.parametrize("folder", MADE, ids=lambda folder: folder.name)
def test_long_record(folder: Path, made: Path) -> None:
    check_record(made / folder.name)


@pytest.mark.parametrize("folder", KEPT, ids=lambda folder: folder.name)
def test_record(folder: Path) -> None:
    check_record(folder)


def check_record(folder: Path) -> None:
    vector = json.loads((folder / "vector.json").read_text("utf-8"))
    result = verify(inputs_of(parse_options(arguments(folder, vector["args"]))))
    facts = facts_of(result)
    got = {**facts, "failure": (facts["failed"] or [""])[0]}
    expected = vector["expect"]
    assert {name: got[name] for name in expected} == expected
    reports = {
        language: Report(facts, result.checks, Words(language), colour=False).lines()
        for language in ("zh", "en")
    }
    assert reports["zh"][0] == HEADLINES[expected["exit"]]
    assert json.loads(json.dumps(facts)) == facts


def test_steps_that_can_fail_have_a_vector() -> None:
    expected = [json.loads((folder / "vector.json").read_text())["expect"] for folder in RECORDS]
    failing = {expect["failure"] for expect in expected}
    never = {"chain.type", "end.finished", "trust.given", "trust.grade"}
    steps = {check["id"] for check in verify(inputs_of(parse_options(["/dev/null"]))).checks}
    assert steps - failing <= never


@pytest.mark.parametrize("case", stage("ed25519")["cases"], ids=lambda case: case["name"])
def test_signature(case: dict[str, str]) -> None:
    key, message, signature = (bytes.fromhex(case[n]) for n in ("key", "message", "signature"))
    assert ed25519.is_signature(key, message, signature) == (case["result"] == "valid")


@pytest.mark.parametrize("case", stage("deadlines")["cases"], ids=lambda case: case["name"])
def test_deadline(case: dict[str, Any]) -> None:
    calendar = Calendar({"years": stage("deadlines")["years"]})
    start = seconds_of(case["invited"])
    try:
        found = time_text(deadline(start, case["windows"], calendar))
    except MissingYearError:
        found = "error"
    assert found == case["deadline"]


@pytest.mark.parametrize("case", stage("notes")["vkeys_refused"], ids=lambda case: case["name"])
def test_refused_vkey(case: dict[str, str]) -> None:
    for kind in (LOG_KEY, COSIGNER_KEY):
        with pytest.raises(FailedError):
            parse_vkey(case["vkey"], kind)


def failure(name: str) -> dict[str, Any]:
    """What the report says of the first step that a record fails."""
    folder = VECTORS / "records" / name
    args = json.loads((folder / "vector.json").read_text("utf-8"))["args"]
    checks = facts_of(verify(inputs_of(parse_options(arguments(folder, args)))))["checks"]
    return next(check for check in checks if check["result"] == "failed")


def test_key_of_a_witness_is_told_apart_when_not_listed_and_when_not_valid() -> None:
    substituted, expired = failure("join_trust_substituted"), failure("join_trust_expired")
    assert substituted["expected"] == {"key_of_role": "supervisor"}
    (span,) = expired["expected"]["key_valid"]
    assert span.endswith("– 2026-03-01T23:59:59Z")
    assert expired["got"] == {"joined_at": "2026-03-02T01:05:00Z"}


def test_log_keys_are_told_apart_by_their_ids_and_times() -> None:
    unknown, expired = failure("log_key_unknown"), failure("log_key_expired")
    assert unknown["expected"] == {"one_of": ["draw.example.org/log1+7769e3d1"]}
    assert unknown["got"] == ["draw.example.org/log1+032ebbcb"]
    assert list(expired["expected"]) == ["log_key_valid"]


def test_walk_names_the_rows_that_were_to_be_invited() -> None:
    passed_over = failure("walk_invited_passed_over")
    (expected,), (got,) = passed_over["expected"], passed_over["got"]
    assert (expected["group"], expected["rows"][:-1]) == (got["group"], got["rows"][:-1])
    assert expected["rows"][-1] not in got["rows"]


def test_file_beside_the_record_says_which_step_it_does_not_pass() -> None:
    assert failure("file_trust_line_feed")["cause"] == "file.canonical"
    assert "cause" not in failure("file_trust_signature")
