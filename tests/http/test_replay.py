"""Every POST of the API, sent once, or three times at once and once more: one effect, one answer.

A story posts everything that can be posted. It is told twice, on two services: once calls arrive once, once they do
not. In the end both have the same entries and as many rows in each table.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, func, make_url, select

from drawsvc.beacon_chains import beacons_of, keep_chain
from drawsvc.config import Home, database_url, shipped_calendar, shipped_regulations
from drawsvc.db.tables import entry, metadata
from drawsvc.domain.errors import UndeliverableError
from drawsvc.http.api import operations
from drawsvc.http.routing import BASE
from drawsvc.notify.targets import WEBHOOK
from drawsvc.usecases.claim_notices import claim_notices
from drawsvc.usecases.office import Office
from drawsvc.usecases.settle_notice import settle_failed
from tests.beacon_chain import OwnChain
from tests.cli.office import roster_csv
from tests.http.conftest import APPROVAL, REQUEST, Callers, calling, file_of, reply
from tests.service.home import Prepared

TIMES = 3
POSTS = {route.name: route.path for route in operations() if "POST" in (route.methods or ())}
TWO_APPROVALS = [APPROVAL, {"role": "discipline", "ref": "2号"}]
OWN = OwnChain()
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


@dataclass
class Story:
    """What callers post.

    Args:
        times: how often each call arrives at once; if more than once, it arrives once more afterwards.
    """

    callers: Callers
    times: int
    told: set[str] = field(default_factory=set)

    @property
    def office(self) -> Office:
        office: Office = self.callers.api.state.wiring.office
        return office

    def changed(self, **changed: Any) -> None:
        wiring = self.callers.api.state.wiring
        self.callers.api.state.wiring = replace(wiring, office=replace(self.office, **changed))

    def post(self, name: str, role: str, body: Any = None, *, of: str = "", **said: Any) -> Any:
        """The answer to a call.

        Args:
            name: of the operation.
            role: whose call it is.
            body: of the call, in JSON.
            of: what its path names.
            said: what else goes to the client.
        """
        self.told.add(name)
        head, _, tail = POSTS[name].partition("{")
        path = f"{head}{of}{tail.partition('}')[2]}"
        given = {"headers": self.callers.headers(role), **({"json": body} if body else {}), **said}

        def sent(_: int = 0) -> tuple[int, Any]:
            answer = self.callers.client.post(path, **given)
            view = json.loads(answer.text)
            for written in view.get("entries", ()):
                del written["proof"]  # comes later
            return answer.status_code, view

        with ThreadPoolExecutor(self.times) as threads:
            answers = list(threads.map(sent, range(self.times)))
        answers += [sent()] if self.times > 1 else []
        assert all(answer == answers[0] for answer in answers), (name, answers)
        status, view = answers[0]
        assert status in {httpx.codes.OK, httpx.codes.CREATED}, (name, view)
        return view

    def leaf(self, draw: str, kind: str) -> str:
        entries = self.callers.get(f"/draws/{draw}/entries")["entries"]
        return str([of["leaf"] for of in entries if of["entry"]["type"] == kind][-1])

    def walk(self, draw: str) -> list[dict[str, Any]]:
        return list(self.callers.get(f"/draws/{draw}")["walk"])

    def tell(self) -> None:
        self.pools()
        self.drawn()
        self.changed_later()
        self.voided()
        self.by_beacon()
        self.short()
        assert self.told == set(POSTS)

    def pools(self) -> None:
        text = shipped_regulations()["xinxian_2021"].read_text("utf-8")
        newer = text.replace("version = 1", "version = 2")
        newer = newer.replace('["dice", "witness"]', '["beacon", "witness"]')
        days = {"name": "cn", "toml": shipped_calendar().read_text("utf-8")}
        key = {"approval": APPROVAL, "key": "ab" * 32, "role": "discipline"}
        roster = roster_csv("X2", range(1, 6)).encode()
        version = {"name": "v1", "approved_by": "pool_office", "ref": "1号"}
        runs = {"approvals": TWO_APPROVALS, "runs": {"X2-1": 1}}
        self.post("create_pool", "administrator", {"pool": "p-1", "profile": "xinxian_2021"})
        self.post("adopt_profile", "administrator", {"regulation": newer}, of="p-1")
        self.post("adopt_calendar", "pool_office", days, of="p-1")
        self.post("check_roster", "pool_office", of="p-1", content=roster)
        self.post("import_roster", "pool_office", of="p-1", content=roster, params=version)
        self.post("import_opening", "pool_office", runs, of="p-1")
        self.post("enrol_key", "administrator", key, of="p-1")
        self.post("revoke_key", "administrator", key, of="p-1")

    def sealed(self, draw: str, seats: int = 3, pool: str = "xin", source: str = "witness") -> str:
        asked = {"pool": pool, "draw": draw, "number": f"{draw}号"}
        wanted = {"seats": [{"specialty": "X2", "seats": seats}]}
        self.post("request_draw", "organiser", REQUEST | asked | wanted)
        self.post("freeze_draw", "organiser", {"source": source}, of=draw)
        for witness in self.callers.witnesses:
            joined = witness.join(self.leaf(draw, "FREEZE"), committed=source == "witness")
            self.post("join_draw", "supervisor", file_of(joined), of=draw)
        slip = str(self.post("seal_draw", "organiser", of=draw)["slip"])
        for witness in self.callers.witnesses:
            seen = {"statements": [file_of(witness.sign("seen", slip))]}
            self.post("hand_in_statements", "supervisor", seen, of=draw)
        return slip

    def inviting(self, draw: str, seats: int = 3) -> list[dict[str, Any]]:
        slip = self.sealed(draw, seats)
        for witness in self.callers.witnesses:
            opened = {"statements": [file_of(witness.sign("reveal", slip, witness.value))]}
            self.post("hand_in_statements", "supervisor", opened, of=draw)
        self.post("advance_draw", "organiser", of=draw)
        return self.walk(draw)

    def replied(self, draw: str, answers: list[dict[str, Any]]) -> None:
        self.post("note_replies", "pool_office", {"replies": answers}, of=draw)

    def note_of(self, leaf: str) -> str:
        """A checkpoint that covers an entry."""
        path = f"{BASE}/log/proofs/{leaf}"
        while self.callers.client.get(path).status_code != httpx.codes.OK:
            time.sleep(0.05)
        return self.callers.client.get(f"{BASE}/log/checkpoint").text

    def drawn(self) -> None:
        first, second, third = self.inviting("d-1")
        self.post(
            "attach_evidence",
            "supervisor",
            {"note": self.note_of(self.leaf("d-1", "SEAL"))},
            of="d-1",
        )
        seat = {"group": first["group"], "row": first["row"]}
        witness, invited = self.callers.witnesses[0], self.leaf("d-1", "INVITED")
        self.post("open_contact", "pool_office", seat | {"supervisor": "supervisor"}, of="d-1")
        silent = file_of(witness.sign("expired", invited, seat | {"tries": 3}))
        self.post("note_silence", "supervisor", silent, of="d-1")
        self.undeliverable()
        self.replied("d-1", [reply(first, "decline", "illness")])
        said = file_of(witness.sign("reply", invited, reply(first)))
        self.post("correct_reply", "pool_office", said, of="d-1")
        self.replied("d-1", [reply(second), reply(third)])
        outcome = file_of(witness.sign("witnessed", self.leaf("d-1", "COMPLETED")))
        self.post("confirm_outcome", "supervisor", outcome, of="d-1")

    def undeliverable(self) -> None:
        (outgoing,) = claim_notices(self.office, WEBHOOK, 1)
        notice = settle_failed(self.office, outgoing.notice, UndeliverableError("hook_refused"))
        self.post("retry_notice", "pool_office", of=notice.id)

    def changed_later(self) -> None:
        more = {"approval": APPROVAL, "group": 0, "seats": 1, "reason": "workload"}
        self.post("add_seats", "approver", more, of="d-1")
        self.answered("d-1")
        gone = {"group": 0, "row": self.walk("d-1")[-1]["row"], "reason": "illness"}
        heard = {"approval": APPROVAL, "heard": gone}
        self.post("withdraw_expert", "pool_office", heard, of="d-1")
        self.answered("d-1")
        moved = {"approval": APPROVAL, "date": "2026-06-25", "reason": "venue"}
        self.post("reschedule_draw", "approver", moved, of="d-1")
        self.answered("d-1")
        self.post("release_draw", "approver", {"approval": APPROVAL}, of="d-1")
        self.post("note_held", "organiser", {"date": "2026-06-25"}, of="d-1")
        text = {"answer_by": "2026-07-10", "received": "2026-06-25", "text": "有利害关系"}
        self.post("note_objection", "organiser", text, of="d-1")
        rows = {"group": 0, "list": "eligible", "rows": [0], "ground": "保存期满"}
        self.post("erase_disclosures", "approver", rows | {"approval": APPROVAL}, of="d-1")
        clock = {"approvals": TWO_APPROVALS, "reason": "clock_set"}
        self.post("correct_clock", "administrator", clock, of="d-1")

    def answered(self, draw: str) -> None:
        self.replied(draw, [reply(row) for row in self.walk(draw) if row["answer"] == "open"])

    def voided(self) -> None:
        slip, (first, second) = self.sealed("d-2"), self.callers.witnesses
        value = {"class": "discarded", "reason": "list_wrong"}
        signed = {"statements": [file_of(second.sign("void", slip, value))]}
        void = {"approval": APPROVAL, "reason": "list_wrong"}
        self.post("void_draw", "approver", void | signed, of="d-2")
        self.post("reveal_late", "", file_of(first.sign("reveal", slip, first.value)), of="d-2")

    def by_beacon(self) -> None:
        self.sealed("d-3", pool="p-1", source="beacon")
        (waits,) = self.callers.get("/draws/d-3")["waits_for"]
        now = self.office.clock() + timedelta(hours=1)
        self.changed(clock=lambda: now)
        signed = {"round": waits["round"], "signature": OWN.sign(waits["round"])}
        self.post("submit_round", "", signed, of="d-3")

    def short(self) -> None:
        (first, *others) = self.inviting("d-4", seats=9)
        self.replied("d-4", [reply(first, "decline", "illness"), *map(reply, others)])
        way = {"approval": APPROVAL, "ground": "no_more_experts", "kind": "smaller_panel"}
        self.post("decide_draw", "approver", way, of="d-4")
        unused = {"approval": APPROVAL, "reason": "matter_withdrawn"}
        self.post("note_not_held", "approver", unused, of="d-4")


Told = tuple[Counter[tuple[str, str]], dict[str, int]]


def told(home: Home, keys: dict[str, str], times: int) -> Told:
    """Entries by draw and type, and the number of rows of each table, once the story was told on a service."""
    keep_chain(home, json.dumps(OWN.info()).encode())
    with calling(home, keys) as callers:
        story = Story(callers, times)
        story.changed(beacons=beacons_of(home), channels=(WEBHOOK,))
        story.tell()
    url = make_url(database_url(home))
    engine = create_engine(url.set(drivername=DRIVERS[url.drivername]))
    with closing(engine.connect()) as connection:
        count = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
        entries = Counter(map(tuple, connection.execute(select(entry.c.draw, entry.c.type))))
    engine.dispose()
    return entries, count


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Told:
    home = prepared.copied(tmp_path_factory.mktemp("once") / "home")
    return told(home, prepared.keys, times=1)


@pytest.mark.parametrize("database", ["prepared", "prepared_on_postgresql"])
def test_whatever_is_posted_has_one_effect_and_one_answer(
    database: str, told_once: Told, request: pytest.FixtureRequest, tmp_path: Path, worker_id: str
) -> None:
    prepared: Prepared = request.getfixturevalue(database)
    home = prepared.copied(tmp_path / "home", f"replayed_{worker_id}")
    assert told(home, prepared.keys, TIMES) == told_once
