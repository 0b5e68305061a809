"""Cosigners with folders of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drawsvc.log import keyfile
from drawsvc.log.keys import ED25519
from drawsvc.witness.cosigner import Cosigner, Terms, create_cosigner, open_cosigner
from tests.scenario.play import LOG

PASSPHRASE = "一二三四 passphrase"  # noqa: S105 - of folders that live for one test

OpenCosigner = Callable[..., Cosigner]


@pytest.fixture
def open_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenCosigner]:
    """Opens the cosigner of a name; his folder is made when he is first asked for."""
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)
    log_key = LOG.verifier(ED25519).to_text()
    with ExitStack() as stack:

        def opened(name: str = "cosigner.example", checks: str = "replay") -> Cosigner:
            folder = tmp_path / name
            create_cosigner(folder, PASSPHRASE, Terms(name, log_key, checks))
            return stack.enter_context(open_cosigner(folder, PASSPHRASE))

        yield opened


@pytest.fixture
def cosigner(open_named: OpenCosigner) -> Cosigner:
    return open_named()
