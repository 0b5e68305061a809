"""A log with one draw in it, written entry by entry with the domain; hands out records at any stage."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from drawseeds import QUICKNET, H, serialise

from drawsvc.domain import sealing
from drawsvc.domain.beacons import SEAL_LEAD, Beacons
from drawsvc.domain.candidates import Row
from drawsvc.domain.entries import Body, Chain, Entry, Place
from drawsvc.domain.errors import DrawError
from drawsvc.domain.record import Extract, Logged, cited_leaves, full_record_bytes
from drawsvc.domain.statements import Statement
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.keys import ED25519, NamedKey, SigningKey
from drawsvc.log.note import sign_note

ORIGIN = "demo.example.org/log"
POOL = "pool-1"
ZEROS = "0" * 64
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LOG = NamedKey(ORIGIN, SigningKey(b"log key for tests, 32 bytes long"))
LOG_KEY = LOG.verifier(ED25519).to_text()
WINDOWS = {
    "contact_days": "every_day",
    "contact_from": "08:00",
    "contact_to": "20:00",
    "reply_minutes": 60,
    "utc_offset_minutes": 480,
}


def refused(error: type[DrawError], code: str) -> pytest.RaisesExc[DrawError]:
    return pytest.raises(error, check=lambda found: found.code == code)


BEACONS = Beacons({QUICKNET.hash: QUICKNET})


def digest(text: str) -> str:
    return H("basis", ZEROS, text)


def row(number: int, reason: str = "") -> Row:
    person, public = digest(f"person {number}"), digest(f"public {number}")
    return Row(person, public, "", "", reason, digest(f"basis {number}") if reason else "")


def ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda r: merkle.leaf_hash(r.data))


def tree(rows: Sequence[Row]) -> Body:
    return {"root": merkle.root_of(merkle.leaf_hash(r.data) for r in rows).hex(), "size": len(rows)}


def profile(**changed: Any) -> Body:
    return {
        "age": {"limit": 65, "rule": "warn"},
        "approvals": [],
        "assumed": [],
        "bye": {"after": 0},
        "counters": [],
        "id": "example",
        "mode": "random",
        "name": "示例专家库",
        "publication": "masked",
        "publicity_working_days": 0,
        "readings": [],
        "recusal_grounds": [],
        "regulation": "示例办法",
        "replacements": ["fixed"],
        "retention_years": 15,
        "roles": ["supervisor"],
        "sources": ["witness"],
        "term_years": 0,
        "unit_limit": 0,
        "valid_from": "2020-01-01",
        "version": 1,
        "windows": WINDOWS,
    } | changed


class Scene:
    """One draw of two seats among five rows."""

    def __init__(
        self, draw: str = "d-1", *, source: str = "witness", filing: str = "2026-1"
    ) -> None:
        self.source = source
        self.now = START
        self.place = Place(ORIGIN, POOL, draw, 1)
        self.chain = Chain(self.place)
        self.pool = Chain(Place(ORIGIN, POOL))
        self.ends: list[Entry] = []
        self.earlier: list[Entry] = []
        self.leaves: list[bytes] = [merkle.leaf_hash(b"another draw")]
        self.eligible = ordered([row(n) for n in range(4)])
        self.excluded = [row(9, "recused")]
        self.matter = digest(filing)
        self.joins: list[Statement] = []

    def write(self, kind: str, body: Body, *, pool: bool = False) -> Entry:
        chain = self.pool if pool else self.chain
        self.now += timedelta(minutes=1)
        entry = chain.next(kind, body, self.now)
        chain.append(entry)
        self.leaves.append(bytes.fromhex(entry.leaf))
        return entry

    def leaf(self, *kinds: str) -> str:
        found = self.chain.last_of(*kinds) or self.pool.last_of(*kinds)
        assert found is not None
        return found.leaf

    def requested(self) -> Scene:
        self.write("PROFILE", {"profile": profile(sources=[self.source])}, pool=True)
        self.write("CALENDAR", {"name": "cn", "years": []}, pool=True)
        roster = {"added": 5, "approval": {"ref": "文 1", "role": "pool_office"}, "edited": 0}
        roster |= {"previous": ZEROS, "removed": 0, "root": digest("r"), "roster": "r-1", "size": 5}
        self.write("ROSTER", roster, pool=True)
        group = {"filters": [], "seats": 2, "specialty": "1.1"}
        request: Body = {"activity": {"date": "2026-03-05", "kind": "review"}, "approvals": []}
        earlier, kind = [end.leaf for end in self.ends], "retry" if self.ends else "first"
        request |= {"earlier": earlier, "groups": [group], "kind": kind, "matter": self.matter}
        request |= {"organiser": "示例局", "profile": self.leaf("PROFILE"), "related_units": ZEROS}
        self.write("REQUEST", request)
        return self

    def voided(self, **changed: Any) -> Scene:
        approval = {"ref": "文 1", "role": "pool_office"}
        body = {"approval": approval, "class": "harmless", "reason": "wrong_list", "statements": []}
        self.ends.append(self.write("VOID", body | changed))
        self.earlier += self.chain.entries
        return self

    def further(self) -> Scene:
        """A further attempt of the draw begins."""
        self.place = replace(self.place, attempt=self.place.attempt + 1)
        self.chain, self.joins = Chain(self.place), []
        return self.requested()

    def frozen(self, **changed: Any) -> Scene:
        excluded = tree(self.excluded) | {"counts": {"recused": 1}}
        group = {"carried": [], "cursor": "", "eligible": tree(self.eligible), "excluded": excluded}
        freeze: Body = {
            "calendar": self.leaf("CALENDAR"),
            "groups": [group],
            "history": {"opening": [], "root": merkle.EMPTY_ROOT.hex(), "size": 0},
            "mode": "random",
            "profile": self.leaf("PROFILE"),
            "replacement": "fixed",
            "request": self.leaf("REQUEST"),
            "roles": ["supervisor"],
            "roster": self.leaf("ROSTER"),
            "since_request": {"added": 0, "edited": 0, "removed": 0},
            "source": self.source,
            "unit_limit": 0,
            "windows": WINDOWS,
        }
        self.write("FREEZE", freeze | changed)
        return self

    def joined(self, *statements: Statement) -> Scene:
        for statement in statements:
            self.joins.append(statement)
            self.write("JOIN", {"statement": statement.to_object()})
        return self

    def sealed(self, **changed: Any) -> Scene:
        source: Body = {"kind": self.source} | ({"throws": 20} if self.source == "dice" else {})
        if self.source == "beacon":
            source |= BEACONS.pin(self.now + timedelta(minutes=1) + SEAL_LEAD).to_body()
        joins = sorted(e.leaf for e in self.chain.entries if e.type == "JOIN")
        seal: Body = {"first_invite_at": "2026-03-02T08:00:00Z", "freeze": self.leaf("FREEZE")}
        seal |= {"joins": joins, "log_key": LOG_KEY, "nonce": digest("nonce"), "source": source}
        self.write("SEAL", seal | changed)
        return self

    def seeded(self, *statements: Statement) -> Scene:
        seal, joins = self.chain.last_of("SEAL"), self.read_joins()
        assert seal is not None
        body = sealing.seeded_body(seal, joins, statements)
        assert body is not None
        sealing.check_seeded(seal, joins, self.write("SEEDED", body), Beacons())
        return self

    def read_joins(self) -> list[sealing.Join]:
        return [sealing.read_join(e) for e in self.chain.entries if e.type == "JOIN"]

    def invited(self, *rows: int) -> Scene:
        self.now = max(self.now, datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
        invitations = [{"group": 0, "rows": list(rows)}]
        body: Body = {"beacon": [], "deadline": "2026-03-02T09:01:00Z", "invitations": invitations}
        self.write("INVITED", body | {"round": 1})
        return self

    def replied(self, number: int, answer: str = "accept", reason: str = "none") -> Scene:
        attestation = {"kind": "handler", "statements": []}
        body: Body = {"answer": answer, "attestation": attestation, "group": 0, "reason": reason}
        self.write("REPLIED", body | {"row": number})
        return self

    def record(self, edit: Callable[[Any], None] | None = None, *, key: NamedKey = LOG) -> bytes:
        """The record file now. `edit` changes its value before it is written."""
        nodes = dict(merkle.append(0, self.leaves, lambda _: []))
        size = len(self.leaves)

        def read(wanted: Sequence[merkle.Node]) -> list[bytes]:
            return [nodes[node] for node in wanted]

        cited = cited_leaves(self.chain.entries)
        pool = [entry for entry in self.pool.entries if entry.leaf in cited]
        entries = [*pool, *(self.earlier or self.ends), *self.chain.entries]
        indexed = [(e, self.leaves.index(bytes.fromhex(e.leaf))) for e in entries]
        logged = [Logged(e, i, merkle.inclusion_proof(i, size, read)) for e, i in indexed]
        text = Checkpoint(key.name, size, merkle.tree_root(size, read)).to_text()
        frozen = self.chain.last_of("FREEZE") is not None
        groups = [(self.eligible, self.excluded)] if frozen else []
        extract = Extract(self.place, logged, sign_note(text, [key]).to_bytes())
        data = full_record_bytes(extract, groups)
        if edit is None:
            return data
        value = json.loads(data)
        edit(value)
        return serialise(value)
