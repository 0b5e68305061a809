"""A complete draw of 10 of n, played through the use cases, for measuring what comes after."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from drawseeds import commit, serialise

from drawsvc.db.schema import create_store
from drawsvc.domain.calendar import Calendar, parse_calendar_toml
from drawsvc.domain.regulation import Profile, parse_profile_toml
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.statements import Statement, sign_statement
from drawsvc.domain.trust import empty_trust, sign_trust
from drawsvc.domain.trust_draft import RoleKey, Validity, add_log, add_pool, add_role
from drawsvc.log.keys import ED25519, NamedKey, SigningKey, VerifierKey
from drawsvc.usecases.adopt_calendar import adopt_calendar
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.note_reply import Reply, note_replies
from drawsvc.usecases.office import Office
from drawsvc.usecases.request_draw import DrawRequest, request_draw
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.usecases.sequence_log import sequence_log
from tests.contract.made import VAULT

PACKAGE = Path(__file__).parents[2] / "drawsvc"
ORIGIN, POOL, DRAW = "bench.example/log", "xinxian", "B-1"
ROLES = ("discipline", "pool_office")
APPROVAL = {"ref": "1", "role": "pool_office"}
START = datetime(2025, 6, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Played:
    """A record and the trust file it verifies under."""

    record: bytes
    trust: bytes


def play(folder: Path, rows: int, seats: int = 10) -> Played:
    """Draw and complete; everybody accepts."""
    signer = NamedKey(ORIGIN, SigningKey(secrets.token_bytes(32)))
    witnesses = {role: SigningKey(secrets.token_bytes(32)) for role in ROLES}
    with _office(folder) as office:
        _found(office, rows)
        request_draw(office, _request(seats))
        freeze = freeze_draw(office, DRAW, source="witness")
        secret = {role: secrets.token_hex(32) for role in ROLES}
        for role, key in witnesses.items():
            join_draw(office, DRAW, _join(key, role, freeze.leaf, secret[role]))
        seal = seal_draw(office, DRAW, log_key=_vkey(signer).to_text())
        for role, key in witnesses.items():
            seen = sign_statement(key, "seen", seal.leaf, "")
            reveal = sign_statement(key, "reveal", seal.leaf, secret[role])
            collect_statements(office, DRAW, [seen, reveal])
        invited = advance_draw(office, DRAW)[0].body["invitations"]
        note_replies(office, DRAW, [Reply(0, r, "accept", "none") for r in invited[0]["rows"]])
        sequence_log(office, signer)
        return Played(export_record(office, DRAW), _trust(signer, witnesses))


@contextmanager
def _office(folder: Path) -> Iterator[Office]:
    with closing(create_store(folder / "store.db", ORIGIN, VAULT)) as store:
        seconds = count()
        yield Office(store, lambda: START.replace(second=next(seconds) // 60), secrets.token_bytes)


def _found(office: Office, rows: int) -> None:
    adopt_profile(office, POOL, profile())
    adopt_calendar(office, POOL, calendar())
    roster = Roster(tuple(expert(number) for number in range(rows)))
    import_roster(office, POOL, roster, version="1", approval=APPROVAL)


def profile() -> Profile:
    """Xin County's."""
    return parse_profile_toml((PACKAGE / "regulations" / "xinxian_2021.toml").read_bytes())


def calendar() -> Calendar:
    """The one that ships."""
    return parse_calendar_toml((PACKAGE / "calendars" / "cn.toml").read_bytes(), name="cn")


def expert(number: int) -> Expert:
    """Somebody who is eligible; no real person."""
    return Expert(
        expert_id=f"E{number:07}",
        name=f"甲{number}",
        sex="",
        birth="1980-01-01",
        id_number="",
        phone=f"100{number:08}",
        employer_code=f"U{number % 64:03}",
        employer="",
        on_duty="",
        title="高级工程师",
        specialties=("X2",),
        home_category="X2",
        serial=f"{number + 1:06}",
        years="10",
        term_start="2024-01-01",
        status="active",
    )


def _request(seats: int) -> DrawRequest:
    groups = [SeatGroup("X2", seats)]
    day = date(2025, 6, 20)
    return DrawRequest(POOL, DRAW, "选用处室", "1", "inspection", day, groups)


def _join(key: SigningKey, role: str, freeze: str, secret: str) -> Statement:
    commitment = commit(freeze, key.public.to_hex(), secret)
    return sign_statement(key, "join", freeze, {"commitment": commitment, "role": role})


def _vkey(signer: NamedKey) -> VerifierKey:
    return VerifierKey(signer.name, ED25519, signer.key.public)


def _trust(signer: NamedKey, witnesses: dict[str, SigningKey]) -> bytes:
    validity = Validity("2025-01-01T00:00:00Z")
    trust = add_log(empty_trust("bench", "2025-01-01T00:00:00Z"), _vkey(signer).to_text(), validity)
    trust = add_pool(trust, POOL, ORIGIN)
    for role, key in witnesses.items():
        item = RoleKey(POOL, role, key.public.to_hex(), role, independent=role == "discipline")
        trust = add_role(trust, item, validity)
    body = SigningKey(secrets.token_bytes(32))
    return serialise(sign_trust(trust, body, "2025-01-01T00:00:00Z"))
