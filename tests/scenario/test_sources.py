"""Where the randomness comes from: beacons, fresh replacement, the service's own part; and when a seal was seen."""

from functools import partial

import pytest
from drawseeds import parse

from drawsvc.domain.errors import (
    BeaconError,
    DuplicateError,
    InputError,
    MissingError,
    PhaseError,
    StatementError,
)
from drawsvc.domain.times import format_time
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from drawsvc.log.note import Note, cosign_line, parse_note, sign_note
from drawsvc.usecases.attach_evidence import attach_evidence
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.join_operator import join_operator, reveal_operator
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.usecases.submit_round import submit_round
from tests.refusing import refused
from tests.scenario.play import BEACON, LOG, ORIGIN, XINXIAN, Play, pool, regulation

OPERATOR = SigningKey(b"operator".ljust(32))
COSIGNER = NamedKey("cosigner.example", SigningKey(b"cosigner".ljust(32)))


# A beacon


@pytest.fixture
def beacon() -> Play:
    return Play(regulation("xinxian_2021", sources=("beacon",)), pool(X1=9))


def sealed(play: Play) -> int:
    """A sealed beacon draw D1 that all have seen; returns the round it pins."""
    play.request("D1", {"X1": 2})
    play.freeze("D1")
    play.join("D1")
    play.seal("D1")
    play.reveal("D1")
    pinned = play.attempt("D1").pinned
    assert pinned
    return pinned.round


def test_beacon_draw_from_seal_to_panel(beacon: Play) -> None:
    number = sealed(beacon)
    with beacon.store.reading() as reader:
        (state,) = reader.attempts()
    pinned = beacon.attempt("D1").pinned
    assert pinned
    assert state.due_at == beacon.office.beacons.time_of(pinned)
    assert beacon.advance("D1") == []
    (seeded,) = beacon.submit_round("D1")
    assert seeded.body["values"] == [BEACON.sign(number)]
    beacon.advance("D1")
    beacon.answer("D1", "ad")
    beacon.answer("D1", "a")
    result = beacon.verify("D1")
    assert (result.verdict, result.grade, result.status) == ("verified", "A", "completed")


def test_round_may_come_before_the_last_statement() -> None:
    play = Play(regulation("xinxian_2021", sources=("beacon",)), pool(X1=5))
    play.request("D1", {"X1": 1})
    play.freeze("D1")
    play.join("D1")
    play.seal("D1")
    assert play.submit_round("D1") == []
    play.reveal("D1")
    assert play.types("D1")[-1] == "SEEDED"


def test_no_other_round_and_no_other_signature(beacon: Play) -> None:
    number = sealed(beacon)
    submit = partial(submit_round, beacon.office, "D1")
    with refused(BeaconError, "round_not_yet", got=format_time(beacon.now)):
        submit(number, BEACON.sign(number))
    beacon.wait(hours=1)
    with refused(InputError, "other_round", expected=number, got=number + 1):
        submit(number + 1, BEACON.sign(number + 1))
    with refused(BeaconError, "beacon_signature", round=number):
        submit(number, BEACON.sign(number + 1))
    submit(number, BEACON.sign(number))
    with refused(PhaseError, "no_round_pinned", phase="seeded"):
        submit(number, BEACON.sign(number))


# Fresh replacement


def test_nobody_knows_who_is_next_before_the_refusal_is_in_the_log() -> None:
    play = Play(regulation("xinxian_2021", replacements=("fixed", "fresh")), pool(X1=9))
    play.request("D1", {"X1": 3})
    play.freeze("D1", "witness", "fresh")
    play.join("D1")
    play.seal("D1")
    play.reveal("D1")
    play.advance("D1")
    assert play.answer("D1", "add") == []
    assert play.phase("D1") == "closed"
    (invited,) = play.submit_round("D1")
    assert len(invited.body["beacon"]) == 1
    assert len(play.invited("D1")) == 2
    play.answer("D1", "aa")
    result = play.verify("D1")
    assert (result.verdict, result.grade) == ("verified", "B")


# The service as operator


def test_operator_alone() -> None:
    profile = regulation("xinxian_2021", sources=("witness",), roles=())
    play = Play(profile, pool(X1=4))
    play.request("D1", {"X1": 1})
    play.freeze("D1")
    join_operator(play.office, "D1", OPERATOR)
    with refused(DuplicateError, "key_joined_already"):
        join_operator(play.office, "D1", OPERATOR)
    with refused(PhaseError, "not_yet", expected="SEAL"):
        reveal_operator(play.office, "D1", OPERATOR)
    play.seal("D1")
    with refused(StatementError, "not_a_witness"):
        reveal_operator(play.office, "D1", SigningKey(b"another".ljust(32)))
    seeded = reveal_operator(play.office, "D1", OPERATOR)
    assert seeded
    assert [s["kind"] for s in seeded.body["statements"]] == ["seen", "reveal"]
    play.advance("D1")
    play.answer("D1", "a")
    result = play.verify("D1")
    assert (result.verdict, result.grade) == ("unverifiable", "C")


def test_operator_beside_witnesses_and_dice() -> None:
    play = Play(regulation("xinxian_2021"), pool(X1=4))
    play.request("D1", {"X1": 1})
    play.freeze("D1", "dice")
    play.join("D1")
    join_operator(play.office, "D1", OPERATOR)
    play.seal("D1", throws=20)
    assert reveal_operator(play.office, "D1", OPERATOR) is None
    play.reveal("D1")
    play.advance("D1")
    play.answer("D1", "a")
    assert play.verify("D1").grade == "A"


def test_nineteen_throws_are_too_few_and_one_attestor_too() -> None:
    play = Play(regulation("xinxian_2021"), pool(X1=4))
    play.request("D1", {"X1": 1})
    play.freeze("D1", "dice")
    play.join("D1")
    with refused(InputError, "throws", got=19):
        play.seal("D1", throws=19)


# When the seal was seen


def cosigned(note: bytes, seconds: int) -> bytes:
    parsed = parse_note(note)
    line = cosign_line(parsed.text, COSIGNER, seconds=seconds)
    return Note(parsed.text, (*parsed.lines, line)).to_bytes()


def head(play: Play) -> bytes:
    return sequence_log(play.office, LOG).checkpoint


def test_cosigned_checkpoint_goes_into_the_record(beacon: Play) -> None:
    sealed(beacon)
    early = cosigned(head(beacon), int(beacon.now.timestamp()))
    checkpoint = attach_evidence(beacon.office, "D1", early)
    assert checkpoint == parse_checkpoint(parse_note(early).text)
    beacon.submit_round("D1")
    beacon.advance("D1")
    assert attach_evidence(beacon.office, "D1", early) == checkpoint
    later = cosigned(head(beacon), int(beacon.now.timestamp()))
    with refused(InputError, "evidence_later", expected=checkpoint.size):
        attach_evidence(beacon.office, "D1", later)
    beacon.answer("D1", "aa")
    record = parse(beacon.record("D1"))
    assert isinstance(record, dict)
    (evidence,) = record["seal_evidence"]
    assert isinstance(evidence, dict)
    assert evidence["checkpoint"] == early.decode()
    assert beacon.verify("D1").verdict == "verified"


def test_checkpoint_of_something_else(beacon: Play) -> None:
    beacon.request("D1", {"X1": 1})
    attach = partial(attach_evidence, beacon.office, "D1")
    before = head(beacon)
    with refused(MissingError, "no_seal"):
        attach(before)
    beacon.freeze("D1")
    beacon.join("D1")
    beacon.seal("D1")
    with refused(InputError, "evidence_without_seal"):
        attach(before)
    now = head(beacon)
    text = parse_note(now).text
    other_key = NamedKey(ORIGIN, SigningKey(bytes(32)))
    forged = text.replace(text.split("\n")[2], parse_note(before).text.split("\n")[2])
    bad = {
        "evidence_note": [b"nonsense", sign_note(text, [other_key]).to_bytes()],
        "evidence_tree": [sign_note(forged, [LOG]).to_bytes()],
    }
    for code, notes in bad.items():
        for note in notes:
            with refused(InputError, code):
                attach(note)
    with refused(InputError, "evidence_note"):
        only = Note(text, (cosign_line(text, COSIGNER, seconds=1),)).to_bytes()
        attach(only, [COSIGNER.verifier(0x04)])
    attach(now)
    assert parse(export_record(beacon.office, "D1"))
    assert LOG.verifier(ED25519).name == ORIGIN
    assert XINXIAN.mode == "random"
