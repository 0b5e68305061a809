"""A service that browsers visit: accounts, forms, a draw at every step of its life."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from drawsvc.domain.entries import Body
from drawsvc.domain.statements import Statement
from drawsvc.domain.trust import sign_trust, trust_bytes
from drawsvc.domain.trust_draft import RoleKey, Validity, add_log, add_pool, add_role, new_draft
from drawsvc.http.wiring import Wiring
from drawsvc.log.keys import SigningKey
from drawsvc.usecases.access import Caller
from drawsvc.usecases.add_account import add_account
from tests.cli.office import Office
from tests.http.conftest import APPROVAL, REQUEST, Callers, file_of, reply

PASSWORD = "correct horse battery"  # noqa: S105 - of accounts that live as long as a test
NAMES = [f"甲X2{n}" for n in range(1, 10)]
PHONES = [f"100{n:08}" for n in range(1, 10)]
FORM = re.compile('name="form" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """A browser: keeps cookies, fills in forms that it was shown."""

    client: httpx.Client
    shown: list[str] = field(default_factory=list)

    def get(self, path: str, status: int = 200, **params: Any) -> str:
        return self._took(self.client.get(path, params=params or None), status)

    def post(self, path: str, fields: dict[str, str], status: int = 303, **more: Any) -> str:
        filled = fields if "form" in fields else {"form": self.form_token()} | fields
        return self._took(self.client.post(path, data=filled, **more), status)

    def form_token(self) -> str:
        """The token of a form on the page that was shown last."""
        found = FORM.search(self.shown[-1])
        assert found, self.shown[-1]
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD, status: int = 303) -> str:
        self.get("/sign-in")
        return self.post("/sign-in", {"name": name, "password": password}, status)

    def _took(self, answer: httpx.Response, status: int) -> str:
        assert answer.status_code == status, answer.text
        if "html" in answer.headers.get("Content-Type", ""):
            self.shown.append(answer.text)
        return answer.text


@dataclass
class Site:
    """The service with a trust file."""

    callers: Callers
    public: str

    @contextmanager
    def browser(self, role: str = "") -> Iterator[Browser]:
        with httpx.Client(base_url=self.callers.client.base_url) as client:
            found = Browser(client)
            if role:
                self.account(role)
                found.sign_in(f"of-{role}")
            yield found

    def account(self, role: str, *pools: str) -> None:
        """Give somebody an account, `of-<role>`."""
        caller = Caller(f"of-{role}", role, pools or ("xin",))
        add_account(self.wiring.office, caller, PASSWORD)

    @property
    def wiring(self) -> Wiring:
        wiring: Wiring = self.callers.api.state.wiring
        return wiring

    def wired(self, **changed: Any) -> None:
        self.callers.api.state.wiring = replace(self.wiring, **changed)

    def hand_in(self, statements: Sequence[Statement]) -> None:
        files = {"statements": [file_of(statement) for statement in statements]}
        assert self.callers.done("supervisor", "/draws/d-1/statements", files)["seeded"]
        self.callers.done("organiser", "/draws/d-1/advance")

    def accept_all(self) -> None:
        replies = [reply(row) for row in self.callers.get("/draws/d-1")["walk"]]
        self.callers.done("pool_office", "/draws/d-1/replies", {"replies": replies})

    def release(self) -> None:
        body = {"approval": APPROVAL}
        self.callers.done("approver", "/draws/d-1/release", body, Prefer="wait")

    def released(self) -> None:
        self.callers.completed()
        self.release()


@pytest.fixture
def site(callers: Callers) -> Site:
    wiring: Wiring = callers.api.state.wiring
    found = Site(callers, wiring.public_base_url)
    trust = trust_file(wiring.log_key)
    found.wired(trust_file=lambda: trust)
    return found


def trust_file(log_key: str) -> bytes:
    """What the supervising body says: whose keys log and witnesses have, and who is independent."""
    valid = Validity("2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z")
    trust: Body = add_log(new_draft("示例监督机关", Office.MORNING), log_key, valid)
    trust = add_pool(trust, "xin", Office.ORIGIN)
    for number, role in ((1, "discipline"), (2, "pool_office")):
        key = SigningKey(bytes([number]) * 32).public.to_hex()
        mine = RoleKey("xin", role, key, "示例", independent=role == "discipline")
        trust = add_role(trust, mine, valid)
    return trust_bytes(sign_trust(trust, SigningKey(b"body" * 8), Office.MORNING))


Stage = Callable[[Site], object]


def second_round(site: Site) -> None:
    rows = site.callers.inviting()
    replies = [reply(rows[0], "decline", "illness"), *map(reply, rows[1:])]
    site.callers.done("pool_office", "/draws/d-1/replies", {"replies": replies})


def voided(site: Site) -> None:
    site.callers.done("organiser", "/draws", REQUEST)
    body = {"approval": APPROVAL, "reason": "wrong_date"}
    site.callers.done("approver", "/draws/d-1/void", body)


STAGES: dict[str, Stage] = {
    "requested": lambda site: site.callers.done("organiser", "/draws", REQUEST),
    "frozen": lambda site: site.callers.frozen(),
    "sealed": lambda site: site.callers.sealed(),
    "inviting": lambda site: site.callers.inviting(),
    "second_round": second_round,
    "completed": lambda site: site.callers.completed(),
    "released": Site.released,
    "voided": voided,
}
"""How a draw `d-1` is brought to each step of its life."""
