"""What an operator who holds the log's key can write into the log, or show to one and not to another (A5, A17, A19).

Every log here is signed by the log's true key; the cosigner has the real verifier replay it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from drawsvc import config
from drawsvc.domain.entries import from_object
from drawsvc.domain.errors import InputError, LogFileError, StateError
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.keys import NamedKey, SigningKey
from drawsvc.log.note import open_note, parse_note, sign_note
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.witness.cosign import Beside, Checked, check_log
from drawsvc.witness.cosigner import Cosigner, read_memory
from drawsvc.witness.log_file import read_roots
from tests.attacks.conftest import OpenCosigner
from tests.log_files import Object, linked, log_bytes, logged, signed_note, write_log
from tests.refusing import refused
from tests.scenario.play import LOG, MONDAY, ORIGIN, XINXIAN, Play, pool

NOON = MONDAY + timedelta(hours=3)


@cache
def honest() -> tuple[Object, ...]:
    """A draw that was completed, and one that was sealed."""
    play = Play(XINXIAN, pool(X1=6))
    play.start("D1", X1=2)
    play.answer("D1", "ad")
    play.answer("D1", "a")
    play.request("D2", {"X1": 1})
    play.freeze("D2")
    play.join("D2")
    play.seal("D2")
    sequence_log(play.office, LOG)
    return tuple(logged(play.store))


def check(
    cosigner: Cosigner, file: Path, *notes: bytes, now: datetime = NOON, files: Any = ()
) -> Checked:
    program = config.verifier()
    assert program
    beside = Beside(files, notes)
    return check_log(cosigner, file, verifier=program, clock=lambda: now, beside=beside)


def index_of(kind: str, draw: str) -> int:
    found = (
        n for n, entry in enumerate(honest()) if (entry["type"], entry["draw"]) == (kind, draw)
    )
    return next(found)


def changed(number: int, **members: Any) -> list[Object]:
    """The log with one body changed and everything after it as if it had always been so."""
    entries = list(honest())
    entries[number] = entries[number] | {"body": entries[number]["body"] | members}
    return linked(entries)


def again(number: int, **members: Any) -> Object:
    """An entry once more, with members of its body changed."""
    entry = honest()[number]
    return entry | {"body": entry["body"] | members}


# An honest log


def test_honest_log_is_replayed_and_cosigned(cosigner: Cosigner, tmp_path: Path) -> None:
    found = check(cosigner, write_log(tmp_path / "log", honest(), LOG))
    vkey = cosigner.memory.vkey
    opened = open_note(found.cosigned.note, [vkey, LOG.verifier(0x01)])
    assert [signer.seconds for signer in opened.signers] == [None, int(NOON.timestamp())]
    assert parse_checkpoint(opened.text).size == len(honest())
    assert [draw["status"] for draw in found.replayed.draws] == ["completed", "sealed"]
    assert (found.seals, found.replayed.totals["panels"], found.since) == (2, 1, 0)
    assert found.replayed.left == ["history.bye"]  # who sits out is for whoever has the disclosures


def test_same_tree_gets_the_same_cosignature(cosigner: Cosigner, tmp_path: Path) -> None:
    file = write_log(tmp_path / "log", honest(), LOG)
    first = check(cosigner, file)
    second = check(cosigner, file, now=NOON + timedelta(days=1))
    assert second.cosigned == first.cosigned
    assert (first.again, second.again) == (False, True)


def test_log_goes_on(cosigner: Cosigner, tmp_path: Path) -> None:
    for number, size in enumerate((0, 1, 7, 8, len(honest()))):
        now = NOON + timedelta(minutes=number)
        found = check(cosigner, write_log(tmp_path / "log", honest()[:size], LOG), now=now)
        assert found.cosigned.checkpoint.size == size
        assert found.cosigned.seconds == int(now.timestamp())


def test_other_lines_stay_and_an_own_one_is_replaced(cosigner: Cosigner, tmp_path: Path) -> None:
    file = write_log(tmp_path / "log", honest()[:8], LOG)
    note = check(cosigner, file).cosigned.note
    names = [line.name for line in parse_note(note).lines]
    assert names == [ORIGIN, "cosigner.example"]
    file.write_bytes(log_bytes(honest()[:8], note, origin=ORIGIN))
    assert check(cosigner, file).cosigned.note == note


# Siblings, A5


def test_second_seal_after_the_first(cosigner: Cosigner, tmp_path: Path) -> None:
    seal = index_of("SEAL", "D2")
    entries = linked([*honest(), again(seal, nonce="5e" * 32)])
    with refused(LogFileError, "log_second_seal", step="history.chain"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))
    assert cosigner.memory.latest is None


def test_second_seal_beside_the_first(cosigner: Cosigner, tmp_path: Path) -> None:
    """Either of two seals alone would fit the chain: a record of each would verify."""
    seal = index_of("SEAL", "D2")
    entries = [*honest(), again(seal, nonce="5e" * 32)]
    with refused(LogFileError, "log_entry_missing"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


def test_two_walks_after_one_seal(cosigner: Cosigner, tmp_path: Path) -> None:
    reply = index_of("REPLIED", "D1")
    entries = [*honest(), again(reply, answer="decline", reason="illness")]
    with refused(LogFileError, "log_entry_missing"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


def test_second_freeze(cosigner: Cosigner, tmp_path: Path) -> None:
    freeze = index_of("FREEZE", "D2")
    entries = list(honest())
    entries.insert(freeze + 1, again(freeze))
    with refused(LogFileError, "log_second_freeze"):
        check(cosigner, write_log(tmp_path / "log", linked(entries), LOG))


def test_second_draw_of_a_matter(cosigner: Cosigner, tmp_path: Path) -> None:
    matter = honest()[index_of("REQUEST", "D1")]["body"]["matter"]
    entries = changed(index_of("REQUEST", "D2"), matter=matter)
    with refused(LogFileError, "log_second_draw", expected="D1", got="D2"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


def test_earlier_draw_that_the_freeze_hides(cosigner: Cosigner, tmp_path: Path) -> None:
    number = index_of("FREEZE", "D2")
    history = {"opening": [], "root": "e3b0c44298fc1c149afbf4c8996fb924" * 2, "size": 0}
    entries = changed(number, history=history)
    with refused(LogFileError, "log_history_differs", where="D2/1 FREEZE.history"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


# What is cited


@pytest.mark.parametrize(
    ("kind", "member", "other"),
    [
        ("FREEZE", "request", ("REQUEST", "D1")),
        ("SEAL", "freeze", ("FREEZE", "D1")),
    ],
)
def test_what_belongs_to_another_draw(
    cosigner: Cosigner, tmp_path: Path, kind: str, member: str, other: tuple[str, str]
) -> None:
    leaf = leaf_of(index_of(*other))
    number = index_of(kind, "D2")
    entries = changed(number, **{member: leaf})
    with refused(LogFileError, "log_cites", index=number, type=kind, member=member):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


@pytest.mark.parametrize(
    ("member", "other"), [("roster", ("PROFILE", "")), ("calendar", ("ROSTER", ""))]
)
def test_freeze_on_something_else_than_the_latest_of_its_pool(
    cosigner: Cosigner, tmp_path: Path, member: str, other: tuple[str, str]
) -> None:
    entries = changed(index_of("FREEZE", "D2"), **{member: leaf_of(index_of(*other))})
    with refused(LogFileError, "log_history_differs", where=f"D2/1 FREEZE.{member}"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


def leaf_of(number: int) -> str:
    return from_object(honest()[number]).leaf


def test_a_join_left_out_of_the_seal(cosigner: Cosigner, tmp_path: Path) -> None:
    number = index_of("SEAL", "D2")
    joins = honest()[number]["body"]["joins"]
    entries = changed(number, joins=joins[1:])
    with refused(LogFileError, "log_cites", member="joins"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


# Two views, A17


def forked() -> list[Object]:
    """The log with another second draw."""
    return changed(index_of("SEAL", "D2"), nonce="5e" * 32)


def test_fork_shown_to_one_cosigner(cosigner: Cosigner, tmp_path: Path) -> None:
    size = len(honest())
    first = check(cosigner, write_log(tmp_path / "log", honest(), LOG)).cosigned
    other = write_log(tmp_path / "other", forked(), LOG)
    with refused(LogFileError, "log_file_forked", size=size, expected=first.note.decode()):
        check(cosigner, other)
    memory = read_memory(cosigner.folder)
    assert memory.latest == first
    assert memory.forks == [first.note.decode(), signed_note(forked(), LOG).decode()]
    with refused(LogFileError, "log_file_forked"):
        check(cosigner, other)
    assert read_memory(cosigner.folder) == memory


def test_longer_fork_does_not_contain_what_was_cosigned(cosigner: Cosigner, tmp_path: Path) -> None:
    seal = index_of("SEAL", "D2")
    check(cosigner, write_log(tmp_path / "log", honest()[: seal + 1], LOG))
    longer = [*forked(), again(0) | {"seq": 3}]
    with refused(LogFileError, "log_file_forked", size=seal + 1):
        check(cosigner, write_log(tmp_path / "log", longer, LOG))


def test_fork_shown_to_two_cosigners(open_named: OpenCosigner, tmp_path: Path) -> None:
    """Each sees one half; it comes out as soon as one is handed the other's note."""
    one, two = open_named("one.example"), open_named("two.example")
    first = check(one, write_log(tmp_path / "log", honest(), LOG)).cosigned
    other = write_log(tmp_path / "other", forked(), LOG)
    second = check(two, other).cosigned
    assert first.checkpoint.size == second.checkpoint.size
    assert first.checkpoint.root != second.checkpoint.root
    with refused(LogFileError, "log_file_forked", expected=first.note.decode()):
        check(two, other, first.note)
    assert first.note.decode() in read_memory(two.folder).forks


def test_note_of_another_who_has_seen_the_same_log(
    open_named: OpenCosigner, tmp_path: Path
) -> None:
    one, two = open_named("one.example"), open_named("two.example")
    first = check(one, write_log(tmp_path / "log", honest()[:9], LOG)).cosigned
    found = check(two, write_log(tmp_path / "log", honest(), LOG), first.note)
    assert not found.memory.forks


# Shorter, changed: A19


def test_shorter_log(cosigner: Cosigner, tmp_path: Path) -> None:
    check(cosigner, write_log(tmp_path / "log", honest(), LOG))
    size = len(honest())
    with refused(LogFileError, "log_file_cut", expected=size, got=size - 1):
        check(cosigner, write_log(tmp_path / "log", honest()[:-1], LOG))


def test_folder_from_a_backup_and_a_log_cut_as_far(
    open_named: OpenCosigner, tmp_path: Path
) -> None:
    """The folder alone cannot know; the note it has handed out since can say."""
    one = open_named("one.example")
    memory_file = one.folder / "memory.json"
    check(one, write_log(tmp_path / "log", honest()[:9], LOG))
    backup = memory_file.read_bytes()
    handed_out = check(one, write_log(tmp_path / "log", honest(), LOG)).cosigned.note
    memory_file.write_bytes(backup)
    one.memory = read_memory(one.folder)
    with refused(LogFileError, "log_file_cut", expected=len(honest()), got=12):
        check(one, write_log(tmp_path / "log", honest()[:12], LOG), handed_out)


Change = Callable[[list[Object]], list[Object]]
CHANGES: dict[str, Change] = {
    "left out": lambda entries: entries[:6] + entries[7:],
    "edited": lambda entries: [
        *entries[:6],
        entries[6] | {"time": "2026-03-02T01:00:01Z"},
        *entries[7:],
    ],
    "doubled": lambda entries: [*entries[:7], *entries[6:]],
    "exchanged": lambda entries: [*entries[:6], entries[7], entries[6], *entries[8:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_log_under_a_new_signature(cosigner: Cosigner, tmp_path: Path, change: str) -> None:
    entries = CHANGES[change](list(honest()))
    with refused(LogFileError, "log_entry_missing"):
        check(cosigner, write_log(tmp_path / "log", entries, LOG))


def test_changed_log_under_the_old_signature(cosigner: Cosigner, tmp_path: Path) -> None:
    note, file = signed_note(honest(), LOG), tmp_path / "log"
    file.write_bytes(log_bytes(forked(), note, origin=ORIGIN))
    with refused(LogFileError, "log_file_root"):
        check(cosigner, file)
    file.write_bytes(log_bytes(honest()[:-1], note, origin=ORIGIN))
    with refused(LogFileError, "log_file_size", expected=len(honest()), got=len(honest()) - 1):
        check(cosigner, file)


# Whose log, and when


def test_another_key_and_another_origin(cosigner: Cosigner, tmp_path: Path) -> None:
    impostor = NamedKey(ORIGIN, SigningKey(bytes(32)))
    with refused(LogFileError, "log_file_key", expected=cosigner.memory.log_key.to_text()):
        check(cosigner, write_log(tmp_path / "log", honest(), impostor))
    text = parse_note(signed_note(honest(), LOG, origin="demo.example.org/other")).text
    note = sign_note(text, [LOG]).to_bytes()
    (tmp_path / "log").write_bytes(log_bytes(honest(), note, origin=ORIGIN))
    with refused(LogFileError, "log_file_origin", expected=ORIGIN):
        check(cosigner, tmp_path / "log")


def test_clock_set_back(cosigner: Cosigner, tmp_path: Path) -> None:
    check(cosigner, write_log(tmp_path / "log", honest()[:9], LOG))
    file = write_log(tmp_path / "log", honest(), LOG)
    with refused(StateError, "cosigner_clock_back", expected="2026-03-02T04:00:00Z"):
        check(cosigner, file, now=NOON - timedelta(seconds=1))
    assert check(cosigner, file, now=NOON).cosigned.seconds == int(NOON.timestamp())


def test_clock_set_back_while_the_log_is_replayed(cosigner: Cosigner, tmp_path: Path) -> None:
    check(cosigner, write_log(tmp_path / "log", honest()[:9], LOG))
    times = iter([NOON, NOON - timedelta(hours=1)])
    program = config.verifier()
    assert program
    file = write_log(tmp_path / "log", honest(), LOG)
    with refused(StateError, "cosigner_clock_back"):
        check_log(cosigner, file, verifier=program, clock=partial(next, times))
    assert cosigner.memory.latest
    assert cosigner.memory.latest.checkpoint.size == 9


# Files that are none


@pytest.mark.parametrize("data", [b"", b"{}", b'{"checkpoint":1}', b"\xff" * 9, b'{"checkpoint":"'])
def test_no_log_file(cosigner: Cosigner, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "log").write_bytes(data)
    with refused(LogFileError, "log_file_malformed"):
        check(cosigner, tmp_path / "log")


def test_reader_of_any_changed_file(tmp_path: Path) -> None:
    """Whatever is changed, cut or inserted: entries or the one error."""
    data = log_bytes(honest(), signed_note(honest(), LOG), origin=ORIGIN)
    file, refusals = tmp_path / "log", 0
    for place in range(0, len(data), 401):
        for change in (b"\xff", b'"', b"{", b"9" * 5000, b"["):
            for after in (place, place + 1, len(data)):
                file.write_bytes(data[:place] + change + data[after:])
                try:
                    read_roots(file, {0, 9})
                except LogFileError as error:
                    refusals += error.code == "log_file_malformed"
    assert refusals > len(data) // 401


def test_value_without_an_end_is_not_read_for_ever(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b'{"checkpoint":"' + b"a" * 8 * 2**20)
    with refused(LogFileError, "log_file_malformed", found="json"):
        read_roots(file, set())


def test_log_file_with_an_entry_that_is_no_object(tmp_path: Path) -> None:
    data = log_bytes(honest(), signed_note(honest(), LOG), origin=ORIGIN)
    (tmp_path / "log").write_bytes(data.replace(b'"entries":[', b'"entries":[1,'))
    with refused(LogFileError, "log_file_malformed", found="entries"):
        read_roots(tmp_path / "log", set())


@pytest.mark.parametrize("part", range(6))
def test_no_changed_byte_is_cosigned(cosigner: Cosigner, tmp_path: Path, part: int) -> None:
    file = write_log(tmp_path / "log", honest(), LOG)
    data = file.read_bytes()
    place = len(data) * part // 6 + 7
    file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(LogFileError):
        check(cosigner, file)
    assert cosigner.memory.latest is None


def test_log_file_with_something_after_it(cosigner: Cosigner, tmp_path: Path) -> None:
    file = write_log(tmp_path / "log", honest(), LOG)
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(LogFileError):
        check(cosigner, file)
    assert cosigner.memory.latest is None


def test_note_without_room(cosigner: Cosigner, tmp_path: Path) -> None:
    strangers = [NamedKey(f"stranger-{n}", SigningKey(bytes([n]) * 32)) for n in range(63)]
    text = parse_note(signed_note(honest(), LOG)).text
    note = sign_note(text, [LOG, *strangers]).to_bytes()
    (tmp_path / "log").write_bytes(log_bytes(honest(), note, origin=ORIGIN))
    with refused(LogFileError, "log_file_malformed"):
        check(cosigner, tmp_path / "log")
    assert cosigner.memory.latest is None


def test_file_that_is_not_there(cosigner: Cosigner, tmp_path: Path) -> None:
    with refused(InputError, "file_unreadable", got="ENOENT"):
        check(cosigner, tmp_path / "log")


def test_verifier_that_does_not_finish(cosigner: Cosigner, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)\n", encoding="utf-8")
    file = write_log(tmp_path / "log", honest(), LOG)
    with refused(LogFileError, "replay_unfinished", exit=3):
        check_log(cosigner, file, verifier=broken, clock=lambda: NOON)


# What is promised beyond the log alone


def test_history_needs_the_records(open_named: OpenCosigner, tmp_path: Path) -> None:
    """XX-19: with byes, whoever promises `replay_history` has to be handed records and disclosures."""
    cosigner = open_named("auditor.example", "replay_history")
    file = write_log(tmp_path / "log", honest(), LOG)
    with refused(LogFileError, "history_left_open", step="history.bye"):
        check(cosigner, file)
    before = honest()[: index_of("REQUEST", "D2")]
    assert check(cosigner, write_log(tmp_path / "log", before, LOG)).cosigned.checkpoint.size
