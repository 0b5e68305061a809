"""The command line out of a wheel, where texts and verifier lie inside the package."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    zipfile.ZipFile(built).extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-c", "from drawsvc.cli import main; main()", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(unpacked), "DRAWSVC_PASSPHRASE_FILE": "passphrase"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def test_wheel_carries_texts_tables_and_regulations(unpacked: Path, tmp_path: Path) -> None:
    where = "import drawsvc.words as w; print(w.web_folder())"
    shown = subprocess.run(
        [sys.executable, "-c", where],
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert Path(shown.stdout.strip()) == unpacked / "drawsvc" / "_web"
    (tmp_path / "passphrase").write_text("一二三四五六七八九十甲乙\n", encoding="utf-8")
    for words in (
        ("init", "--origin", "demo.example.org/wheel"),
        ("pool", "create", "xin", "--profile", "xinxian_2021"),
        ("pool", "show", "xin", "--lang", "zh"),
        ("profile", "list"),
        ("calendar", "show"),
    ):
        done = run(unpacked, tmp_path, *words)
        assert (done.returncode, done.stderr) == (0, "")


def test_wheel_carries_the_verifier(unpacked: Path, tmp_path: Path) -> None:
    record = next((ROOT / "tests/vectors/records").glob("good_*/record.json"))
    trust = record.with_name("trust.json")
    done = run(unpacked, tmp_path, "verify", str(record), "--trust", str(trust), "--json")
    assert done.returncode in {0, 3}
    assert '"verdict"' in done.stdout
