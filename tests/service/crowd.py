"""Many clients do whatever comes to their minds to the same few draws, and nobody waits for anybody.

What a client asks for is made of what he has just seen, which may not be so any more. He may be refused; whatever was
written must replay and verify.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drawsvc.client import ProblemError
from drawsvc.domain.statements import Statement
from tests.http.conftest import APPROVAL, REQUEST, file_of
from tests.notify.mail_server import MailBox
from tests.service.calls import Answers, Callers
from tests.service.drawing import WITNESSES
from tests.service.home import Prepared
from tests.service.process import Daemon, Shared, free_port, living
from tests.service.showing import Figures, check_service

FITTING = {
    "": ("request",),
    "requested": ("freeze",),
    "frozen": ("join", "join", "seal"),
    "sealed": ("state",),
    "seeded": ("advance",),
    "inviting": ("answer", "answer", "answer", "void", "contact", "silence", "correct", "seats"),
    "short": ("decide", "seats", "withdraw", "correct"),
    "completed": ("release", "withdraw", "reschedule", "seats", "confirm", "correct"),
    "decided": ("release", "held"),
    "released": ("withdraw", "reschedule", "held", "confirm", "object"),
    "voided": ("reveal", "request", "confirm"),
}
"""What can be asked for in each phase."""
ANY = sorted({verb for verbs in FITTING.values() for verb in verbs} - {"void"})
FITTING_SHARE = 0.8
DRAWS = 5


@dataclass
class Client:
    """Somebody who walks about at random.

    Args:
        callers: by whom he calls.
        draws: ids of the draws there may be.
        choice: what he does.
    """

    callers: Callers
    draws: Sequence[str]
    choice: random.Random
    draw: str = ""
    shown: dict[str, Any] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)
    """The latest of each type of entry."""

    def step(self) -> None:
        """Look at a draw, and ask for something."""
        self.draw = self.choice.choice(self.draws)
        self._look()
        fitting = FITTING.get(self.shown["phase"], ("advance",))
        verbs = fitting if self.choice.random() < FITTING_SHARE else ANY
        ask: Callable[[], None] = getattr(self, self.choice.choice(verbs))
        with suppress(ProblemError):
            ask()

    def _look(self) -> None:
        try:
            self.shown = self.callers.get(f"/draws/{self.draw}")
            entries = self.callers.get(f"/draws/{self.draw}/entries")["entries"]
        except ProblemError:
            self.shown, entries = {"phase": "", "walk": []}, []
        self.leaves = {of["entry"]["type"]: of["leaf"] for of in entries}

    def _post(self, role: str, what: str, body: Any = None) -> None:
        self.callers.post(role, f"/draws/{self.draw}/{what}", body)

    def _approved(self, what: str, **body: Any) -> None:
        self._post("approver", what, {"approval": APPROVAL, **body})

    def _signed(self, kind: str, entry: str, value: Any = "") -> dict[str, Any]:
        leaf = self.leaves.get(entry, "0" * 64)
        return file_of(self.choice.choice(WITNESSES).sign(kind, leaf, value))

    def _seat(self) -> dict[str, int]:
        rows = self.shown["walk"] or [{"group": 0, "row": 0}]
        row = self.choice.choice(rows)
        return {"group": row["group"], "row": row["row"]}

    def _answer(self) -> dict[str, str]:
        said = (
            ("accept", "none"),
            ("accept", "none"),
            ("decline", "illness"),
            ("recuse", "kinship"),
        )
        answer, reason = self.choice.choice(said)
        return {"answer": answer, "reason": reason}

    def request(self) -> None:
        kind = self.choice.choice(("first", "retry", "second_panel"))
        asked = {"draw": self.draw, "number": f"{self.draw}号", "kind": kind}
        self.callers.post("organiser", "/draws", REQUEST | asked)

    def freeze(self) -> None:
        self._post("organiser", "freeze", {"source": "witness"})

    def join(self) -> None:
        witness = self.choice.choice(WITNESSES)
        joined: Statement = witness.join(self.leaves.get("FREEZE", "0" * 64))
        self._post("supervisor", "joins", file_of(joined))

    def seal(self) -> None:
        self._post("organiser", "seal")

    def state(self) -> None:
        witness, slip = self.choice.choice(WITNESSES), self.leaves.get("SEAL", "0" * 64)
        signed = [witness.sign("seen", slip), witness.sign("reveal", slip, witness.value)]
        self._post("supervisor", "statements", {"statements": list(map(file_of, signed))})

    def advance(self) -> None:
        self._post("organiser", "advance")

    def answer(self) -> None:
        opened = [row for row in self.shown["walk"] if row["answer"] == "open"]
        among = opened or self.shown["walk"] or [{"group": 0, "row": 0}]
        some = self.choice.sample(among, self.choice.randint(1, len(among)))
        replies = [{"group": of["group"], "row": of["row"], **self._answer()} for of in some]
        self._post("pool_office", "replies", {"replies": replies})

    def correct(self) -> None:
        self._post(
            "pool_office",
            "corrections",
            self._signed("reply", "INVITED", self._seat() | self._answer()),
        )

    def contact(self) -> None:
        self._post("pool_office", "contacts", self._seat() | {"supervisor": "supervisor"})

    def silence(self) -> None:
        self._post(
            "supervisor",
            "silences",
            self._signed("expired", "INVITED", self._seat() | {"tries": 3}),
        )

    def withdraw(self) -> None:
        heard = self._seat() | {"reason": "illness"}
        self._post("pool_office", "withdrawals", {"approval": APPROVAL, "heard": heard})

    def seats(self) -> None:
        self._approved("seats", group=0, seats=1, reason="workload")

    def reschedule(self) -> None:
        self._approved("reschedule", date=f"2026-07-{self.choice.randint(10, 20)}", reason="venue")

    def decide(self) -> None:
        self._approved("decision", ground="no_more_experts", kind="smaller_panel")

    def void(self) -> None:
        value = {"class": "discarded", "reason": "list_wrong"}
        self._approved(
            "void", reason="list_wrong", statements=[self._signed("void", "SEAL", value)]
        )

    def reveal(self) -> None:
        witness = self.choice.choice(WITNESSES)
        revealed = witness.sign("reveal", self.leaves.get("SEAL", "0" * 64), witness.value)
        self._post("", "reveals", file_of(revealed))

    def confirm(self) -> None:
        end = next((e for e in ("VOID", "DECIDED", "COMPLETED") if e in self.leaves), "SEAL")
        self._post("supervisor", "confirmations", self._signed("witnessed", end))

    def release(self) -> None:
        self._approved("release")

    def held(self) -> None:
        self._post("organiser", "held", {"date": "2026-06-20"})

    def object(self) -> None:
        text = {"answer_by": "2026-07-10", "received": "2026-06-25", "text": "有利害关系"}
        self._post("organiser", "objections", text)


Crowd = tuple[int, int]
"""How many clients, and how many steps each of them takes."""


def let_loose(
    prepared: Prepared, folder: Path, name: str, *, crowds: Sequence[Crowd], seed: int
) -> tuple[Answers, Figures]:
    """Serve crowds, by two processes if the database is on a server, and look at what they leave.

    Args:
        prepared: what to begin with.
        folder: an empty one.
        name: of its database.
        crowds: who come, one crowd after the other.
        seed: of what each does; what comes of it depends on who is faster, too.

    Returns:
        What they were answered, and figures.
    """
    home = prepared.copied(folder / "home", name)
    answers, draws = Answers(), [f"d-{n}" for n in range(DRAWS)]
    shared = [Shared(folder, free_port(), MailBox()) for _ in range(1 + home.database_url.exists())]
    shared[0].begin()

    def walk(number: int, steps: int) -> None:
        with Callers(shared[number % len(shared)].url, prepared.keys, answers) as callers:
            choice = random.Random(f"{seed} {number} {steps}")  # noqa: S311 - what somebody does is no secret
            client = Client(callers, draws, choice)
            for _ in range(steps):
                client.step()
            callers.look()

    daemons = [Daemon(of, ["serve", "--port", str(of.port)]) for of in shared]
    with living(daemons):
        for clients, steps in crowds:
            with ThreadPoolExecutor(clients) as threads:
                for each in [threads.submit(walk, number, steps) for number in range(clients)]:
                    each.result()
    (folder / "files").mkdir()
    found = check_service(home, folder / "files", answers, finished=False)
    done, refused = (sum(of.values()) for of in (answers.done, answers.refused))
    return answers, Figures({"calls done": done, "calls refused": refused, **found})
