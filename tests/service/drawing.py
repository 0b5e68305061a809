"""A draw from the request to the release, by callers who never give up, and by experts who answer their mail."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.cli.office import Witness
from tests.http.conftest import APPROVAL, REQUEST, file_of, reply
from tests.notify.mail_server import MailBox
from tests.service.calls import PATIENCE_SECONDS, WAIT_SECONDS, Callers

WITNESSES = (Witness(1, "discipline"), Witness(2, "pool_office"))
_TOKEN = re.compile(r"/r/([A-Za-z0-9_-]{43})")
DAYS = 28


@dataclass(frozen=True)
class Drawing:
    """One draw.

    Args:
        callers: who take its steps.
        url: where experts open their links.
        box: their mail.
        number: of the draw.
    """

    callers: Callers
    url: str
    box: MailBox
    number: int

    @property
    def draw(self) -> str:
        return f"d-{self.number}"

    def play(self) -> None:
        post, draw = self.callers.post, f"/draws/{self.draw}"
        day = f"2026-07-{1 + self.number % DAYS:02}"
        asked = {"draw": self.draw, "number": f"{self.draw}号", "date": day}
        post("organiser", "/draws", REQUEST | asked)
        (freeze,) = post("organiser", f"{draw}/freeze", {"source": "witness"}).entries
        for witness in WITNESSES:
            post("supervisor", f"{draw}/joins", file_of(witness.join(freeze["leaf"])))
        slip = post("organiser", f"{draw}/seal").facts["slip"]
        for witness in WITNESSES:
            signed = (witness.sign("seen", slip), witness.sign("reveal", slip, witness.value))
            post("supervisor", f"{draw}/statements", {"statements": list(map(file_of, signed))})
        self._walk(time.monotonic() + PATIENCE_SECONDS)
        post("approver", f"{draw}/release", {"approval": APPROVAL})
        self.callers.look()

    def _walk(self, end: float) -> None:
        """Everybody answers who has mail: by his link, or by telephone; who was asked first declines."""
        while (shown := self.callers.get(f"/draws/{self.draw}"))["phase"] != "completed":
            assert time.monotonic() < end, shown["phase"]
            opened = [row for row in shown["walk"] if row["answer"] == "open"]
            mail = self._delivered() if opened else {}
            reached = [row for row in opened if row["row"] in mail]
            for row in reached:
                said = ("decline", "illness") if self._is_first(row) else ("accept", "none")
                if row["row"] % 2:
                    self._by_link(mail[row["row"]], *said)
                else:
                    noted = {"replies": [reply(row, *said)]}
                    self.callers.post("pool_office", f"/draws/{self.draw}/replies", noted)
            if not reached:
                time.sleep(WAIT_SECONDS)

    def _is_first(self, row: dict[str, Any]) -> bool:
        return bool(row["round"] == row["nth"] == 1)

    def _delivered(self) -> dict[int, str]:
        """Links by row, of the invitations that the mail server is known to have taken."""
        path = "/pools/xin/outbox"
        found = self.callers.get(path, "pool_office", state="delivered")["notices"]
        tokens = {
            mail.id: token[1]
            for mail in list(self.box.taken)
            if (token := _TOKEN.search(mail.text))
        }
        return {
            of["row"]: tokens[of["id"]]
            for of in found
            if of["draw"] == self.draw and of["kind"] == "invited"
        }

    def _by_link(self, token: str, answer: str, reason: str) -> None:
        """Answer on the page behind a link, and once more where nothing came back."""
        end, sent = time.monotonic() + PATIENCE_SECONDS, 0
        while time.monotonic() < end:
            try:
                said = httpx.post(f"{self.url}/r/{token}", data={"answer": f"{answer}.{reason}"})
            except httpx.TransportError:
                sent += 1
            else:
                answered_before = sent and said.status_code == httpx.codes.CONFLICT
                assert said.status_code == httpx.codes.SEE_OTHER or answered_before, said.text
                return
            time.sleep(WAIT_SECONDS)
        raise AssertionError("no answer")
