"""An attempt played entry by entry through the domain, without use cases and store.

drawing = Drawing([Seats(2, "abcd")]).to_seed()
drawing.attempt.advance(drawing.now)
"""

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from drawseeds import QUICKNET, Chain, Value, commit

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import SEAL_LEAD, Beacons
from drawsvc.domain.calendar import Calendar
from drawsvc.domain.candidates import GroupRows, Row
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import BeaconError
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.sealing import seeded_body
from drawsvc.domain.seating import Seat
from drawsvc.domain.state import Rules
from drawsvc.domain.statements import Statement, sign_statement
from drawsvc.domain.times import format_time
from drawsvc.log.keys import SigningKey
from tests.unit.domain import sample

NO_CALENDAR = Calendar("none", ())
REASONS = {"accept": "none", "decline": "illness", "recuse": "kinship"}


def signature_of(number: int) -> str:
    """Stands for the signature of a round."""
    return hashlib.sha384(str(number).encode()).hexdigest()


def check_signature(chain: Chain, number: int, signature: str) -> None:
    if signature != signature_of(number):
        raise BeaconError("beacon_signature", chain=chain.hash, round=number)


BEACONS = Beacons({QUICKNET.hash: QUICKNET}, check_signature)


@dataclass(frozen=True)
class Seats:
    """A group: one letter for each eligible row, its person and its unit ("." for none), and who is excluded."""

    seats: int
    persons: str
    units: str = ""
    excluded: Sequence[tuple[str, str]] = ()  # person, reason

    def rows(self) -> GroupRows:
        units = self.units or "." * len(self.persons)
        serials = range(1, 1 + len(self.persons) + len(self.excluded))
        eligible = [
            Row(digest(person), digest(person), str(serial), digest(unit) if unit != "." else "")
            for person, unit, serial in zip(self.persons, units, serials, strict=False)
        ]
        excluded = [
            Row(digest(person), digest(person), str(serial), "", reason, digest(reason))
            for (person, reason), serial in zip(
                self.excluded, serials[len(self.persons) :], strict=True
            )
        ]
        return eligible, excluded


def digest(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def witness_key(role: str) -> SigningKey:
    return SigningKey(role.encode().ljust(32, b"."))


@dataclass
class Drawing:
    """A draw on its way.

    Args:
        groups: of the request.
        mode: in serial mode the order is the list and no witness is needed.
        source: of randomness; "" for the one that goes with the mode.
        joining: roles that join; the first countersigns.
        profile: members of the profile that are otherwise than in the sample.
        calendar: holds no year unless given; the sample's windows ask for none.
    """

    groups: Sequence[Seats]
    mode: str = "serial"
    source: str = ""
    joining: Sequence[str] = ("discipline",)
    profile: dict[str, Any] = field(default_factory=dict)
    calendar: Calendar = NO_CALENDAR
    attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.source or ("none" if self.mode == "serial" else "witness")
        changed = {"mode": self.mode, "sources": [self.source], "approvals": []} | self.profile
        self.rules = Rules(
            parse_profile({"profile": deepcopy(sample.PROFILE) | changed}),
            self.calendar,
            beacons=BEACONS,
        )
        self.attempt = Attempt(sample.DRAW, self.rules)
        self.now = sample.NOW
        self.throw = "123456" * 3 + "12"

    # Entries, one by one. Members given by keyword replace those of the body.

    def write(self, kind: str, body: Body, /, **changed: Any) -> Entry:
        return self.attempt.write(kind, body | changed, self.now)

    def request(self, **changed: Any) -> Entry:
        groups = [
            {"filters": [], "seats": group.seats, "specialty": str(g)}
            for g, group in enumerate(self.groups)
        ]
        body = sample.body("REQUEST", approvals=[], groups=groups)
        return self.write("REQUEST", body, **changed)

    def frozen_groups(self) -> list[Body]:
        return [
            {
                "carried": [],
                "cursor": "",
                "eligible": {"root": sample.LEAF, "size": len(eligible)},
                "excluded": {
                    "counts": {
                        reason: [row.reason for row in excluded].count(reason)
                        for reason in {row.reason for row in excluded}
                    },
                    "root": sample.LEAF,
                    "size": len(excluded),
                },
            }
            for eligible, excluded in self.attempt.groups
        ]

    def freeze(self, **changed: Any) -> Entry:
        self.attempt.groups = [group.rows() for group in self.groups]
        profile = self.rules.profile
        body = sample.body(
            "FREEZE",
            groups=self.frozen_groups(),
            mode=profile.mode,
            replacement=profile.replacements[0],
            request=self.attempt.entry("REQUEST").leaf,
            roles=list(profile.roles),
            source=self.source,
            unit_limit=profile.unit_limit,
            windows=profile.windows.to_body(),
        )
        return self.write("FREEZE", body, **changed)

    def value(self, role: str) -> str:
        """What a witness commits to."""
        return digest(f"secret {role}")

    def join_statement(self, role: str, /, **changed: Any) -> Statement:
        key, leaf = witness_key(role), self.attempt.entry("FREEZE").leaf
        commitment = commit(leaf, key.public.to_hex(), self.value(role))
        value = {"commitment": commitment if self.source == "witness" else "", "role": role}
        return sign_statement(key, "join", leaf, value | changed)

    def join(self, role: str, /, **changed: Any) -> Entry:
        return self.write("JOIN", {"statement": self.join_statement(role, **changed).to_object()})

    def seal_body(self) -> Body:
        source: Body = {"kind": self.source}
        return {
            "first_invite_at": format_time(self.now),
            "freeze": self.attempt.entry("FREEZE").leaf,
            "joins": sorted(join.leaf for join in self.attempt.joins),
            "log_key": sample.LOG_VKEY,
            "nonce": sample.LEAF,
            "source": source | self.of_source(),
        }

    def of_source(self) -> Body:
        if self.source == "beacon":
            return BEACONS.pin(self.now + SEAL_LEAD).to_body()
        return {"throws": 20} if self.source == "dice" else {}

    def seal(self, **changed: Any) -> Entry:
        return self.write("SEAL", self.seal_body(), **changed)

    def signed(self, role: str, kind: str, value: Value = "") -> Statement:
        """A statement about the seal."""
        return sign_statement(witness_key(role), kind, self.attempt.entry("SEAL").leaf, value)

    def statements(self) -> list[Statement]:
        """What all witnesses sign about the seal."""
        made = []
        for join in self.attempt.joins:
            made.append(self.signed(join.role, "seen"))
            if self.source == "witness":
                made.append(self.signed(join.role, "reveal", self.value(join.role)))
            if self.source == "dice" and join.role != "operator":
                made.append(self.signed(join.role, "dice", self.throw))
        return made

    def seeded_body(self) -> Body:
        pinned = self.attempt.pinned
        signature = signature_of(pinned.round) if pinned else ""
        seal, joins = self.attempt.entry("SEAL"), self.attempt.joins
        body = seeded_body(seal, joins, self.statements(), signature)
        assert body is not None
        return body

    def seed(self, **changed: Any) -> Entry:
        return self.write("SEEDED", self.seeded_body(), **changed)

    # Several at once.

    def to_freeze(self) -> Self:
        self.request()
        self.freeze()
        return self

    def to_seal(self) -> Self:
        self.to_freeze()
        for role in self.joining:
            self.join(role)
        self.seal()
        return self

    def to_seed(self) -> Self:
        self.to_seal()
        if self.source == "beacon":
            self.pass_time(seconds=2 + int(SEAL_LEAD.total_seconds()))
        self.seed()
        return self

    def to_round(self) -> Self:
        """The first round is out."""
        self.to_seed()
        self.attempt.advance(self.now)
        return self

    # The walk.

    def pass_time(self, **time: int) -> Self:
        self.now += timedelta(**time)
        return self

    @property
    def open_seats(self) -> list[Seat]:
        assert self.attempt.walk is not None
        return list(self.attempt.walk.open_seats)

    @property
    def accepted(self) -> list[list[int]]:
        assert self.attempt.walk is not None
        return self.attempt.walk.accepted

    def countersigned(self, kind: str, leaf: str, value: Value) -> Body:
        statement = sign_statement(witness_key(self.joining[0]), kind, leaf, value)
        return {"kind": "countersigned", "statements": [statement.to_object()]}

    def reply(self, seat: Seat, answer: str, **changed: Any) -> Entry:
        said = {"answer": answer, "group": seat[0], "reason": REASONS[answer], "row": seat[1]}
        return self.write("REPLIED", said | {"attestation": sample.HANDLER}, **changed)

    def answer(self, seat: Seat, answer: str) -> list[Entry]:
        """A reply and everything that follows from it."""
        return [self.reply(seat, answer), *self.attempt.advance(self.now)]

    def play_round(self, answers: str) -> list[Seat]:
        """Answers to the open invitations as letters a, d, r; returns who was asked."""
        words = {"a": "accept", "d": "decline", "r": "recuse"}
        seats = self.open_seats
        for seat, letter in zip(seats, answers, strict=True):
            self.answer(seat, words[letter])
        return seats

    def correct(self, seat: Seat, answer: str, **changed: Any) -> Entry:
        walk = self.attempt.walk
        assert walk is not None
        said: Body = {"answer": answer, "group": seat[0], "reason": REASONS[answer], "row": seat[1]}
        attestation = self.countersigned("reply", walk.answered_invitation(seat), said)
        body = said | {
            "attestation": attestation,
            "effect": walk.correction_effect(seat),
            "leaf": self.noted(seat).leaf,
        }
        return self.write("CORRECTED", body, **changed)

    def noted(self, seat: Seat) -> Entry:
        """The latest reply of a row, or its correction."""
        return next(
            entry
            for entry in reversed(self.attempt.chain.entries)
            if entry.type in {"REPLIED", "EXPIRED", "CORRECTED"}
            and (entry.body["group"], entry.body["row"]) == seat
        )

    def withdraw(self, seat: Seat, **changed: Any) -> Entry:
        return self.write(
            "WITHDRAWN", sample.body("WITHDRAWN", group=seat[0], row=seat[1]), **changed
        )

    def add_seats(self, group: int, seats: int) -> Entry:
        return self.write("SEATS_ADDED", sample.body("SEATS_ADDED", group=group, seats=seats))

    def types(self) -> list[str]:
        return [entry.type for entry in self.attempt.chain.entries]

    def replayed(self, length: int | None = None) -> Attempt:
        """The state after so many of the entries, made anew."""
        groups = [group.rows() for group in self.groups]
        entries = self.attempt.chain.entries[:length]
        return Attempt.replay(sample.DRAW, self.rules, groups, entries)
