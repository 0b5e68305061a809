"""The generator shares no code with what it tests."""

import ast
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = {"drawsvc", "drawseeds", "drawverify"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            names.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            assert path.name in ("__init__.py", "main.py")  # families and stages
    return names


def test_generator_imports_nothing_of_ours() -> None:
    modules = sorted((HERE / "generate").rglob("*.py"))
    assert len(modules) > 10
    for path in modules:
        assert not imported(path) & OURS, path


def test_conformance_needs_the_standard_library_only() -> None:
    assert imported(HERE / "conformance.py") <= set(sys.stdlib_module_names)
