"""What happens to draws in a year: each plays one draw until its panel is found, or cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import DuplicateError, PhaseError
from drawsvc.usecases.add_seats import MoreSeats, add_seats
from drawsvc.usecases.correct_clock import correct_clock
from drawsvc.usecases.note_silence import note_silence
from drawsvc.usecases.open_contact import open_contact
from tests.refusing import refused
from tests.scenario.play import APPROVAL, OTHER_APPROVAL
from tests.scenario.year import LEAD_DAYS, MOST_SEATS, SMALL_UNIT, Happening, Year


def nothing(year: Year, draw: str) -> None:
    """Refusals, silence and recusals, as they come."""
    year.start(draw)
    year.finish(draw)


def refusals(year: Year, draw: str) -> None:
    """Everybody of the first round refuses, or is silent; replaced anew by lot where that may be."""
    year.request(draw, {year.asked: 3})
    year.play.start_requested(draw, replacement=year.play.profile.replacements[-1])
    year.play.answer(draw, "d-d")
    year.finish(draw)


def withdrawal(year: Year, draw: str) -> None:
    """Somebody who has accepted cannot come."""
    year.start(draw)
    year.finish(draw)
    if year.play.phase(draw) == "completed":
        year.play.withdraw(draw, year.play.panel(draw)[0])
        year.finish(draw)


def void_and_retry(year: Year, draw: str) -> None:
    """Discarded after names were known, harmless before anything was."""
    year.start(draw)
    year.play.void(draw)
    year.play.wait(minutes=5)
    year.request(draw, {year.asked: 3}, kind="retry")
    year.play.freeze(draw)
    year.play.void(draw)
    year.play.wait(minutes=5)
    year.start(draw, kind="retry")
    year.finish(draw)


def second_panel(year: Year, draw: str) -> None:
    """Another panel of the same matter on the same day leaves out the first."""
    year.start(draw, 2)
    year.finish(draw, "aa")
    year.end(draw)
    year.play.wait(minutes=5)
    year.start(draw, 2, kind="second_panel")
    assert "engaged" in year.play.excluded(draw).values()
    year.finish(draw)


def correction(year: Year, draw: str) -> None:
    """A refusal was typed where somebody had accepted."""
    year.start(draw)
    play = year.play
    seat = play.open_seats(draw)[0]
    play.reply(draw, seat, "d")
    play.correct(draw, seat, "a")
    year.finish(draw)


def shortage(year: Year, draw: str) -> None:
    """More seats than anybody could fill."""
    year.start(draw, MOST_SEATS)
    year.finish(draw)
    assert year.play.phase(draw) == "short"


def small_group(year: Year, draw: str) -> None:
    """One seat too many, as many as there are, one too few; then everybody sits out, or is recused."""
    group = year.group_of(year.small)
    for number, seats in enumerate((3, 2, 1)):
        name = f"{draw}-{number}"
        year.request(name, {group: seats})
        year.play.start_requested(name)
        year.finish(name, "aaa")
        year.end(name)
        year.play.wait(hours=1)
    year.request(draw, {group: 1}, related_units=[SMALL_UNIT])
    year.play.start_requested(draw)
    assert year.play.phase(draw) == "short"


def overlapping(year: Year, draw: str) -> None:
    """Two draws of one day, both frozen before anybody answers: he who is in both may accept both, not a third."""
    group, play = year.group_of(year.small), year.play
    names = [f"{draw}-1", f"{draw}-2"]
    year.request(names[0], {group: 2})
    if play.profile.mode == "serial":  # there one is drawn after the other
        with refused(DuplicateError, "serial_draw_open"):
            year.request(names.pop(), {group: 2})
    else:
        year.request(names[1], {group: 2})
    for name in names:
        play.start_requested(name)
    for name in names:
        year.finish(name, "aa")
        assert sorted(play.panel(name)) == ["K1", "K2"]
        year.end(name)
    year.play.wait(hours=1)
    year.request(draw, {group: 1})
    play.start_requested(draw)
    assert play.excluded(draw) == dict.fromkeys(("K1", "K2"), "engaged")


def pool_of_one(year: Year, draw: str) -> None:
    """A pool of one expert, whom another pool has too and draws for the same day: pools do not know each other."""
    year.start(draw, 1)
    year.finish(draw, "a")
    (expert,) = year.play.panel(draw)
    pool = f"pool-{draw}"
    year.found_pool_of(expert, pool)
    for name, seats, letters in ((f"{draw}-1", 2, "d"), (f"{draw}-2", 1, "a")):
        year.start(name, seats, pool=pool)
        assert year.play.excluded(name) == {}
        year.finish(name, letters)
        year.end(name)
        year.play.wait(hours=1)
    assert year.play.panel(f"{draw}-2") == [expert]
    year.start(f"{draw}-3", 1, pool=pool)
    assert year.play.excluded(f"{draw}-3") == {expert: "engaged"}
    year.end(f"{draw}-3")


def nobody(year: Year, draw: str) -> None:
    """Nobody has the specialty."""
    year.request(draw, {"9.9" if year.play.profile.mode == "random" else "H9": 1})
    year.play.start_requested(draw)
    assert year.play.phase(draw) == "short"


def more_seats(year: Year, draw: str) -> None:
    """The matter turns out to be larger."""
    year.start(draw, 2)
    year.finish(draw, "aa")
    add_seats(year.play.office, draw, MoreSeats(0, 1, "scope"), approval=APPROVAL)
    year.finish(draw)


def another_day(year: Year, draw: str) -> None:
    """Everybody who has accepted is asked again."""
    year.start(draw, 2)
    year.finish(draw, "aa")
    year.play.reschedule(draw, year.play.now.date() + timedelta(days=2 * LEAD_DAYS))
    year.finish(draw)


def last_second(year: Year, draw: str) -> None:
    """Replies exactly at the deadline count."""
    year.start(draw)
    year.play.now = year.play.attempt(draw).deadline
    for seat in year.play.open_seats(draw):
        year.play.reply(draw, seat, "a")
    assert year.play.phase(draw) == "completed"


def clock_back(year: Year, draw: str) -> None:
    """The clock ran a day ahead and is set right by two."""
    play = year.play
    year.start(draw)
    play.wait(hours=-1)
    seat = play.open_seats(draw)[0]
    with refused(PhaseError, "clock_behind"):
        play.reply(draw, seat, "a")
    both = (APPROVAL, OTHER_APPROVAL)
    correct_clock(play.office, draw, reason="battery", approvals=both)
    year.finish(draw)


def suspended_meanwhile(year: Year, draw: str) -> None:
    """Whoever is suspended after the freeze stays in the lists; a roster comes in between."""
    year.start(draw)
    year.import_roster()
    year.finish(draw)


def roster_meanwhile(year: Year, draw: str) -> None:
    """A roster between request and freeze; the freeze says what it changed."""
    year.request(draw, {year.asked: 3})
    year.import_roster()
    year.play.start_requested(draw)
    changes = year.play.attempt(draw).entry("FREEZE").body["since_request"]
    assert changes["added"] == 1
    year.finish(draw)


def recusals(year: Year, draw: str) -> None:
    """By unit, by the unit's other name, and by name."""
    ground = year.play.profile.recusal_grounds[0]
    year.start(draw, related_units=["U01", "示例单位2"], recusals=[("Z-R1", ground)])
    assert "recused" in year.play.excluded(draw).values()
    year.finish(draw)


def call_desk(year: Year, draw: str) -> None:
    """One number is opened, and the silence that follows is signed by a witness."""
    year.start(draw)
    play = year.play
    seat = play.open_seats(draw)[0]
    open_contact(play.office, draw, seat, handler="h-1", supervisor="s-1")
    walk = play.attempt(draw).walk
    assert walk
    said: Body = {"group": seat[0], "row": seat[1], "tries": 3}
    statement = play.witnesses[0].sign("expired", walk.invitation(seat), said)
    note_silence(play.office, draw, seat, tries=3, statement=statement)
    play.answer(draw, "-aa")
    year.finish(draw)


HAPPENINGS: Sequence[Happening] = (
    nothing,
    refusals,
    withdrawal,
    void_and_retry,
    second_panel,
    correction,
    small_group,
    shortage,
    roster_meanwhile,
    recusals,
    clock_back,
    call_desk,
    more_seats,
    another_day,
    last_second,
    nobody,
    suspended_meanwhile,
    overlapping,
    pool_of_one,
)
