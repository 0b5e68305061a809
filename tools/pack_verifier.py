"""Packs verifier/ into one runnable file whose bytes depend on the sources alone.

Anybody may rebuild the file and compare digests, with nothing but Python:
`python3 tools/pack_verifier.py verifier drawverify.pyz`.
"""

import hashlib
import io
import sys
import zipapp
import zipfile
from pathlib import Path

INTERPRETER = "/usr/bin/env python3"
# The oldest time a zip archive can hold; real times would change the bytes from build to build.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE_FILE = 0o100644


def source_names(source: Path) -> list[str]:
    """Returns what belongs into the archive: the entry and the package, as sorted zip names."""
    package = (path for path in (source / "drawverify").rglob("*") if path.is_file())
    names = (path.relative_to(source).as_posix() for path in package)
    return sorted(["__main__.py", *(name for name in names if "__pycache__" not in name)])


def pack(source: Path, target: Path) -> str:
    """Writes the archive and returns its SHA-256 in hex.

    Members are stored, not compressed: compressors differ between versions of zlib.

    Args:
        source: the folder that holds `__main__.py` and `drawverify/`.
        target: the file to write; its folder is created.
    """
    payload = io.BytesIO()
    with zipfile.ZipFile(payload, "w", zipfile.ZIP_STORED) as archive:
        for name in source_names(source):
            member = zipfile.ZipInfo(name, TIMESTAMP)
            member.create_system = UNIX
            member.external_attr = READABLE_FILE << 16
            archive.writestr(member, (source / name).read_bytes())
    payload.seek(0)
    target.parent.mkdir(parents=True, exist_ok=True)
    zipapp.create_archive(payload, target, interpreter=INTERPRETER)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def main(source: str, target: str) -> None:
    """Prints the digest as `sha256sum` would, so that it can be checked with it."""
    sys.stdout.write(f"{pack(Path(source), Path(target))}  {target}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
