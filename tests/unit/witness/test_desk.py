"""The folder: passphrase, damage, two programs, and a crash at the wrong moment."""

import os
from pathlib import Path

import pytest

from drawsvc import secret_file
from drawsvc.domain.errors import FolderError, InputError, PassphraseError
from drawsvc.domain.statements import statement_bytes
from drawsvc.log.keys import COSIGNATURE
from drawsvc.secret_file import Change
from drawsvc.witness import desk as desk_module
from drawsvc.witness.desk import Desk, open_desk, read_state
from drawsvc.witness.init import init
from drawsvc.witness.join import join
from drawsvc.witness.passphrase import change_passphrase
from drawsvc.witness.show import show
from tests.unit.witness.conftest import PASSPHRASE
from tests.unit.witness.scene import LOG, LOG_KEY, Scene, refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "w", PASSPHRASE, log_key=LOG_KEY, role="supervisor")
    return tmp_path / "w"


@pytest.fixture
def data() -> bytes:
    return Scene().requested().frozen().record()


def test_key_is_kept(folder: Path) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        assert desk.state == read_state(folder)
        assert desk.key.public.to_hex() == desk.state.key
    assert (folder / "public.key").read_text("ascii") == f"{desk.state.key}\n"


def test_wrong_passphrase(folder: Path) -> None:
    with refused(PassphraseError, "wrong_passphrase"), open_desk(folder, "guess"):
        pass


def test_empty_passphrase(tmp_path: Path) -> None:
    with refused(PassphraseError, "passphrase_empty"):
        init(tmp_path / "w", "", log_key=LOG_KEY, role="supervisor")
    assert not (tmp_path / "w").exists()


def test_folder_is_never_made_twice(folder: Path) -> None:
    before = (folder / "key.json").read_bytes()
    with refused(FolderError, "folder_exists"):
        init(folder, PASSPHRASE, log_key=LOG_KEY, role="supervisor")
    assert (folder / "key.json").read_bytes() == before


@pytest.mark.parametrize(
    ("log_key", "role", "code"),
    [
        ("log", "supervisor", "log_key_malformed"),
        (LOG.verifier(COSIGNATURE).to_text(), "supervisor", "log_key_malformed"),
        (LOG_KEY, "operator", "role_operator"),
        (LOG_KEY, "见证人", "code_malformed"),
    ],
)
def test_what_no_folder_is_made_for(tmp_path: Path, log_key: str, role: str, code: str) -> None:
    with refused(InputError, code):
        init(tmp_path / "w", PASSPHRASE, log_key=log_key, role=role)


def test_missing_folder(tmp_path: Path) -> None:
    with refused(FolderError, "folder_missing"), open_desk(tmp_path / "none", PASSPHRASE):
        pass


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b"{"])
def test_damaged_notes(folder: Path, damage: bytes) -> None:
    (folder / "notes.json").write_bytes(damage)
    with refused(FolderError, "notes_damaged"), open_desk(folder, PASSPHRASE):
        pass


def test_every_changed_byte_of_the_notes_is_told(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
    notes = (folder / "notes.json").read_bytes()
    for place in range(0, len(notes), 97):
        changed = notes[:place] + bytes([notes[place] ^ 1]) + notes[place + 1 :]
        (folder / "notes.json").write_bytes(changed)
        with refused(FolderError, "notes_damaged"):
            read_state(folder)


def test_damaged_key_file(folder: Path) -> None:
    path = folder / "key.json"
    path.write_bytes(path.read_bytes()[:-1])
    with refused(FolderError, "key_file_damaged"), open_desk(folder, PASSPHRASE):
        pass


def test_files_are_read_up_to_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_file, "MAX_KEY_BYTES", 9)
    with refused(FolderError, "key_file_damaged"), open_desk(folder, PASSPHRASE):
        pass
    monkeypatch.setattr(desk_module, "MAX_NOTES_BYTES", 9)
    with refused(FolderError, "notes_damaged"):
        read_state(folder)


def test_key_of_another_folder(folder: Path, tmp_path: Path) -> None:
    init(tmp_path / "v", PASSPHRASE, log_key=LOG_KEY, role="supervisor")
    (tmp_path / "v/key.json").replace(folder / "key.json")
    with refused(FolderError, "key_of_other_notes"), open_desk(folder, PASSPHRASE):
        pass


def test_value_moved_to_another_freeze(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
        join(desk, Scene("d-2", filing="2026-2").requested().frozen().record())
        first, second = desk.state.draws
        moved = type(first)(**(vars(first) | {"secret": second.secret}))
        with refused(FolderError, "notes_damaged"):
            desk.value_of(moved)


def test_two_programs_at_once(folder: Path) -> None:
    with (
        open_desk(folder, PASSPHRASE),
        refused(FolderError, "folder_in_use"),
        open_desk(folder, PASSPHRASE),
    ):
        pass


def test_notes_written_meanwhile_are_seen(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
    with open_desk(folder, PASSPHRASE) as desk:
        assert len(desk.state.draws) == 1


def test_crash_before_the_statement_is_handed_out(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        lost = join(desk, data).statement
    with open_desk(folder, PASSPHRASE) as desk:
        assert statement_bytes(join(desk, data).statement) == statement_bytes(lost)


def test_crash_while_noting(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is handed out for a value that is not on the disk."""

    def failing(_: int) -> None:
        raise OSError("no space left")

    before = (folder / "notes.json").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match="space"), open_desk(folder, PASSPHRASE) as desk:
            join(desk, data)
    assert (folder / "notes.json").read_bytes() == before
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["key.json", "lock", "notes.json", "public.key"]
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)


def test_secrets_are_in_no_file_and_in_no_receipt(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
        value = desk.value_of(desk.state.draws[0])
        shown = f"{show(desk.state)} {desk.state!r} {desk!r} {desk.key!r}"
    written = b"".join(path.read_bytes() for path in folder.iterdir())
    assert value.encode() not in written
    assert bytes.fromhex(value) not in written
    assert value not in shown
    assert PASSPHRASE not in shown


def test_files_are_for_their_owner_only(folder: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.glob("*.json")}
    assert modes == {"key.json": 0o600, "notes.json": 0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_receipts(desk: Desk, data: bytes) -> None:
    statement = join(desk, data).statement
    receipts = show(desk.state)
    assert receipts["draws"][0]["signed"] == [{"kind": "join", "leaf": statement.leaf}]
    assert receipts["key"] == statement.key


# Another passphrase.

CHANGE = Change(PASSPHRASE, "another passphrase")


def test_key_and_value_are_the_same_under_another_passphrase(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
        key, value = desk.key.public, desk.value_of(desk.state.draws[0])
    change_passphrase(folder, CHANGE)
    with refused(PassphraseError, "wrong_passphrase"), open_desk(folder, PASSPHRASE):
        pass
    with open_desk(folder, CHANGE.new) as desk:
        assert desk.key.public == key
        assert desk.value_of(desk.state.draws[0]) == value


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_wrong_passphrase_changes_nothing(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
    before = contents(folder)
    with refused(PassphraseError, "wrong_passphrase"):
        change_passphrase(folder, Change("guess", "another passphrase"))
    assert contents(folder) == before


def test_passphrase_that_was_changed_already(folder: Path, data: bytes) -> None:
    with open_desk(folder, PASSPHRASE) as desk:
        join(desk, data)
    assert change_passphrase(folder, CHANGE)
    before = contents(folder)
    assert not change_passphrase(folder, CHANGE)
    assert contents(folder) == before


def test_notes_are_not_signed_with_a_key_that_they_do_not_name(
    folder: Path, tmp_path: Path
) -> None:
    init(tmp_path / "v", PASSPHRASE, log_key=LOG_KEY, role="supervisor")
    (tmp_path / "v/key.json").replace(folder / "key.json")
    with refused(FolderError, "key_of_other_notes"):
        change_passphrase(folder, CHANGE)
    assert read_state(folder).role == "supervisor"
    with refused(FolderError, "key_of_other_notes"), open_desk(folder, PASSPHRASE):
        pass


@pytest.mark.parametrize("new", ["caf\u00e9 au lait", "cafe\u0301 au lait"])
def test_new_passphrase_is_not_the_old_one(new: str) -> None:
    with refused(InputError, "passphrase_same"):
        Change("caf\u00e9 au lait", new)


def test_passphrase_of_a_folder_in_use(folder: Path) -> None:
    with open_desk(folder, PASSPHRASE), refused(FolderError, "folder_in_use"):
        change_passphrase(folder, CHANGE)
