"""verifier/ copied alone runs on every Python from 3.9 that this machine has."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.interpreters import interpreters

ROOT = Path(__file__).parents[2]


def test_verifier_runs_without_the_rest(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    alone = tmp_path / "verifier"
    shutil.copytree(ROOT / "verifier", alone, ignore=shutil.ignore_patterns("__pycache__"))
    found = interpreters()
    assert found, "no Python >= 3.9 on PATH or under pyenv"
    for name, python in sorted(found.items()):
        record_property("note", f"verifier alone, --help on Python {name} ({python})")
        command = [str(python), "-S", "-I", str(alone), "--help"]
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, f"Python {name}: {done.stderr.decode()}"
        assert b"usage" in done.stdout.lower(), f"Python {name}: no usage"
