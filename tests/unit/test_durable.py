"""Files that root writes stay those of whoever had them."""

import os
from pathlib import Path

import pytest

from drawsvc.durable import locked, write_durably

OWNER = (4711, 4712)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """To whom files were given, by inode; everything there is belongs to OWNER."""
    asked: dict[int, tuple[int, int]] = {}
    lstat = Path.lstat

    def owned(path: Path) -> os.stat_result:
        found = lstat(path)
        return os.stat_result((*found[:4], *OWNER, *found[6:]))

    def fchown(descriptor: int, uid: int, gid: int) -> None:
        asked[os.fstat(descriptor).st_ino] = (uid, gid)

    monkeypatch.setattr(Path, "lstat", owned)
    monkeypatch.setattr(os, "fchown", fchown)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return asked


def test_file_that_root_replaces_keeps_its_owner(
    tmp_path: Path, given: dict[int, tuple[int, int]]
) -> None:
    path = tmp_path / "data.key"
    write_durably(path, b"first")
    assert given == {}
    path.chmod(0o640)
    write_durably(path, b"second")
    assert path.read_bytes() == b"second"
    assert given == {path.stat().st_ino: OWNER}
    assert path.stat().st_mode & 0o777 == 0o640


def test_lock_that_root_makes_is_of_the_owner_of_the_folder(
    tmp_path: Path, given: dict[int, tuple[int, int]]
) -> None:
    path = tmp_path / ".lock"
    with locked(path):
        assert given == {path.stat().st_ino: OWNER}
    given.clear()
    with locked(path):
        assert given == {}


def test_nobody_else_gives_files_away(
    tmp_path: Path, given: dict[int, tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    path = tmp_path / "data.key"
    write_durably(path, b"first")
    write_durably(path, b"second")
    assert given == {}
