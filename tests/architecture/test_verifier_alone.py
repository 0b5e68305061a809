"""verifier/ copied alone runs on every Python from 3.9 that this machine has."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OLDEST_MINOR = 9
REPORT_VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


def path_folders() -> list[Path]:
    return [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]


def pyenv_roots() -> set[Path]:
    """Returns where pyenv may be: named by it, beside its shims on PATH, in the home folder."""
    named = os.environ.get("PYENV_ROOT")
    beside_shims = (folder.parent for folder in path_folders() if folder.name == "shims")
    return {*beside_shims, Path.home() / ".pyenv", *([Path(named)] if named else [])}


def candidates() -> Iterator[Path]:
    """Yields every file that may be a Python 3."""
    for folder in path_folders():
        yield from folder.glob("python3")
        yield from folder.glob("python3.[0-9]*")
    for root in pyenv_roots():
        yield from root.glob("versions/3.*/bin/python3")


def version(python: Path) -> str | None:
    """Returns the version an interpreter reports, None if it does not start or is no Python."""
    command = [str(python), "-S", "-I", "-c", REPORT_VERSION]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    answer = done.stdout.strip()
    return answer if done.returncode == 0 and re.fullmatch(r"3\.\d+\.\d+", answer) else None


def interpreters() -> dict[str, Path]:
    """Returns one interpreter for each version that is new enough."""
    files = {path for path in candidates() if re.fullmatch(r"python3(\.\d+)?", path.name)}
    by_version = {found: path for path in sorted(files) if (found := version(path))}
    return {v: path for v, path in by_version.items() if int(v.split(".")[1]) >= OLDEST_MINOR}


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
