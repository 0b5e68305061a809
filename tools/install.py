r"""Installs drawsvc from this folder into a folder of its own, without a network.

    python3 install.py /opt/drawsvc        (Windows: py install.py C:\drawsvc)

Every file is compared with SHA256SUMS, and every wheel with the hash that requirements.txt has of it. Compare the hash
of the archive itself with the one you were told. Run it again over an older installation to upgrade it.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)


def check_files() -> None:
    """Stops unless every file is as it was packed."""
    for line in (HERE / "SHA256SUMS").read_text("utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            sys.exit(f"install: {name} is damaged or missing; unpack the archive again")


def main(target: Path) -> None:
    """Makes the folder, or brings it up to date."""
    if sys.version_info < OLDEST:
        sys.exit("install: Python 3.11 or later is needed")
    check_files()
    venv.create(target, with_pip=True)
    python = target / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    options = ["--quiet", "--no-index", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    places = ["--find-links", str(HERE / "wheels"), "-r", str(HERE / "requirements.txt")]
    command = [str(python), "-I", "-m", "pip", "--isolated", "install", *options, *places]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own words
        sys.exit("install: pip refused; what it said stands above")
    sys.stdout.write(f"installed: {python.parent / 'drawsvc'}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - itself and the folder
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
