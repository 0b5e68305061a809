"""Every vector of a row, an audit or a history, with the report that people read."""

import json
import re
import runpy
from pathlib import Path

import pytest
from drawverify.cli import main

VECTORS = Path(__file__).parents[2] / "vectors"
FOLDERS = [
    path.parent
    for family in ("rows", "audits", "histories")
    for path in sorted(VECTORS.glob(f"{family}/*/vector.json"))
]
command = runpy.run_path(str(VECTORS / "conformance.py"))["command"]


@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}"
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_vector(folder: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    vector = json.loads((folder / "vector.json").read_text("utf-8"))
    *words, _ = command([], folder, vector["args"])
    assert main([*words, "--lang", language]) == vector["expect"]["exit"]
    report = capsys.readouterr().out
    assert report
    # What is missing is told in words, not by the name that the code has for it.
    assert not re.search(r"^ *[?✗]$|: [a-z]+(_[a-z]+)+$", report, re.MULTILINE), report
