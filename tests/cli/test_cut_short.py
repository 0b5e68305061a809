"""Setting up a folder, killed in the middle: the second try is as good as a first one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from drawsvc import secret_file, setting_up
from drawsvc.app import opened
from drawsvc.cli import trust_folder
from drawsvc.config import Home
from drawsvc.domain.errors import StateError
from drawsvc.log.keys import parse_vkey
from drawsvc.setting_up import create_home
from drawsvc.witness.desk import open_desk
from drawsvc.witness.init import init
from tests.unit.witness.scene import LOG_KEY

ORIGIN = "demo.example.org/office"
KILLED = 9
# Writing a folder calls fsync fewer times than this.
MOMENTS = range(1, 16)


def killed_at(moment: int, step: Callable[[], object]) -> bool:
    """Do it in a process that dies at the so-many-th time it wants something on the disk; whether it died."""
    child = os.fork()
    if child == 0:
        left = [moment]

        def fsync(fd: object) -> None:  # noqa: ARG001 - named as the one it stands for
            left[0] -= 1
            if left[0] == 0:
                os._exit(KILLED)

        os.fsync = fsync
        try:
            step()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


def check_service(home: Home, vkey: str) -> None:
    with opened(home) as service:
        assert service.vkey == vkey
        assert service.unlock("secret").name == ORIGIN
    assert parse_vkey(vkey).name == ORIGIN


@pytest.mark.parametrize("existing", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
def test_service(tmp_path: Path, moment: int, *, existing: bool) -> None:
    home = Home(tmp_path / "home")
    if existing:
        home.folder.mkdir()
        (home.folder / "passphrase").write_text("secret")
    if (
        killed_at(moment, lambda: create_home(home, ORIGIN, "secret"))
        and not home.database.exists()
    ):
        vkey = create_home(home, ORIGIN, "secret")
    else:
        vkey = home.log_vkey.read_text("ascii").strip()
    check_service(home, vkey)


@pytest.mark.parametrize("moment", [1, 3, 5, 7, 30])
def test_witness(tmp_path: Path, moment: int) -> None:
    folder = tmp_path / "w"

    def begin() -> None:
        init(folder, "secret", log_key=LOG_KEY, role="supervisor")

    if killed_at(moment, begin) and not folder.exists():
        begin()
    with open_desk(folder, "secret") as desk:
        assert desk.state.role == "supervisor"


@pytest.mark.parametrize("moment", [1, 3, 5, 30])
def test_supervising_body(tmp_path: Path, moment: int) -> None:
    folder = tmp_path / "t"

    def begin() -> None:
        trust_folder.create(folder, "监督单位", "secret", "2026-06-10T01:00:00Z")

    if killed_at(moment, begin) and not folder.exists():
        begin()
    assert trust_folder.read_draft(folder)["issuer"] == "监督单位"


@pytest.mark.parametrize("existing", [False, True])
def test_failure_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, existing: bool
) -> None:
    home = Home(tmp_path / "home")
    if existing:
        home.folder.mkdir()

    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(secret_file, "seal_key", fail)
        with pytest.raises(RuntimeError):
            create_home(home, ORIGIN, "secret")
    left = [path.name for path in tmp_path.rglob("*")]
    assert left == (["home", ".init.lock"] if existing else [])
    check_service(home, create_home(home, ORIGIN, "secret"))


def test_key_of_a_lost_database_is_never_replaced(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    create_home(home, ORIGIN, "secret")
    home.database.unlink()
    key = home.log_key.read_bytes()
    (home.folder / setting_up.UNFINISHED).mkdir()
    (home.folder / setting_up.UNFINISHED / "log.key").write_bytes(b"another")
    with pytest.raises(StateError, match="home_has_keys"):
        create_home(home, ORIGIN, "secret")
    assert home.log_key.read_bytes() == key


@pytest.mark.parametrize("name", ["data.key", "operator.key", "log.key", "log.vkey"])
@pytest.mark.parametrize("cut_short", [False, True])
def test_key_that_was_put_in_place_first_is_never_replaced(
    tmp_path: Path, name: str, *, cut_short: bool
) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    if cut_short:
        create_home(Home(home.folder / setting_up.UNFINISHED), ORIGIN, "secret")
    (home.folder / name).write_bytes(b"saved")
    with pytest.raises(StateError, match=f"home_has_keys: got='{name}'"):
        create_home(home, ORIGIN, "secret")
    assert (home.folder / name).read_bytes() == b"saved"


def test_data_key_that_is_said_to_be_the_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    home.data_key.write_text("ab" * 32 + "\n", "ascii")
    monkeypatch.setenv("DRAWSVC_DATA_KEY_FILE", str(home.data_key))
    check_service(home, create_home(home, ORIGIN, "secret"))
    assert home.data_key.read_text("ascii") == "ab" * 32 + "\n"


def test_folder_holds_what_it_should(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    create_home(home, ORIGIN, "secret")
    modes = {path.name: path.stat().st_mode & 0o777 for path in home.folder.iterdir()}
    assert modes == dict.fromkeys(("data.key", "drawsvc.sqlite3", "log.key", "log.vkey"), 0o600)
    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
