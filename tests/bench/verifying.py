"""Verifying a full record, and a slim one of a large pool, as a whole process, beside starting Python with its modules.

The packed verifier carries source only, so that what runs can be read: Python compiles it at every start, as far as it
is needed. The folder keeps its bytecode after the first run.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Contender, compare, table
from tests.bench.one_draw import play
from tests.bench.slim_record import slim_record

ROOT = Path(__file__).parents[2]
ROWS = 300
POOL = 1_000_000


def report() -> Iterator[str]:
    """Start, a full record of 300 rows, and a slim one from a pool of a million."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "verifier", folder / "verifier")
        pack = [ROOT / "tools/pack_verifier.py", ROOT / "verifier", folder / "drawverify.pyz"]
        subprocess.run([sys.executable, *pack], check=True, stdout=subprocess.DEVNULL)
        played = play(folder, ROWS)
        (folder / "record.json").write_bytes(played.record)
        (folder / "trust.json").write_bytes(played.trust)
        slim, trust = slim_record(POOL)
        (folder / "slim.json").write_bytes(slim)
        (folder / "slim_trust.json").write_bytes(trust)
        sizes = f"{len(played.record):,} bytes; slim one of {POOL:,} rows, {len(slim):,} bytes"
        yield table(
            f"drawverify, whole process; full record of {ROWS} rows, {sizes}",
            compare(_contenders(folder), rounds=15),
        )


def _contenders(folder: Path) -> list[Contender]:
    record = ("record.json", "--trust", "trust.json")
    slim = ("slim.json", "--trust", "slim_trust.json")
    return [
        _python("Python importing the same standard modules", folder, "-c", f"import {_modules()}"),
        _python("start, folder verifier/", folder, "verifier", "--version"),
        _python("start, drawverify.pyz", folder, "drawverify.pyz", "--version"),
        _python("record and trust file, folder verifier/", folder, "verifier", *record),
        _python("record and trust file, drawverify.pyz", folder, "drawverify.pyz", *record),
        _python("slim record and trust file, folder verifier/", folder, "verifier", *slim),
        _python("slim record and trust file, drawverify.pyz", folder, "drawverify.pyz", *slim),
    ]


def _modules() -> str:
    """The standard modules the verifier names in its imports, those for beacons apart, which others never load."""
    named: set[str] = set()
    for path in set((ROOT / "verifier").rglob("*.py")) - set((ROOT / "verifier").rglob("bls*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named.add(node.module)
    return ",".join(sorted(name for name in named if not name.startswith("drawverify")))


def _python(name: str, folder: Path, *words: str) -> Contender:
    def run() -> None:
        command = [sys.executable, "-I", *words]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    return Contender(name, run)
