"""Three good records, each with what a verifier is given beside it, and the log they are in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from drawseeds import parse, serialise
from drawverify.files import from_bytes
from drawverify.verify import Inputs, Result, verify

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.regulation import Profile
from drawsvc.log import merkle
from tests.scenario.play import CALENDAR, Play, member, pool, regulation

# Whatever is repeated in a record without being another case is left out; each place is changed in turn.
SHORT_CALENDAR = Calendar("cn", CALENDAR.years[-1:])


@dataclass(frozen=True)
class Good:
    """A record that is verified.

    Args:
        record: as JSON.
        trust: the trust file.
        slip: of its seal.
        leaves: leaf hashes of the whole log.
    """

    record: Any
    trust: bytes
    slip: str
    leaves: tuple[bytes, ...]

    def verify(self, record: bytes, *, slip: bool = True) -> Result:
        trust = from_bytes(self.trust)
        return verify(Inputs(from_bytes(record), trust, self.slip if slip else ""))

    def data(self) -> bytes:
        return serialise(self.record)


def short(name: str, **changed: Any) -> Profile:
    """A regulation with one reading and one assumption."""
    profile = regulation(name, **changed)
    return regulation(
        name, readings=profile.readings[:2], assumed=profile.assumed[:2], counters=(), **changed
    )


def witness_draw() -> Play:
    """Refusal, silence and withdrawal; everything countersigned, released and confirmed."""
    profile = short("xinxian_2021", sources=("witness",))
    play = Play(profile, pool(X1=6, X2=3), calendar=SHORT_CALENDAR)
    play.request("D1", {"X1": 2, "X2": 1}, related_units=["U2"])
    play.start_requested("D1")
    play.answer("D1", "ad-", "countersigned")
    play.answer("D1", "aa", "countersigned")
    play.withdraw("D1", play.panel("D1")[0])
    play.answer("D1", "a", "countersigned")
    play.confirm("D1")
    play.release("D1")
    return play


def serial_draw() -> Play:
    """The second of two, with a turn carried over, a recusal and a refusal."""
    profile = short("hunan_reservoir_2016")
    play = Play(profile, pool(H1=7), calendar=SHORT_CALENDAR)
    play.request("D0", {"H1": 1}, recusals=[("H1-1", "social_relation")])
    play.start_requested("D0")
    play.answer("D0", "a")
    play.wait(days=1)
    play.request("D1", {"H1": 3}, recusals=[("H1-4", "economic_interest")])
    play.start_requested("D1")
    play.answer("D1", "ada", "countersigned")
    play.answer("D1", "a")
    return play


def dice_draw() -> Play:
    """Two groups that share a person, a unit limit, a shortage that is decided."""
    profile = short("xinxian_2021", unit_limit=1)
    shared = member("X1", 1, specialties=("X1", "X2"), employer_code="U1")
    experts = [shared, *(member("X1", n, employer_code=f"U{n % 3}") for n in range(2, 6))]
    play = Play(profile, [*experts, *pool(X2=2)], calendar=SHORT_CALENDAR)
    play.request("D1", {"X1": 2, "X2": 2})
    play.start_requested("D1", "dice")
    while play.open_seats("D1"):
        play.answer("D1", "d" + "a" * (len(play.open_seats("D1")) - 1))
    if play.phase("D1") == "short":
        play.decide("D1")
    return play


DRAWS: list[Callable[[], Play]] = [witness_draw, serial_draw, dice_draw]


@cache
def good(draw: Callable[[], Play]) -> Good:
    play = draw()
    data = play.record("D1")
    with play.store.reading() as reader:
        size = reader.head().size
        leaves = tuple(reader.nodes([(0, index) for index in range(size)]))
        assert merkle.root_of(leaves) == reader.head().root
    slip = play.attempt("D1").entry("SEAL").leaf
    return Good(parse(data), play.trust(), slip, leaves)
