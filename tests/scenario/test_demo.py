"""The demonstration goes on to the end whatever the experts answer (docs/demo/README.md)."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.interpreters import interpreters

ROOT = Path(__file__).parents[2]
EVERYBODY_DECLINES = "".join(
    f"{number},{nth},decline,other\n" for number in range(1, 40) for nth in range(1, 5)
)
ANOTHER_PANEL = "1,1,decline,illness\n1,2,silent,\n3,1,recuse,interest\n"


@pytest.mark.parametrize(
    ("folder", "draw", "replies", "verified", "refused"),
    [
        ("xinxian", "X-2025-003", ANOTHER_PANEL, 1, 3),
        ("hunan", "H-2025-001", "1,1,decline,other\n", 1, 3),
        ("changzhi", "C-2024-001", EVERYBODY_DECLINES, 2, 0),
        ("service", "S-001", "1,1,recuse,kinship\n1,3,decline,illness\n2,1,decline,other\n", 1, 0),
    ],
)
def test_changed_replies_are_played_to_the_end(
    folder: str,
    draw: str,
    replies: str,
    verified: int,
    refused: int,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    copytree(ROOT / "docs" / "demo", tmp_path / "docs" / "demo")
    (tmp_path / "verifier").symlink_to(ROOT / "verifier")
    table = tmp_path / "docs" / "demo" / "replies" / f"{draw}.csv"
    table.write_text(f"round,nth,answer,reason\n{replies}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "docs" / "demo" / "run.py"), "en", folder],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    summary = done.stdout.rpartition("The demonstration is over")[2]
    assert (summary.count("✓"), summary.count("✗")) == (verified, refused)
    assert "perhaps it is mistyped" not in done.stdout
    played = tmp_path / "build" / "demo" / folder
    check_answers(next(played.glob(f"{draw}-completed.json"), played / "record.json"), replies)
    alone = copytree(ROOT / "verifier", tmp_path / "alone", ignore=ignore_patterns("__pycache__"))
    for name in re.findall(r"✓ (\S+)", summary):
        record = tmp_path / "build" / "demo" / name
        for version, python in interpreters().items():
            took = seconds_to_verify(python, alone, record)
            size = record.stat().st_size
            record_property("note", f"{name}, {size:,} B: {took:.2f} s on Python {version}")


def check_answers(record: Path, replies: str) -> None:
    """What is noted in each round is what the table says; in which order a service's mail comes nobody knows."""
    rows = [line.split(",") for line in replies.splitlines()]
    book = {(int(number), int(nth)): (answer, reason) for number, nth, answer, reason in rows}
    for number, noted in answers(record).items():
        places = [(number, nth) for nth in range(1, len(noted) + 1)]
        assert sorted(noted) == sorted(book.get(place, ("accept", "none")) for place in places)


def answers(record: Path) -> dict[int, list[tuple[str, str]]]:
    """Answers and reasons by round; silence has none."""
    found: dict[int, list[tuple[str, str]]] = {}
    for item in json.loads(record.read_bytes())["entries"]:
        body = item["entry"]["body"]
        if item["entry"]["type"] == "INVITED":
            found[body["round"]] = []
        if item["entry"]["type"] in {"REPLIED", "EXPIRED"}:
            said = body.get("answer", "silent"), body.get("reason", "")
            found[max(found)].append(said)
    return found


def seconds_to_verify(python: Path, verifier: Path, record: Path) -> float:
    """How long the verifier takes, alone, without site-packages; it must say that the record is right."""
    trust = record.with_name("trust.json")
    line = [str(python), "-S", "-I", str(verifier), str(record), "--trust", str(trust)]
    began = time.perf_counter()
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - began
