"""No committed file names a place that exists on one machine, or where packages come from."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = [
    *("/" + "work/", "/" + "root/"),
    *("pypi" + ".org", "pythonhosted" + ".org", "pypi" + ".tuna", "simple/" + "pip"),
    *("npmjs" + ".org", "npmjs" + ".com", "npmmirror" + ".com", "yarnpkg" + ".com"),
    *("crates" + ".io", "proxy.golang" + ".org", "ghcr" + ".io", "docker" + ".io"),
    *("--index" + "-url", "--extra-index" + "-url"),
]
# A path begins where a word does; the same letters inside an address or a relative path are none.
PATTERN = re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, FORBIDDEN)) + ")")
HOST = re.compile("|".join(re.escape(word) for word in FORBIDDEN if not word.startswith("/")))


def committed_paths() -> list[Path]:
    """Returns what git knows or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name]


def committed_files() -> list[Path]:
    """Returns the files among them, those staged for deletion left out."""
    return [path for path in committed_paths() if path.is_file()]


def test_no_link_is_committed() -> None:
    # A link leads to a place of one machine, and a checkout puts it where another has something else.
    paths = committed_paths()
    assert paths
    assert [path for path in paths if path.is_symlink()] == []


def forbidden_words(text: str) -> set[str]:
    return {*PATTERN.findall(text), *HOST.findall(text)}


def test_no_file_holds_a_forbidden_word() -> None:
    files = committed_files()
    assert files
    found = {
        str(path.relative_to(ROOT)): words
        for path in files
        if (words := forbidden_words(path.read_text("utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_word_is_found(word: str) -> None:
    assert forbidden_words(f"see {word}x") == {word}
    assert forbidden_words(f'"{word}"') == {word}


@pytest.mark.parametrize(
    "text", ["homework/1", "./work" + "/x", "https://example.org" + "/work" + "/"]
)
def test_other_text_is_left_alone(text: str) -> None:
    assert forbidden_words(text) == set()
