"""What can still happen after the first invitation went out: each use case, held against the verifier."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from drawseeds import H, parse

from drawsvc.domain.entries import Body, Place
from drawsvc.domain.errors import (
    DrawError,
    DuplicateError,
    EntryError,
    InputError,
    MissingError,
    PhaseError,
    ProfileError,
    ReplyError,
    StatementError,
)
from drawsvc.domain.history import Turn
from drawsvc.domain.seating import Seat
from drawsvc.log.keys import SigningKey
from drawsvc.usecases.add_seats import MoreSeats, add_seats
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.correct_clock import correct_clock
from drawsvc.usecases.correct_reply import correct_reply
from drawsvc.usecases.enrol_key import enrol_key, revoke_key
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.import_opening import Opening, import_opening
from drawsvc.usecases.note_held import note_held, note_not_held
from drawsvc.usecases.note_objection import note_objection
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.note_silence import note_silence
from drawsvc.usecases.open_contact import open_contact
from drawsvc.usecases.ports import NOT_ENDED
from drawsvc.usecases.rebuild_store import rebuild_store
from drawsvc.usecases.reveal_late import reveal_late
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.usecases.withdraw_expert import Withdrawal, withdraw_expert
from tests.past import check_standing
from tests.refusing import refused
from tests.scenario.play import (
    APPROVAL,
    HUNAN,
    LOG,
    OTHER_APPROVAL,
    POOL,
    XINXIAN,
    Play,
    pool,
    regulation,
)

DAY = date(2026, 4, 1)
BOTH = (APPROVAL, OTHER_APPROVAL)


@pytest.fixture
def play() -> Play:
    return Play(XINXIAN, pool(X1=8))


def completed(play: Play, draw: str = "D1", seats: int = 2) -> list[str]:
    play.start(draw, X1=seats)
    play.answer(draw, "a" * seats)
    return play.panel(draw)


def checked(play: Play) -> str:
    with play.store.reading() as reader:
        check_standing(play.office, reader, POOL)
    return str(play.verify("D1").verdict)


def refuses(step: Callable[[], object], error: type[DrawError], code: str, **facts: Any) -> None:
    with refused(error, code, **facts):
        step()


# Changes of the panel


def test_withdrawal_countersigned(play: Play) -> None:
    leaver, _ = completed(play)
    seat = play.seat_of("D1", leaver)
    walk = play.attempt("D1").walk
    assert walk
    said: Body = {"group": seat[0], "reason": "illness", "row": seat[1]}
    leaf = walk.answered_invitation(seat)
    statement = play.witnesses[0].sign("withdrawn", leaf, said)
    wrong = play.witnesses[0].sign("withdrawn", leaf, said | {"reason": "absence"})
    gone = partial(withdraw_expert, play.office, "D1", approval=APPROVAL)
    refuses(
        lambda: gone(Withdrawal(*seat, "illness", "countersigned", wrong)),
        StatementError,
        "statement_value",
    )
    written = gone(Withdrawal(*seat, "illness", "countersigned", statement))
    assert [entry.type for entry in written] == ["WITHDRAWN", "CLOSED", "INVITED"]
    refuses(lambda: gone(Withdrawal(*seat, "illness")), ReplyError, "not_accepted")
    play.answer("D1", "a")
    assert leaver not in play.panel("D1")
    assert checked(play) == "verified"


def test_seats_are_added(play: Play) -> None:
    completed(play)
    more = partial(add_seats, play.office, "D1", approval=APPROVAL)
    refuses(lambda: more(MoreSeats(1, 1, "scope")), InputError, "no_such_group")
    refuses(lambda: more(MoreSeats(0, 10_000, "scope")), InputError, "too_many_seats")
    more(MoreSeats(0, 1, "scope"))
    play.answer("D1", "a")
    assert len(play.panel("D1")) == 3
    assert checked(play) == "verified"


def test_mistyped_reply_moves_the_walk_until_the_next_invitation(play: Play) -> None:
    panel = completed(play)
    seat = play.seat_of("D1", panel[0])
    written = play.correct("D1", seat, "d")
    assert [entry.type for entry in written] == ["CORRECTED", "CLOSED", "INVITED"]
    play.answer("D1", "a")
    (late,) = play.correct("D1", seat, "a")
    assert late.body["effect"] == "counters"
    assert panel[0] not in play.panel("D1")
    assert checked(play) == "verified"


def test_correction_of_what_nobody_said(play: Play) -> None:
    play.start("D1", X1=2)
    (seat, _) = play.open_seats("D1")
    refuses(
        lambda: correct_reply(play.office, "D1", Reply(*seat, "accept", "none")),
        ReplyError,
        "not_answered",
    )
    play.reply("D1", seat, "a")
    refuses(
        lambda: correct_reply(play.office, "D1", Reply(*seat, "decline", "illness")),
        StatementError,
        "correction_countersigned",
    )


# The call desk


def test_one_contact_of_one_open_invitation(play: Play) -> None:
    (one, _) = play.start("D1", X1=2)
    seat = play.seat_of("D1", one)
    desk = partial(open_contact, play.office, "D1", handler="h-1", supervisor="s-1")
    contact = desk(seat)
    assert contact.entry.body == {"group": 0, "handler": "h-1", "row": seat[1], "supervisor": "s-1"}
    with play.store.reading() as reader:
        expert = reader.listed(contact.entry.place, 0, "eligible", seat[1]).opened.expert
    assert (contact.name, contact.phone) == (expert["name"], expert["phone"])
    assert contact.phone not in repr(contact)
    others = set(range(8)) - {row for _, row in play.open_seats("D1")}
    refuses(lambda: desk((0, min(others))), ReplyError, "not_invited")
    refuses(lambda: desk((0, 99)), ReplyError, "no_such_row")
    refuses(
        lambda: open_contact(play.office, "D1", seat, handler="h 1", supervisor="s-1"),
        EntryError,
        "entry_shape",
    )
    play.answer("D1", "aa")
    refuses(lambda: desk(seat), PhaseError, "phase")
    assert checked(play) == "verified"


def silence(play: Play, seat: Seat, tries: int) -> Any:
    walk = play.attempt("D1").walk
    assert walk
    said: Body = {"group": seat[0], "row": seat[1], "tries": tries}
    statement = play.witnesses[0].sign("expired", walk.invitation(seat), said)
    return partial(note_silence, play.office, "D1", seat, tries=tries, statement=statement)


def test_silence_is_noted_with_the_tries_a_witness_signed(play: Play) -> None:
    play.start("D1", X1=2)
    one, two = play.open_seats("D1")
    noted = silence(play, one, 3)
    assert noted() == []
    other = partial(noted, tries=4)
    refuses(other, StatementError, "statement_value")
    play.now = play.attempt("D1").deadline + timedelta(seconds=1)
    play.advance("D1")
    entries = [e for e in play.attempt("D1").chain.entries if e.type == "EXPIRED"]
    told = {(e.body["group"], e.body["row"]): e.body for e in entries}
    assert (told[one]["tries"], told[one]["attestation"]["kind"]) == (3, "countersigned")
    assert (told[two]["tries"], told[two]["attestation"]["kind"]) == (0, "handler")
    play.answer("D1", "aa")
    assert checked(play) == "verified"


def test_silence_before_anybody_was_asked(play: Play) -> None:
    play.request("D1", {"X1": 1})
    statement = play.witnesses[0].sign("expired", "00" * 32, {"group": 0, "row": 0, "tries": 1})
    noted = partial(note_silence, play.office, "D1", (0, 0), tries=1, statement=statement)
    refuses(noted, PhaseError, "not_yet", expected="SEEDED")


def test_silence_after_the_deadline_goes_on_at_once(play: Play) -> None:
    play.start("D1", X1=1)
    (seat,) = play.open_seats("D1")
    noted = silence(play, seat, 2)
    play.now = play.attempt("D1").deadline + timedelta(seconds=1)
    assert [entry.type for entry in noted()] == ["EXPIRED", "CLOSED", "INVITED"]


def test_reply_in_time_counts_whatever_was_signed_about_silence(play: Play) -> None:
    play.start("D1", X1=1)
    (seat,) = play.open_seats("D1")
    silence(play, seat, 2)()
    play.answer("D1", "a")
    play.reschedule("D1", DAY)
    assert play.open_seats("D1") == [seat]
    play.now = play.attempt("D1").deadline + timedelta(seconds=1)
    play.advance("D1")
    expired = play.attempt("D1").entry("EXPIRED").body
    assert expired["tries"] == 0, "what was signed was about the earlier invitation"


# Clock


def test_clock_that_ran_ahead_is_set_right_by_two(play: Play) -> None:
    play.wait(days=1)
    play.start("D1", X1=1)
    play.wait(days=-1)
    (seat,) = play.open_seats("D1")
    refuses(lambda: play.reply("D1", seat, "a"), PhaseError, "clock_behind")
    clock = partial(correct_clock, play.office, "D1", reason="battery")
    refuses(lambda: clock(approvals=(APPROVAL, APPROVAL)), EntryError, "entry_shape")
    entry = clock(approvals=BOTH)
    assert entry.body["offset_seconds"] == -86_400
    play.reply("D1", seat, "a")
    assert play.phase("D1") == "completed"
    assert checked(play) == "verified"


# The end


def test_held_objected_and_erased(play: Play) -> None:
    completed(play)
    play.release("D1")
    note_held(play.office, "D1", DAY)
    refuses(
        lambda: note_objection(
            play.office, "D1", "…", received=DAY, answer_by=DAY - timedelta(days=1)
        ),
        InputError,
        "answer_before",
    )
    (objection,) = note_objection(play.office, "D1", "某人未回避", received=DAY, answer_by=DAY)
    place = objection.place
    with play.store.reading() as reader:
        (opened,) = reader.private(place)["opened"]
    assert H("basis", opened["salt"], opened["text"]) == objection.body["object"]
    note_not_held(play.office, "D1", reason="weather", approval=APPROVAL)
    before = play.disclosures("D1")
    rows = [row for _, row in ((0, r) for r in range(8))]
    erase = partial(erase_disclosures, play.office, "D1", ground="保管期满", approval=APPROVAL)
    refuses(lambda: erase(Rows(0, "eligible", [99])), InputError, "no_such_row")
    refuses(lambda: erase(Rows(0, "eligible", [])), EntryError, "entry_shape")
    entry = erase(Rows(0, "eligible", rows))
    assert entry.body["rows"] == rows
    with play.store.reading() as reader:
        listed = reader.listed(place, 0, "eligible", 0)
        assert reader.lists(place)[0].eligible[0].disclosure is None
    refuses(lambda: listed.opened, MissingError, "disclosure_erased")
    assert parse(before) != parse(play.disclosures("D1")), "nothing of them is released any more"
    assert play.verify("D1").verdict == "verified"
    sequence_log(play.office, LOG)
    rebuild_store(play.office)  # though it cannot tell any more whose runs these were
    with play.store.reading() as reader:
        assert (reader.runs(POOL), reader.chances(place)) == ({}, {})


def test_late_reveal_shows_what_was_discarded(play: Play) -> None:
    play.request("D1", {"X1": 1})
    freeze = play.freeze("D1")
    play.join("D1")
    seal = play.seal("D1")
    made = play.witnesses[0].seal_statements(freeze, seal, play.throw)
    refuses(lambda: reveal_late(play.office, "D1", made[1]), PhaseError, "phase")
    play.void("D1")
    refuses(lambda: reveal_late(play.office, "D1", made[0]), StatementError, "statement_kind")
    (entry,) = reveal_late(play.office, "D1", made[1])
    assert entry.type == "REVEALED"
    assert play.verify("D1").failed == []


# The pool


def test_keys_are_enrolled_and_revoked_in_turn(play: Play) -> None:
    key = SigningKey(bytes(32)).public.to_hex()
    named: dict[str, Any] = {"role": "discipline", "approval": APPROVAL}
    refuses(lambda: revoke_key(play.office, POOL, key, **named), MissingError, "key_not_enrolled")
    enrol_key(play.office, POOL, key, **named)
    refuses(lambda: enrol_key(play.office, POOL, key, **named), DuplicateError, "key_enrolled")
    enrol_key(play.office, POOL, key, role="auditor", approval=APPROVAL)
    assert revoke_key(play.office, POOL, key, **named).body["status"] == "revoked"
    enrol_key(play.office, POOL, key, **named)


def test_newer_profile_is_for_later_requests(play: Play) -> None:
    play.request("D1", {"X1": 1})
    version = XINXIAN.version
    refuses(
        lambda: adopt_profile(play.office, POOL, XINXIAN),
        ProfileError,
        "profile_not_newer",
        expected=version + 1,
        got=version,
    )
    newer = regulation("xinxian_2021", version=version + 1, sources=("dice",))
    adopt_profile(play.office, POOL, newer)
    assert play.freeze("D1").body["source"] == "witness"
    play.request("D2", {"X1": 1})
    assert play.freeze("D2").body["source"] == "dice"


def test_profile_that_is_not_valid_yet_is_for_requests_from_its_day_on(play: Play) -> None:
    newer = regulation(
        "xinxian_2021", version=XINXIAN.version + 1, sources=("dice",), valid_from="2026-03-04"
    )
    adopt_profile(play.office, POOL, newer)
    play.request("D1", {"X1": 1})
    assert play.freeze("D1").body["source"] == "witness"
    play.wait(days=2)
    play.request("D2", {"X1": 1})
    assert play.freeze("D2").body["source"] == "dice"


def opened(play: Play, **declared: Any) -> Any:
    return import_opening(play.office, POOL, Opening(**declared), approvals=BOTH)


def test_serial_draw_goes_on_from_the_declared_cursor() -> None:
    play = Play(HUNAN, pool(H1=6, H2=3))
    entry = opened(play, turns={"H1": Turn("3", ("2",))})
    assert entry.body["cursors"] == [{"after": "3", "carried": ["2"], "specialty": "H1"}]
    assert play.start("D1", H1=3) == ["H1-2", "H1-4", "H1-5"]
    assert play.attempt("D1").entry("FREEZE").body["history"]["opening"] == [entry.leaf]
    play.answer("D1", "aaa")
    assert play.verify("D1").verdict == "verified"
    assert play.start("D2", H1=1) == ["H1-6"]


def test_declared_run_brings_the_bye() -> None:
    play = Play(XINXIAN, pool(X1=4))
    opened(play, runs={"X1-1": 2, "X1-2": 1}, counters={"X1-3": {"refusals": 1}})
    play.start("D1", X1=1)
    assert play.excluded("D1") == {"X1-1": "bye"}
    with play.store.reading() as reader:
        assert reader.runs(POOL) == {"X1-1": 2, "X1-2": 1}


def test_rebuilding_keeps_what_was_declared() -> None:
    play = Play(XINXIAN, pool(X1=4))
    opened(play, runs={"X1-1": 2})
    play.start("D1", X1=3)
    play.answer("D1", "aaa")
    sequence_log(play.office, LOG)
    with play.store.reading() as reader:
        before = reader.runs(POOL)
    assert before == {"X1-2": 1, "X1-3": 1, "X1-4": 1}
    rebuild_store(play.office)
    with play.store.reading() as reader:
        assert reader.runs(POOL) == before


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"runs": {"X1-99": 1}}, "opening_of_nobody"),
        ({"counters": {"X1-99": {}}}, "opening_of_nobody"),
        ({"runs": {"X1-1": 0}}, "opening_run"),
    ],
)
def test_opening_that_is_none(play: Play, declared: dict[str, Any], code: str) -> None:
    refuses(lambda: opened(play, **declared), InputError, code)


def test_opening_comes_once_and_first(play: Play) -> None:
    refuses(
        lambda: import_opening(play.office, POOL, Opening(), approvals=(APPROVAL, APPROVAL)),
        EntryError,
        "entry_shape",
    )
    opened(play)
    refuses(lambda: opened(play), DuplicateError, "opening_exists")
    other = Play(XINXIAN, pool(X1=2))
    other.request("D1", {"X1": 1})
    refuses(lambda: opened(other), DuplicateError, "opening_too_late")


# What is kept at hand


def test_standing_follows_every_change(play: Play) -> None:
    """Reopened, completed again, voided: what is kept must be what follows from everything."""
    panel = completed(play, "D1")
    completed(play, "D2")
    play.withdraw("D1", panel[0])
    play.answer("D1", "a")
    play.reschedule("D2", DAY)
    play.answer("D2", "ad")
    play.answer("D2", "a")
    play.void("D2")
    completed(play, "D3")
    sequence_log(play.office, LOG)
    rebuild_store(play.office)
    assert checked(play) == "verified"


def test_draw_that_a_version_without_chances_has_frozen(play: Play) -> None:
    play.start("D1", X1=3)
    with play.store.writing() as writer:
        place = Place(writer.head().origin, POOL, "D1", 1)
        assert set(writer.chances(place).values()) == {0}
        writer.save_chances(place, NOT_ENDED, {})
    play.answer("D1", "aaa")
    with play.store.reading() as reader:
        assert sorted(reader.runs(POOL).values()) == [1, 1, 1]
    assert checked(play) == "verified"
