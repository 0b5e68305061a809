"""No file or class is named for what it might hold instead of what it does."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ["drawsvc", "seeds", "verifier"]
VAGUE_FILE = re.compile(r"_?(utils?|helpers?|common|core|managers?|misc|services?)")
VAGUE_CLASS = re.compile(r"\w*(Service|Manager|Helper|Utils?)")


def modules() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def vague_parts(path: Path) -> list[str]:
    """Returns the folders and the file stem of a path that say nothing."""
    return [part for part in (*path.parent.parts, path.stem) if VAGUE_FILE.fullmatch(part)]


def vague_classes(source: str) -> list[str]:
    nodes = ast.walk(ast.parse(source))
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    return [name for name in classes if VAGUE_CLASS.fullmatch(name)]


def test_files_say_what_they_do() -> None:
    paths = [path.relative_to(ROOT) for path in modules()]
    assert paths
    assert [path for path in paths if vague_parts(path)] == []


def test_classes_say_what_they_are() -> None:
    found = {path.name: vague_classes(path.read_text("utf-8")) for path in modules()}
    assert {name: classes for name, classes in found.items() if classes} == {}


@pytest.mark.parametrize("path", ["a/utils.py", "core/order.py", "a/_helpers.py", "a/common.py"])
def test_vague_file_is_found(path: str) -> None:
    assert vague_parts(Path(path))


def test_vague_class_is_found() -> None:
    assert vague_classes("class DrawService: pass\nclass Draw: pass") == ["DrawService"]
