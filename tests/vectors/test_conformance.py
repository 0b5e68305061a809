"""Our verifier gives the expected answers, called as anybody would call it."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
VERIFIER = HERE.parents[1] / "verifier"


@pytest.mark.skipif(
    not (VERIFIER / "drawverify" / "checks.py").exists(), reason="the verifier is not yet written"
)
def test_our_verifier_conforms() -> None:
    run = [sys.executable, str(HERE / "conformance.py"), "--", sys.executable, str(VERIFIER)]
    done = subprocess.run(run, capture_output=True, check=False, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
