"""Packs everything that installing drawsvc without a network takes: one archive for each kind of machine.

`python tools/bundle.py dist/drawsvc-0.1.0-py3-none-any.whl --out dist` downloads the wheels that
requirements/runtime.txt pins, for every kind of machine and every Python, each checked against its hash there.
Where the archive is for a machine like this one, it is installed from into an empty environment and tried.
"""

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements/runtime.txt"
PYTHONS = ("3.11", "3.12", "3.13")
OLDEST_GLIBC, NEWEST_GLIBC = 5, 28
"""2.28 is that of RHEL 8, Debian 10, openEuler 20.03 and Kylin V10."""
WITH = ("tools/install.py", "docs/operations/drawsvc.service", "docs/OPERATIONS.md", "LICENSE")


@dataclass(frozen=True)
class Machine:
    """A kind of machine.

    Args:
        name: of the archive.
        tags: of wheels that run there, as pip names platforms.
        marks: what markers of requirements say of it.
    """

    name: str
    tags: tuple[str, ...]
    marks: Mapping[str, str]


def linux(arch: str) -> Machine:
    """Linux with glibc, on this processor."""
    versions = range(NEWEST_GLIBC, OLDEST_GLIBC - 1, -1)
    tags = (*(f"manylinux_2_{n}_{arch}" for n in versions), f"manylinux2014_{arch}")
    marks = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    return Machine(f"linux-{arch}", tags, marks | {"platform_machine": arch})


MACHINES = (
    linux("x86_64"),
    linux("aarch64"),
    Machine(
        "windows-amd64",
        ("win_amd64",),
        {
            "sys_platform": "win32",
            "platform_system": "Windows",
            "os_name": "nt",
            "platform_machine": "AMD64",
        },
    ),
)


def pins(text: str) -> Iterator[tuple[str, str, str]]:
    """Yields name with version, marker and hashes of each pinned requirement."""
    for line in text.replace("\\\n", " ").splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, _, hashes = line.partition(" --hash=")
            pin, _, marker = requirement.partition(" ; ")
            yield pin.strip(), marker.strip(), f"--hash={hashes.strip()}"


def wanted(text: str, machine: Machine, python: str) -> list[str]:
    """Returns what holds for a machine and a Python, without markers: pip would ask those of this one."""
    marks = {
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python,
        "python_full_version": f"{python}.0",
        **machine.marks,
    }
    return [
        f"{pin} {hashes}"
        for pin, marker, hashes in pins(text)
        if not marker or Marker(marker).evaluate(marks)
    ]


def download(machine: Machine, python: str, folder: Path) -> None:
    """Downloads the wheels for a machine and a Python into a folder; a wheel with another hash is refused."""
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "requirements.txt"
        lines = wanted(LOCK.read_text("utf-8"), machine, python)
        listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        tag = "cp" + python.replace(".", "")
        chosen = ["--implementation", "cp", "--python-version", python]
        for abi in (tag, "abi3", "none"):
            chosen += ["--abi", abi]
        for name in machine.tags:
            chosen += ["--platform", name]
        only = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", *only, *chosen]
        subprocess.run([*command, "-d", str(folder), "-r", str(listed)], check=True)  # noqa: S603


def digest(path: Path) -> str:
    """Returns the SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill(folder: Path, machine: Machine, wheel: Path, pythons: list[str]) -> None:
    """Puts everything into the folder of a bundle."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    for python in pythons:
        download(machine, python, wheels)
    shutil.copy(wheel, wheels)
    name, version = wheel.name.split("-")[:2]
    own = f"{name}=={version} --hash=sha256:{digest(wheel)}\n"
    text = own + LOCK.read_text("utf-8")
    (folder / "requirements.txt").write_text(text, encoding="utf-8")
    for path in WITH:
        shutil.copy(ROOT / path, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def pack(folder: Path, target: Path) -> None:
    """Writes the archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))


def is_this(machine: Machine) -> bool:
    """Returns whether this machine is of that kind."""
    return (sys.platform, platform.machine()) == (
        machine.marks["sys_platform"],
        machine.marks["platform_machine"],
    )


def try_out(folder: Path) -> None:
    """Installs from the bundle into an empty environment, by its own script, and runs the program."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "drawsvc"
        script = folder / "install.py"
        subprocess.run([sys.executable, "-I", str(script), str(target)], check=True)  # noqa: S603
        program = target / ("Scripts" if sys.platform == "win32" else "bin") / "drawsvc"
        subprocess.run(  # noqa: S603
            [str(program), "--help"], check=True, stdout=subprocess.DEVNULL, cwd=scratch
        )
        subprocess.run(  # noqa: S603
            [str(program), "settings", "--json"], check=True, stdout=subprocess.DEVNULL, cwd=scratch
        )


def main() -> None:
    """Makes the bundles and says of each whether it was tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--machine", action="append", choices=[of.name for of in MACHINES])
    parser.add_argument("--python", action="append", choices=PYTHONS)
    given = parser.parse_args()
    version = given.wheel.name.split("-")[1]
    for machine in MACHINES:
        if given.machine and machine.name not in given.machine:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / f"drawsvc-{version}-{machine.name}"
            fill(folder, machine, given.wheel, given.python or list(PYTHONS))
            tried = is_this(machine)
            if tried:
                try_out(folder)
            target = given.out / f"{folder.name}.zip"
            pack(folder, target)
        said = "installed from and run" if tried else "resolved, not run"
        sys.stdout.write(f"{digest(target)}  {target}  ({said})\n")


if __name__ == "__main__":
    main()
