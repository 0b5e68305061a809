"""A beacon draw and a cosigner: grade A by his note, C without it, C for a seal dated back (A6)."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from drawverify.files import from_bytes
from drawverify.verify import Inputs, Result, verify

from drawsvc import config
from drawsvc.domain.errors import InputError
from drawsvc.domain.trust import parse_trust, sign_trust, trust_bytes
from drawsvc.domain.trust_draft import add_cosigner
from drawsvc.log import keyfile
from drawsvc.log.keys import ED25519
from drawsvc.usecases.attach_evidence import attach_evidence
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.witness.cosign import check_log
from drawsvc.witness.cosigner import Cosigner, Terms, create_cosigner, open_cosigner
from tests.log_files import store_log
from tests.refusing import refused
from tests.scenario.play import BODY, LOG, Play, pool, regulation

PASSPHRASE = "a passphrase for a day"  # noqa: S105 - of a folder that lives for one test


@pytest.fixture
def cosigner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(keyfile, "SCRYPT_N", 16)
    key = LOG.verifier(ED25519).to_text()
    create_cosigner(tmp_path / "folder", PASSPHRASE, Terms("cosigner.example", key))
    with open_cosigner(tmp_path / "folder", PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def play() -> Play:
    """A sealed beacon draw D1."""
    play = Play(regulation("xinxian_2021", sources=("beacon",)), pool(X1=9))
    play.request("D1", {"X1": 2})
    play.freeze("D1")
    play.join("D1")
    play.seal("D1")
    return play


def cosigned(play: Play, cosigner: Cosigner, tmp_path: Path, *, later: int = 0) -> bytes:
    """The log as it stands, cosigned so many seconds after the office's clock."""
    sequence_log(play.office, LOG)
    (tmp_path / "log").write_bytes(store_log(play.store))
    program = config.verifier()
    assert program
    now = play.now + timedelta(seconds=later)
    found = check_log(cosigner, tmp_path / "log", verifier=program, clock=lambda: now)
    return found.cosigned.note


def finish(play: Play) -> None:
    play.reveal("D1")
    play.submit_round("D1")
    play.advance("D1")
    play.answer("D1", "aa")


def verified(play: Play, cosigner: Cosigner, checks: str = "replay") -> Result:
    """What whoever was not there, and has no slip, finds with a trust file that lists the cosigner."""
    trust = add_cosigner(parse_trust(play.trust()), cosigner.memory.vkey.to_text(), checks)
    data = trust_bytes(sign_trust(trust, BODY, "2026-01-01T00:00:00Z"))
    return verify(Inputs(from_bytes(play.record("D1")), from_bytes(data)))


def test_grade_a_by_a_cosignature(play: Play, cosigner: Cosigner, tmp_path: Path) -> None:
    attach_evidence(play.office, "D1", cosigned(play, cosigner, tmp_path))
    finish(play)
    result = verified(play, cosigner)
    assert (result.verdict, result.grade) == ("verified", "A")
    # One who is known to look at consistency alone would not have noticed a sibling.
    assert verified(play, cosigner, "consistency").grade == "C"


def test_grade_c_without_it(play: Play, cosigner: Cosigner) -> None:
    finish(play)
    result = verified(play, cosigner)
    assert (result.verdict, result.grade) == ("unverifiable", "C")


def test_seal_dated_back(play: Play, cosigner: Cosigner, tmp_path: Path) -> None:
    """The operator's clock was an hour behind: by its own word the seal is in time, by the cosigner's it is not."""
    attach_evidence(play.office, "D1", cosigned(play, cosigner, tmp_path, later=3600))
    finish(play)
    result = verified(play, cosigner)
    assert (result.verdict, result.grade) == ("unverifiable", "C")


def test_later_cosignature_does_not_replace_the_first(
    play: Play, cosigner: Cosigner, tmp_path: Path
) -> None:
    first = cosigned(play, cosigner, tmp_path)
    attach_evidence(play.office, "D1", first)
    finish(play)
    later = cosigned(play, cosigner, tmp_path)
    with refused(InputError, "evidence_later"):
        attach_evidence(play.office, "D1", later)
    record = json.loads(play.record("D1"))
    assert record["seal_evidence"][0]["checkpoint"] == first.decode()
