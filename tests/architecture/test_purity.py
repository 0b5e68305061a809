"""The pure packages read no clock, randomness, file or environment, and know no floats."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = [ROOT / "drawsvc/domain", ROOT / "drawsvc/log", ROOT / "seeds/drawseeds"]

# All they may import. A list of what they may not would lack the next module that reads a clock.
PURE_MODULES = {
    *("__future__", "collections", "dataclasses", "functools", "itertools", "operator", "types"),
    *("base64", "bisect", "datetime", "hashlib", "json", "re", "struct", "tomllib", "typing"),
    *("unicodedata", "cryptography", "drawsvc", "drawseeds"),
}
# Builtins, handed on or called: hash() and id() differ from one process to the next, float() rounds,
# the others do I/O or hide what they do.
IMPURE_BUILTINS = {
    *("open", "input", "print", "breakpoint", "float", "complex", "hash", "id"),
    *("__import__", "eval", "exec", "compile", "globals"),
}
# Methods: the clocks of datetime, its floats, new keys.
IMPURE_METHODS = {"now", "utcnow", "today", "timestamp", "total_seconds", "generate"}
# Whose methods they are even where they are only handed on, as in `default_factory=datetime.now`.
CLOCKS = {"datetime", "date"}


def imported_modules(node: ast.AST) -> set[str]:
    """Returns the top-level modules that a statement imports from outside its own package."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return {node.module.split(".")[0]}
    return set()


def offence(node: ast.AST) -> str | None:
    """Returns what is impure about one node of a syntax tree, if anything."""
    impure = sorted(imported_modules(node) - PURE_MODULES)
    what = None
    match node:
        case ast.Import() | ast.ImportFrom() if impure:
            what = f"import of {', '.join(impure)}"
        case ast.Name(id=name, ctx=ast.Load()) if name in IMPURE_BUILTINS:
            what = f"use of {name}"
        case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr=name) if (
            of in CLOCKS and name in IMPURE_METHODS
        ):
            what = f"use of {of}.{name}"
        case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
            what = f"call of .{name}()"
        case ast.Constant(value=float() | complex()):
            what = "float literal"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            what = "true division"
    return what


def offences(source: str) -> list[str]:
    """Returns every offence with its line."""
    found = ((node, offence(node)) for node in ast.walk(ast.parse(source)))
    return [f"{getattr(node, 'lineno', 0)}: {what}" for node, what in found if what]


@pytest.mark.parametrize("package", PURE, ids=lambda path: path.name)
def test_package_is_pure(package: Path) -> None:
    files = sorted(package.rglob("*.py"))
    assert files, f"{package} has no source"
    found = [f"{path}:{line}" for path in files for line in offences(path.read_text("utf-8"))]
    assert found == []


READS_ENVIRONMENT = {"drawsvc/config.py"}


def reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv"):
            return True
        case ast.ImportFrom(module="os", names=names):
            return bool({of.name for of in names} & {"environ", "environb", "getenv"})
    return False


def test_one_module_reads_the_environment() -> None:
    """A setting that could come from anywhere would be shown by no list of settings."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "drawsvc").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if reads_environment(node)
    }
    assert found == READS_ENVIRONMENT


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from random import shuffle",
        "def f():\n    import secrets",
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "open('roster')",
        "float(1)",
        "x = 1.0",
        "x = 1e3",
        "a / b",
        "a /= b",
        "import math",
        "from zoneinfo import ZoneInfo",
        "from os import environ",
        "field(default_factory=datetime.now)",
        "field(default_factory=dt.date.today)",
        "Ed25519PrivateKey.generate()",
        "moment.timestamp()",
        "map(float, values)",
        "sorted(people, key=hash)",
        "hash(person)",
    ],
)
def test_impure_source_is_found(source: str) -> None:
    assert offences(source)


@pytest.mark.parametrize(
    "source",
    [
        *("a // b", "x = 10**9", "def f(now): return now", "case.today", "from . import time"),
        *("import hashlib", "from drawsvc.domain import walk", "chain.hash", "round: int"),
    ],
)
def test_pure_source_is_left_alone(source: str) -> None:
    assert offences(source) == []
