"""A cosigner killed at every moment between his memory and the note: never two trees of one size.

After each kill the operator tries the other half of a fork, as large as the first.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drawsvc import cli
from drawsvc.cli.commands import whole_tree
from drawsvc.log import keyfile
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.keys import ED25519
from drawsvc.log.note import parse_note
from drawsvc.witness.cosigner import read_memory
from tests.attacks.test_cosigner import forked, honest
from tests.crash.office_day import dying_at
from tests.log_files import write_log
from tests.scenario.play import LOG

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")

NOON = "2026-03-02T04:00:00Z"


def run(words: list[str], moment: int = 0) -> int:
    """Run a command in a process of its own, which dies at a moment; its exit code, negative if it was killed."""
    whole_tree()  # loaded once, not by each process
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.environ |= {"DRAWSVC_PASSPHRASE_FILE": "passphrase"}
            keyfile.SCRYPT_N = 16
            sys.stdout = sys.stderr = Path("said").open("w", encoding="utf-8")  # noqa: SIM115
            with dying_at(moment):
                code = cli.run([*words, "--json"])
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check(log: Path, out: str) -> list[str]:
    return ["cosign", "check", str(log), "--dir", "folder", "--out", out, "--at", NOON]


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes a new cosigner in a folder of its own."""
    (tmp_path / "passphrase").write_text("a passphrase for a day\n", encoding="utf-8")

    def made(number: int) -> None:
        place = tmp_path / str(number)
        place.mkdir()
        monkeypatch.chdir(place)
        (place / "passphrase").write_text("a passphrase for a day\n", encoding="utf-8")
        key = LOG.verifier(ED25519).to_text()
        words = ["cosign", "init", "--dir", "folder", "--name", "cosigner.example"]
        assert run([*words, "--log-key", key]) == 0

    return made


def signed(*names: str) -> list[Checkpoint]:
    """The checkpoints of all notes that were handed out, and of the one remembered."""
    latest = read_memory(Path("folder")).latest
    handed_out = [Path(name).read_bytes() for name in names if Path(name).exists()]
    remembered = [latest.note] if latest else []
    return [parse_checkpoint(parse_note(note).text) for note in [*handed_out, *remembered]]


def test_killed_at_every_moment(tmp_path: Path, begin: Callable[[int], None]) -> None:
    log = write_log(tmp_path / "log", honest(), LOG)
    other = write_log(tmp_path / "other", forked(), LOG)
    outcomes = set()
    for moment in range(1, 40):
        begin(moment)
        code = run(check(log, "note"), moment)
        code_of_other = run(check(other, "other-note"))
        outcomes.add((code, code_of_other))
        assert len(set(signed("note", "other-note"))) == 1
        # What was once remembered is handed out again; what was not has left no trace.
        assert run(check(log, "again")) == (0 if code_of_other else 2)
        assert len(set(signed("note", "other-note", "again"))) == 1
        # The copy of the log that a killed check has left is gone with the next.
        assert not [path for path in Path("folder").iterdir() if path.is_dir()]
        if code == 0:
            break
    assert outcomes == {(-signal.SIGKILL, 0), (-signal.SIGKILL, 2), (0, 2)}
