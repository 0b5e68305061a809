"""A year of an office: roster versions, draws with everything that happens to draws, and the history check at its end.

    year = Year(XINXIAN, XIN, folder, seed=1)
    year.play_draws(12, HAPPENINGS)
    year.check()

Every record is verified when its draw has ended, and again with log, disclosures and rosters at the end.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from drawverify.files import from_bytes
from drawverify.history import HistoryInputs, examine_history
from drawverify.stream import Pieces
from drawverify.verify import Result

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import RosterError
from drawsvc.domain.regulation import Profile
from drawsvc.domain.roster import Expert
from drawsvc.domain.taxonomy import Taxonomy, parse_taxonomy_toml
from drawsvc.domain.times import parse_time
from drawsvc.roster_io.read import read_roster
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.export_audit import export_audit
from drawsvc.usecases.export_log import export_log
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_roster import export_roster
from drawsvc.usecases.note_held import note_held
from drawsvc.usecases.rebuild_store import rebuild_store
from drawsvc.usecases.sequence_log import sequence_log
from tests.contract.made import VAULT
from tests.refusing import refused
from tests.scenario.play import APPROVAL, LOG, ORIGIN, POOL, SERVICE, Play
from tests.scenario.year_rosters import Cells, Kind, cells_of, csv_bytes, generated, odd

T = TypeVar("T")

DECEMBER = parse_time(
    "2025-12-01T01:00:00Z"
)  # a Monday, nine in the morning; the year goes over New Year
LEAD_DAYS = 20
ROSTER_EVERY = 5  # draws
MOST_SEATS = 10_000
SMALL_UNIT = "U98"

ENCODINGS = (("gb18030", "\r\n"), ("utf-8-sig", "\n"), ("utf-16", "\r\n"), ("utf-8", "\n"))


Happening = Callable[["Year", str], None]
"""Plays a draw of this id in the year's office until its panel is found, or cannot be."""


class YearPlay(Play):
    """As Play; rows and replays are compared now and then, not after every step of a year."""

    def _checked(self, result: T) -> T:
        return result

    def compare(self) -> None:
        """Every row says what its entries replay to, and what is kept at hand follows from them."""
        super()._checked(None)


class Year:
    """One pool.

    Args:
        profile: its regulation.
        kind: of its experts.
        folder: where its store is.
        seed: of the people, of what they answer and of what happens.
    """

    def __init__(self, profile: Profile, kind: Kind, folder: Path, *, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nobody draws with it
        self.kind = kind
        self.versions: list[tuple[str, str]] = [(POOL, "R1")]
        self.drawn: list[str] = []
        self.category, self.small = list(kind.specialties)[:: len(kind.specialties) - 1]
        first_day = DECEMBER.date() + timedelta(days=LEAD_DAYS)
        self.rows = [
            *(row for row in generated(kind, seed, DECEMBER.date()) if not self._is_small(row)),
            *odd(self.category, kind.specialties[self.category][0], first_day),
            *self._small_group(),
        ]
        self.taxonomy = taxonomy_of(profile)
        self.store: SqlStore = create_store(folder / "year.db", ORIGIN, VAULT)
        roles = [*profile.roles, *({"discipline", "auditor"} - set(profile.roles))]
        self.play = YearPlay(
            profile, self.read(*ENCODINGS[0]), roles=roles, store=self.store, start=DECEMBER
        )

    # Rosters.

    def _is_small(self, row: Cells) -> bool:
        return row["home_category"] == self.small

    def _small_group(self) -> Iterator[Cells]:
        """A category of two, both of one employer."""
        for number in (1, 2):
            row = cells_of(f"K{number}", "钱甲", self.small, number)
            codes = {"specialties": self.kind.specialties[self.small][0]}
            yield row | codes | {"employer_code": SMALL_UNIT, "employer": "示例小单位"}

    def read(self, encoding: str, newline: str) -> Sequence[Expert]:
        """The present rows, through a file, in any order; another order or encoding of the same says the same."""
        shuffled = self.chance.sample(self.rows, len(self.rows))
        files = [
            csv_bytes(shuffled, encoding, newline=newline, wide=True),
            csv_bytes(self.rows, "utf-8"),
        ]
        one, other = (read_roster(io.BytesIO(file), self.taxonomy) for file in files)
        assert one == other
        return one.experts

    def import_roster(self) -> None:
        """A new version: one comes, one goes, one is suspended, one is active again, one has moved."""
        number = len(self.versions)
        newcomer = cells_of(f"Y{number}", "孙甲丙", self.category, 800 + number)
        codes = {"specialties": self.kind.specialties[self.category][0]}
        ordinary = [row for row in self.rows if row["expert_id"].startswith("E")]
        gone, suspended, moved = self.chance.sample(ordinary, 3)
        for row in self.rows:
            row["status"] = "active" if row["status"] == "suspended" else row["status"]
        gone["status"] = "removed"
        suspended["status"] = "suspended"
        moved |= {"phone": f"1009{number:07}", "employer_code": "U77", "employer": "示例新单位"}
        self.rows.append(newcomer | codes)
        version = f"R{number + 1}"
        self.versions.append((POOL, version))
        encoding = ENCODINGS[number % len(ENCODINGS)]
        self.play.import_roster(version, self.read(*encoding))

    def found_pool_of(self, expert_id: str, pool: str) -> None:
        """Another pool, which has nobody but somebody of the first."""
        file = csv_bytes([row for row in self.rows if row["expert_id"] == expert_id], "utf-8")
        (only,) = read_roster(io.BytesIO(file), self.taxonomy).experts
        self.play.found_pool(pool, [only])
        self.versions.append((pool, "R1"))

    def refuse_bad_files(self) -> None:
        """Nothing is taken of a file that has no row, or one twice."""
        heading = csv_bytes(self.rows, "utf-8").split(b"\n", 1)[0]
        for file, code in (
            (heading, "roster_empty"),
            (csv_bytes([*self.rows, self.rows[0]], "utf-8"), "roster_cells"),
        ):
            with refused(RosterError, code):
                read_roster(io.BytesIO(file), self.taxonomy)

    # Draws.

    def play_draws(self, number: int, happenings: Sequence[Happening]) -> None:
        """So many draws, each with what happens next, evenly over a year."""
        self.refuse_bad_files()
        days = max(1, 350 // number)
        for count, happening in enumerate(islice(cycle(happenings), number), start=1):
            draw = f"D{count}"
            happening(self, draw)
            self.end(draw)
            if count % ROSTER_EVERY == 0:
                self.import_roster()
                self.play.compare()
            self._next_morning(days)

    def end(self, draw: str) -> None:
        """Released and held, if there is a panel, confirmed by the witnesses, verified."""
        play = self.play
        if play.phase(draw) == "short":
            play.decide(draw)
        if play.phase(draw) in {"completed", "decided"}:
            play.release(draw)
            play.confirm(draw)
            note_held(play.office, draw, play.now.date() + timedelta(days=LEAD_DAYS))
        self.drawn.append(draw)
        result = self.verified(draw)
        found = (result.failed, result.not_checkable)
        assert found == ([], self._open_steps(draw)), (draw, result.outcomes)

    def _open_steps(self, draw: str) -> list[str]:
        """Of a draw whose earlier result was discarded nobody can say that it was right."""
        ends = self.play.attempt(draw).rules.ends
        return ["end.finished"] if any(end.body.get("class") == "discarded" for end in ends) else []

    def verified(self, draw: str) -> Result:
        """By the verifier, with the slip and what was released."""
        play = self.play
        disclosed = play.phase(draw) == "released"
        return play.verify(draw, disclosed=disclosed)

    def _next_morning(self, days: int) -> None:
        play = self.play
        play.now = (play.now + timedelta(days=days)).replace(hour=DECEMBER.hour, minute=0, second=0)

    def start(self, draw: str, seats: int = 3, /, **changed: Any) -> None:
        """Up to the first invitations."""
        self.request(draw, {self.asked: seats}, **changed)
        self.play.start_requested(draw)

    def request(self, draw: str, seats: dict[str, int], **changed: Any) -> None:
        day = self.play.now.date() + timedelta(days=LEAD_DAYS)
        self.play.request(draw, seats, **{"activity_date": day} | changed)

    @property
    def asked(self) -> str:
        """What the draws ask for: a category in turn order, else a specialty."""
        return self.group_of(self.category)

    def group_of(self, category: str) -> str:
        is_serial = self.play.profile.mode == "serial"
        return category if is_serial else self.kind.specialties[category][0]

    def finish(self, draw: str, letters: str = "") -> None:
        """Everybody answers, as the letters say or by chance, until the walk is over."""
        play = self.play
        while play.phase(draw) in {"inviting", "closed"}:
            if play.attempt(draw).pinned and not play.open_seats(draw):
                play.submit_round(draw)
            else:
                count = len(play.open_seats(draw))
                play.answer(draw, (letters or self._letters(count))[:count].ljust(count, "a"))

    def _letters(self, count: int) -> str:
        return "".join(self.chance.choices("ad-r", (70, 15, 10, 5), k=count))

    # The end of the year.

    def check(self) -> dict[str, Any]:
        """Rows and replays agree, also once rebuilt; log, records, disclosures and rosters are one history."""
        play = self.play
        play.compare()
        sequence_log(play.office, LOG)
        assert rebuild_store(play.office).mended == []
        result, facts = self.history()
        assert (result.verdict, result.failed) == ("verified", []), result.outcomes
        records = facts["records"]
        assert [record["failed"] for record in records] == [[]] * len(records)
        panels = [record for record in records if record["status"] != "voided"]
        steps = {step for record in panels for step in record["not_checkable"]}
        # A history is handed no slips, and the grade of a beacon rests on one; each record had its own before.
        assert steps <= {"trust.grade", "end.finished"}
        self._erase()
        return facts

    def _erase(self) -> None:
        """Once names are erased the record verifies as before."""
        draw = self.drawn[0]
        rows = Rows(0, "eligible", [0])
        erase_disclosures(self.play.office, draw, rows, ground="保管期满", approval=APPROVAL)
        assert self.play.verify(draw).verdict == "verified"

    def history(self) -> tuple[Result, dict[str, Any]]:
        """The history check over everything there is."""
        play = self.play
        sequence_log(play.office, LOG)
        with self.store.reading() as reader:
            places = [state.place for state in reader.attempts()]
        named = [(f"{place.draw}-{place.attempt}", place) for place in places]
        return examine_history(
            HistoryInputs(
                from_bytes(play.trust()),
                [("log", _pieces(partial(export_log, play.office)))],
                [(name, from_bytes(self._record(place))) for name, place in named],
                list(self._disclosures(named)),
                [
                    (
                        f"{pool}-{version}",
                        _pieces(partial(export_roster, play.office, pool, version)),
                    )
                    for pool, version in self.versions
                ],
            )
        )

    def _record(self, place: Place) -> bytes:
        return export_record(self.play.office, place.draw, place.attempt)

    def _disclosures(self, named: list[tuple[str, Place]]) -> Iterator[tuple[str, Any]]:
        """Of attempts that were frozen."""
        for name, place in named:
            if b'"type":"FREEZE"' in self._record(place):
                pieces = export_audit(self.play.office, place.draw, place.attempt)
                yield name, from_bytes(b"".join(pieces))

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def taxonomy_of(profile: Profile) -> Taxonomy:
    """The specialties that come with a profile."""
    return parse_taxonomy_toml((SERVICE / "regulations" / f"{profile.id}.toml").read_bytes())


def _pieces(export: Callable[[], Iterator[bytes]]) -> Pieces:
    return lambda _limit: export()
