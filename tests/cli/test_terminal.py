"""At a terminal: the passphrase is asked for, never shown, and asked for twice when it is new."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")

PROGRAM = "from drawsvc.cli import main; main()"
PATIENCE_SECONDS = 60


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
