"""An attempt as a whole: what must follow, when, and that what was written replays (SPEC §5.6, §9, §10, §13)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.calendar import Calendar, CalendarYear
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import (
    CalendarError,
    DrawError,
    EntryError,
    InputError,
    PhaseError,
    ReplyError,
    RequestError,
    StateError,
    StatementError,
)
from drawsvc.domain.statements import sign_statement
from drawsvc.domain.times import format_time, parse_time
from tests.attempting import Drawing, Seats, witness_key
from tests.refusing import refused
from tests.unit.domain import sample
from tests.unit.domain.sample import LEAF, NOW

SECOND = timedelta(seconds=1)
WINDOW = timedelta(hours=2)  # of the sample profile, which begins at nine in the morning


def drawing(*groups: Seats, **options: Any) -> Drawing:
    return Drawing(groups or [Seats(2, "abcd"), Seats(1, "ef")], **options)


def completed(*groups: Seats, **options: Any) -> Drawing:
    """All who are asked accept."""
    drawn = drawing(*groups, **options).to_round()
    drawn.play_round("a" * len(drawn.open_seats))
    assert drawn.attempt.phase == "completed"
    return drawn


def short() -> Drawing:
    drawn = drawing(Seats(2, "abc")).to_round()
    drawn.play_round("ad")
    drawn.play_round("d")
    assert drawn.attempt.phase == "short"
    return drawn


def released() -> Drawing:
    drawn = completed()
    drawn.write("RELEASED", sample.body("RELEASED"))
    return drawn


def reschedule(drawn: Drawing) -> Entry:
    return drawn.write("RESCHEDULED", sample.body("RESCHEDULED"))


# Phases


def test_a_whole_draw() -> None:
    drawn = drawing().to_round()
    drawn.play_round("ada")
    drawn.play_round("a")
    assert drawn.types() == [
        *("REQUEST", "FREEZE", "JOIN", "SEAL", "SEEDED"),
        *("INVITED", "REPLIED", "REPLIED", "REPLIED", "CLOSED"),
        *("INVITED", "REPLIED", "CLOSED", "COMPLETED"),
    ]
    assert drawn.accepted == [[0, 2], [0]]


def test_type_out_of_its_phase_is_refused() -> None:
    with refused(PhaseError, "phase", phase="start", expected="REQUEST", got="FREEZE"):
        drawing().write("FREEZE", sample.body("FREEZE"))
    with refused(PhaseError, "phase", phase="completed", got="DECIDED"):
        completed().write("DECIDED", sample.body("DECIDED"))


def test_entry_the_phase_does_not_promise() -> None:
    drawn = drawing()
    drawn.request()
    with refused(PhaseError, "not_yet", phase="requested", expected="SEAL"):
        drawn.attempt.entry("SEAL")
    with refused(PhaseError, "not_yet", phase="requested", expected="COMPLETED, VOID"):
        drawn.attempt.entry("COMPLETED", "VOID")
    with refused(PhaseError, "not_yet", phase="start"):
        drawing().attempt.entry("SEAL")


def test_request_is_checked() -> None:
    with refused(RequestError, "attempt_kind", attempt=1, got="retry"):
        drawing().request(kind="retry")


@pytest.mark.parametrize(
    "kind",
    ["HELD", "NOT_HELD", "OBJECTION", "ERASED", "RELEASED", "CLOCK_CORRECTED"],
)
def test_what_may_follow_a_panel(kind: str) -> None:
    drawn = completed()
    drawn.write(kind, sample.body(kind, **({"rows": [0]} if kind == "ERASED" else {})))
    assert drawn.attempt.phase == ("released" if kind == "RELEASED" else "completed")


def test_decision_after_a_shortage() -> None:
    drawn = short()
    drawn.write("DECIDED", sample.body("DECIDED"))
    assert drawn.attempt.phase == "decided"
    drawn.write("RELEASED", sample.body("RELEASED"))
    assert drawn.attempt.phase == "released"


# Replaying


def played() -> Drawing:
    """A draw in which about everything happens."""
    drawn = drawing(Seats(2, "abcdefgh", "xxyyz..."), Seats(1, "ijkl"), profile={"unit_limit": 1})
    drawn.to_round()
    drawn.write("CONTACT_OPENED", sample.body("CONTACT_OPENED", row=0))
    drawn.play_round("adr")
    drawn.correct((0, 2), "accept", effect="counters")
    drawn.add_seats(1, 1)
    drawn.pass_time(hours=2, seconds=1)
    drawn.attempt.advance(drawn.now)
    drawn.play_round("a" * len(drawn.open_seats))
    drawn.withdraw((0, 0))
    drawn.attempt.advance(drawn.now)
    drawn.write("CLOCK_CORRECTED", sample.body("CLOCK_CORRECTED"))
    drawn.play_round("a" * len(drawn.open_seats))
    reschedule(drawn)
    drawn.attempt.advance(drawn.now)
    drawn.play_round("a" * len(drawn.open_seats))
    drawn.write("RELEASED", sample.body("RELEASED"))
    return drawn


def test_what_was_written_replays() -> None:
    drawn = played()
    again = drawn.replayed()
    assert (again.phase, again.due_at) == (drawn.attempt.phase, drawn.attempt.due_at)
    assert again.walk is not None
    assert again.walk.accepted == drawn.accepted
    assert again.chain.entries == drawn.attempt.chain.entries


def test_no_entry_can_be_left_out() -> None:
    entries = played().attempt.chain.entries
    for left_out in range(len(entries) - 1):
        drawn = played()
        with pytest.raises(DrawError):
            Attempt.replay(
                sample.DRAW,
                drawn.rules,
                drawn.attempt.groups,
                entries[:left_out] + entries[left_out + 1 :],
            )


def test_entries_of_another_draw_do_not_replay() -> None:
    drawn = completed()
    place = Place(sample.ORIGIN, "water", "D-2", 1)
    with refused(StateError, "chain_broken"):
        Attempt.replay(place, drawn.rules, drawn.attempt.groups, drawn.attempt.chain.entries)


def test_time_out_of_order_does_not_replay() -> None:
    drawn = drawing()
    drawn.request()
    drawn.pass_time(seconds=-1)
    with refused(PhaseError, "clock_behind"):
        drawn.freeze()


# What follows by itself, and when


def test_first_round_waits_for_its_time() -> None:
    drawn = drawing().to_freeze()
    first = NOW + timedelta(hours=1)
    drawn.join("discipline")
    drawn.seal(first_invite_at=format_time(first))
    drawn.seed()
    assert drawn.attempt.due_at == first
    assert drawn.attempt.advance(first - SECOND) == []
    assert [entry.type for entry in drawn.attempt.advance(first)] == ["INVITED"]


def test_invitation_before_its_time_is_refused() -> None:
    drawn = drawing().to_freeze()
    drawn.join("discipline")
    drawn.seal(first_invite_at=format_time(NOW + SECOND))
    drawn.seed()
    assert drawn.attempt.walk is not None
    (body,) = drawn.attempt.walk.invitation_bodies(format_time(NOW + WINDOW))
    with refused(StateError, "too_early", got=format_time(NOW)):
        drawn.write("INVITED", body)


def test_seed_later_than_the_first_invitation() -> None:
    drawn = drawing().to_seal().pass_time(hours=1)
    drawn.seed()
    assert drawn.attempt.due_at == NOW
    (entry,) = drawn.attempt.advance(drawn.now)
    assert entry.body["deadline"] == format_time(NOW + timedelta(hours=3))


def test_deadline_counts_from_the_invitation() -> None:
    drawn = drawing().to_round()
    assert drawn.attempt.deadline == NOW + WINDOW
    drawn.pass_time(minutes=30)
    drawn.play_round("ada")
    assert drawn.attempt.deadline == NOW + WINDOW + timedelta(minutes=30)


@pytest.mark.parametrize("deadline", [NOW, NOW + WINDOW - SECOND, NOW + WINDOW + SECOND])
def test_another_deadline_is_refused(deadline: Any) -> None:
    drawn = drawing().to_seed()
    assert drawn.attempt.walk is not None
    (body,) = drawn.attempt.walk.invitation_bodies(format_time(deadline))
    with refused(StateError, "deadline", expected=format_time(NOW + WINDOW)):
        drawn.write("INVITED", body)


def test_reply_at_the_deadline_is_in_time() -> None:
    drawn = drawing(Seats(1, "ab")).to_round()
    drawn.now = NOW + WINDOW
    drawn.play_round("a")
    assert drawn.attempt.phase == "completed"


def test_reply_after_the_deadline_is_late() -> None:
    drawn = drawing(Seats(1, "ab")).to_round()
    drawn.now = NOW + WINDOW + SECOND
    with refused(ReplyError, "reply_late", expected=format_time(NOW + WINDOW)):
        drawn.reply((0, 0), "accept")


def test_silence_expires_after_the_deadline() -> None:
    drawn = drawing(Seats(2, "abcd")).to_round()
    drawn.answer((0, 1), "accept")
    assert drawn.attempt.due_at == NOW + WINDOW + SECOND
    assert drawn.attempt.advance(NOW + WINDOW) == []
    expired = {"group": 0, "row": 0, "tries": 0, "attestation": sample.HANDLER}
    with refused(ReplyError, "not_expired", got=format_time(NOW)):
        drawn.write("EXPIRED", expired)
    entries = drawn.attempt.advance(NOW + WINDOW + SECOND)
    assert [entry.type for entry in entries] == ["EXPIRED", "CLOSED", "INVITED"]
    assert entries[0].body == expired
    assert entries[2].body["invitations"] == [{"group": 0, "rows": [2]}]


def test_expiry_of_a_row_may_be_countersigned() -> None:
    drawn = drawing(Seats(1, "ab")).to_round()
    drawn.now = NOW + WINDOW + SECOND
    said: dict[str, Any] = {"group": 0, "row": 0, "tries": 3}
    invited = drawn.attempt.entry("INVITED").leaf
    drawn.write("EXPIRED", said | {"attestation": drawn.countersigned("expired", invited, said)})
    assert drawn.open_seats == []


def test_nothing_follows_twice() -> None:
    drawn = drawing().to_round()
    assert drawn.attempt.advance(drawn.now) == []
    drawn.play_round("aaa")
    assert drawn.attempt.advance(drawn.now + timedelta(days=400)) == []


def test_nobody_to_invite_is_a_shortage() -> None:
    drawn = drawing(Seats(1, "", excluded=[("x", "bye")])).to_seed()
    entries = drawn.attempt.advance(drawn.now)
    assert [entry.type for entry in entries] == ["SHORTAGE"]
    assert drawn.attempt.due_at is None


def test_shortage_before_any_round_goes_on_with_round_zero() -> None:
    drawn = drawing(Seats(1, "")).to_round()
    drawn.add_seats(0, 1)
    closed, shortage = drawn.attempt.advance(drawn.now)
    assert closed.body == {"next": [], "round": 0}
    assert shortage.body == {"accepted": [0], "missing": [2]}


@pytest.mark.parametrize(
    "reached",
    [
        lambda: drawing().to_freeze(),
        lambda: drawing().to_seal(),
        completed,
        short,
        released,
    ],
)
def test_nothing_is_due_while_only_people_can_go_on(reached: Callable[[], Drawing]) -> None:
    drawn = reached()
    assert drawn.attempt.due_at is None
    assert drawn.attempt.advance(drawn.now + timedelta(days=400)) == []


def test_everything_due_is_due_wherever_writing_was_cut_off() -> None:
    """Whatever was lost after any entry, `advance` writes it again in the same second."""
    drawn = played()
    entries = drawn.attempt.chain.entries
    automatic = {"INVITED", "CLOSED", "COMPLETED", "SHORTAGE", "EXPIRED"}
    for number, following in enumerate(entries):
        if following.type in automatic:
            again = drawn.replayed(number)
            assert again.due_at is not None
            assert again.due_at <= following.time
            assert again.advance(following.time)[0] == following


def test_every_due_time_is_the_earliest() -> None:
    drawn = played()
    for number in range(1, len(drawn.types()) + 1):
        due_at = drawn.replayed(number).due_at
        if due_at is None:
            continue
        assert drawn.replayed(number).advance(due_at - SECOND) == []
        last = drawn.attempt.chain.entries[number - 1].time
        assert drawn.replayed(number).advance(max(due_at, last)) != []


# Lists in several entries


def test_parts_of_a_cut_list_share_the_deadline_and_precede_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("drawsvc.domain.walk.MAX_ROWS_PER_ENTRY", 2)
    drawn = drawing(Seats(3, "abcd"), Seats(2, "efg")).to_seed()
    entries = drawn.attempt.advance(drawn.now)
    assert [entry.body["invitations"] for entry in entries] == [
        [{"group": 0, "rows": [0, 1]}],
        [{"group": 0, "rows": [2]}, {"group": 1, "rows": [0]}],
        [{"group": 1, "rows": [1]}],
    ]
    assert {entry.body["deadline"] for entry in entries} == {format_time(NOW + WINDOW)}
    part = drawn.replayed(-2 + len(drawn.types()))
    assert part.due_at == NOW
    for kind in ("REPLIED", "CLOCK_CORRECTED", "VOID", "CLOSED", "SEATS_ADDED"):
        body = sample.body(kind, row=0) if kind == "REPLIED" else sample.body(kind)
        with refused(PhaseError, "phase", phase="inviting", expected="INVITED", got=kind):
            part.write(kind, body, NOW)
    later = NOW + timedelta(minutes=1)
    assert [entry.body for entry in part.advance(later)] == [e.body for e in entries[1:]]


# Replies


@pytest.mark.parametrize("attestation", ["link", "handler"])
def test_reply_noted_without_a_witness(attestation: str) -> None:
    drawn = drawing().to_round()
    drawn.reply((0, 0), "accept", attestation={"kind": attestation, "statements": []})


def test_reply_countersigned_about_the_invitation() -> None:
    drawn = drawing(Seats(1, "abc")).to_round()
    drawn.play_round("d")
    said: dict[str, Any] = {"answer": "accept", "group": 0, "reason": "none", "row": 1}
    first, second = [e.leaf for e in drawn.attempt.chain.entries if e.type == "INVITED"]
    with refused(StatementError, "statement_leaf", expected=second, got=first):
        drawn.reply((0, 1), "accept", attestation=drawn.countersigned("reply", first, said))
    again = drawing(Seats(1, "abc")).to_round()
    again.play_round("d")
    again.reply((0, 1), "accept", attestation=drawn.countersigned("reply", second, said))


def test_reply_of_nobody_is_refused() -> None:
    drawn = drawing().to_round()
    for seat, code in (((0, 3), "not_invited"), ((2, 0), "no_such_row"), ((0, 9), "no_such_row")):
        with refused(ReplyError, code, group=seat[0], row=seat[1]):
            drawn.reply(seat, "accept")
    drawn.answer((0, 0), "accept")
    with refused(ReplyError, "already_answered"):
        drawn.reply((0, 0), "decline")


def test_contact_is_opened_for_an_open_row_only() -> None:
    drawn = drawing().to_round()
    drawn.write("CONTACT_OPENED", sample.body("CONTACT_OPENED", row=0))
    with refused(ReplyError, "not_invited"):
        drawn.write("CONTACT_OPENED", sample.body("CONTACT_OPENED", row=3))


# Changes


def test_withdrawal_may_be_countersigned() -> None:
    drawn = completed()
    assert drawn.attempt.walk is not None
    invited = drawn.attempt.walk.answered_invitation((0, 0))
    said: Body = {"group": 0, "reason": "illness", "row": 0}
    for kind, leaf, value in (
        ("reply", invited, said),
        ("withdrawn", sample.LEAF, said),
        ("withdrawn", invited, said | {"row": 1}),
    ):
        with pytest.raises(StatementError):
            drawn.withdraw((0, 0), attestation=drawn.countersigned(kind, leaf, value))
    attestation = drawn.countersigned("withdrawn", invited, said)
    assert drawn.withdraw((0, 0), attestation=attestation).body["attestation"] == attestation


@pytest.mark.parametrize(
    ("reached", "change"),
    [
        (completed, lambda drawn: drawn.withdraw((0, 0))),
        (completed, lambda drawn: drawn.add_seats(0, 1)),
        (completed, reschedule),
        (completed, lambda drawn: drawn.correct((0, 0), "decline")),
        (short, lambda drawn: drawn.withdraw((0, 0))),
        (short, lambda drawn: drawn.add_seats(0, 1)),
        (short, reschedule),
        (short, lambda drawn: drawn.correct((0, 2), "accept")),
        (released, lambda drawn: drawn.withdraw((0, 0))),
        (released, reschedule),
    ],
)
def test_change_of_a_settled_draw_closes_and_goes_on(
    reached: Callable[[], Drawing], change: Callable[[Drawing], Entry]
) -> None:
    drawn = reached()
    rounds = drawn.attempt.entry("INVITED").body["round"]
    change(drawn)
    assert drawn.attempt.due_at == drawn.now
    for kind in ("VOID", "HELD", "RELEASED", "WITNESSED", "WITHDRAWN", "DECIDED"):
        with pytest.raises(PhaseError):
            drawn.attempt.take(drawn.attempt.chain.next(kind, sample.body(kind), drawn.now))
    drawn.write("CLOCK_CORRECTED", sample.body("CLOCK_CORRECTED"))
    closed, following = drawn.attempt.advance(drawn.now)[:2]
    assert closed.body == {"next": [], "round": rounds}
    assert following.type in {"INVITED", "COMPLETED", "SHORTAGE"}
    assert drawn.replayed().phase == drawn.attempt.phase


@pytest.mark.parametrize("reached", [completed, short, released])
def test_settled_draw_does_not_close_without_a_change(reached: Callable[[], Drawing]) -> None:
    drawn = reached()
    rounds = drawn.attempt.entry("INVITED").body["round"]
    with refused(PhaseError, "no_change"):
        drawn.write("CLOSED", {"next": [], "round": rounds})


def test_correction_for_the_counters_only_closes_nothing() -> None:
    drawn = drawing(Seats(1, "abc")).to_round()
    drawn.play_round("d")
    drawn.play_round("a")
    entry = drawn.correct((0, 0), "accept")
    assert entry.body["effect"] == "counters"
    assert drawn.attempt.due_at is None
    drawn.write("HELD", sample.body("HELD"))


def test_changes_within_a_round_take_effect_at_once() -> None:
    drawn = drawing(Seats(2, "abcdefg"), Seats(1, "h")).to_round()
    drawn.answer((0, 0), "accept")
    drawn.answer((0, 1), "decline")
    drawn.withdraw((0, 0))
    drawn.add_seats(0, 1)
    drawn.correct((0, 1), "accept")
    assert drawn.attempt.phase == "inviting"
    assert drawn.accepted == [[1], []]
    drawn.answer((1, 0), "accept")
    assert drawn.open_seats == [(0, 2), (0, 3)]


def test_correction_is_countersigned() -> None:
    drawn = completed()
    with refused(StatementError, "correction_countersigned"):
        drawn.correct((0, 0), "decline", attestation=sample.HANDLER)
    with refused(StatementError, "attestation"):
        completed().correct(
            (0, 0), "decline", attestation={"kind": "countersigned", "statements": []}
        )


def test_correction_is_about_the_invitation_that_was_answered() -> None:
    drawn = completed(Seats(1, "ab"))
    first = drawn.attempt.entry("INVITED").leaf
    reschedule(drawn)
    drawn.attempt.advance(drawn.now)
    assert drawn.open_seats == [(0, 0)]
    entry = drawn.correct((0, 0), "decline")  # of the first answer, while the second is awaited
    assert entry.body["effect"] == "counters"
    assert entry.body["attestation"]["statements"][0]["leaf"] == first
    drawn.play_round("a")
    assert drawn.correct((0, 0), "decline").body["effect"] == "walk"


def test_row_never_answered_is_not_corrected() -> None:
    drawn = drawing().to_round()
    with refused(ReplyError, "not_answered"):
        drawn.write("CORRECTED", sample.body("CORRECTED", row=0))


# The end


def void_body(drawn: Drawing, void: str, role: str = "discipline") -> dict[str, Any]:
    said = {"class": void, "reason": "wrong_list"}
    leaf = drawn.attempt.chain.entries[-1].leaf
    statement = sign_statement(witness_key(role), "void", leaf, said)
    return {"approval": sample.APPROVAL, "statements": [statement.to_object()], **said}


@pytest.mark.parametrize(
    ("mode", "steps", "expected"),
    [
        ("random", ["request"], "harmless"),
        ("random", ["request", "freeze"], "harmless"),
        ("random", ["request", "freeze", "join"], "harmless"),
        ("random", ["request", "freeze", "join", "seal"], "discarded"),
        ("random", ["request", "freeze", "join", "seal", "seed"], "discarded"),
        ("serial", ["request"], "harmless"),
        ("serial", ["request", "freeze"], "discarded"),
        ("serial", ["request", "freeze", "join"], "discarded"),
    ],
)
def test_void_is_harmless_while_nobody_can_know_the_result(
    mode: str, steps: list[str], expected: str
) -> None:
    drawn = drawing(mode=mode)
    for step in steps:
        arguments = ["discipline"] if step == "join" else []
        getattr(drawn, step)(*arguments)
    assert drawn.attempt.void_class() == expected
    body = void_body(drawn, expected) if "join" in steps else sample.body("VOID", statements=[])
    other = {"harmless": "discarded", "discarded": "harmless"}[expected]
    with refused(InputError, "void_class", expected=expected, got=other):
        drawn.write("VOID", body | {"class": other})
    drawn.write("VOID", body | {"class": expected})
    assert drawn.attempt.phase == "voided"


def test_void_is_signed_about_the_entry_before_it() -> None:
    drawn = completed()
    body = void_body(drawn, "discarded")
    drawn.write("HELD", sample.body("HELD"))
    with refused(StatementError, "statement_leaf"):
        drawn.write("VOID", body)
    drawn.write("VOID", void_body(drawn, "discarded"))


def test_void_without_its_witness_is_refused() -> None:
    with refused(StatementError, "void_statement", expected=1, got=0):
        completed().write("VOID", sample.body("VOID", **{"class": "discarded"}, statements=[]))


def witnessed(role: str, leaf: str) -> dict[str, Any]:
    return {"statement": sign_statement(witness_key(role), "witnessed", leaf, "").to_object()}


def test_outcome_is_confirmed_by_whoever_joined() -> None:
    drawn = completed(joining=("discipline", "operator"))
    leaf = drawn.attempt.entry("COMPLETED").leaf
    for role in ("discipline", "operator"):
        drawn.write("WITNESSED", witnessed(role, leaf))
    with refused(StatementError, "not_a_witness"):
        drawn.write("WITNESSED", witnessed("stranger", leaf))


def test_only_the_latest_outcome_is_confirmed() -> None:
    drawn = completed()
    first = drawn.attempt.entry("COMPLETED").leaf
    drawn.withdraw((0, 0))
    drawn.attempt.advance(drawn.now)
    drawn.play_round("a")
    latest = drawn.attempt.entry("COMPLETED").leaf
    with refused(StatementError, "statement_leaf", expected=latest, got=first):
        drawn.write("WITNESSED", witnessed("discipline", first))
    drawn.write("WITNESSED", witnessed("discipline", latest))


def test_void_is_confirmed_too() -> None:
    drawn = completed()
    entry = drawn.write("VOID", void_body(drawn, "discarded"))
    drawn.write("WITNESSED", witnessed("discipline", entry.leaf))


def voided(source: str = "witness") -> Drawing:
    joining = ("discipline", "pool_office")
    drawn = drawing(mode="random", source=source, joining=joining).to_seal()
    drawn.write("VOID", void_body(drawn, "discarded"))
    return drawn


def test_reveal_may_surface_after_a_void() -> None:
    drawn = voided()
    statement = drawn.signed("pool_office", "reveal", drawn.value("pool_office"))
    body = {"seal": statement.leaf, "statement": statement.to_object()}
    with refused(StateError, "revealed_cites", got=LEAF):
        drawn.write("REVEALED", body | {"seal": LEAF})
    drawn.write("REVEALED", body)
    assert drawn.attempt.phase == "voided"


@pytest.mark.parametrize(
    ("role", "kind", "value", "code"),
    [
        ("stranger", "reveal", LEAF, "not_a_witness"),
        ("discipline", "seen", "", "statement_kind"),
        ("discipline", "reveal", LEAF, "reveal_does_not_match"),
    ],
)
def test_reveal_of_nothing_is_refused(role: str, kind: str, value: str, code: str) -> None:
    drawn = voided()
    statement = drawn.signed(role, kind, value)
    with refused(StatementError, code):
        drawn.write("REVEALED", {"seal": statement.leaf, "statement": statement.to_object()})


def test_without_commitment_there_is_nothing_to_reveal() -> None:
    drawn = voided("dice")
    statement = drawn.signed("discipline", "reveal", LEAF)
    with refused(StatementError, "reveal_does_not_match"):
        drawn.write("REVEALED", {"seal": statement.leaf, "statement": statement.to_object()})


def test_without_seal_there_is_nothing_to_reveal() -> None:
    drawn = drawing(mode="random")
    drawn.request()
    drawn.write("VOID", sample.body("VOID", statements=[]))
    with refused(PhaseError, "not_yet", expected="SEAL"):
        drawn.write("REVEALED", sample.body("REVEALED"))


@pytest.mark.parametrize(
    ("publication", "form", "is_allowed"),
    [
        ("full", "full", True),
        ("full", "codes", True),
        ("masked", "masked", True),
        ("masked", "codes", True),
        ("masked", "full", False),
        ("codes", "codes", True),
        ("codes", "masked", False),
        ("codes", "full", False),
        # SPEC would allow it; but the rows hold the digest of the full text, so it could not be opened.
        ("full", "masked", False),
    ],
)
def test_form_of_a_release(publication: str, form: str, *, is_allowed: bool) -> None:
    drawn = completed(profile={"publication": publication})
    body = sample.body("RELEASED", form=form)
    if is_allowed:
        drawn.write("RELEASED", body)
    else:
        with refused(InputError, "release_form", got=form):
            drawn.write("RELEASED", body)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"group": 2}, "no_such_group"),
        ({"rows": [0, 4]}, "no_such_row"),
        ({"list": "excluded", "rows": [1]}, "no_such_row"),
    ],
)
def test_rows_that_are_erased_exist(changed: dict[str, Any], code: str) -> None:
    drawn = completed(Seats(2, "abcd", excluded=[("x", "bye")]), Seats(1, "ef"))
    with refused(InputError, code):
        drawn.write("ERASED", sample.body("ERASED", **changed))
    drawn.write("ERASED", sample.body("ERASED", list="excluded", rows=[0]))
    drawn.write("ERASED", sample.body("ERASED", rows=[0, 3]))


def test_deadline_beyond_the_calendar() -> None:
    """It reaches at the freeze, but not for a later round."""
    windows = sample.WINDOWS | {"contact_days": "working_days"}
    calendar = Calendar("cn", (CalendarYear(2026, (), ()),))
    drawn = drawing(profile={"windows": windows}, calendar=calendar).to_seal()
    drawn.now = parse_time("2026-12-31T12:00:00Z")
    drawn.seed()
    with refused(CalendarError, "calendar_year_missing", year=2027):
        drawn.attempt.advance(drawn.now)


def test_reply_is_noted_though_the_calendar_ends_before_the_next_round() -> None:
    windows = sample.WINDOWS | {"contact_days": "working_days"}
    calendar = Calendar("cn", (CalendarYear(2026, (), ()),))
    drawn = drawing(Seats(1, "ab"), profile={"windows": windows}, calendar=calendar).to_seal()
    drawn.now = parse_time("2026-12-31T09:00:00Z")
    drawn.seed()
    drawn.attempt.advance(drawn.now)
    drawn.pass_time(hours=2)
    drawn.reply((0, 0), "decline")
    assert [entry.type for entry in drawn.attempt.advance(drawn.now)] == ["CLOSED"]
    with refused(CalendarError, "calendar_year_missing", year=2027):
        drawn.attempt.advance(drawn.now)
    assert drawn.attempt.phase == "closed"
    assert drawn.replayed().phase == "closed"


def test_outcome_needs_no_calendar() -> None:
    windows = sample.WINDOWS | {"contact_days": "working_days"}
    calendar = Calendar("cn", (CalendarYear(2026, (), ()),))
    drawn = drawing(Seats(1, "ab"), profile={"windows": windows}, calendar=calendar).to_seal()
    drawn.now = parse_time("2026-12-31T09:00:00Z")
    drawn.seed()
    drawn.attempt.advance(drawn.now)
    drawn.pass_time(hours=2)
    drawn.play_round("a")
    assert drawn.attempt.phase == "completed"


def test_body_is_checked_before_it_is_taken() -> None:
    drawn = completed()
    with refused(EntryError, "entry_shape", path="body.form"):
        drawn.write("RELEASED", sample.body("RELEASED", form="names"))
    assert drawn.attempt.phase == "completed"
