"""A short run of the fuzzer; tests/fuzz/run.py is the long one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.fuzz.run import TARGETS, FuzzError, Tally, fuzz, main, try_input
from tests.fuzz.targets import Target


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_any_bytes_are_read_or_refused(target: Target) -> None:
    tally = fuzz(target, 1_000, seed=1)
    assert tally.accepted > 40
    assert tally.refused > 50


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_good_inputs_are_accepted(target: Target) -> None:
    tally = Tally()
    for data in target.good:
        try_input(target, data, tally)
    assert (tally.accepted, tally.refused) == (len(target.good), 0)


def broken(data: bytes) -> bytes:
    if b"\n\n\n" in data:
        raise LookupError
    return TARGETS[1].read(data)


def careless(data: bytes) -> bytes:
    return TARGETS[1].read(data.replace(b"\r\n", b"\n"))


@pytest.mark.parametrize("reader", [broken, careless])
def test_fault_is_found(reader: Callable[[bytes], bytes]) -> None:
    target = replace(TARGETS[1], read=reader)
    with pytest.raises(FuzzError, match="note: "):
        fuzz(target, 20_000, seed=1)


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--inputs", "50", "--target", "note", "--target", "vkey"]) == 0
    written = capsys.readouterr().out
    assert "note: 50 of 50" in written
    assert "vkey: 50 of 50" in written
    assert "canonical" not in written
