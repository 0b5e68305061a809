"""Changes of SPEC §9.6 and the entries of §5.5."""

from typing import Self

from vectorgen.encoding import ZEROS, Obj
from vectorgen.log import Logged
from vectorgen.walking import REASONS, Walking

APPROVAL: Obj = {"ref": "示例〔2026〕21号", "role": "leader"}
SECOND: Obj = {"ref": "示例〔2026〕22号", "role": "supervisor"}


class Ending(Walking):
    """A whole draw."""

    def to_seal(self) -> Self:
        self.request().freeze().joined().seal()
        return self

    def to_seeded(self) -> Self:
        return self.to_seal().seeded()

    # SPEC §9.6

    def contact(self, name: str) -> Self:
        g, row = self.named(*map(int, name.split(".")))
        body = {"group": g, "handler": "desk-2", "row": row, "supervisor": "sup-1"}
        self.append("CONTACT_OPENED", body)
        return self

    def withdraw(self, name: str, reason: str = "illness") -> Self:
        g, row = self.named(*map(int, name.split(".")))
        value = {"group": g, "reason": reason, "row": row}
        attestation = self.attestation("WITHDRAWN", "withdrawn", self.opened(g, row), value)
        body = value | {"approval": APPROVAL, "attestation": attestation}
        self._set(self.append("WITHDRAWN", body), "out")
        return self

    def add_seats(self, group: int, seats: int) -> Self:
        self.walk.groups[group].seats += seats
        body = {"approval": APPROVAL, "group": group, "reason": "larger_project", "seats": seats}
        self.append("SEATS_ADDED", body)
        return self

    def reschedule(self) -> Self:
        self.walk.ask_again()
        body = {"approval": APPROVAL, "date": "2026-04-10", "reason": "weather"}
        self.append("RESCHEDULED", body)
        return self

    def correct(self, name: str, answer: str, effect: str = "walk") -> Self:
        g, row = self.named(*map(int, name.split(".")))
        value = {"answer": answer, "group": g, "reason": REASONS[answer], "row": row}
        attestation = self.attestation("CORRECTED", "reply", self.opened(g, row), value)
        body = value | {"attestation": attestation, "effect": effect, "leaf": self.noted(g, row)}
        logged = self.append("CORRECTED", body)
        if effect == "walk":
            self._set(logged, "accepted" if answer == "accept" else "out")
        return self

    def noted(self, g: int, row: int) -> str:
        """Leaf of the latest reply, expiry or correction of a row."""
        for logged in reversed(self.entries):
            if logged.entry["type"] in ("REPLIED", "EXPIRED", "CORRECTED"):
                body = logged.entry["body"]
                if (body["group"], body["row"]) == (g, row):
                    return logged.leaf.hex()
        return ZEROS

    def clock(self, seconds: int) -> Self:
        self.now += seconds
        body = {"approvals": [APPROVAL, SECOND], "offset_seconds": seconds, "reason": "clock_fast"}
        self.append("CLOCK_CORRECTED", body)
        return self

    # SPEC §5.5

    def decide(self, kind: str = "smaller_panel") -> Self:
        self.append("DECIDED", {"approval": APPROVAL, "ground": "too_few_experts", "kind": kind})
        return self

    def void(self, kind: str = "", signer: str = "supervisor") -> Self:
        sealed = any(e.entry["type"] == "SEAL" for e in self.entries)
        kind = kind or ("discarded" if sealed else "harmless")
        statements = []
        if signer in self.joins().values():
            about = ("void", self.entries[-1].leaf.hex(), {"class": kind, "reason": "wrong_list"})
            statements.append(self.statement("VOID", signer, about))
        body = {"approval": APPROVAL, "class": kind, "reason": "wrong_list"}
        self.append("VOID", body | {"statements": statements})
        return self

    def reveal(self, name: str) -> Self:
        seal = self.leaf("SEAL")
        statement = self.statement("REVEALED", name, ("reveal", seal, self.value(name)))
        self.append("REVEALED", {"seal": seal, "statement": statement})
        return self

    def witnessed(self, name: str = "supervisor") -> Self:
        leaf = self.leaf("COMPLETED", "SHORTAGE", "VOID")
        statement = self.statement("WITNESSED", name, ("witnessed", leaf, ""))
        self.append("WITNESSED", {"statement": statement})
        return self

    def release(self, form: str = "") -> Logged:
        body = {"approval": APPROVAL, "form": form or self.plan.publication}
        return self.append("RELEASED", body)

    def held(self) -> Self:
        self.append("HELD", {"date": "2026-03-20"})
        return self

    def not_held(self) -> Self:
        self.append("NOT_HELD", {"approval": APPROVAL, "reason": "project_stopped"})
        return self

    def object(self) -> Self:
        body = {"answer_by": "2026-04-03", "object": "5" * 64, "received": "2026-03-24"}
        self.append("OBJECTION", body)
        return self

    def erase(self, group: int, kind: str, rows: list[int]) -> Self:
        body = {"approval": APPROVAL, "basis": "6" * 64, "group": group, "list": kind, "rows": rows}
        self.append("ERASED", body)
        return self
