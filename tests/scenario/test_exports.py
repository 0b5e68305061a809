"""Files for others to check, each held against the verifier on its own command line."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from drawseeds import parse, serialise
from drawverify.files import from_bytes
from drawverify.verify import Inputs, Result, verify

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.domain.errors import LogError, MissingError, PhaseError
from drawsvc.domain.from_record import replay_record
from drawsvc.domain.roster import Expert
from drawsvc.usecases.add_seats import MoreSeats, add_seats
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.export_audit import export_audit
from drawsvc.usecases.export_log import export_log
from drawsvc.usecases.export_own_row import export_own_row
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_roster import export_roster
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.views.draws import draw_view
from tests.contract.made import VAULT
from tests.refusing import refused
from tests.scenario.checking import Desk
from tests.scenario.play import (
    APPROVAL,
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

Story = Callable[[Play], Iterator[object]]

ROWS = "SELECT pool, draw, attempt, grp, list, idx, disclosure FROM candidate"
CHANGE = """UPDATE candidate SET disclosure = ?
    WHERE (pool, draw, attempt, grp, list, idx) = (?, ?, ?, ?, ?, ?)"""

UNITS = regulation("xinxian_2021", sources=("witness",), unit_limit=1)
FRESH = regulation("xinxian_2021", sources=("witness",), replacements=("fixed", "fresh"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(create_store(tmp_path / "draws.db", ORIGIN, VAULT)) as opened:
        yield opened


def people() -> list[Expert]:
    """Nine of X1 and four of X2, of whom some belong to both, at three employers; one is suspended."""
    both = ("X1", "X2")
    of_x1 = [
        member("X1", n, specialties=both if n > 5 else ("X1",), employer_code=f"U{n % 3}")
        for n in range(1, 10)
    ]
    of_x2 = [member("X2", n, employer_code=f"U{n % 3}") for n in range(1, 5)]
    return [*of_x1, *of_x2, member("X1", 10, status="suspended")]


def drawn(store: SqlStore, draw: str = "D1", *, erase: bool = False) -> Play:
    """A released draw of two groups with a limit of units and somebody recused."""
    play = Play(UNITS, people(), store=store)
    finish(play, draw)
    if erase:
        erase_rows(play, draw)
    return play


def finish(play: Play, draw: str, **seats: int) -> None:
    play.request(draw, seats or {"X1": 2, "X2": 1}, related_units=["U9"])
    play.start_requested(draw)
    while play.open_seats(draw):
        play.answer(draw, "a" * len(play.open_seats(draw)))
    if play.phase(draw) == "short":
        play.decide(draw)
    play.release(draw)


def erase_rows(play: Play, draw: str) -> None:
    erased = Rows(0, "eligible", [0])
    erase_disclosures(play.office, draw, erased, ground="保管期满", approval=APPROVAL)


def files(play: Play, draw: str = "D1") -> tuple[bytes, bytes]:
    """The full and the slim record."""
    return play.record(draw), export_slim_record(play.office, draw)


# Slim records


def random_story(play: Play) -> Iterator[object]:
    """Persons in two groups, full units, refusals, silence, a withdrawal, more seats, a new date, an erasure."""
    play.request("D1", {"X1": 2, "X2": 1})
    yield from begun(play)
    yield play.answer("D1", "d" * len(play.open_seats("D1")))
    yield play.answer("D1", "-" * len(play.open_seats("D1")))
    yield play.answer("D1", "a" * len(play.open_seats("D1")))
    while play.open_seats("D1"):
        yield play.answer("D1", "a" * len(play.open_seats("D1")))
    yield play.withdraw("D1", play.panel("D1")[0])
    while play.open_seats("D1"):
        yield play.answer("D1", "a" * len(play.open_seats("D1")))
    play.reschedule("D1", date(2026, 4, 1))
    yield None
    while play.open_seats("D1"):
        yield play.answer("D1", "a" * len(play.open_seats("D1")))
    yield add_seats(play.office, "D1", MoreSeats(0, 1, "more_work"), approval=APPROVAL)
    while play.open_seats("D1"):
        yield play.answer("D1", "a" * len(play.open_seats("D1")))
    if play.phase("D1") == "short":
        play.decide("D1")
        yield None
    yield play.release("D1")
    erase_rows(play, "D1")
    yield None


def serial_story(play: Play) -> Iterator[object]:
    play.request("D1", {"H1": 3}, related_units=["U2"])
    yield from begun(play)
    yield play.answer("D1", "dra")
    yield play.answer("D1", "-a")
    yield play.answer("D1", "a")
    yield play.withdraw("D1", play.panel("D1")[0])
    yield play.answer("D1", "a")
    yield play.release("D1")


def fresh_story(play: Play) -> Iterator[object]:
    """Until nobody is left: that a round has to be waited for, or not, is looked for among all rows."""
    play.request("D1", {"X1": 2})
    yield from begun(play, "fresh")
    while play.phase("D1") == "inviting":
        yield play.answer("D1", "d" * len(play.open_seats("D1")))
        if play.attempt("D1").pinned:
            yield play.submit_round("D1")
    play.decide("D1")
    yield None


def begun(play: Play, replacement: str = "") -> Iterator[object]:
    yield "requested"
    yield play.freeze("D1", "", replacement)
    play.join("D1")
    yield None
    yield play.seal("D1")
    play.reveal("D1")
    yield None
    yield play.advance("D1")


STORIES: dict[str, tuple[Any, list[Expert], Story]] = {
    "random": (UNITS, people(), random_story),
    "serial": (HUNAN, pool(H1=12), serial_story),
    "fresh": (FRESH, pool(X1=7), fresh_story),
}


def result_of(play: Play, record: bytes) -> Result:
    return verify(Inputs(from_bytes(record), from_bytes(play.trust()), "", None))


def said(result: Result) -> tuple[object, ...]:
    failed = [step for step, why in result.outcomes.items() if why]
    return (result.verdict, result.grade, result.status, failed)


@pytest.mark.parametrize("name", STORIES)
def test_slim_record_says_the_same_as_the_full_one_at_every_step(
    name: str, store: SqlStore
) -> None:
    profile, experts, story = STORIES[name]
    play = Play(profile, experts, store=store)
    compared = 0
    for _ in story(play):
        full, slim = files(play)
        assert said(result_of(play, slim)) == said(result_of(play, full))
        compared += 1
    assert compared > 8


@pytest.mark.parametrize("name", STORIES)
def test_slim_record_replays_as_the_store_does_at_every_step(name: str, store: SqlStore) -> None:
    profile, experts, story = STORIES[name]
    play = Play(profile, experts, store=store)
    for _ in story(play):
        record: Any = parse(files(play)[1])
        replayed, size = replay_record(record, play.office.beacons)
        kept = read_draw(play.office, "D1")
        assert size == kept.roster_size
        assert draw_view(replace(kept, attempt=replayed), b"") == draw_view(kept, b"")
        assert replayed.chain.entries == kept.attempt.chain.entries


@pytest.mark.parametrize("name", ["random", "serial"])
def test_slim_record_shows_no_eligible_row_that_the_verifier_does_not_need(
    name: str, store: SqlStore
) -> None:
    profile, experts, story = STORIES[name]
    play = Play(profile, experts, store=store)
    for _ in story(play):
        pass
    slim: Any = parse(files(play)[1])
    sizes = [g["eligible"]["size"] for g in play.attempt("D1").entry("FREEZE").body["groups"]]
    needed = 0
    for group, size in zip(slim["groups"], sizes, strict=True):
        assert group["eligible"][-1]["index"] == size - 1
        for place, shown in enumerate(group["eligible"]):
            rest = [*group["eligible"][:place], *group["eligible"][place + 1 :]]
            changed = serialise(slim | {"groups": _with(slim["groups"], group, rest)})
            result = result_of(play, changed)
            if shown["index"] < size - 1:
                assert result.failed == ["walk.invited"]
                needed += 1
            else:
                assert result.failed == ["rows.count"]
    assert needed > 3


def _with(groups: list[Any], changed: Any, eligible: list[Any]) -> list[Any]:
    return [group | {"eligible": eligible} if group is changed else group for group in groups]


def test_slim_record_does_not_grow_with_the_pool(tmp_path: Path) -> None:
    sizes = []
    for number, size in enumerate((64, 512)):
        with closing(create_store(tmp_path / f"{number}", ORIGIN, VAULT)) as own:
            play = Play(XINXIAN, pool(X1=size), store=own)
            play.start("D1", X1=3)
            play.answer("D1", "aaa")
            full, slim = files(play)
            sizes.append((len(full), len(slim)))
            assert result_of(play, slim).verdict == "verified"
    (small, small_slim), (large, large_slim) = sizes
    assert large > 4 * small - 30_000
    assert large_slim - small_slim < 4 * 3 * 50  # three more hashes for each of four rows


def test_nothing_is_shown_of_a_damaged_list(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    sequence_log(play.office, LOG)
    with closing(sqlite3.connect(tmp_path / "draws.db")) as database, database:
        (data,) = database.execute("SELECT data FROM candidate WHERE idx = 2").fetchone()
        database.execute("UPDATE candidate SET data = ? WHERE idx = 3", [data])
    with refused(LogError, "store_damaged"):
        export_slim_record(play.office, "D1")
    with refused(LogError, "store_damaged"):
        export_own_row(play.office, "D1", "X1-1")


# Own rows


def test_own_rows_of_everybody(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    desk = Desk(tmp_path, play.trust())
    records = files(play)
    ids = {expert.expert_id for expert in people()}
    listed = 0
    for expert in sorted(ids):
        own = export_own_row(play.office, "D1", expert)
        others = ids - {expert}
        assert not [other for other in others if f'"{other}"'.encode() in own]
        report = desk.row(records[len(expert) % 2], own)
        assert (report["verdict"], report["expert"]["expert_id"]) == ("verified", expert)
        listed += len(report["rows"])
        if expert == "X1-10":
            assert [(row["list"], row["reason"]) for row in report["rows"]] == [
                ("excluded", "suspended")
            ]
    assert listed == 10 + 4 + 4  # X1-6 to X1-9 are in both groups


def test_own_row_of_a_serial_draw(store: SqlStore, tmp_path: Path) -> None:
    play = Play(HUNAN, pool(H1=7), store=store)
    play.request("D1", {"H1": 2}, related_units=["U2"])
    play.start_requested("D1")
    play.answer("D1", "aa")
    play.release("D1")
    desk = Desk(tmp_path, play.trust())
    record = files(play)[1]
    report = desk.row(record, export_own_row(play.office, "D1", "H1-2"))
    (row,) = report["rows"]
    assert (report["verdict"], row["reason"], row["serial"]) == ("verified", "recused", "2")
    report = desk.row(record, export_own_row(play.office, "D1", "H1-3"))
    assert [call["row"] for call in report["rows"][0]["invitations"]] == [1]


def test_own_row_beside_another_draw_fails(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    finish(play, "D2")
    desk = Desk(tmp_path, play.trust())
    report = desk.row(play.record("D2"), export_own_row(play.office, "D1", "X1-1"))
    assert (report["exit"], report["failed"]) == (1, ["row.cites"])


def test_own_row_of_nobody_and_of_somebody_erased(store: SqlStore) -> None:
    play = drawn(store)
    for unknown in ("X9-1", "x1-1", "", "王", '","', "\udcff"):
        with refused(MissingError, "not_listed", draw="D1", got=unknown):
            export_own_row(play.office, "D1", unknown)
    with store.reading() as reader:
        erased = reader.listed(play.attempt("D1").chain.place, 0, "eligible", 0).opened.expert_id
    before: Any = parse(export_own_row(play.office, "D1", erased))
    erase_rows(play, "D1")
    if len(before["rows"]) == 1:
        with refused(MissingError, "not_listed"):
            export_own_row(play.office, "D1", erased)
    else:
        after: Any = parse(export_own_row(play.office, "D1", erased))
        assert after["rows"] == before["rows"][1:]


# Audits


def test_audit_of_a_random_draw(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    desk = Desk(tmp_path, play.trust())
    opened = b"".join(export_audit(play.office, "D1"))
    report = desk.audit(play.record("D1"), [opened], export_roster(play.office, POOL))
    assert (report["verdict"], report["roster"]["size"]) == ("verified", 14)
    assert desk.record(play.record("D1"), opened)["verdict"] == "verified"
    assert desk.record(files(play)[1], opened)["not_checkable"] == ["disclosure.cites"]
    value: Any = parse(opened)
    assert {unit["code"] for unit in value["units"]} == {"U0", "U1", "U2", "U10"}
    assert value["related_units"][0]["codes"] == ["U9"]
    assert len(value["persons"]) == len(value["public"]) == 18
    assert [item["evidence"] for item in value["bases"]] == [{"status": "suspended"}]


def test_audit_of_a_serial_draw(store: SqlStore, tmp_path: Path) -> None:
    play = Play(HUNAN, pool(H1=7), store=store)
    play.request("D1", {"H1": 2}, related_units=["U2"])
    play.start_requested("D1")
    play.answer("D1", "aa")
    play.release("D1")
    desk = Desk(tmp_path, play.trust())
    roster = b"".join(export_roster(play.office, POOL, "R1"))
    opened = b"".join(export_audit(play.office, "D1"))
    assert desk.audit(play.record("D1"), [opened], [roster])["verdict"] == "verified"


def test_audit_of_a_void_attempt_and_of_the_next(store: SqlStore, tmp_path: Path) -> None:
    play = Play(UNITS, people(), store=store)
    play.start("D1", X1=2)
    play.void("D1")
    play.request("D1", {"X1": 2}, kind="retry", filing_number="抽〔2026〕D1号")
    desk = Desk(tmp_path, play.trust())
    roster = b"".join(export_roster(play.office, POOL))
    with refused(PhaseError, "not_yet", expected="FREEZE"):
        list(export_audit(play.office, "D1"))
    sequence_log(play.office, LOG)
    first = b"".join(export_audit(play.office, "D1", 1))
    report = desk.audit(export_record(play.office, "D1", 1), [first], [roster])
    assert (report["failed"], report["status"]) == ([], "voided")
    play.start_requested("D1")
    play.answer("D1", "aa")
    play.release("D1")
    second = b"".join(export_audit(play.office, "D1"))
    assert desk.audit(play.record("D1"), [second], [roster])["verdict"] == "verified"
    assert desk.audit(play.record("D1"), [first], [roster])["failed"] == ["disclosure.cites"]


def test_audit_says_what_was_erased(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store, erase=True)
    desk = Desk(tmp_path, play.trust())
    opened: Any = parse(b"".join(export_audit(play.office, "D1")))
    where = [(item["group"], item["list"], item["row"]) for item in opened["persons"]]
    assert (len(where), (0, "eligible", 0) in where) == (17, False)
    roster = export_roster(play.office, POOL)
    report = desk.audit(play.record("D1"), [serialise(opened)], roster)
    assert (report["exit"], report["failed"]) == (3, [])
    assert report["not_checkable"][0] == "audit.complete"


def test_audit_with_another_draw_or_another_roster_fails(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    finish(play, "D2")
    play.import_roster("R2", people()[1:])
    desk = Desk(tmp_path, play.trust())
    record, first = play.record("D1"), b"".join(export_audit(play.office, "D1"))
    other = export_audit(play.office, "D2")
    rosters = [b"".join(export_roster(play.office, POOL, name)) for name in ("R1", "")]
    assert desk.audit(record, other, [rosters[0]])["failed"] == ["disclosure.cites"]
    assert desk.audit(record, [first], [rosters[1]])["failed"] == ["audit.roster"]
    assert desk.audit(record, [first], [rosters[0]])["failed"] == []


def test_draw_frozen_before_salts_of_units_were_kept(store: SqlStore, tmp_path: Path) -> None:
    """It cannot be audited, and says so rather than looking like a fraud; own rows are as ever."""
    play = drawn(store)
    with closing(sqlite3.connect(tmp_path / "draws.db")) as database, database:
        for *key, sealed in database.execute(ROWS).fetchall():
            opened = from_data(VAULT.open(sealed, "candidate", *key))
            del opened["unit_salt"]
            database.execute(CHANGE, [VAULT.seal(to_data(opened), "candidate", *key), *key])
    with refused(MissingError, "unit_salt", draw="D1"):
        list(export_audit(play.office, "D1"))
    desk = Desk(tmp_path, play.trust())
    own = export_own_row(play.office, "D1", "X1-1")
    assert desk.row(play.record("D1"), own)["verdict"] == "verified"


# What may not be opened yet


def test_nothing_is_opened_before_the_release(store: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=9), store=store)

    def closed(code: str) -> None:
        with refused(PhaseError, code):
            export_own_row(play.office, "D1", "X1-1")
        with refused(PhaseError, code):
            next(export_audit(play.office, "D1"))

    play.request("D1", {"X1": 2})
    closed("not_yet")
    for step in (play.freeze, play.join, play.seal, play.reveal, play.advance):
        step("D1")
        closed("phase")
    play.answer("D1", "aa")
    closed("phase")
    play.release("D1")
    assert export_own_row(play.office, "D1", "X1-1")
    play.withdraw("D1", play.panel("D1")[0])
    closed("phase")


# Rosters and logs


def test_roster_file_is_that_of_its_entry(store: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=store)
    play.import_roster("R2", pool(X1=2))
    value: Any = parse(b"".join(export_roster(play.office, POOL, "R1")))
    assert [item["expert"]["expert_id"] for item in value["experts"]] == ["X1-1", "X1-2", "X1-3"]
    latest: Any = parse(b"".join(export_roster(play.office, POOL)))
    assert (len(latest["experts"]), latest["pool"]) == (2, POOL)
    assert latest["roster"] != value["roster"]
    with refused(MissingError, "no_roster_version", expected="R1, R2", got="R3"):
        next(export_roster(play.office, POOL, "R3"))


def test_history_of_the_log_with_all_that_rests_on_it(store: SqlStore, tmp_path: Path) -> None:
    play = drawn(store)
    finish(play, "D2", X1=2)
    finish(play, "D3", X1=2)
    desk = Desk(tmp_path, play.trust())
    draws = ("D1", "D2", "D3")
    opened = [b"".join(export_audit(play.office, draw)) for draw in draws]
    records = [play.record(draw) for draw in draws]
    log = b"".join(export_log(play.office))
    report = desk.history(log, *records, *opened, export_roster(play.office, POOL))
    assert (report["verdict"], report["not_checkable"]) == ("verified", [])
    assert {freeze["bye"]["result"] for freeze in report["freezes"]} == {"passed"}
    value: Any = parse(log)
    value["entries"].pop()
    assert desk.history(serialise(value))["failed"] == ["history.root"]


def test_history_of_serial_draws(store: SqlStore, tmp_path: Path) -> None:
    play = Play(HUNAN, pool(H1=9), store=store)
    for draw in ("D1", "D2"):
        finish(play, draw, H1=2)
    desk = Desk(tmp_path, play.trust())
    records = [play.record(draw) for draw in ("D1", "D2")]
    report = desk.history(export_log(play.office), *records)
    assert [freeze["turn"]["result"] for freeze in report["freezes"]] == ["passed", "passed"]


def test_log_ends_where_it_was_signed(store: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=9), store=store)
    with refused(MissingError, "log_not_signed"):
        next(export_log(play.office))
    sequence_log(play.office, LOG)
    before = b"".join(export_log(play.office))
    play.request("D1", {"X1": 2})
    assert b"".join(export_log(play.office)) == before
    value: Any = parse(before)
    assert [entry["type"] for entry in value["entries"]] == ["PROFILE", "CALENDAR", "ROSTER"]
