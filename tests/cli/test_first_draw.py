"""The walk-through for beginners is typed as it stands, and ends in a verified panel."""

import re
import shlex
from pathlib import Path
from shutil import copyfile

import pytest

from drawsvc import cli

ROOT = Path(__file__).parents[2]
PAGES = ("FIRST-DRAW.md", "FIRST-DRAW.zh-CN.md")
CLOCK = "2026-06-10T01:00:00Z"


def commands(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def words_of(line: str) -> list[str]:
    """The words of a command line, with the files it puts in."""
    filled = re.sub(r"\$\(cat ([^)]*)\)", lambda m: Path(m[1]).read_text("utf-8").strip(), line)
    return shlex.split(filled)[1:]


def test_both_languages_type_the_same() -> None:
    first, second = map(commands, PAGES)
    assert first == second
    assert len(first) > 30


def test_every_command_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAWSVC_HOME", raising=False)
    monkeypatch.setenv("DRAWSVC_PASSPHRASE_FILE", "passphrase")
    Path("passphrase").write_text("everybody has his own in earnest\n", encoding="utf-8")
    copyfile(ROOT / "docs/demo/rosters/xinxian.csv", "roster.csv")
    said = ""
    for line in commands(PAGES[0]):
        code = cli.run([*words_of(line), "--at", CLOCK, "--lang", "en"])
        said = "".join(capfd.readouterr())
        assert code == 0, line + said
    assert "verified" in said.lower()
