"""The verifier as one file, for whoever is handed a record."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from drawsvc import config


@cache
def verifier_bytes() -> bytes:
    """drawverify.pyz, b"" if it did not come with the program.

    An installation holds the file; a working copy packs its folder as the build does, to the same bytes.
    """
    found = config.verifier()
    if found is None or found.is_file():
        return found.read_bytes() if found else b""
    tool = runpy.run_path(str(found.parent / "tools" / "pack_verifier.py"))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "drawverify.pyz"
        tool["pack"](found, file)
        return file.read_bytes()
