"""A draw from SEEDED to COMPLETED or SHORTAGE (SPEC §8.2, §9)."""

from collections.abc import Mapping
from typing import Any, Self

from vectorgen.deadline import deadline
from vectorgen.draw import Draw
from vectorgen.encoding import Obj, digest, from_time, secret, sha256, to_time
from vectorgen.log import Logged
from vectorgen.order import order
from vectorgen.plan import role_of, round_time
from vectorgen.walk import Fresh, GroupState, Walk

PART = 4096
LEAD = 60  # between CLOSED and the round it names
REASONS = {"accept": "none", "decline": "illness", "recuse": "kinship"}


def cut(invitations: list[tuple[int, list[int]]]) -> list[list[Obj]]:
    """SPEC §9.4: the `invitations` of consecutive INVITED entries."""
    flat = [(g, row) for g, rows in invitations for row in rows]
    parts = []
    for start in range(0, len(flat), PART):
        groups: dict[int, list[int]] = {}
        for g, row in flat[start : start + PART]:
            groups.setdefault(g, []).append(row)
        parts.append([{"group": g, "rows": rows} for g, rows in groups.items()])
    return parts


class Walking(Draw):
    """Answers are named "g.k": the k-th row of group g that was invited."""

    walk: Walk
    seed: str
    next_round: tuple[int, str] | None = None
    pinned: int = 0

    # SPEC §8.2

    def throw(self) -> str:
        digits = secret("dice") * 7
        return "".join(str(byte % 6 + 1) for byte in digits[: self.plan.throws])

    def attestors(self) -> list[str]:
        if self.plan.attestors is not None:
            return [name for name in self.joins().values() if name in self.plan.attestors]
        return [name for name in self.joins().values() if role_of(name) != "operator"]

    def seeded(self) -> Self:
        seal, statements = self.leaf("SEAL"), []
        for name in self.joins().values():
            statements.append(self.statement("SEEDED", name, ("seen", seal, "")))
            if self.plan.source == "witness":
                value = self.hook(f"{name}.revealed", self.value(name))
                statements.append(self.statement("SEEDED", name, ("reveal", seal, value)))
        if self.plan.source == "dice":
            throw = self.hook("dice.throw", self.throw())
            statements += [
                self.statement("SEEDED", name, ("dice", seal, throw)) for name in self.attestors()
            ]
        statements = self.hook("SEEDED.statements", statements)
        values = self.hook("SEEDED.values", self._values(statements))
        if self.plan.source == "beacon":
            self.until(round_time(self.plan.beacon_round) + 5)
        self.append("SEEDED", {"seal": seal, "statements": statements, "values": values})
        self._start(values)
        return self

    def _values(self, statements: list[Obj]) -> list[str]:
        reveals = [s["value"] for s in statements if s["kind"] == "reveal"]
        throws = [s["value"] for s in statements if s["kind"] == "dice"]
        signature = [self.plan.signature] if self.plan.source == "beacon" else []
        return reveals or throws[:1] or signature

    def _start(self, values: list[str]) -> None:
        if self.plan.source == "beacon":
            values = [sha256(bytes.fromhex(values[0])).hex()]
        self.seed = digest("seed", self.leaf("SEAL"), values)
        groups = [
            GroupState(group.seats, lists["eligible"], self._order(g, len(lists["eligible"])))
            for g, (group, lists) in enumerate(zip(self.plan.groups, self.lists, strict=False))
        ]
        self.walk = Walk(groups, self.plan.unit_limit, self.looked_at)

    def _order(self, g: int, size: int) -> list[int]:
        if self.plan.mode == "serial":
            return list(range(size))
        return order(bytes.fromhex(digest("group", self.seed, g)), size)

    # SPEC §9.4

    def fresh(self) -> Fresh | None:
        if self.plan.replacement == "fixed" or self.next_round is None:
            return None
        _, signature = self.next_round
        return Fresh(self.seed, sha256(bytes.fromhex(signature)).hex())

    def invitations(self) -> list[tuple[int, list[int]]]:
        """Rows to be asked again first, then the next invitations."""
        following = dict(self.walk.next_invitations(self.fresh()))
        again = {g: sorted(s.asked_again) for g, s in enumerate(self.walk.groups) if s.asked_again}
        return [
            (g, again.get(g, []) + following.get(g, []))
            for g in range(len(self.walk.groups))
            if g in again or g in following
        ]

    def deadline(self) -> str:
        return to_time(deadline(self.now, self.plan.windows, self.plan.calendar))

    def invite(self) -> Self:
        number = self.walk.round + 1
        beacon = []
        if number == 1:
            self.until(from_time(self.latest("SEAL").entry["body"]["first_invite_at"]))
        if self.next_round is not None:
            later, signature = self.next_round
            self.until(round_time(later) + 5)
            beacon = [{"round": later, "signature": signature}]
        parts, limit = self.hook("walk.parts", cut(self.invitations())), self.deadline()
        self.next_round = None
        for part in parts:
            body = {"beacon": beacon, "deadline": limit, "invitations": part, "round": number}
            entry = self.append("INVITED", body)
            self.walk.invite(entry.entry["body"]["invitations"], number)
            beacon = []
        return self

    def limit(self) -> int:
        """The deadline of the present round in Unix seconds."""
        return from_time(self.latest("INVITED").entry["body"]["deadline"])

    def named(self, g: int, k: int) -> tuple[int, int]:
        """The row that "g.k" names."""
        return g, self.walk.groups[g].invited[k]

    def opened(self, g: int, row: int) -> str:
        """Leaf of the INVITED that opened the invitation."""
        for logged in reversed(self.entries):
            if logged.entry["type"] == "INVITED":
                for part in logged.entry["body"]["invitations"]:
                    if part["group"] == g and row in part["rows"]:
                        return logged.leaf.hex()
        raise LookupError((g, row))

    def attestation(self, stage: str, kind: str, leaf: str, value: Any) -> Obj:
        names = [n for n in self.joins().values() if role_of(n) != "operator"]
        names = self.hook(f"{stage}.attestor", names)
        if not names:
            return {"kind": "handler", "statements": []}
        statement = self.statement(stage, names[0], (kind, leaf, value))
        return {"kind": "countersigned", "statements": [statement]}

    def reply(self, name: str, answer: str, reason: str = "") -> Logged:
        g, row = self.named(*map(int, name.split(".")))
        reason = reason or REASONS[answer]
        value = {"answer": answer, "group": g, "reason": reason, "row": row}
        attestation = self.attestation("REPLIED", "reply", self.opened(g, row), value)
        logged = self.append("REPLIED", value | {"attestation": attestation})
        self._set(logged, "accepted" if answer == "accept" else "out")
        return logged

    def expire(self, name: str) -> Logged:
        g, row = self.named(*map(int, name.split(".")))
        self.until(self.limit() + 1)
        value = {"group": g, "row": row, "tries": 3}
        attestation = self.attestation("EXPIRED", "expired", self.opened(g, row), value)
        logged = self.append("EXPIRED", value | {"attestation": attestation})
        self._set(logged, "out")
        return logged

    def _set(self, logged: Logged, state: str) -> None:
        """Takes group and row from the entry as it was written, hooks included."""
        g, row = logged.entry["body"]["group"], logged.entry["body"]["row"]
        if g < len(self.walk.groups) and row in self.walk.groups[g].states:
            self.walk.groups[g].states[row] = state

    def answer_round(self, answers: Mapping[str, str] | None = None) -> Self:
        """Replies of all open rows, silence last; "accept,decline": the second when asked again."""
        silent = []
        for g, row in self.walk.open_rows():
            name = f"{g}.{self.walk.groups[g].invited.index(row)}"
            answer = self._answer(answers or {}, name)
            if answer == "silence":
                silent.append(name)
            else:
                self.reply(name, answer)
        for name in silent:
            self.expire(name)
        return self

    def _answer(self, answers: Mapping[str, str], name: str) -> str:
        turns = answers.get(name, "accept").split(",")
        count = self._seen[f"turn {name}"] = self._seen.get(f"turn {name}", -1) + 1
        return turns[min(count, len(turns) - 1)]

    def close(self) -> Self:
        following: list[Obj] = []
        if self.plan.replacement == "fresh" and self.walk.next_invitations():
            self.next_round = self.plan.fresh_rounds[self.pinned]
            later, _ = self.next_round
            self.pinned += 1
            # After a clock was put back CLOSED need not be the latest.
            if max(from_time(e.entry["time"]) for e in self.entries) < round_time(later) - LEAD:
                self.until(round_time(later) - LEAD)
            following = [{"chain": self.plan.fresh_chain, "round": later}]
        self.append("CLOSED", {"next": following, "round": self.walk.round})
        return self

    def rounds(self, answers: Mapping[str, str] | None = None) -> Self:
        """Rounds until nobody is left to invite."""
        while self.invitations():
            self.invite().answer_round(answers).close()
        return self

    def outcome(self) -> Self:
        accepted, missing = self.walk.accepted(), self.walk.missing()
        if any(missing):
            self.append("SHORTAGE", {"accepted": accepted, "missing": missing})
        else:
            self.append("COMPLETED", {"accepted": accepted})
        self.filler()
        return self

    def play(self, answers: Mapping[str, str] | None = None) -> Self:
        return self.rounds(answers).outcome()
