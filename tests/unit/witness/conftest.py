"""Two witnesses, each with a folder of his own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drawsvc.log import keyfile
from drawsvc.witness.desk import Desk, open_desk
from drawsvc.witness.init import init
from tests.unit.witness.scene import LOG_KEY

PASSPHRASE = "一二三四 passphrase"  # noqa: S105 - of folders that live for one test

OpenDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)


@pytest.fixture
def open_witness(tmp_path: Path) -> Iterator[OpenDesk]:
    """Opens the folder of a name, made when it is first asked for."""
    with ExitStack() as stack:

        def opened(name: str = "supervisor", role: str = "supervisor") -> Desk:
            if not (tmp_path / name).exists():
                init(tmp_path / name, PASSPHRASE, log_key=LOG_KEY, role=role)
            return stack.enter_context(open_desk(tmp_path / name, PASSPHRASE))

        yield opened


@pytest.fixture
def desk(open_witness: OpenDesk) -> Desk:
    return open_witness()
