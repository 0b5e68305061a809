"""At a terminal: the passphrase is asked for, never shown, asked for twice when it is new; what takes long is told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")

PROGRAM = "from drawsvc.cli import main; main()"
PATIENCE_SECONDS = 60
VECTORS = Path(__file__).parents[1] / "vectors"


def converse(words: Sequence[str], typed: Sequence[str]) -> tuple[int, str]:
    """Run a command at a terminal and type a line at each prompt. Returns exit code and what was shown."""
    environ = {name: v for name, v in os.environ.items() if not name.startswith("DRAWSVC")}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, *words]
    with subprocess.Popen(
        command, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = "".join(_listen(ours, list(typed)))
        code = process.wait(PATIENCE_SECONDS)
    os.close(ours)
    return code, shown


def _listen(terminal: int, typed: list[str]) -> Iterator[str]:
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the program has ended
            return
        if not part:
            return
        yield part.decode("utf-8", errors="replace")
        if typed and part.rstrip(b" ").endswith((b":", "：".encode())):
            os.write(terminal, typed.pop(0).encode() + b"\n")


def test_new_passphrase_is_asked_for_twice_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    init = ["init", "--origin", "demo.example.org/a", "--lang", "zh"]
    code, shown = converse(init, ["correct horse", "correct house"])
    assert code == 2
    assert "两次输入的口令不同" in shown
    assert not Path("drawsvc-home").exists()
    code, shown = converse(init, ["correct horse", "correct horse"])
    assert code == 0
    assert "horse" not in shown
    code, shown = converse(["log", "sign", "--lang", "en"], ["wrong"])
    assert code == 2
    assert "passphrase does not open" in shown
    code, shown = converse(["log", "sign", "--lang", "en"], ["correct horse"])
    assert code == 0
    change = ["passphrase", "--lang", "en"]
    code, shown = converse(change, ["correct horse", "battery staple", "battery stable"])
    assert code == 2
    assert "two passphrases differ" in shown
    code, shown = converse(change, ["correct horse", "battery staple", "battery staple"])
    assert code == 0
    assert "New passphrase" in shown
    assert "staple" not in shown
    code, _ = converse(["log", "sign", "--lang", "en"], ["battery staple"])
    assert code == 0


@pytest.mark.parametrize(
    ("init", "work", "vector", "said"),
    [
        (
            ["witness", "init", "--role", "supervisor"],
            ["witness", "join"],
            "records/good_worked_example/record.json",
            "Checking the record",
        ),
        (
            ["cosign", "init", "--name", "cosigner.example.org"],
            ["cosign", "check"],
            "histories/good_first_draw/log.json",
            "Replaying the log",
        ),
    ],
    ids=["witness", "cosigner"],
)
def test_people_outside_see_that_something_goes_on(
    init: list[str],
    work: list[str],
    vector: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    file = VECTORS / vector
    trust = json.loads(file.with_name("trust.json").read_bytes())
    key = trust["origins"][0]["keys"][0]["vkey"]
    everywhere, passphrase = ["--dir", "folder", "--lang", "en"], "correct horse"
    code, _ = converse([*init, "--log-key", key, *everywhere], [passphrase, passphrase])
    assert code == 0
    _, shown = converse([*work, str(file), "--out", "out", *everywhere], [passphrase])
    assert said in shown
