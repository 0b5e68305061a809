"""The verifier as one file, for whoever is handed a record."""

from __future__ import annotations

import io
import zipapp
from functools import cache
from pathlib import Path

from drawsvc import config


@cache
def verifier_bytes() -> bytes:
    """drawverify.pyz, b"" if this installation has none. In a working copy it is packed anew."""
    found = config.verifier()
    if found is None:
        return b""
    return found.read_bytes() if found.is_file() else _packed(found)


def _packed(folder: Path) -> bytes:
    into = io.BytesIO()
    zipapp.create_archive(folder, into, filter=lambda path: "__pycache__" not in path.parts)
    return into.getvalue()
