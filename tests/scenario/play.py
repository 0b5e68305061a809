"""Plays complete draws through the use cases, with a clock, random bytes and witnesses of its own.

    play = Play(XINXIAN, pool(X1=8))
    play.start("D1", X1=3)              # up to the first invitations
    play.answer("D1", "ad-")            # accept, decline, silence, in the order of the invitations
    play.panel("D1")                    # ["X1-4", "X1-7", …]
    play.verify("D1")                   # by the verifier, under a trust file

After every step the row of every attempt is compared with the replay of its entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from drawseeds import Chain, Value, commit
from drawverify.files import from_bytes
from drawverify.verify import Inputs, Result, verify

from drawsvc.beacon.verify import verify_round
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.calendar import Calendar, parse_calendar_toml
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.regulation import Profile, parse_profile_toml
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import Statement, sign_statement
from drawsvc.domain.times import parse_time
from drawsvc.domain.trust import FOREVER, empty_trust, sign_trust, trust_bytes
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.confirm_outcome import confirm_outcome
from drawsvc.usecases.correct_reply import correct_reply
from drawsvc.usecases.decide_draw import decide_draw
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.found_pool import found_pool
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.note_reply import Reply, note_reply
from drawsvc.usecases.office import Office, find_place, open_attempt
from drawsvc.usecases.ports import Store
from drawsvc.usecases.release_draw import export_release, release_draw
from drawsvc.usecases.request_draw import DrawRequest, request_draw
from drawsvc.usecases.reschedule_draw import NewTime, reschedule_draw
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.usecases.submit_round import submit_round
from drawsvc.usecases.void_draw import void_draw
from drawsvc.usecases.withdraw_expert import Withdrawal, withdraw_expert
from tests.beacon_chain import OwnChain
from tests.contract.memory_store import MemoryStore
from tests.past import check_standing
from tests.unit.domain.people import expert

SERVICE = Path(__file__).parents[2] / "drawsvc"
CALENDAR = parse_calendar_toml((SERVICE / "calendars" / "cn.toml").read_bytes(), name="cn")
ORIGIN = "demo.example.org/log"
POOL = "pool-1"
MONDAY = parse_time("2026-03-02T01:00:00Z")  # nine in the morning
APPROVAL = {"ref": "批复1号", "role": "pool_office"}
OTHER_APPROVAL = {"ref": "批复2号", "role": "discipline"}
BEACON = OwnChain()
CHAIN = Chain(BEACON.hash, BEACON.key, BEACON.genesis, BEACON.period)
LOG = NamedKey(ORIGIN, SigningKey(b"log".ljust(32)))
BODY = SigningKey(b"supervising body".ljust(32))
ANSWERS = {
    "a": ("accept", "none"),
    "d": ("decline", "illness"),
    "o": ("decline", "other"),
    "r": ("recuse", "interest"),
}
SILENCE = "-"

T = TypeVar("T")


def regulation(name: str, **changed: Any) -> Profile:
    """A profile that comes along, with members changed."""
    profile = parse_profile_toml((SERVICE / "regulations" / f"{name}.toml").read_bytes())
    return replace(profile, **changed)


XINXIAN = regulation("xinxian_2021", sources=("witness",))
HUNAN = regulation("hunan_reservoir_2016")


def pool(**sizes: int) -> list[Expert]:
    """So many experts of each category, numbered from 1: X1-1, X1-2 and so on."""
    return [member(of, number) for of, size in sizes.items() for number in range(1, size + 1)]


def member(category: str, number: int, **changed: Any) -> Expert:
    own = {
        "expert_id": f"{category}-{number}",
        "specialties": (category,),
        "home_category": category,
    }
    return expert(number, **{**own, "serial": str(number), **changed})


class Witness:
    """Somebody with a key; his secret value follows from his role and the freeze."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.key = SigningKey(role.encode().ljust(32))

    def sign(self, kind: str, leaf: str, value: Value = "") -> Statement:
        return sign_statement(self.key, kind, leaf, value)

    def secret(self, freeze: str) -> str:
        return hashlib.sha256(f"{self.role} {freeze}".encode()).hexdigest()

    def join(self, freeze: Entry) -> Statement:
        public = self.key.public.to_hex()
        commits = freeze.body["source"] == "witness"
        commitment = commit(freeze.leaf, public, self.secret(freeze.leaf)) if commits else ""
        return self.sign("join", freeze.leaf, {"commitment": commitment, "role": self.role})

    def seal_statements(self, freeze: Entry, seal: Entry, throw: str) -> list[Statement]:
        made = [self.sign("seen", seal.leaf)]
        if freeze.body["source"] == "witness":
            made.append(self.sign("reveal", seal.leaf, self.secret(freeze.leaf)))
        if freeze.body["source"] == "dice" and self.role != "operator":
            made.append(self.sign("dice", seal.leaf, throw))
        return made


class Play:
    """One service with one pool; more may be founded.

    Args:
        profile: of its pools.
        experts: the first roster, as it would come from a file: in any order.
        roles: of the witnesses who join; the profile's unless given.
        calendar: of its pools.
        start: when the first pool is founded.
    """

    def __init__(
        self,
        profile: Profile,
        experts: Iterable[Expert],
        *,
        roles: Sequence[str] = (),
        store: Store | None = None,
        calendar: Calendar = CALENDAR,
        start: datetime = MONDAY,
    ) -> None:
        self.now = start
        self.profile = profile
        self.witnesses = [Witness(role) for role in roles or profile.roles]
        self.store: Store = store or MemoryStore(ORIGIN)
        beacons = Beacons({CHAIN.hash: CHAIN}, verify_round)
        self.office = Office(self.store, lambda: self.now, self.new_bytes, beacons)
        self.given = self.requested = 0
        self.throw = "3141592653589793".translate(str.maketrans("7890", "1234")) + "5324"
        self.calendar = calendar
        self.pools: list[str] = []
        self.found_pool(POOL, experts)

    def new_bytes(self, size: int) -> bytes:
        """Bytes that look random and are the same in every run."""
        self.given += 1
        return hashlib.shake_256(str(self.given).encode()).digest(size)

    def found_pool(self, pool: str, experts: Iterable[Expert]) -> None:
        """A pool and its first roster, version R1."""
        found_pool(self.office, pool, self.profile, self.calendar)
        self.pools.append(pool)
        self.import_roster("R1", experts, pool=pool)

    def import_roster(self, version: str, experts: Iterable[Expert], *, pool: str = POOL) -> None:
        in_order = tuple(sorted(experts, key=lambda expert: expert.expert_id))
        import_roster(self.office, pool, Roster(in_order), version=version, approval=APPROVAL)

    # Steps. Each ends with a comparison of rows and replays.

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)

    def request(self, draw: str, /, seats: Mapping[str, int], **changed: Any) -> Entry:
        self.requested += 1
        values: dict[str, Any] = {
            "pool": POOL,
            "draw": draw,
            "organiser": "选用处室",
            "filing_number": f"抽〔2026〕{draw}号",
            "activity_kind": "review",
            "activity_date": date(2026, 3, 20) + timedelta(days=self.requested),
            "groups": [SeatGroup(specialty, number) for specialty, number in seats.items()],
            "approvals": [(step.role, step.step, "1") for step in self.profile.approvals],
        }
        return self._checked(request_draw(self.office, DrawRequest(**values | changed)))

    def freeze(self, draw: str, source: str = "", replacement: str = "") -> Entry:
        entry = freeze_draw(self.office, draw, source=source, replacement=replacement)
        return self._checked(entry)

    def join(self, draw: str) -> None:
        freeze = self.attempt(draw).entry("FREEZE")
        for witness in self.witnesses:
            self._checked(join_draw(self.office, draw, witness.join(freeze)))

    def seal(self, draw: str, **changed: Any) -> Entry:
        log_key = LOG.verifier(ED25519).to_text()
        return self._checked(seal_draw(self.office, draw, log_key=log_key, **changed))

    def reveal(self, draw: str) -> None:
        """All witnesses sign what they must about the seal."""
        attempt = self.attempt(draw)
        about = attempt.entry("FREEZE"), attempt.entry("SEAL")
        for witness in self.witnesses:
            made = witness.seal_statements(*about, self.throw)
            self._checked(collect_statements(self.office, draw, made))

    def submit_round(self, draw: str) -> list[Entry]:
        """The round the draw waits for is published, and handed in."""
        pinned = self.attempt(draw).pinned
        assert pinned
        self.now = max(self.now, self.office.beacons.time_of(pinned))
        signature = BEACON.sign(pinned.round)
        return self._checked(submit_round(self.office, draw, pinned.round, signature))

    def advance(self, draw: str) -> list[Entry]:
        return self._checked(advance_draw(self.office, draw))

    def start(self, draw: str, source: str = "", /, **seats: int) -> list[str]:
        """From the request to the first invitations; returns who is invited."""
        self.request(draw, seats)
        return self.start_requested(draw, source)

    def start_requested(self, draw: str, source: str = "", replacement: str = "") -> list[str]:
        self.freeze(draw, source, replacement)
        self.join(draw)
        self.seal(draw)
        if not self.witnesses:
            collect_statements(self.office, draw, [])
        else:
            self.reveal(draw)
        if self.attempt(draw).pinned:
            self.submit_round(draw)
        self.advance(draw)
        return self.invited(draw)

    def answer(self, draw: str, letters: str, attestation: str = "handler") -> list[str]:
        """Answers of all who are asked, in the order of the invitations; returns who is asked next."""
        attempt = self.attempt(draw)
        for seat, letter in zip(self.open_seats(draw), letters, strict=True):
            if letter != SILENCE:
                self.reply(draw, seat, letter, attestation)
        if SILENCE in letters:
            self.now = attempt.deadline + timedelta(seconds=1)
            self.advance(draw)
        return self.invited(draw)

    def reply(
        self, draw: str, seat: Seat, letter: str, attestation: str = "handler"
    ) -> list[Entry]:
        answer, reason = ANSWERS[letter]
        said: Body = {"answer": answer, "group": seat[0], "reason": reason, "row": seat[1]}
        statement = None
        if attestation == "countersigned":
            walk = self.attempt(draw).walk
            assert walk is not None
            statement = self.witnesses[0].sign("reply", walk.invitation(seat), said)
        reply = Reply(*seat, answer, reason, attestation, statement)
        return self._checked(note_reply(self.office, draw, reply))

    def correct(self, draw: str, seat: Seat, letter: str) -> list[Entry]:
        """An answer was typed wrongly."""
        walk = self.attempt(draw).walk
        assert walk is not None
        answer, reason = ANSWERS[letter]
        said: Body = {"answer": answer, "group": seat[0], "reason": reason, "row": seat[1]}
        statement = self.witnesses[0].sign("reply", walk.answered_invitation(seat), said)
        reply = Reply(*seat, answer, reason, "countersigned", statement)
        return self._checked(correct_reply(self.office, draw, reply))

    def reschedule(self, draw: str, day: date, starts: str = "") -> None:
        new = NewTime(day, starts)
        self._checked(reschedule_draw(self.office, draw, new, reason="weather", approval=APPROVAL))

    def withdraw(self, draw: str, expert_id: str) -> list[str]:
        """Somebody who has accepted cannot come; returns who is asked instead."""
        g, row = self.seat_of(draw, expert_id)
        self._checked(
            withdraw_expert(self.office, draw, Withdrawal(g, row, "illness"), approval=APPROVAL)
        )
        return self.invited(draw)

    def decide(self, draw: str) -> None:
        ground, kind = "urgency", "smaller_panel"
        self._checked(decide_draw(self.office, draw, kind=kind, ground=ground, approval=APPROVAL))

    def release(self, draw: str) -> Entry:
        return self._checked(release_draw(self.office, draw, approval=APPROVAL))

    def confirm(self, draw: str) -> None:
        outcome = self.attempt(draw).entry("COMPLETED", "SHORTAGE", "VOID").leaf
        for witness in self.witnesses:
            self._checked(confirm_outcome(self.office, draw, witness.sign("witnessed", outcome)))

    def void(self, draw: str) -> Entry:
        attempt = self.attempt(draw)
        said = {"class": attempt.void_class(), "reason": "wrong_list"}
        leaf = attempt.chain.entries[-1].leaf
        signed = [self.witnesses[0].sign("void", leaf, said)] if attempt.joins else []
        entry = void_draw(
            self.office, draw, reason="wrong_list", approval=APPROVAL, statements=signed
        )
        return self._checked(entry)

    # What has become of a draw.

    def attempt(self, draw: str) -> Attempt:
        with self.store.reading() as reader:
            return open_attempt(self.office, reader, find_place(reader, draw))

    def open_seats(self, draw: str) -> list[Seat]:
        walk = self.attempt(draw).walk
        assert walk is not None
        return list(walk.open_seats)

    def people(self, draw: str) -> list[list[str]]:
        """Expert ids of each group's eligible rows."""
        with self.store.reading() as reader:
            lists = reader.lists(find_place(reader, draw))
        return [[item.opened.expert_id for item in group.eligible] for group in lists]

    def excluded(self, draw: str) -> dict[str, str]:
        """Why each excluded expert is."""
        with self.store.reading() as reader:
            lists = reader.lists(find_place(reader, draw))
        return {i.opened.expert_id: i.row.reason for group in lists for i in group.excluded}

    def seat_of(self, draw: str, expert_id: str) -> Seat:
        found = [
            (g, people.index(expert_id))
            for g, people in enumerate(self.people(draw))
            if expert_id in people
        ]
        return found[0]

    def invited(self, draw: str) -> list[str]:
        """Who is asked at present, in the order of the invitations."""
        people = self.people(draw)
        return [people[g][row] for g, row in self.open_seats(draw)]

    def panel(self, draw: str) -> list[str]:
        walk = self.attempt(draw).walk
        assert walk is not None
        people = self.people(draw)
        return [people[g][row] for g, rows in enumerate(walk.accepted) for row in rows]

    def types(self, draw: str) -> list[str]:
        return [entry.type for entry in self.attempt(draw).chain.entries]

    def phase(self, draw: str) -> str:
        return self.attempt(draw).phase

    # What others can check.

    def trust(self, *, independent: bool = True) -> bytes:
        """A trust file in which every witness but the parties of the draw is independent."""
        always = {"from": "2020-01-01T00:00:00Z", "until": FOREVER}
        parties = {"operator", "pool_office", "organiser"}
        content = empty_trust("示例市纪委", "2026-01-01T00:00:00Z") | {
            "beacons": [BEACON.trusted()],
            "origins": [
                {"keys": [{"vkey": LOG.verifier(ED25519).to_text(), **always}], "origin": ORIGIN}
            ],
            "pools": [{"origin": ORIGIN, "pool": pool} for pool in sorted(self.pools)],
            "roles": [
                {
                    "independent": independent and witness.role not in parties,
                    "key": witness.key.public.to_hex(),
                    "name": witness.role,
                    "pool": pool,
                    "role": witness.role,
                    **always,
                }
                for pool in self.pools
                for witness in self.witnesses
            ],
        }
        return trust_bytes(sign_trust(content, BODY, "2026-01-01T00:00:00Z"))

    def record(self, draw: str) -> bytes:
        sequence_log(self.office, LOG)
        return export_record(self.office, draw)

    def disclosures(self, draw: str) -> bytes:
        return export_release(self.office, draw)

    def verify(self, draw: str, *, disclosed: bool = False) -> Result:
        released = from_bytes(self.disclosures(draw)) if disclosed else None
        return verify(
            Inputs(
                from_bytes(self.record(draw)),
                from_bytes(self.trust()),
                self.attempt(draw).entry("SEAL").leaf,
                released,
            )
        )

    def _check_remembered(self, attempt: Attempt) -> None:
        """What a call left behind is what its entries replay to."""
        known = self.office.remembered.take(attempt.chain.entries[-1].leaf)
        if known:
            assert _content_of(known) == _content_of(attempt)
            self.office.remembered.keep(known)

    def _checked(self, result: T) -> T:
        """Every row says what its entries replay to."""
        with self.store.reading() as reader:
            for state in reader.attempts():
                attempt = open_attempt(self.office, reader, state.place)
                assert (state.phase, state.due_at) == (attempt.phase, attempt.due_at)
                self._check_remembered(attempt)
            for pool in self.pools:
                check_standing(self.office, reader, pool)
        return result


def _content_of(held: Any) -> Any:
    """All that an attempt holds, in values that can be compared; of its walk not how far it has read the order."""
    names = vars(held).keys() - {"rules", "groups", "silence", "source", "known", "looked_at"}
    content = {name: vars(held)[name] for name in names}
    for name in content.keys() & {"chain", "walk", "_tally"}:
        content[name] = content[name] and _content_of(content[name])
    for name in content.keys() & {"persons", "units"}:
        content[name] = list(content[name])
    content["_groups"] = [_content_of(group) for group in content.get("_groups", ())]
    return content
