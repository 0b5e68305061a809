"""Our verifier gives the expected answers, called as anybody would call it."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
VERIFIER = HERE.parents[1] / "verifier"
# Several tests, so that they can run beside each other.
PARTS = 4
YES_MAN = """
import json
print(json.dumps({"verdict": "verified", "exit": 0, "grade": "B", "status": "completed",
                  "failed": [], "not_checkable": []}))
"""


def conformance(*words: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, str(HERE / "conformance.py"), *words]
    return subprocess.run(run, capture_output=True, check=False, text=True, encoding="utf-8")


@pytest.mark.parametrize("part", range(PARTS))
def test_our_verifier_conforms(part: int) -> None:
    names = sorted(p.parent.relative_to(HERE).as_posix() for p in HERE.glob("*/*/vector.json"))
    done = conformance("--only", *names[part::PARTS], "--", sys.executable, str(VERIFIER))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_verifier_that_agrees_to_everything_does_not_conform(tmp_path: Path) -> None:
    program = tmp_path / "yes.py"
    program.write_text(YES_MAN, encoding="utf-8")
    only = ("records/good_small", "records/walk_deadline_late")
    done = conformance("--only", *only, "--", sys.executable, str(program))
    assert done.returncode == 1
    assert "walk_deadline_late" in done.stdout
    assert "good_small" not in done.stdout


def test_a_verifier_that_says_nothing_does_not_conform() -> None:
    done = conformance("--only", "records/good_small", "--", sys.executable, "-c", "0")
    assert done.returncode == 1
    assert "no report" in done.stdout
