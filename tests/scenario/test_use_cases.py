"""What each use case refuses, and that a refusal changes nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from drawseeds import parse

from drawsvc.domain.beacons import Beacons
from drawsvc.domain.calendar import Calendar, CalendarYear
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import (
    CalendarError,
    DrawError,
    DuplicateError,
    EntryError,
    InputError,
    LogError,
    MissingError,
    PhaseError,
    ReplyError,
    RequestError,
    StateError,
    StatementError,
)
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.statements import Statement
from drawsvc.domain.times import parse_time
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from drawsvc.usecases.adopt_calendar import adopt_calendar
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.decide_draw import decide_draw
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.extract import slip_of
from drawsvc.usecases.found_pool import found_pool
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.note_reply import Reply, note_replies, seat_in_round
from drawsvc.usecases.office import (
    Office,
    calendar_of,
    cited,
    commit_attempt,
    find_place,
    open_attempt,
    pool_chain,
)
from drawsvc.usecases.ports import Store, Writer
from drawsvc.usecases.release_draw import export_release, release_draw
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.usecases.sequence_log import BATCH, sequence_log
from drawsvc.usecases.void_draw import void_draw
from tests.contract.memory_store import MemoryStore
from tests.refusing import refused
from tests.scenario.play import (
    APPROVAL,
    CALENDAR,
    HUNAN,
    LOG,
    ORIGIN,
    POOL,
    XINXIAN,
    Play,
    member,
    pool,
    regulation,
)


@pytest.fixture
def play() -> Play:
    return Play(XINXIAN, pool(X1=6, X2=6))


def content(play: Play) -> dict[str, Any]:
    """Everything the store holds."""
    assert isinstance(play.store, MemoryStore)
    return vars(play.store._content.copy())  # noqa: SLF001 - a test may look inside


def refuses(
    play: Play, step: Callable[[], object], error: type[DrawError], code: str, **facts: object
) -> None:
    before = content(play)
    with refused(error, code, **facts):
        step()
    assert content(play) == before


# Pools


def test_pool_is_founded_once(play: Play) -> None:
    refuses(
        play,
        lambda: found_pool(play.office, POOL, XINXIAN, CALENDAR),
        DuplicateError,
        "pool_exists",
    )


def test_pool_must_be_ready() -> None:
    office = Play(XINXIAN, pool(X1=2)).office
    empty = Office(MemoryStore(ORIGIN), office.clock, office.new_bytes)
    with empty.store.reading() as reader:
        assert pool_chain(reader, POOL).entries == []
    play = Play(XINXIAN, pool(X1=2))
    play.office = empty
    play.store = empty.store
    with refused(MissingError, "no_profile", pool=POOL):
        play.request("D1", {"X1": 1})
    adopt_profile(empty, POOL, XINXIAN)
    with refused(MissingError, "no_roster", pool=POOL):
        play.request("D1", {"X1": 1})
    play.import_roster("R1", pool(X1=2))
    with refused(MissingError, "no_calendar", pool=POOL):
        play.request("D1", {"X1": 1})
    adopt_calendar(empty, POOL, CALENDAR)
    play.request("D1", {"X1": 1})


def test_roster_version_is_new(play: Play) -> None:
    refuses(
        play,
        lambda: play.import_roster("R1", pool(X1=1)),
        DuplicateError,
        "roster_version_taken",
        got="R1",
    )


def test_roster_versions_are_linked_and_counted(play: Play) -> None:
    play.import_roster("R2", [member("X1", 1, phone="100"), member("X1", 7)])
    with play.store.reading() as reader:
        first, second = [e for e in pool_chain(reader, POOL).entries if e.type == "ROSTER"]
    assert first.body["previous"] == "0" * 64
    assert second.body["previous"] == first.leaf
    counts = [second.body[name] for name in ("added", "edited", "removed", "size")]
    assert counts == [1, 1, 11, 2]
    assert first.body["root"] != second.body["root"]


# Requests


@pytest.mark.parametrize(
    ("changed", "error", "code"),
    [
        ({"recusals": [("X1-1", "hunch")]}, RequestError, "recusal_ground"),
        ({"recusals": [("X1-99", "kinship")]}, RequestError, "recusal_of_nobody"),
        ({"groups": [SeatGroup("X1", 1, ("senior",))]}, RequestError, "not_yet_possible"),
        ({"groups": []}, RequestError, "seats"),
        ({"groups": [SeatGroup("X1", 1), SeatGroup("X1", 1)]}, RequestError, "specialty_twice"),
        ({"groups": [SeatGroup("X1", 10_001)]}, RequestError, "seats"),
        ({"groups": [SeatGroup("X1", 0)]}, EntryError, "entry_shape"),
        ({"approvals": [("a", "b", "1")]}, RequestError, "approvals"),
        ({"kind": "retry"}, RequestError, "no_earlier_attempt"),
        ({"filing_number": " "}, RequestError, "filing_number"),
        ({"title": "a\x00"}, RequestError, "text"),
        ({"venue": "e\u0301"}, RequestError, "text"),
        ({"starts": "24:00"}, RequestError, "starts"),
        ({"organiser": "e\u0301"}, RequestError, "text"),
        ({"organiser": ""}, RequestError, "organiser"),
        ({"related_units": ["U1", ""]}, RequestError, "request_text"),
        ({"activity_kind": "评审"}, EntryError, "entry_shape"),
        ({"draw": "D 1"}, EntryError, "entry_shape"),
        ({"draw": ""}, EntryError, "entry_shape"),
        ({"pool": "elsewhere"}, MissingError, "no_profile"),
    ],
)
def test_request(play: Play, changed: dict[str, Any], error: type[DrawError], code: str) -> None:
    refuses(play, lambda: play.request("D1", {"X1": 1}, **changed), error, code)


def test_matter_has_one_open_attempt(play: Play) -> None:
    play.request("D1", {"X1": 1}, filing_number="抽〔2026〕1号")
    for draw in ("D1", "D2"):
        again = partial(play.request, draw, {"X1": 1}, filing_number="抽（2026）１号")
        refuses(play, again, DuplicateError, "matter_open", draw="D1")


def test_matter_drawn_needs_to_say_so(play: Play) -> None:
    play.start("D1", X1=1)
    play.answer("D1", "a")
    for kind in ("first", "retry"):
        again = partial(play.request, "D1", {"X1": 1}, kind=kind)
        expected = {"draw": "D1", "expected": "second_panel"}
        refuses(play, again, DuplicateError, "matter_drawn", **expected)
    number = "抽〔2026〕D1号"
    refuses(
        play,
        lambda: play.request("D9", {"X1": 1}, filing_number=number, kind="second_panel"),
        RequestError,
        "draw_id",
        expected="D1",
        got="D9",
    )
    play.request("D1", {"X1": 1}, kind="second_panel")


def test_draw_id_belongs_to_one_matter(play: Play) -> None:
    play.request("D1", {"X1": 1})
    refuses(
        play,
        lambda: play.request("D1", {"X1": 1}, filing_number="another"),
        DuplicateError,
        "draw_id_taken",
        got="D1",
    )


def test_further_attempt_cites_how_the_earlier_ended(play: Play) -> None:
    play.request("D1", {"X1": 1})
    first = play.void("D1")
    play.request("D1", {"X1": 1}, kind="retry")
    second = play.void("D1")
    again = partial(play.request, "D1", {"X1": 1}, kind="second_panel")
    refuses(play, again, DuplicateError, "matter_drawn", draw="D1", expected="retry")
    entry = play.request("D1", {"X1": 1}, kind="retry")
    assert entry.body["earlier"] == [first.leaf, second.leaf]
    assert entry.place.attempt == 3


# Freeze, joining, seal


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (lambda play: play.freeze("D9"), "no_draw"),
        (lambda play: play.seal("D9"), "no_draw"),
        (lambda play: play.advance("D9"), "no_draw"),
        (lambda play: play.record("D9"), "no_draw"),
    ],
)
def test_draw_must_exist(play: Play, step: Callable[[Play], object], code: str) -> None:
    with refused(MissingError, code, draw="D9"):
        step(play)


def test_draw_is_frozen_once(play: Play) -> None:
    play.request("D1", {"X1": 1})
    play.freeze("D1")
    refuses(play, lambda: play.freeze("D1"), PhaseError, "phase", phase="frozen", got="FREEZE")


def test_source_is_allowed_by_the_profile(play: Play) -> None:
    play.request("D1", {"X1": 1})
    refuses(play, lambda: play.freeze("D1", "dice"), InputError, "source_kind", expected="witness")
    for changed in ({"sources": ("beacon",)}, {"replacements": ("fresh",)}):
        other = Play(regulation("xinxian_2021", **changed), pool(X1=2))
        other.office = replace(other.office, beacons=Beacons())
        other.request("D1", {"X1": 1})
        refuses(other, partial(other.freeze, "D1"), InputError, "no_beacon")


def test_calendar_reaches_the_year_of_the_activity() -> None:
    """The frozen calendar stays, so that a draw must not need a year it lacks when the first refusal comes."""
    this_year = replace(CALENDAR, years=tuple(y for y in CALENDAR.years if y.year == 2026))
    play = Play(HUNAN, pool(H1=5), calendar=this_year)
    play.request("D1", {"H1": 1}, activity_date=date(2027, 1, 8))
    freeze = partial(play.freeze, "D1")
    refuses(play, freeze, CalendarError, "calendar_year_missing", year=2027)
    next_year = CalendarYear(2027, (), ())
    adopted = adopt_calendar(play.office, POOL, Calendar("2027", (next_year,)))
    assert calendar_of(adopted) == Calendar("2027", (*this_year.years, next_year))
    assert freeze().type == "FREEZE"


def test_year_announced_anew_takes_the_place_of_the_former(play: Play) -> None:
    anew = CalendarYear(2026, (date(2026, 1, 1),), ())
    adopted = calendar_of(adopt_calendar(play.office, POOL, Calendar("cn", (anew,))))
    assert adopted.years == (*(y for y in CALENDAR.years if y.year != 2026), anew)


def test_refusal_is_noted_where_the_calendar_ends() -> None:
    this_year = replace(CALENDAR, years=tuple(y for y in CALENDAR.years if y.year == 2026))
    play = Play(HUNAN, pool(H1=5), calendar=this_year)
    play.now = parse_time("2026-12-31T09:30:00Z")
    play.request("D1", {"H1": 1}, activity_date=date(2026, 12, 31))
    play.start_requested("D1")
    play.wait(hours=1)
    play.reply("D1", play.open_seats("D1")[0], "d")
    assert play.types("D1")[-2:] == ["REPLIED", "CLOSED"]
    refuses(play, partial(play.advance, "D1"), CalendarError, "calendar_year_missing", year=2027)


def test_witness_joins_once_and_before_the_seal(play: Play) -> None:
    play.request("D1", {"X1": 1})
    freeze = play.freeze("D1")
    play.join("D1")
    statement = play.witnesses[0].join(freeze)
    refuses(
        play,
        lambda: join_draw(play.office, "D1", statement),
        DuplicateError,
        "key_joined_already",
    )
    play.seal("D1")
    refuses(play, lambda: join_draw(play.office, "D1", statement), PhaseError, "phase", got="JOIN")


def test_seal_needs_its_witnesses_and_the_key_of_the_log(play: Play) -> None:
    play.request("D1", {"X1": 1})
    refuses(play, lambda: play.seal("D1"), PhaseError, "phase", phase="requested")
    play.freeze("D1")
    refuses(play, lambda: play.seal("D1"), StateError, "witness_missing")
    play.join("D1")
    other = NamedKey("other.example/log", SigningKey(bytes(32))).verifier(ED25519).to_text()
    for log_key, error, code in (
        (other, InputError, "log_key_name"),
        ("nonsense", EntryError, "entry_shape"),
    ):
        refuses(play, partial(seal_draw, play.office, "D1", log_key=log_key), error, code)
    before = play.now - timedelta(seconds=1)
    refuses(
        play,
        lambda: play.seal("D1", first_invite_at=before),
        InputError,
        "first_invite_in_the_past",
    )
    play.seal("D1")
    refuses(play, lambda: play.seal("D1"), PhaseError, "phase", phase="sealed")


def test_first_invitations_may_wait(play: Play) -> None:
    play.request("D1", {"X1": 1})
    play.freeze("D1")
    play.join("D1")
    later = play.now + timedelta(hours=1)
    play.seal("D1", first_invite_at=later)
    play.reveal("D1")
    assert play.advance("D1") == []
    with play.store.reading() as reader:
        assert reader.due(later - timedelta(seconds=1)) == []
        assert [state.place.draw for state in reader.due(later)] == ["D1"]
    play.now = later
    assert [entry.type for entry in play.advance("D1")] == ["INVITED"]


# Statements about the seal


def sealed(play: Play, source: str = "") -> list[list[Statement]]:
    """A sealed draw D1, and what each witness would sign."""
    play.request("D1", {"X1": 1})
    freeze = play.freeze("D1", source)
    play.join("D1")
    seal = play.seal("D1")
    return [witness.seal_statements(freeze, seal, play.throw) for witness in play.witnesses]


def test_statements_may_come_one_by_one_in_any_order(play: Play) -> None:
    one, two = sealed(play)
    for statement in reversed([*one, *two][1:]):
        assert collect_statements(play.office, "D1", [statement]) is None
    entry = collect_statements(play.office, "D1", one[:1])
    assert entry is not None
    assert entry.type == "SEEDED"


def test_each_statement_raises_the_version(play: Play) -> None:
    """So that of two who write at once one begins again."""
    one, _ = sealed(play)
    versions = []
    for statement in one:
        with play.store.reading() as reader:
            (state,) = reader.attempts()
        versions.append(state.version)
        collect_statements(play.office, "D1", [statement])
    assert versions[1] == versions[0] + 1


def test_statement_handed_in_again_changes_nothing(play: Play) -> None:
    one, two = sealed(play)
    collect_statements(play.office, "D1", one)
    assert collect_statements(play.office, "D1", one) is None
    assert collect_statements(play.office, "D1", [*one, *two]) is not None


def test_statement_again_or_of_something_else(play: Play) -> None:
    one, _ = sealed(play)
    collect_statements(play.office, "D1", one[:1])

    with play.store.reading() as reader:
        kept = reader.private(reader.attempts()[0].place)["statements"]
    assert collect_statements(play.office, "D1", one[:1]) is None
    with play.store.reading() as reader:
        assert reader.private(reader.attempts()[0].place)["statements"] == kept
    stranger = SigningKey(bytes(32))
    wrong = [
        Statement(stranger.public.to_hex(), *(one[0].kind, one[0].leaf, "", one[0].signature)),
        play.witnesses[0].sign("reveal", one[0].leaf, "00" * 32),
        play.witnesses[0].sign("seen", "00" * 32),
        play.witnesses[0].sign("dice", one[0].leaf, play.throw),
    ]
    for statement in wrong:
        before = content(play)
        with pytest.raises(StatementError):
            collect_statements(play.office, "D1", [statement])
        assert content(play) == before


def test_statements_before_the_seal_and_after_the_seed(play: Play) -> None:
    play.request("D1", {"X1": 1})
    refuses(
        play,
        lambda: collect_statements(play.office, "D1", []),
        PhaseError,
        "phase",
        phase="requested",
    )
    play.start_requested("D1")
    refuses(
        play,
        lambda: collect_statements(play.office, "D1", []),
        PhaseError,
        "phase",
        phase="inviting",
    )


def dice() -> tuple[Play, str]:
    """A sealed draw by dice with an operator among the witnesses, and the leaf of its seal."""
    roles = ["discipline", "pool_office", "operator"]
    play = Play(regulation("xinxian_2021"), pool(X1=6), roles=roles)
    made = sealed(play, "dice")
    for statements in made:
        collect_statements(play.office, "D1", statements[:1])
    return play, made[0][0].leaf


def test_differing_throws_are_noticed_at_once_and_put_right() -> None:
    play, leaf = dice()
    one, two, operator = play.witnesses
    mistyped = "6" + play.throw[1:]

    def throw(witness: Any, digits: str) -> object:
        return collect_statements(play.office, "D1", [witness.sign("dice", leaf, digits)])

    assert throw(one, mistyped) is None
    refuses(play, lambda: throw(two, play.throw), StatementError, "dice_differ")
    refuses(play, lambda: throw(operator, play.throw), StatementError, "statement_kind")
    assert throw(one, play.throw) is None
    assert throw(two, play.throw) is not None
    assert play.attempt("D1").entry("SEEDED").body["values"] == [play.throw]


def test_throw_stated_again_must_not_differ_from_the_other_attestor() -> None:
    play, leaf = dice()
    one, two, _ = play.witnesses
    collect_statements(play.office, "D1", [one.sign("dice", leaf, play.throw)])
    both = [two.sign("dice", leaf, "1" * 20), one.sign("dice", leaf, "1" * 20)]
    refuses(
        play,
        lambda: collect_statements(play.office, "D1", both),
        StatementError,
        "dice_differ",
    )


# The walk


def test_reply_too_late_to_nobody_or_twice(play: Play) -> None:
    play.start("D1", X1=2)
    one, two = play.open_seats("D1")
    refuses(play, lambda: play.reply("D1", (0, 99), "a"), ReplyError, "no_such_row")
    play.reply("D1", one, "a")
    refuses(play, lambda: play.reply("D1", one, "d"), ReplyError, "already_answered")
    play.now = play.attempt("D1").deadline + timedelta(seconds=1)
    refuses(play, lambda: play.reply("D1", two, "a"), ReplyError, "reply_late")


def test_several_replies_are_noted_all_or_none(play: Play) -> None:
    play.start("D1", X1=3)
    one, two, three = play.open_seats("D1")
    replies = [Reply(*one, "accept", "none"), Reply(*two, "decline", "kinship")]
    refuses(
        play,
        lambda: note_replies(play.office, "D1", replies),
        InputError,
        "reply_reason",
    )
    replies[1] = Reply(*two, "decline", "other")
    written = note_replies(play.office, "D1", [*replies, Reply(*three, "accept", "none")])
    assert [entry.type for entry in written] == [*["REPLIED"] * 3, "CLOSED", "INVITED"]
    assert note_replies(play.office, "D1", []) == []


def test_nothing_to_note_after_the_deadline_expires_the_silent(play: Play) -> None:
    play.start("D1", X1=1)
    play.now = play.attempt("D1").deadline + timedelta(seconds=1)
    assert [e.type for e in note_replies(play.office, "D1", [])] == ["EXPIRED", "CLOSED", "INVITED"]


def test_rows_by_their_number_in_the_round(play: Play) -> None:
    play.start("D1", X1=1, X2=2)
    attempt = play.attempt("D1")
    seats = [seat_in_round(attempt, 1, nth) for nth in (1, 2, 3)]
    assert seats == play.open_seats("D1")
    for number, nth in ((1, 0), (1, 4), (2, 1)):
        with refused(ReplyError, "no_such_invitation", round=number, got=nth):
            seat_in_round(attempt, number, nth)


def test_clock_behind_the_last_entry(play: Play) -> None:
    play.start("D1", X1=1)
    (seat,) = play.open_seats("D1")
    play.wait(seconds=-1)
    refuses(play, lambda: play.reply("D1", seat, "a"), PhaseError, "clock_behind")


class Queue:
    """A store before which somebody else was in the queue, and took his time."""

    def __init__(self, store: Store, before: Callable[[], object]) -> None:
        self.store = store
        self.reading = store.reading
        self.before = [before]

    def writing(self) -> AbstractContextManager[Writer]:
        while self.before:
            self.before.pop()()
        return self.store.writing()


def test_waiting_to_write_does_not_put_an_entry_before_the_last(play: Play) -> None:
    play.start("D1", X1=2)
    one, two = play.open_seats("D1")

    def other() -> None:
        play.wait(seconds=1)
        play.reply("D1", two, "a")

    queued = Office(Queue(play.store, other), play.office.clock, play.office.new_bytes)
    note_replies(queued, "D1", [Reply(*one, "accept", "none")])
    assert play.phase("D1") == "completed"


def test_two_who_write_at_once(play: Play) -> None:
    play.start("D1", X1=2)
    one, two = play.open_seats("D1")
    with play.store.reading() as reader:
        stale = open_attempt(play.office, reader, find_place(reader, "D1"))
    entry = stale.write("REPLIED", Reply(*one, "accept", "none").to_body(), play.now)
    play.reply("D1", two, "a")

    def commit() -> None:
        with play.store.writing() as writer:
            commit_attempt(play.office, writer, stale, [entry])

    refuses(play, commit, StateError, "changed_meanwhile")


# The end


def test_release_of_a_panel_only(play: Play) -> None:
    play.start("D1", X1=1)

    def release(form: str = "") -> object:
        return release_draw(play.office, "D1", approval=APPROVAL, form=form)

    refuses(play, release, PhaseError, "phase", phase="inviting")
    refuses(play, lambda: export_release(play.office, "D1"), PhaseError, "phase")
    play.answer("D1", "a")
    refuses(play, lambda: release("full"), InputError, "release_form", got="full")
    release("codes")
    assert play.verify("D1", disclosed=True).verdict == "verified"
    found: Any = parse(play.disclosures("D1"))
    assert found["public"] == []


def test_only_a_shortage_is_decided(play: Play) -> None:
    play.start("D1", X1=6)
    refuses(play, lambda: play.decide("D1"), PhaseError, "phase", phase="inviting")
    play.answer("D1", "aaaaad")

    def decide(kind: str, ground: str) -> object:
        return decide_draw(play.office, "D1", kind=kind, ground=ground, approval=APPROVAL)

    for kind, ground in (("redraw", "urgency"), ("outside", "急")):
        refuses(play, partial(decide, kind, ground), EntryError, "entry_shape")
    decide("outside", "urgency")
    assert play.phase("D1") == "decided"


def test_void_needs_a_witness_where_one_joined(play: Play) -> None:
    play.start("D1", X1=1)

    def void() -> object:
        return void_draw(play.office, "D1", reason="wrong_list", approval=APPROVAL)

    refuses(play, void, StatementError, "void_statement", expected=1, got=0)
    play.void("D1")
    refuses(play, void, PhaseError, "phase", phase="voided")


def test_outcome_to_confirm(play: Play) -> None:
    play.start("D1", X1=1)
    refuses(play, lambda: play.confirm("D1"), PhaseError, "not_yet")
    play.answer("D1", "a")
    play.confirm("D1")
    refuses(play, lambda: play.confirm("D1"), DuplicateError, "statement_taken")


# The log


def test_record_waits_for_the_log(play: Play) -> None:
    play.request("D1", {"X1": 1})
    with refused(MissingError, "not_signed_yet", draw="D1"):
        export_record(play.office, "D1")
    record: Any = parse(play.record("D1"))
    assert [item["entry"]["type"] for item in record["entries"]] == ["PROFILE", "REQUEST"]
    play.freeze("D1")
    with refused(MissingError, "not_signed_yet"):
        export_record(play.office, "D1")


def test_log_is_signed_by_its_own_key(play: Play) -> None:
    other = NamedKey("other.example/log", LOG.key)
    refuses(
        play,
        lambda: sequence_log(play.office, other),
        LogError,
        "other_log_key",
        expected=ORIGIN,
        got="other.example/log",
    )


def test_signing_again_changes_nothing(play: Play) -> None:
    play.request("D1", {"X1": 1})
    head = sequence_log(play.office, LOG)
    before = content(play)
    assert sequence_log(play.office, LOG) == head
    assert content(play) == before
    assert head.size == 4


def test_more_entries_than_one_batch(play: Play) -> None:
    for number in range(BATCH + 10):
        adopt_calendar(play.office, f"pool-{number + 2}", CALENDAR)
    head = sequence_log(play.office, LOG)
    assert head.size == BATCH + 13
    with play.store.reading() as reader:
        assert reader.unnumbered(1) == []


def test_earlier_attempts_have_records_of_their_own(play: Play) -> None:
    play.request("D1", {"X1": 1})
    first = play.void("D1")
    play.request("D1", {"X1": 1}, kind="retry")
    play.record("D1")
    record: Any = parse(export_record(play.office, "D1", 1))
    assert record["attempt"] == 1
    assert record["entries"][-1]["entry"] == first.to_object()
    with refused(MissingError, "no_attempt", draw="D1", expected=2, got=3):
        export_record(play.office, "D1", 3)


def test_entry_that_another_cites_exists(play: Play) -> None:
    with play.store.reading() as reader, refused(MissingError, "no_entry", leaf="00" * 32):
        cited(reader, "00" * 32)
    with play.store.reading() as reader, refused(MissingError, "no_draw", draw="D9"):
        open_attempt(play.office, reader, Place(ORIGIN, POOL, "D9", 1))


def test_slip_is_the_seal(play: Play) -> None:
    play.request("D1", {"X1": 1})
    with refused(MissingError, "no_seal"):
        slip_of(play.attempt("D1").chain.entries)
    play.start_requested("D1")
    attempt = play.attempt("D1")
    assert slip_of(attempt.chain.entries) == attempt.entry("SEAL").leaf


def test_log_keeps_the_order_of_each_draw(play: Play) -> None:
    for draw in ("D1", "D2"):
        play.start(draw, X1=1)
    for draw in ("D2", "D1"):
        play.answer(draw, "a")
    sequence_log(play.office, LOG)
    with play.store.reading() as reader:
        for draw in ("D1", "D2"):
            found = [reader.position(e.leaf) for e in play.attempt(draw).chain.entries]
            positions = [position for position in found if position is not None]
            assert len(positions) == len(found)
            assert positions == sorted(positions)


def test_serial_profile_and_random_draws_do_not_mix_turns() -> None:
    play = Play(XINXIAN, pool(H1=5))
    play.start("D1", H1=2)
    play.answer("D1", "aa")
    serial = regulation("hunan_reservoir_2016", roles=("discipline", "pool_office"))
    adopt_profile(play.office, POOL, serial)
    play.profile = serial
    assert play.start("D2", H1=2) == ["H1-1", "H1-2"]
    assert HUNAN.mode == "serial"
