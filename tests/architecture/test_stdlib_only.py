"""drawseeds and drawverify need nothing but Python's standard library."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / "seeds/drawseeds", ROOT / "verifier/drawverify"]


def foreign_imports(source: str, own: str) -> set[str]:
    """Returns the top-level modules a source imports that are neither its own nor Python's."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {own}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_package_imports_the_standard_library_only(package: Path) -> None:
    files = sorted(package.rglob("*.py"))
    assert files, f"{package} has no source"
    found = {
        str(path.relative_to(ROOT)): foreign
        for path in files
        if (foreign := foreign_imports(path.read_text("utf-8"), package.name))
    }
    assert found == {}


def test_entry_of_the_verifier_imports_the_standard_library_only() -> None:
    source = (ROOT / "verifier/__main__.py").read_text("utf-8")
    assert foreign_imports(source, "drawverify") == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import hashlib, json", set()),
        ("from . import order", set()),
        ("from own.order import shuffle", set()),
        ("import cryptography.hazmat", {"cryptography"}),
        ("def f():\n    from drawsvc.log import merkle", {"drawsvc"}),
    ],
)
def test_foreign_imports_are_found(source: str, expected: set[str]) -> None:
    assert foreign_imports(source, "own") == expected
