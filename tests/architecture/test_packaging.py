"""The wheel holds what a server needs; the packed verifier depends on its sources alone."""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pack = runpy.run_path(str(ROOT / "tools/pack_verifier.py"))["pack"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def sources(folder: str, inside: str) -> set[str]:
    """Returns the files of a source folder under the names they must have in the wheel."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    names = (path.relative_to(ROOT / folder).as_posix() for path in files)
    return {f"{inside}/{name}" for name in names if "__pycache__" not in name}


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("drawsvc", "drawsvc"),
        ("seeds/drawseeds", "drawseeds"),
        ("verifier/drawverify", "drawverify"),
        ("web", "drawsvc/_web"),
    ],
)
def test_wheel_holds_the_whole_folder(wheel: zipfile.ZipFile, folder: str, inside: str) -> None:
    expected = sources(folder, inside)
    assert expected
    assert expected - set(wheel.namelist()) == set()


def test_wheel_holds_nothing_of_the_tests(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"drawsvc", "drawseeds", "drawverify", "drawsvc-0.1.0.dist-info"}


def test_bundled_verifier_is_the_packed_one(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    digest = pack(ROOT / "verifier", tmp_path / "drawverify.pyz")
    bundled = wheel.read("drawsvc/_bundled/drawverify.pyz")
    assert hashlib.sha256(bundled).hexdigest() == digest


def test_packing_does_not_depend_on_times_modes_or_caches(tmp_path: Path) -> None:
    first = pack(ROOT / "verifier", tmp_path / "first.pyz")
    copy = tmp_path / "verifier"
    shutil.copytree(ROOT / "verifier", copy)
    for path in copy.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    cache = copy / "drawverify" / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "left.pyc").write_bytes(b"over")
    assert pack(copy, tmp_path / "second.pyz") == first


def test_packed_verifier_runs(tmp_path: Path) -> None:
    packed = tmp_path / "drawverify.pyz"
    pack(ROOT / "verifier", packed)
    command = [sys.executable, "-S", "-I", str(packed), "--help"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
