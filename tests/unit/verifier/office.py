"""Builds a whole log of draws among experts by SPEC, for tests; shares no code with the verifier.

An `Office` has a log, a roster and a profile; its attempts go on side by side. Draws are in turn
(serial mode), where the order is the list, or they are voided before there is an order.
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.verifier.build import (
    APPROVAL,
    AUDITOR,
    LOG,
    ORIGIN,
    POOL,
    SUPERVISOR,
    ZEROS,
    canonical,
    digest,
    leaf,
    path,
    profile,
    root,
    tree_of,
)

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
OWED = ("recused", "unavailable")


def person(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "birth": "1960-05-01",
        "employer": f"示例单位{number}",
        "employer_code": f"U{number}",
        "expert_id": f"e{number}",
        "home_category": "1.1",
        "id_number": "",
        "name": f"王{number}",
        "on_duty": "",
        "phone": "13800000000",
        "publicity_until": "",
        "published_at": "",
        "serial": f"{number:03}",
        "sex": "",
        "specialties": ["1.1"],
        "status": "active",
        "term_start": "",
        "title": "工程师",
        "unavailable_from": "",
        "unavailable_until": "",
        "years": "",
        **changes,
    }


def salt(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def proof(leaves: list[bytes], index: int) -> list[str]:
    return [base64.b64encode(step).decode() for step in path(leaves, index)]


class Office:
    def __init__(self, people: list[dict[str, Any]] | None = None, **changes: Any) -> None:
        self.people = people if people is not None else [person(n) for n in range(1, 7)]
        serial = {"mode": "serial", "sources": ["none"], "publication": "full"}
        self.profile = profile(**{**serial, **changes})
        self.log: list[dict[str, Any]] = []
        self.chains: dict[tuple[str, int], tuple[int, str]] = {}
        self.named: dict[str, str] = {}
        self.clock = START
        self.add("PROFILE", {"profile": self.profile})
        self.add("CALENDAR", {"name": "cn", "years": []})
        self.enrol()

    def add(self, kind: str, body: dict[str, Any], draw: str = "", number: int = 0) -> str:
        """Appends an entry and returns its leaf hash."""
        seq, prev = self.chains.get((draw, number), (0, ZEROS))
        self.clock += timedelta(minutes=1)
        entry = {
            "v": "drawsvc/v1",
            "origin": ORIGIN,
            "pool": POOL,
            "draw": draw,
            "attempt": number,
            "seq": seq,
            "prev": prev,
            "time": self.time(),
            "type": kind,
            "body": body,
        }
        self.log.append(entry)
        found = leaf(entry)
        self.chains[draw, number] = (seq + 1, found)
        if not draw:
            self.named[kind] = found
        return found

    def time(self, minutes: int = 0) -> str:
        return (self.clock + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def enrol(self) -> None:
        """Enters the people as a roster."""
        rows = sorted(digest("roster row", salt(p["expert_id"]), p) for p in self.people)
        hashes = [hashlib.sha256(b"\x00" + canonical(row)).digest() for row in rows]
        counts = {"added": len(rows), "edited": 0, "removed": 0, "size": len(rows)}
        previous = self.named.get("ROSTER", ZEROS)
        body = {"approval": APPROVAL, "previous": previous, "root": root(hashes).hex()}
        self.add("ROSTER", {**counts, **body, "roster": "r1"})

    def opening(self, cursors: list[dict[str, Any]] | None = None) -> None:
        other = {"ref": "示例〔2026〕2号", "role": "supervisor"}
        counts = {"byes": 0, "counters": 0, "cursors": cursors or []}
        body = {"approvals": [APPROVAL, other], "basis": ZEROS, "roster": self.named["ROSTER"]}
        self.add("OPENING", {**counts, **body})

    def draw(self, draw: str = "d-1", number: int = 1, **changes: Any) -> "Attempt":
        """Enters a REQUEST."""
        return Attempt(self, draw, number, changes)

    # --- files

    def checkpoint(self) -> str:
        top = root([bytes.fromhex(leaf(entry)) for entry in self.log])
        text = f"{ORIGIN}\n{len(self.log)}\n{base64.b64encode(top).decode()}\n"
        return f"{text}\n{LOG.note_line(text)}"

    def log_file(self, **changes: Any) -> bytes:
        file = {"checkpoint": self.checkpoint(), "entries": self.log, "origin": ORIGIN}
        return canonical({**file, "v": "drawsvc/v1 log", **changes})

    def roster_file(self, **changes: Any) -> bytes:
        experts = [{"expert": p, "salt": salt(p["expert_id"])} for p in self.people]
        file = {"experts": experts, "origin": ORIGIN, "pool": POOL, "v": "drawsvc/v1 roster"}
        return canonical({**file, "roster": self.named["ROSTER"], **changes})


# Where entries that a record does not show are sorted.
BEYOND = 10**6


class Attempt:
    def __init__(self, office: Office, draw: str, number: int, changes: dict[str, Any]) -> None:
        self.office, self.draw, self.number = office, draw, number
        seats = changes.pop("seats", 2)
        group = {"filters": [], "seats": seats, "specialty": "1.1"}
        self.groups = changes.pop("groups", [group])
        self.units: list[str] = changes.pop("units", [])
        related = digest("related units", salt(draw, "related"), self.units)
        self.request = {
            "activity": {"date": "2026-03-20", "kind": "plan_review"},
            "approvals": [],
            "earlier": [],
            "groups": self.groups,
            "kind": "first",
            "matter": salt("matter", draw),
            "organiser": "示例县水利局",
            "profile": office.named["PROFILE"],
            "related_units": related,
            **changes,
        }
        self.request_leaf = self.add("REQUEST", self.request)
        self.states: dict[tuple[int, int], str] = {}
        self.round = 0
        self.end = ""

    def add(self, kind: str, body: dict[str, Any]) -> str:
        return self.office.add(kind, body, self.draw, self.number)

    # --- candidates

    def row(self, group: int, who: dict[str, Any], reason: str) -> dict[str, Any]:
        mode, key = self.office.profile["mode"], self.key_of(who)
        code = who["employer_code"] if self.office.profile["unit_limit"] else ""
        row = {
            "person": digest("person", salt(*key, "person"), who),
            "public": digest("public", salt(*key, "public"), self.published(who)),
            "serial": who["serial"] if mode == "serial" else "",
            "unit": digest("unit", salt(code, "unit"), code) if code else "",
        }
        if not reason:
            return row
        basis = digest("basis", salt(*key, group, "basis"), self.evidence(who))
        return {**row, "basis": basis, "reason": reason}

    def key_of(self, who: dict[str, Any]) -> tuple[Any, ...]:
        """What the salts of an expert are made of."""
        return (self.draw, self.number, who["expert_id"])

    def evidence(self, who: dict[str, Any]) -> Any:
        return self.evidences.get(who["expert_id"], "")

    def published(self, who: dict[str, Any]) -> str:
        form = self.office.profile["publication"]
        full = " ".join(filter(None, (who["name"], who["title"], who["home_category"])))
        return {"full": full, "masked": f"{who['name'][:1]}*", "codes": ""}[form]

    def freeze(
        self,
        reasons: dict[str, str] | None = None,
        *,
        turns: list[tuple[str, list[str]]] | None = None,
        evidences: dict[str, Any] | None = None,
        **changes: Any,
    ) -> "Attempt":
        """Lists the people of each group; those with a reason are excluded."""
        office, self.evidences = self.office, evidences or {}
        reasons, turns = reasons or {}, turns or [("", [])] * len(self.groups)
        self.lists: list[dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]] = []
        frozen = []
        for number, group in enumerate(self.groups):
            cursor, carried = turns[number]
            lists: dict[str, list[Any]] = {"eligible": [], "excluded": []}
            for who in office.people:
                if self.belongs(who, group["specialty"]):
                    reason = reasons.get(who["expert_id"], "")
                    row = self.row(number, who, reason)
                    lists["excluded" if reason else "eligible"].append((row, who))
            lists["excluded"].sort(key=lambda pair: leaf(pair[0]))
            owed = [int(serial) for serial in carried]
            after = int(cursor) if cursor else -1

            def turn(pair: Any, owed: list[int] = owed, after: int = after) -> tuple[Any, ...]:
                value = int(pair[0]["serial"])
                place = owed.index(value) if value in owed else len(owed)
                return (place, place == len(owed) and value <= after, value)

            is_serial = office.profile["mode"] == "serial"
            lists["eligible"].sort(key=turn if is_serial else lambda pair: leaf(pair[0]))
            self.lists.append(lists)
            counts: dict[str, int] = {}
            for row, _ in lists["excluded"]:
                counts[row["reason"]] = counts.get(row["reason"], 0) + 1
            trees = {name: tree_of([row for row, _ in pairs]) for name, pairs in lists.items()}
            excluded = {"counts": counts, **trees["excluded"]}
            tree = {"eligible": trees["eligible"], "excluded": excluded}
            frozen.append({"carried": carried, "cursor": cursor, **tree})
        names = ("mode", "roles", "unit_limit", "windows")
        body = {
            **{name.lower(): office.named[name] for name in ("CALENDAR", "PROFILE", "ROSTER")},
            **{name: office.profile[name] for name in names},
            "groups": frozen,
            "history": self.history(),
            "replacement": "fixed",
            "request": self.request_leaf,
            "since_request": {"added": 0, "edited": 0, "removed": 0},
            "source": office.profile["sources"][0],
        }
        self.frozen = {**body, **changes}
        self.freeze_leaf = self.add("FREEZE", self.frozen)
        return self

    def belongs(self, who: dict[str, Any], specialty: str) -> bool:
        if self.office.profile["mode"] == "serial":
            return bool(who["home_category"] == specialty)
        return specialty in who["specialties"]

    def history(self) -> dict[str, Any]:
        """By the definition of SPEC §5.3, over the log as it stands."""
        frozen: set[Any] = set()
        leaves = []
        for entry in self.office.log:
            key = (entry["draw"], entry["attempt"])
            if entry["type"] == "FREEZE":
                frozen.add(key)
            elif entry["type"] in {"COMPLETED", "DECIDED", "VOID"} and key in frozen:
                leaves.append(bytes.fromhex(leaf(entry)))
        top = root([hashlib.sha256(b"\x00" + data).digest() for data in leaves])
        opening = self.office.named.get("OPENING")
        return {"opening": [opening] if opening else [], "root": top.hex(), "size": len(leaves)}

    # --- the walk, in turn

    def sealed(self) -> "Attempt":
        joins = []
        for key, role in ((SUPERVISOR, "supervisor"), (AUDITOR, "auditor")):
            value = {"commitment": "", "role": role}
            said = key.statement("join", self.freeze_leaf, value)
            joins.append((self.add("JOIN", {"statement": said}), key))
        joins.sort(key=lambda pair: pair[0])
        seal = {
            "first_invite_at": self.office.time(1),
            "freeze": self.freeze_leaf,
            "joins": [join for join, _ in joins],
            "log_key": LOG.vkey(),
            "nonce": ZEROS,
            "source": {"kind": "none"},
        }
        at = self.add("SEAL", seal)
        statements = [key.statement("seen", at, "") for _, key in joins]
        self.add("SEEDED", {"seal": at, "statements": statements, "values": []})
        return self

    def next_rows(self) -> list[dict[str, Any]]:
        found = []
        for number, group in enumerate(self.groups):
            held = sum(
                state == "accepted" for (at, _), state in self.states.items() if at == number
            )
            rows = range(len(self.lists[number]["eligible"]))
            free = [row for row in rows if (number, row) not in self.states]
            seats = group["seats"] - held
            if free[:seats]:
                found.append({"group": number, "rows": free[:seats]})
        return found

    def run(self, declining: tuple[str, ...] = (), rounds: int = 99) -> "Attempt":
        """Invites and notes replies until the end, or for so many rounds."""
        while rounds:
            invitations = self.next_rows()
            if not invitations:
                self.outcome()
                return self
            rounds, self.round = rounds - 1, self.round + 1
            deadline = self.office.time(61)
            body = {"beacon": [], "deadline": deadline, "invitations": invitations}
            self.add("INVITED", {**body, "round": self.round})
            for item in invitations:
                for row in item["rows"]:
                    who = self.lists[item["group"]]["eligible"][row][1]
                    declines = who["expert_id"] in declining
                    self.reply(item["group"], row, "decline" if declines else "accept")
            self.add("CLOSED", {"next": [], "round": self.round})
        return self

    def reply(self, group: int, row: int, answer: str) -> None:
        reason = "none" if answer == "accept" else "other"
        said = {"answer": answer, "group": group, "reason": reason, "row": row}
        self.add("REPLIED", {**said, "attestation": {"kind": "link", "statements": []}})
        self.states[group, row] = "accepted" if answer == "accept" else "out"

    def outcome(self) -> None:
        held = [
            sum(state == "accepted" for (at, _), state in self.states.items() if at == number)
            for number in range(len(self.groups))
        ]
        missing = [group["seats"] - n for group, n in zip(self.groups, held, strict=True)]
        if any(missing):
            self.add("SHORTAGE", {"accepted": held, "missing": missing})
        else:
            self.end = self.add("COMPLETED", {"accepted": held})

    def completed(self, declining: tuple[str, ...] = ()) -> "Attempt":
        return self.sealed().run(declining)

    def withdraw(self, group: int, row: int) -> None:
        """An accepted expert cannot come; the walk goes on."""
        self.add(
            "WITHDRAWN",
            {
                "approval": APPROVAL,
                "attestation": {"kind": "handler", "statements": []},
                "group": group,
                "reason": "illness",
                "row": row,
            },
        )
        self.states[group, row] = "out"
        self.add("CLOSED", {"next": [], "round": self.round})

    def void(self, kind: str = "discarded") -> "Attempt":
        """Voids it before a JOIN."""
        body = {"approval": APPROVAL, "class": kind, "reason": "other", "statements": []}
        self.end = self.add("VOID", body)
        return self

    # --- files

    def shows(self, entry: dict[str, Any]) -> bool:
        """Whether a record shows an entry of an earlier attempt: up to a VOID, or the end alone."""
        if (entry["draw"], entry["attempt"] < self.number) != (self.draw, True):
            return False
        chain = [
            e
            for e in self.office.log
            if e["draw"] == self.draw and e["attempt"] == entry["attempt"]
        ]
        end = next(e for e in chain if leaf(e) in self.request["earlier"])
        return entry is end or (end["type"] == "VOID" and entry["seq"] < end["seq"])

    def record(self, **changes: Any) -> bytes:
        log = self.office.log
        leaves = [bytes.fromhex(leaf(entry)) for entry in log]
        cited = {self.request["profile"]}
        if hasattr(self, "frozen"):
            cited |= {self.frozen[name] for name in ("calendar", "roster")}
            cited |= set(self.frozen["history"]["opening"])

        def place(entry: dict[str, Any]) -> int:
            at = leaf(entry)
            if at in cited:
                return 0
            if self.shows(entry):
                return int(entry["attempt"])
            own = (entry["draw"], entry["attempt"]) == (self.draw, self.number)
            return self.number if own else BEYOND

        found = [(place(entry), index) for index, entry in enumerate(log)]
        entries = [
            {
                "entry": log[index],
                "index": index,
                "proof": proof(leaves, index),
            }
            for kind, index in sorted(found)
            if kind < BEYOND
        ]
        groups = [
            {name: [row for row, _ in pairs] for name, pairs in lists.items()}
            for lists in getattr(self, "lists", [])
        ]
        file = {
            "v": "drawsvc/v1 record",
            "kind": "full",
            "origin": ORIGIN,
            "pool": POOL,
            "draw": self.draw,
            "attempt": self.number,
            "checkpoint": self.office.checkpoint(),
            "entries": entries,
            "groups": groups,
            "seal_evidence": [],
        }
        return canonical({**file, **changes})

    def slim_record(self) -> bytes:
        """Every row shown with its proof, yet it says of itself that it is slim."""
        groups = []
        for lists in self.lists:
            shown = {}
            for name, pairs in lists.items():
                leaves = [bytes.fromhex(leaf(row)) for row, _ in pairs]
                shown[name] = [
                    {"index": index, "proof": proof(leaves, index), "row": row}
                    for index, (row, _) in enumerate(pairs)
                ]
            groups.append(shown)
        return self.record(groups=groups, kind="slim")

    def disclosures(self) -> dict[str, Any]:
        """The audit disclosure."""
        persons, public, bases, units = [], [], [], {}
        for number, lists in enumerate(self.lists):
            for name, pairs in lists.items():
                for row, (made, who) in enumerate(pairs):
                    key = self.key_of(who)
                    at = {"group": number, "list": name, "row": row}
                    persons.append({**at, "expert": who, "salt": salt(*key, "person")})
                    text = self.published(who)
                    public.append({**at, "salt": salt(*key, "public"), "text": text})
                    if name == "excluded":
                        basis = {"evidence": self.evidence(who), "group": number, "row": row}
                        bases.append({**basis, "salt": salt(*key, number, "basis")})
                    if made["unit"]:
                        code = who["employer_code"]
                        unit = {"code": code, "salt": salt(code, "unit"), "unit": made["unit"]}
                        units[code] = unit
        return {
            "attempt": self.number,
            "bases": bases,
            "draw": self.draw,
            "origin": ORIGIN,
            "persons": persons,
            "pool": POOL,
            "public": public,
            "related_units": [{"codes": self.units, "salt": salt(self.draw, "related")}],
            "units": list(units.values()),
            "v": "drawsvc/v1 disclosures",
        }
