"""Scenes for the walk, ways to play them, and the rules of SPEC §9.1 to §9.4 said once more, slowly.

`next_in` shares no code with the service. It keeps no state: from all entries so far it works out who
is what, then looks through every group from its first row for each single vacancy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.seating import Seat
from tests.attempting import Drawing, Seats
from tests.unit.domain import sample

UNINVITED, OPEN, ACCEPTED, OUT, AGAIN = "uninvited", "open", "accepted", "out", "again"
HOLDING = (OPEN, ACCEPTED, AGAIN)

PEOPLE = "abcdefghijkl"
UNIT_OF = dict(zip(PEOPLE, "xxxyyyz.....", strict=True))


@dataclass(frozen=True)
class Scene:
    """What is drawn. Persons may stand in several groups; each has one unit."""

    groups: tuple[tuple[int, str], ...]  # seats, persons in the order of the list
    unit_limit: int

    def drawing(self, mode: str = "serial") -> Drawing:
        limit = self.unit_limit
        units = [
            "".join(UNIT_OF[p] if limit else "." for p in persons) for _, persons in self.groups
        ]
        groups = [
            Seats(seats, persons, of)
            for (seats, persons), of in zip(self.groups, units, strict=True)
        ]
        return Drawing(groups, mode, profile={"unit_limit": limit})


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    persons = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=12).map("".join)
    group = st.tuples(st.integers(1, 3), persons)
    groups = draw(st.lists(group, min_size=1, max_size=3))
    return Scene(tuple(groups), draw(st.integers(0, 2)))


# The rules, said once more.


def states(entries: Sequence[Entry]) -> dict[Seat, str]:
    """What became of every row that was ever invited."""
    found: dict[Seat, str] = {}
    for entry in entries:
        body = entry.body
        seat = (body.get("group", -1), body.get("row", -1))
        if entry.type == "INVITED":
            found |= dict.fromkeys(invited_by(entry), OPEN)
        elif entry.type in {"REPLIED", "EXPIRED", "WITHDRAWN"}:
            found[seat] = ACCEPTED if body.get("answer") == "accept" else OUT
        elif entry.type == "CORRECTED" and body["effect"] == "walk":
            found[seat] = ACCEPTED if body["answer"] == "accept" else OUT
        elif entry.type == "RESCHEDULED":
            found = {s: AGAIN if state == ACCEPTED else state for s, state in found.items()}
    return found


def invited_by(entry: Entry) -> list[Seat]:
    return [(item["group"], row) for item in entry.body["invitations"] for row in item["rows"]]


def seats_of(scene: Scene, entries: Sequence[Entry]) -> list[int]:
    seats = [seats for seats, _ in scene.groups]
    for entry in entries:
        if entry.type == "SEATS_ADDED":
            seats[entry.body["group"]] += entry.body["seats"]
    return seats


def next_in(
    scene: Scene, entries: Sequence[Entry], orders: Sequence[Sequence[int]]
) -> tuple[list[Seat], list[int]]:
    """Whom the next round invites after these entries, and the vacancies that stay."""
    found = states(entries)
    chosen: list[Seat] = []
    missing: list[int] = []
    for g, seats in enumerate(seats_of(scene, entries)):
        chosen += sorted(s for s, state in found.items() if s[0] == g and state == AGAIN)
        held = [s for s, state in found.items() if s[0] == g and state in HOLDING]
        vacancies = max(0, seats - len(held))
        while vacancies and (row := first_ready(scene, found, g, orders[g])) is not None:
            found[g, row] = OPEN
            chosen.append((g, row))
            vacancies -= 1
        missing.append(vacancies)
    return chosen, missing


def first_ready(scene: Scene, found: dict[Seat, str], g: int, order: Sequence[int]) -> int | None:
    for row in order:
        if (g, row) not in found and not is_barred(scene, found, (g, row)):
            return row
    return None


def is_barred(scene: Scene, found: dict[Seat, str], seat: Seat) -> bool:
    person = scene.groups[seat[0]][1][seat[1]]
    for g, row in found:
        if g != seat[0] and scene.groups[g][1][row] == person:
            return True
    unit = UNIT_OF[person]
    if scene.unit_limit == 0 or unit == ".":
        return False
    return holding(scene, found, unit) >= scene.unit_limit


def holding(scene: Scene, found: dict[Seat, str], unit: str) -> int:
    return sum(
        1
        for (g, row), state in found.items()
        if state in HOLDING and UNIT_OF[scene.groups[g][1][row]] == unit
    )


# Playing at random.

MOVES = (
    *(("answer",) * 8),
    *("silence", "correct", "correct", "withdraw", "withdraw"),
    *("seats", "reschedule", "wait", "wait"),
)
ANSWERS = ("accept", "accept", "accept", "decline", "recuse")
MOST_ROUNDS = 200


@dataclass
class Dealer:
    """Plays a drawing by a list of numbers; each decides one move, then all accept or the rest is silence."""

    drawing: Drawing
    numbers: list[int]

    def pick(self, number: int, among: Sequence[Seat]) -> Seat | None:
        return among[number % len(among)] if among else None

    def play(self) -> Iterator[None]:
        """Yields whenever everything that follows has been written."""
        drawing, attempt = self.drawing, self.drawing.attempt
        yield
        for number in self.numbers:
            move, rest = MOVES[number % len(MOVES)], number // len(MOVES)
            if attempt.phase in {"inviting", "completed", "short", "released"}:
                getattr(self, move)(rest)
                attempt.advance(drawing.now)
                yield
        for _ in range(MOST_ROUNDS):
            if attempt.due_at is None:
                return
            if len(self.numbers) % 3:
                self.answer(0)
            else:
                self.silence(0)
            attempt.advance(drawing.now)
            yield
        raise AssertionError("the walk does not end")

    def answer(self, number: int) -> None:
        seat = self.pick(number, self.drawing.open_seats)
        if seat:
            self.drawing.reply(seat, ANSWERS[number // 7 % len(ANSWERS)])

    def silence(self, _: int) -> None:
        self.drawing.now = max(self.drawing.now, self.drawing.attempt.due_at or self.drawing.now)

    def correct(self, number: int) -> None:
        entries = self.drawing.attempt.chain.entries
        noted = {
            (e.body["group"], e.body["row"]) for e in entries if e.type in {"REPLIED", "EXPIRED"}
        }
        seat = self.pick(number, sorted(noted))
        if seat and self.drawing.attempt.phase != "released":
            self.drawing.correct(seat, ANSWERS[number // 7 % len(ANSWERS)])

    def withdraw(self, number: int) -> None:
        rows = [(g, row) for g, rows in enumerate(self.drawing.accepted) for row in rows]
        seat = self.pick(number, rows)
        if seat:
            self.drawing.withdraw(seat)

    def seats(self, number: int) -> None:
        if self.drawing.attempt.phase != "released":
            self.drawing.add_seats(number % len(self.drawing.groups), 1 + number % 2)

    def reschedule(self, number: int) -> None:
        if self.drawing.attempt.phase != "inviting":
            body: Body = sample.body("RESCHEDULED")
            self.drawing.write("RESCHEDULED", body)
        elif number % 2:
            seat = self.pick(number, self.drawing.open_seats)
            assert seat
            opened = sample.body("CONTACT_OPENED", group=seat[0], row=seat[1])
            self.drawing.write("CONTACT_OPENED", opened)

    def wait(self, number: int) -> None:
        if self.drawing.attempt.phase == "completed" and number % 2:
            self.drawing.write("RELEASED", sample.body("RELEASED"))
        elif self.drawing.attempt.phase == "inviting":
            left = self.drawing.attempt.deadline - self.drawing.now
            self.drawing.now += min(left, timedelta(minutes=number % 50))


moves = st.lists(st.integers(0, 9_999), max_size=30)
