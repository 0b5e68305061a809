"""A change of passphrase killed at every moment: each secret is under the old or the new one."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from drawseeds import serialise

from drawsvc.domain.statements import OPERATOR
from drawsvc.key_files import new_key
from drawsvc.log import keyfile
from drawsvc.log.errors import WrongPassphraseError
from drawsvc.log.keyfile import open_seed
from drawsvc.witness.desk import open_desk, read_state
from drawsvc.witness.init import init
from drawsvc.witness.join import join
from tests.crash.test_cosigner_kills import run
from tests.unit.witness.scene import LOG_KEY, Scene

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")

OLD, NEW = "the passphrase until now", "the passphrase from now on"
MOMENTS = 40
"""More than the command has."""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)
    Path("passphrase").write_text(f"{OLD}\n", encoding="utf-8")
    Path("new").write_text(f"{NEW}\n", encoding="utf-8")


def service() -> None:
    assert run(["init", "--origin", "demo.example.org/crash", "--home", "folder"]) == 0
    new_key(Path("folder/operator.key"), OPERATOR, OLD)


def service_secrets() -> list[bytes]:
    return [Path("folder", name).read_bytes() for name in ("log.key", "operator.key")]


def witness() -> None:
    init(Path("folder"), OLD, log_key=LOG_KEY, role="supervisor")
    with open_desk(Path("folder"), OLD) as desk:
        join(desk, Scene().requested().frozen().record())


def witness_secrets() -> list[bytes]:
    (noted,) = read_state(Path("folder")).draws
    return [Path("folder/key.json").read_bytes(), *map(serialise, noted.secret)]


def opened(data: bytes) -> tuple[str, bytes]:
    """The passphrase that opens a secret, and the secret."""
    try:
        return OLD, open_seed(data, OLD)[1]
    except WrongPassphraseError:
        return NEW, open_seed(data, NEW)[1]


CASES = [
    (service, service_secrets, ["passphrase", "--home", "folder"]),
    (witness, witness_secrets, ["witness", "passphrase", "--dir", "folder"]),
]


@pytest.mark.parametrize(("make", "secrets", "words"), CASES, ids=["service", "witness"])
def test_killed_at_every_moment(
    make: Callable[[], None], secrets: Callable[[], list[bytes]], words: list[str]
) -> None:
    make()
    shutil.copytree("folder", "before")
    first = [opened(data)[1] for data in secrets()]
    words = [*words, "--new-passphrase-file", "new"]
    states = set()
    for moment in range(1, MOMENTS):
        shutil.rmtree("folder")
        shutil.copytree("before", "folder")
        code = run(words, moment)
        assert code in {0, -signal.SIGKILL}
        found = [opened(data) for data in secrets()]
        assert [secret for _, secret in found] == first
        under = {passphrase for passphrase, _ in found}
        states.add((code, tuple(sorted(under))))
        if code == 0:
            break
        assert run(words) == 0  # done again it is finished
        assert {opened(data) for data in secrets()} == {(NEW, secret) for secret in first}
    killed = {under for code, under in states if code != 0}
    assert killed == {(OLD,), tuple(sorted((OLD, NEW))), (NEW,)}
    assert (0, (NEW,)) in states
