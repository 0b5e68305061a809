"""A service that programs call: its API in this process, on a home that the command line has set up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from drawsvc import app as service
from drawsvc.config import Home
from drawsvc.domain.statements import Statement
from drawsvc.domain.times import parse_time
from drawsvc.service_settings import ServiceSettings
from drawsvc.serving import api_of, http_server, listening_at, running
from drawsvc.worker.publisher import Publisher
from tests.cli.office import Office, Witness
from tests.postgresql.shared import new_database
from tests.service.home import PASSPHRASE, Prepared, prepare

APPROVAL = {"role": "leader", "ref": "示例〔2026〕9号"}
REQUEST = {
    "pool": "xin",
    "draw": "d-1",
    "organiser": "选用处室",
    "number": "新工信抽〔2026〕1号",
    "activity": "inspection",
    "date": "2026-06-20",
    "seats": [{"specialty": "X2", "seats": 3}],
}


@dataclass
class Callers:
    """Programs with a key of each role; every call has an Idempotency-Key of its own."""

    api: FastAPI
    client: httpx.Client
    keys: dict[str, str]
    witnesses: list[Witness]
    _numbers: Iterator[int] = field(default_factory=count)

    def headers(self, role: str, **more: str) -> dict[str, str]:
        shown = {"Authorization": f"Bearer {self.keys[role]}"} if role else {}
        return shown | {"Idempotency-Key": f"call-{next(self._numbers):06}"} | more

    def post(self, role: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers(role, **named))

    def done(self, role: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.post(role, path, body, **headers)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return answer.json()

    def refused(self, status: int, code: str, answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["code"], problem["status"]) == (code, status)
        for lang in ("zh", "en"):
            assert all(problem["texts"][lang].values()), problem
        return dict(problem)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.client.get(f"/api/v1{path}", params=params)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    def frozen(self) -> str:
        self.done("organiser", "/draws", REQUEST)
        answer = self.done("organiser", "/draws/d-1/freeze", {"source": "witness"})
        return str(answer["entries"][0]["leaf"])

    def sealed(self) -> str:
        freeze = self.frozen()
        for witness in self.witnesses:
            self.done("supervisor", "/draws/d-1/joins", file_of(witness.join(freeze)))
        return str(self.done("organiser", "/draws/d-1/seal")["slip"])

    def inviting(self) -> list[dict[str, Any]]:
        slip = self.sealed()
        signed = [witness.sign("seen", slip) for witness in self.witnesses]
        signed += [witness.sign("reveal", slip, witness.value) for witness in self.witnesses]
        files = {"statements": [file_of(statement) for statement in signed]}
        assert self.done("supervisor", "/draws/d-1/statements", files)["seeded"]
        self.done("organiser", "/draws/d-1/advance")
        return list(self.get("/draws/d-1")["walk"])

    def completed(self) -> None:
        replies = [reply(row) for row in self.inviting()]
        self.done("pool_office", "/draws/d-1/replies", {"replies": replies})


def file_of(statement: Statement) -> dict[str, Any]:
    return {"statement": statement.to_object(), "v": "drawsvc/v1 statement"}


def reply(row: dict[str, Any], answer: str = "accept", reason: str = "none") -> dict[str, Any]:
    return {"group": row["group"], "row": row["row"], "answer": answer, "reason": reason}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A home with the pool `xin` and a key of each role."""
    return prepare(tmp_path_factory.mktemp("prepared") / "home")


@pytest.fixture(scope="session")
def prepared_on_postgresql(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Prepared:
    """The same, its database on a server."""
    database = new_database(f"prepared_{worker_id}")
    return prepare(tmp_path_factory.mktemp("prepared") / "home", database)


@pytest.fixture
def callers(tmp_path: Path, prepared: Prepared) -> Iterator[Callers]:
    """Callers of the API of a copy of that home, on a summer morning."""
    with calling(prepared.copied(tmp_path / "home"), prepared.keys) as callers:
        yield callers


@pytest.fixture(params=["prepared", "prepared_on_postgresql"], ids=["sqlite", "postgresql"])
def callers_on_each(
    request: pytest.FixtureRequest, tmp_path: Path, worker_id: str
) -> Iterator[Callers]:
    """The same, on each kind of database."""
    prepared: Prepared = request.getfixturevalue(request.param)
    home = prepared.copied(tmp_path / "home", f"called_{worker_id}")
    with calling(home, prepared.keys) as callers:
        yield callers


@contextmanager
def calling(home: Home, keys: dict[str, str], at: str = Office.LATER) -> Iterator[Callers]:
    """Callers of the API of a home, which is served meanwhile."""
    with service.opened(home, parse_time(at)) as app:
        publisher = Publisher(partial(app.number, app.unlock(PASSPHRASE)))
        with listening_at("127.0.0.1", 0) as found:
            # One server under two names: callers use the address, the public would use the name.
            public = f"http://localhost:{found.getsockname()[1]}"
            settings = ServiceSettings(public_url=public)
            api = api_of(app, ring=publisher.ring, settings=settings)
            with (
                running(publisher.run, publisher.stop),
                listening(api, found) as url,
                httpx.Client(base_url=url) as client,
            ):
                witnesses = [Witness(1, "discipline"), Witness(2, "pool_office")]
                yield Callers(api, client, dict(keys), witnesses)


@contextmanager
def listening(api: FastAPI, found: socket.socket) -> Iterator[str]:
    """A server for an API on an open socket; its address."""
    server = http_server(api, ServiceSettings().shutdown_seconds)
    with running(lambda: server.run(sockets=[found]), lambda: setattr(server, "should_exit", True)):
        yield f"http://127.0.0.1:{found.getsockname()[1]}"
