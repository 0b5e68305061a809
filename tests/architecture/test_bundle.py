"""The bundle for machines without a network: what goes into it, and that a damaged one is not installed."""

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
bundle = runpy.run_path(str(ROOT / "tools/bundle.py"))
LOCK = (ROOT / "requirements/runtime.txt").read_text("utf-8")
MACHINES = {machine.name: machine for machine in bundle["MACHINES"]}


def names(machine: str, python: str = "3.11") -> set[str]:
    return {line.split("==")[0] for line in bundle["wanted"](LOCK, MACHINES[machine], python)}


def test_markers_are_those_of_the_machine_it_is_for() -> None:
    windows, linux = names("windows-amd64"), names("linux-x86_64")
    assert windows - linux == {"colorama", "tzdata"}
    assert linux == names("linux-aarch64")
    assert {"cryptography", "py-arkworks-bls12381", "psycopg-binary"} <= linux
    everything = {pin.split("==")[0] for pin, _, _ in bundle["pins"](LOCK)}
    assert everything == windows | linux


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", bundle["PYTHONS"])
def test_every_requirement_keeps_its_hashes_and_loses_its_marker(machine: str, python: str) -> None:
    lines = bundle["wanted"](LOCK, MACHINES[machine], python)
    assert len(lines) > 20
    for line in lines:
        assert "--hash=sha256:" in line
        assert ";" not in line


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A bundle as it is unpacked, without wheels: nothing of it may be run once a file is not as it was packed."""
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "install.py").write_bytes((ROOT / "tools/install.py").read_bytes())
    (folder / "requirements.txt").write_text("drawsvc==0 --hash=sha256:" + "0" * 64, "utf-8")
    files = [folder / "install.py", folder / "requirements.txt"]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8")
    return folder


def install(folder: Path, target: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", str(folder / "install.py"), str(target)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_damaged_bundle_is_not_installed(unpacked: Path, tmp_path: Path) -> None:
    with (unpacked / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("\n")
    done = install(unpacked, tmp_path / "target")
    assert done.returncode == 1
    assert "requirements.txt is damaged" in done.stderr
    assert not (tmp_path / "target").exists()


def test_nothing_is_looked_for_elsewhere(unpacked: Path, tmp_path: Path) -> None:
    """A wheel that is missing from the bundle is not fetched from a network."""
    done = install(unpacked, tmp_path / "target")
    assert done.returncode == 1
    assert "pip refused" in done.stderr
    assert "No matching distribution" in done.stderr


def test_the_unit_keeps_the_passphrase_out_of_environment_and_command_line() -> None:
    unit = (ROOT / "docs/operations/drawsvc.service").read_text("utf-8")
    assert "LoadCredential=passphrase:" in unit
    assert "DRAWSVC_PASSPHRASE_FILE=%d/passphrase" in unit
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "User=drawsvc"):
        assert line in unit.splitlines()
