"""Good records with one thing changed: no verifier may call them verified (A14, A19, A22).

Once as they stand, by somebody who has only the record; once linked, logged and signed anew, by an operator who has
the log's key and lacks only the signatures of the witnesses.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from drawseeds import CanonicalError, serialise
from drawverify import ed25519

from tests.attacks.changes import Change, at, changed, changes, places
from tests.attacks.forging import relogged
from tests.attacks.records import DRAWS, Good, dice_draw, good, serial_draw, witness_draw
from tests.scenario.play import Play

VERIFIER = Path(__file__).parents[2] / "verifier"
Draw = Callable[[], Play]


@pytest.fixture(autouse=True)
def _each_signature_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly all signatures stay as they are; checking each of them once is enough, and much faster."""
    monkeypatch.setattr(ed25519, "is_signature", cache(ed25519.is_signature))


def named(draw: Draw) -> str:
    return draw.__name__


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_records_are_good_before_they_are_changed(draw: Draw) -> None:
    original = good(draw)
    result = original.verify(original.data())
    assert (result.verdict, result.failed, result.not_checkable) == ("verified", [], [])
    assert original.verify(relogged(original, original.record)).verdict == "verified"


def is_cut_at_the_end(original: Good, change: Change) -> bool:
    """A record without its last entries is a record of an earlier time; nothing in it can show that more followed."""
    return change == ("removed", ("entries", len(original.record["entries"]) - 1))


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_no_changed_record_is_verified(draw: Draw) -> None:
    original = good(draw)
    tried = 0
    for change in changes(original.record):
        result = original.verify(serialise(changed(original.record, change)))
        if is_cut_at_the_end(original, change):
            assert result.status != original.verify(original.data()).status
        else:
            assert result.verdict != "verified", change
        tried += 1
    assert tried > 1_000


def test_record_cut_at_the_end_is_one_of_an_earlier_time() -> None:
    """That nothing followed is for the log to show: the first panel, too, was complete once."""
    original = good(witness_draw)
    whole = original.record["entries"]
    types = [item["entry"]["type"] for item in whole]
    verified = []
    for length in range(1, len(whole)):
        cut = {**original.record, "entries": whole[:length]}
        if original.verify(serialise(cut), slip=False).verdict == "verified":
            verified.append(length)
    ends = ["COMPLETED", "COMPLETED", "WITNESSED", "WITNESSED"]
    assert [types[length - 1] for length in verified] == ends


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_no_record_with_a_member_twice_is_readable(draw: Draw) -> None:
    original = good(draw)
    whole = original.data()
    members = [place for place in places(original.record) if isinstance(place[-1], str)]
    for place in Random(1).sample(members, 60):  # noqa: S311 - a choice of places
        written = serialise({str(place[-1]): at(original.record, place)})[1:-1]
        twice = whole.replace(written, written + b"," + written, 1)
        assert original.verify(twice).verdict == "unreadable"


# The operator's own word: what no witness signs and no rule fixes. Everything else is found out.
OWN_WORD = {
    witness_draw: {("RELEASED", "approval"), ("RELEASED", "form"), ("RELEASED", "time")},
    serial_draw: {("COMPLETED", "time"), ("REPLIED", "attestation")},
    dice_draw: {
        *(("DECIDED", "approval"), ("DECIDED", "ground"), ("DECIDED", "time")),
        *(("REPLIED", "attestation"), ("REPLIED", "reason")),
    },
}


def forgeries(original: Good) -> Iterator[tuple[tuple[str, str], bytes]]:
    """Records with one member of one entry changed, then logged anew: type and member, and the file."""
    for number, item in enumerate(original.record["entries"]):
        within = ("entries", number, "entry")
        for kind, place in changes(original.record, within):
            member = place[4] if place[3] == "body" and len(place) > 4 else place[3]
            if kind == "removed" or member == "prev":
                continue  # a member less is no entry; links are made anew anyway
            try:
                forged = relogged(original, changed(original.record, (kind, place)))
            except CanonicalError:
                continue
            yield (item["entry"]["type"], str(member)), forged


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_operator_with_the_log_key_changes_nothing_others_have_signed(draw: Draw) -> None:
    original = good(draw)
    unseen = {
        where
        for where, forged in forgeries(original)
        if original.verify(forged, slip=False).verdict == "verified"
    }
    assert unseen == OWN_WORD[draw]


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_slip_alone_finds_every_change_up_to_the_seal(draw: Draw) -> None:
    original = good(draw)
    types = {"PROFILE", "CALENDAR", "ROSTER", "REQUEST", "FREEZE", "JOIN", "SEAL"}
    tried = [(where, forged) for where, forged in forgeries(original) if where[0] in types]
    for where, forged in Random(3).sample(tried, 60):  # noqa: S311 - a choice of changes
        (step, *_) = original.verify(forged).failed
        assert step.startswith(("file.", "log.", "chain.")), where


# By the command line.


def command(folder: Path, original: Good, data: bytes) -> subprocess.CompletedProcess[bytes]:
    record, trust = folder / "record.json", folder / "trust.json"
    record.write_bytes(data)
    trust.write_bytes(original.trust)
    line = [sys.executable, str(VERIFIER), str(record), "--trust", str(trust), "--json"]
    return subprocess.run(line, capture_output=True, check=False)


@pytest.mark.parametrize("draw", DRAWS, ids=named)
def test_command_line_agrees(tmp_path: Path, draw: Draw) -> None:
    original = good(draw)
    assert command(tmp_path, original, original.data()).returncode == 0
    some: list[Any] = Random(2).sample(list(changes(original.record)), 5)  # noqa: S311
    for change in some:
        data = serialise(changed(original.record, change))
        expected = original.verify(data, slip=False)
        exits = {"failed": 1, "unreadable": 2, "unverifiable": 3}
        assert command(tmp_path, original, data).returncode == exits[expected.verdict]
