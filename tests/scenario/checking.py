"""Hands files to the verifier as anybody would: on disk, to its command line, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drawsvc.config import verifier


class Desk:
    """A folder with files, and the verifier that comes along.

    Args:
        folder: where the files go.
        trust: the trust file.
    """

    def __init__(self, folder: Path, trust: bytes) -> None:
        self._folder = folder
        self._count = 0
        self._trust = self.put(trust)

    def put(self, data: bytes | Iterable[bytes]) -> Path:
        """Write a file."""
        self._count += 1
        path = self._folder / f"file-{self._count}"
        path.write_bytes(data if isinstance(data, bytes) else b"".join(data))
        return path

    def record(self, record: bytes, disclosures: bytes | Iterable[bytes] = b"") -> Any:
        """The report about a record."""
        more = ["--disclosures", self.put(disclosures)] if disclosures else []
        return self._verify(self.put(record), *more)

    def row(self, record: bytes, own: bytes) -> Any:
        """The report about an own row."""
        return self._verify("row", self.put(record), self.put(own))

    def audit(self, record: bytes, opened: Iterable[bytes], roster: Iterable[bytes]) -> Any:
        """The report about an audit."""
        beside = ["--disclosures", self.put(opened), "--roster", self.put(roster)]
        return self._verify("audit", self.put(record), *beside)

    def history(self, *files: bytes | Iterable[bytes]) -> Any:
        """The report about a history."""
        return self._verify("history", *map(self.put, files))

    def _verify(self, *words: object) -> Any:
        command = [sys.executable, "-I", "-S", verifier(), *words, "--trust", self._trust, "--json"]
        done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
        assert done.stderr == b""
        report = json.loads(done.stdout)
        assert report["exit"] == done.returncode
        return report
