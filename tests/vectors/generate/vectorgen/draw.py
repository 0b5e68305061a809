"""One draw, built entry by entry; hooks change any stage and everything later follows.

A hook named `TYPE.stage` or `TYPE[n].stage` gets the object of that stage (of the n-th such object,
from 0), changes it or returns another. Stages of an entry: `statement` (before signing), `signed`,
`body`, `entry` (the envelope). Of a draw: `rows` (the candidate lists before their trees),
`leaves` (the log before its tree). Stages of files are in `files`.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Self

from vectorgen.encoding import PROTOCOL, ZEROS, Obj, canonical, digest, secret, to_time
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.log import OUTCOMES, Log, Logged, resting_on
from vectorgen.people import People, Roster, roster_of, row_leaf
from vectorgen.plan import (
    Plan,
    calendar_body,
    opening_body,
    profile_body,
    request_body,
    role_of,
    roster_body,
)
from vectorgen.tree import root


class Draw:
    """The entries of one attempt up to the SEAL; `Walking` goes on from there."""

    def __init__(self, before: "Draw | None" = None, **choices: Any) -> None:
        """`before`: an earlier draw of the same pool, whose choices hold here too."""
        plan = replace(before.plan, hooks={}, start=to_time(before.now)) if before else Plan()
        self.plan: Plan = replace(plan, **choices)
        self.log: Log = before.log if before else Log()
        self.pool: dict[str, Logged] = dict(before.pool) if before else {}
        self.roster: Roster = before.roster if before else roster_of(self.plan)
        self.people = People(self.plan, self.roster)
        self.now: int = self.plan.start_seconds
        self.ends: list[Logged] = []
        self.entries: list[Logged] = []
        self.lists: list[Obj] = []
        self.looked_at: set[tuple[int, int]] = set()
        self.sealed_size = 0
        self._seen: dict[str, int] = {}
        self.filler(2)

    def again(self, kind: str, **choices: Any) -> Self:
        """The next attempt of this draw."""
        following = type(self)(self, attempt=self.plan.attempt + 1, kind=kind, **choices)
        following.ends = [*self.ends, self.latest(*OUTCOMES)]
        return following

    # hooks and time

    def hook(self, name: str, value: Any) -> Any:
        kind, _, stage = name.rpartition(".")
        count = self._seen[name] = self._seen.get(name, -1) + 1
        for key in (name, f"{kind}[{count}].{stage}"):
            change = self.plan.hooks.get(key)
            if change is not None:
                result = change(value)
                value = value if result is None else result
        return value

    def until(self, seconds: int) -> None:
        self.now = max(self.now, seconds)

    # entries

    def filler(self, count: int = 1) -> None:
        """Entries of other draws in the same log."""
        for _ in range(0 if self.plan.alone else count):
            self.log.filler()

    def append(self, kind: str, body: Obj, *, draw: bool = True) -> Logged:
        chain = self.entries if draw else self.log.pool_chain(self.plan.pool)
        body = self.hook(f"{kind}.body", deepcopy(body))
        entry = {
            "attempt": self.plan.attempt if draw else 0,
            "body": body,
            "draw": self.plan.draw if draw else "",
            "origin": self.plan.origin,
            "pool": self.plan.pool,
            "prev": chain[-1].leaf.hex() if chain else ZEROS,
            "seq": len(chain),
            "time": to_time(self.now),
            "type": kind,
            "v": PROTOCOL,
        }
        entry = self.hook(f"{kind}.entry", entry)
        logged = Logged(entry, canonical(entry))
        if draw:
            self.entries.append(logged)
        else:
            self.pool[kind] = logged
        self.log.append(logged)
        self.now += 60
        return logged

    def statement(self, stage: str, signer: str, about: tuple[str, str, Any]) -> Obj:
        """SPEC §7.1; `about` is (kind, leaf, value)."""
        kind, leaf, value = about
        key = self.key(signer)
        statement: Obj = {"key": key.hex, "kind": kind, "leaf": leaf, "value": deepcopy(value)}
        statement = self.hook(f"{stage}.statement", statement)
        message = digest("statement", *(statement[name] for name in ("leaf", "kind", "value")))
        statement["signature"] = key.sign(bytes.fromhex(message)).hex()
        result: Obj = self.hook(f"{stage}.signed", statement)
        return result

    def key(self, name: str) -> Key:
        return Key(self.hook(f"{name}.key", name))

    def latest(self, *kinds: str) -> Logged:
        return next(e for e in reversed(self.entries) if e.entry["type"] in kinds)

    def leaf(self, *kinds: str) -> str:
        return self.latest(*kinds).leaf.hex()

    # SPEC §5.2 and §5.3

    def adopt(self) -> Self:
        """The pool entries that this draw and those after it cite."""
        plan, roster = self.plan, self.roster
        self.append("PROFILE", profile_body(plan), draw=False)
        self.append("CALENDAR", calendar_body(plan), draw=False)
        body = roster_body(roster.name, len(roster.experts), roster.root().hex())
        self.append("ROSTER", body, draw=False)
        if plan.opening is not None:
            self.declare(plan.opening)
        return self

    def declare(self, cursors: Sequence[Obj]) -> Self:
        self.append("OPENING", opening_body(cursors, self.cited("ROSTER")), draw=False)
        return self

    def revise(self, experts: dict[int, Obj]) -> Self:
        """The next version of the roster, with some experts changed."""
        edited = {n: self.roster.experts[n] | known for n, known in experts.items()}
        roster = Roster(self.roster.experts | edited, f"r{int(self.roster.name[1:]) + 1}")
        body = roster_body(roster.name, len(roster.experts), roster.root().hex())
        body |= {"added": 0, "edited": len(edited), "previous": self.cited("ROSTER")}
        self.append("ROSTER", body, draw=False)
        self.roster, self.people = roster, People(self.plan, roster)
        return self

    def cited(self, kind: str) -> str:
        """Leaf of a pool entry."""
        return self.pool[kind].leaf.hex()

    def request(self) -> Self:
        if not self.pool:
            self.adopt()
        self.filler()
        earlier = [end.leaf.hex() for end in self.ends]
        self.append("REQUEST", request_body(self.plan, self.cited("PROFILE"), earlier))
        return self

    def history(self) -> Obj:
        opening = [self.cited("OPENING")] if "OPENING" in self.pool else []
        return {"opening": opening, **resting_on(self.log.ends(self.plan.pool))}

    def freeze(self) -> Self:
        self.lists = self.hook("draw.rows", [self.people.lists(g) for g in self.plan.groups])
        self.append(
            "FREEZE",
            {
                "calendar": self.cited("CALENDAR"),
                "groups": [self._frozen(g) for g in range(len(self.lists))],
                "history": self.history(),
                "mode": self.plan.mode,
                "profile": self.cited("PROFILE"),
                "replacement": self.plan.replacement,
                "request": self.leaf("REQUEST"),
                "roles": list(self.plan.roles),
                "roster": self.cited("ROSTER"),
                "since_request": {"added": 0, "edited": 0, "removed": 0},
                "source": self.plan.source,
                "unit_limit": self.plan.unit_limit,
                "windows": dict(self.plan.windows),
            },
        )
        self.filler()
        return self

    def _frozen(self, g: int) -> Obj:
        group, lists = self.plan.groups[g], self.lists[g]
        counts: dict[str, int] = {}
        for row in lists["excluded"]:
            counts[row["reason"]] = counts.get(row["reason"], 0) + 1
        return {
            "carried": list(group.carried),
            "cursor": group.cursor,
            "eligible": _tree(lists["eligible"]),
            "excluded": _tree(lists["excluded"]) | {"counts": counts},
        }

    def value(self, name: str) -> str:
        return secret(f"value {name}").hex()

    def join(self, name: str) -> None:
        freeze = self.leaf("FREEZE")
        commitment = ""
        if self.plan.source == "witness":
            commitment = digest("commit", freeze, self.key(name).hex, self.value(name))
        commitment = self.hook(f"{name}.commitment", commitment)
        about = ("join", freeze, {"commitment": commitment, "role": role_of(name)})
        self.append("JOIN", {"statement": self.statement("JOIN", name, about)})

    def joined(self) -> Self:
        for name in self.plan.witnesses:
            self.join(name)
        return self

    @property
    def nonce(self) -> str:
        return secret(f"nonce {self.plan.draw} {self.plan.attempt}").hex()

    def source(self) -> Obj:
        plan = self.plan
        extra: dict[str, Obj] = {
            "beacon": {"chain": plan.beacon_chain, "round": plan.beacon_round},
            "dice": {"throws": plan.throws},
        }
        return {"kind": plan.source, **extra.get(plan.source, {})}

    def joins(self) -> dict[str, str]:
        """Leaf of each JOIN, ascending, with the name of the witness."""
        leaves = [e.leaf.hex() for e in self.entries if e.entry["type"] == "JOIN"]
        return dict(sorted(zip(leaves, self.plan.witnesses, strict=False)))

    def seal(self) -> Self:
        self.append(
            "SEAL",
            {
                "first_invite_at": to_time(self.now + 600),
                "freeze": self.leaf("FREEZE"),
                "joins": list(self.joins()),
                "log_key": vkey(self.plan.origin, ED25519, Key("log").public),
                "nonce": self.nonce,
                "source": self.source(),
            },
        )
        self.sealed_size = len(self.log.leaves)
        self.filler()
        return self


def _tree(rows: list[Obj]) -> Obj:
    return {"root": root([row_leaf(row) for row in rows]).hex(), "size": len(rows)}
