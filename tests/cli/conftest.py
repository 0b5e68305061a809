"""A service in a folder of its own, driven by its command line."""

from pathlib import Path

import pytest

from drawsvc.log import keyfile
from tests.cli.office import Office


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key files that open at once; how hard they are to guess is tested elsewhere."""
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)


@pytest.fixture
def office(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Office:
    """A service that was set up for demonstration, in the present folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAWSVC_HOME", raising=False)
    monkeypatch.setenv("DRAWSVC_PASSPHRASE_FILE", "passphrase")
    Path("passphrase").write_text("一二三四五六七八九十甲乙\n", encoding="utf-8")
    office = Office(capfd)
    office.run("init", "--origin", office.ORIGIN)
    return office
