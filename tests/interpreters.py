"""The Pythons this machine has that the standalone verifier must run on."""

import os
import re
import subprocess
from collections.abc import Iterator
from glob import glob
from pathlib import Path

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
    """Yields every file that may be a Python 3; none of folders that this user may not enter."""
    places = [(folder, name) for folder in path_folders() for name in ("python3", "python3.[0-9]*")]
    places += [(root, "versions/3.*/bin/python3") for root in pyenv_roots()]
    for folder, pattern in places:
        found = glob(pattern, root_dir=folder)  # noqa: PTH207 - that of pathlib stops at such folders
        yield from (folder / name for name in found if os.access(folder / name, os.X_OK))


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
