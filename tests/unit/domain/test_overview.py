"""What is shown of a walk: an invitation, and what came of it in the end."""

from drawsvc.domain.overview import WalkRow, walk_rows
from drawsvc.domain.times import format_time
from tests.attempting import Drawing, Seats
from tests.unit.domain import sample


def rows_of(drawn: Drawing) -> list[WalkRow]:
    return walk_rows(drawn.attempt.chain.entries)


def told(drawn: Drawing) -> list[tuple[int, str, str]]:
    return [(row.row, row.answer, row.reason) for row in rows_of(drawn)]


def test_a_correction_counts_as_corrected_on_the_day_of_the_answer() -> None:
    drawn = Drawing([Seats(2, "abc")]).to_round()
    drawn.reply((0, 0), "accept")
    first = format_time(drawn.now)
    drawn.pass_time(minutes=5)
    drawn.correct((0, 0), "decline")
    row = rows_of(drawn)[0]
    assert (row.answer, row.reason) == ("decline", "illness")
    assert (row.answered, row.time) == (first, format_time(drawn.now))


def test_an_invitation_names_its_entry() -> None:
    drawn = Drawing([Seats(1, "ab")]).to_round()
    drawn.play_round("d")
    invited = [entry.leaf for entry in drawn.attempt.chain.entries if entry.type == "INVITED"]
    assert [row.invited for row in rows_of(drawn)] == invited


def test_a_correction_after_a_new_invitation_is_about_the_former() -> None:
    """Everybody who has accepted is asked again; only then it turns out that he had declined the first time."""
    drawn = Drawing([Seats(1, "ab")]).to_round()
    drawn.play_round("a")
    drawn.write(
        "RESCHEDULED",
        {"approval": sample.APPROVAL, "date": "2026-07-01", "reason": "weather"},
    )
    drawn.attempt.advance(drawn.now)
    assert told(drawn) == [(0, "accept", "none"), (0, "open", "")]
    drawn.correct((0, 0), "decline")
    assert told(drawn) == [(0, "decline", "illness"), (0, "open", "")]


def test_a_correction_does_not_undo_a_withdrawal() -> None:
    drawn = Drawing([Seats(2, "abc")]).to_round()
    drawn.reply((0, 0), "accept")
    drawn.withdraw((0, 0))
    withdrawn = told(drawn)[0]
    assert withdrawn[1] == "withdrawn"
    drawn.correct((0, 0), "accept")
    assert told(drawn)[0] == withdrawn
    drawn.correct((0, 0), "recuse")
    assert told(drawn)[0] == (0, "recuse", "kinship"), "he had never accepted"
