"""Watching a draw over server-sent events, against `drawsvc serve` in processes of its own."""

import json
import socket
import sys
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from drawsvc.client import Client, Watched
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import StateError
from drawsvc.http.watching import Watching
from drawsvc.usecases.follow_log import News, follow_log
from tests.http.conftest import APPROVAL, REQUEST, Callers
from tests.http.test_process import Serving, serving
from tests.service.home import Prepared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")

ASKED = REQUEST | {"date": "2026-12-30"}
LONGEST_SECONDS = 20


@dataclass
class Office:
    """Who writes to the draw `d-1` of a service."""

    url: str
    keys: dict[str, str]

    def post(self, role: str, path: str, body: Any = None) -> None:
        with Client(self.url, self.keys[role]) as client:
            client.post(path, body)

    def request(self) -> None:
        self.post("organiser", "/draws", ASKED)

    def freeze(self) -> None:
        self.post("organiser", "/draws/d-1/freeze", {"source": "witness"})

    def void(self) -> None:
        self.post("approver", "/draws/d-1/void", {"approval": APPROVAL, "reason": "wrong_date"})

    def leaves(self) -> list[str]:
        with Client(self.url) as client:
            return [of["leaf"] for of in client.get("/draws/d-1/entries")["entries"]]

    def shown(self) -> list[dict[str, Any]]:
        with Client(self.url) as client:
            found: list[dict[str, Any]] = client.get("/draws/d-1/entries")["entries"]
            return found


@dataclass
class Reader:
    """Watches over one connection, in a thread of its own."""

    url: str
    seen: str = ""
    events: list[tuple[str, str, Any]] = field(default_factory=list)
    """Kind, id and data."""
    comments: int = 0
    has_begun: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        headers = {"Last-Event-ID": self.seen} if self.seen else {}
        address = f"{self.url}/api/v1/draws/d-1/events"
        with httpx.stream("GET", address, headers=headers, timeout=30) as answer:
            assert answer.status_code == httpx.codes.OK, answer.read()
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            self.has_begun.set()
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(":")
                if name:
                    fields[name] = value.removeprefix(" ")
                elif "data" in fields:
                    said = json.loads(fields["data"])
                    self.events.append((fields["event"], fields.get("id", ""), said))
                    fields = {}
                else:
                    self.comments += 1

    def leaves(self) -> list[str]:
        return [leaf for kind, leaf, _ in self.events if kind == "entry"]


@contextmanager
def reading(readers: list[Reader]) -> Iterator[None]:
    """They all read meanwhile, and have come to their ends afterwards."""
    with ThreadPoolExecutor(len(readers)) as threads:
        reads = [threads.submit(reader.read) for reader in readers]
        for reader in readers:
            assert reader.has_begun.wait(LONGEST_SECONDS)
        yield
        for read in reads:
            read.result(LONGEST_SECONDS)


def awaited(leaves: int, reader: Reader) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while len(reader.events) < leaves:
        assert time.monotonic() < end, reader.events
        time.sleep(0.01)


@pytest.fixture
def home(tmp_path: Path, prepared: Prepared) -> Path:
    return prepared.copied(tmp_path / "home").folder


@pytest.fixture
def service(home: Path, tmp_path: Path) -> Iterator[Serving]:
    with serving(home, tmp_path) as found:
        yield found


@pytest.fixture
def office(service: Serving, prepared: Prepared) -> Office:
    found = Office(service.url, prepared.keys)
    found.request()
    return found


def test_many_are_told_what_entries_shows_and_nothing_else(office: Office) -> None:
    readers = [Reader(office.url) for _ in range(60)]
    with reading(readers):
        office.freeze()
        time.sleep(0.5)
        office.void()
    shown = [("entry", of["leaf"], of) for of in office.shown()]
    assert len(shown) == 3
    for reader in readers:
        assert reader.events == [*shown, ("end", "", {"phase": "voided"})]


def test_it_goes_on_behind_what_was_seen_last(office: Office) -> None:
    office.freeze()
    first, second = office.leaves()
    reader = Reader(office.url, seen=first)
    with reading([reader]):
        awaited(1, reader)
        assert reader.leaves() == [second]
        office.void()
    assert reader.leaves() == office.leaves()[1:]
    address = f"{office.url}/api/v1/draws/d-1/events"
    over = httpx.get(address, headers={"Last-Event-ID": reader.leaves()[-1]})
    assert (over.status_code, over.content) == (httpx.codes.NO_CONTENT, b"")


def test_what_was_not_seen_there_is_refused(office: Office) -> None:
    address = f"{office.url}/api/v1/draws"
    for path, seen, code in (
        ("d-9/events", "", "no_draw"),
        ("d-1/events?attempt=2", "", "no_attempt"),
        ("d-1/events", "0" * 64, "no_entry"),
        ("d-1/events", "7", "no_entry"),
        ("d-9/events", office.leaves()[0], "no_entry"),
        ("d-1/events?attempt=2", office.leaves()[0], "no_entry"),
    ):
        answer = httpx.get(f"{address}/{path}", headers={"Last-Event-ID": seen} if seen else {})
        assert (answer.status_code, answer.json()["code"]) == (httpx.codes.NOT_FOUND, code)


def half_open(url: str) -> socket.socket:
    """Somebody who asks and never reads."""
    host, port = url.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect((host, int(port)))
    connection.sendall(b"GET /api/v1/draws/d-1/events HTTP/1.1\r\nHost: x\r\n\r\n")
    return connection


def test_who_reads_slowly_or_goes_away_keeps_nobody_else_waiting(office: Office) -> None:
    reader = Reader(office.url)
    with ExitStack() as stack:
        for number in range(20):
            connection = half_open(office.url)
            if number % 2:
                connection.close()
            else:
                stack.enter_context(connection)
        with reading([reader]):
            office.freeze()
            awaited(2, reader)
            office.void()
        slow = half_open(office.url)
        stack.enter_context(slow)
        slow.settimeout(LONGEST_SECONDS)
        read = b""
        while b"event: end" not in read:
            read += slow.recv(64)
    assert reader.leaves() == office.leaves()
    assert all(f"id: {leaf}".encode() in read for leaf in office.leaves())


def test_more_than_the_most_are_refused_and_room_is_made(
    home: Path, prepared: Prepared, tmp_path: Path
) -> None:
    (home / "drawsvc.toml").write_text("max_watchers = 3\n", "utf-8")
    with serving(home, tmp_path) as service, ExitStack() as stack:
        office = Office(service.url, prepared.keys)
        office.request()
        address = f"{service.url}/api/v1/draws/d-1/events"
        opened = [httpx.stream("GET", address, timeout=30) for _ in range(3)]
        for stream in opened[1:]:
            assert stack.enter_context(stream).status_code == httpx.codes.OK
        with opened[0] as first:
            assert first.status_code == httpx.codes.OK
            refused = httpx.get(address)
            assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert refused.json()["code"] == "too_many_watchers"
            assert "Retry-After" in refused.headers
        end = time.monotonic() + LONGEST_SECONDS
        while True:  # until it is noticed that the first has gone
            with httpx.stream("GET", address, timeout=30) as answer:
                if answer.status_code == httpx.codes.OK:
                    break
            assert time.monotonic() < end
            time.sleep(0.05)


def test_told_to_end_it_lets_go_of_those_who_watch(office: Office, service: Serving) -> None:
    readers = [Reader(office.url) for _ in range(20)]
    with reading(readers):
        awaited(1, readers[0])
        begun = time.monotonic()
        assert service.end() == 0
        took = time.monotonic() - begun
    assert took < 5
    assert all(reader.leaves() == reader.leaves()[:1] for reader in readers)
    assert "end" not in {kind for reader in readers for kind, _, _ in reader.events}
    assert service.lines()[-1]["event"] == "ended"


def test_a_client_goes_on_when_the_service_was_away(
    home: Path, prepared: Prepared, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    seen: list[Watched] = []

    def watch(client: Client) -> None:
        seen.extend(client.watch("d-1"))

    with Client(f"http://127.0.0.1:{port}") as client, ThreadPoolExecutor(1) as thread:
        with serving(home, tmp_path, port) as service:
            office = Office(service.url, prepared.keys)
            office.request()
            watching = thread.submit(watch, client)
            time.sleep(0.5)
            office.freeze()
            assert service.end() == 0
        with serving(home, tmp_path, port):
            time.sleep(0.5)
            office.void()
            watching.result(LONGEST_SECONDS)
            assert [of["leaf"] for of in seen] == office.leaves()
            assert list(client.watch("d-1", seen=seen[-1]["leaf"])) == []


def test_it_tells_what_another_process_has_written(
    tmp_path: Path, prepared_on_postgresql: Prepared, worker_id: str
) -> None:
    home = prepared_on_postgresql.copied(tmp_path / "home", f"watched_{worker_id}").folder
    (tmp_path / "other").mkdir()
    with serving(home, tmp_path) as here, serving(home, tmp_path / "other") as there:
        office = Office(there.url, prepared_on_postgresql.keys)
        office.request()
        readers = [Reader(here.url), Reader(there.url)]
        with reading(readers):
            office.freeze()
            awaited(2, readers[0])
            office.void()
        assert [reader.leaves() for reader in readers] == [office.leaves()] * 2


def test_who_is_told_nothing_is_told_that(callers: Callers) -> None:
    """And the draw goes on to be told, however many heartbeats there were."""
    callers.done("organiser", "/draws", REQUEST)
    wiring = callers.api.state.wiring
    watching = Watching(partial(follow_log, wiring.office), heartbeat_seconds=0.05)
    callers.api.state.wiring = replace(wiring, watching=watching)
    reader = Reader(str(callers.client.base_url).rstrip("/"))
    with reading([reader]):
        end = time.monotonic() + LONGEST_SECONDS
        while reader.comments < 3:
            assert time.monotonic() < end
            time.sleep(0.01)
        callers.done("approver", "/draws/d-1/void", {"approval": APPROVAL, "reason": "wrong_date"})
    assert [kind for kind, _, _ in reader.events] == ["entry", "entry", "end"]


@pytest.mark.parametrize("fault", [StateError("store_unreachable"), ValueError("a defect")])
def test_a_look_that_fails_loses_nothing(callers: Callers, fault: Exception) -> None:
    callers.done("organiser", "/draws", REQUEST)
    wiring = callers.api.state.wiring
    looks = count()

    def follow(size: int | None, places: Collection[Place]) -> News:
        if next(looks) % 2:
            raise fault
        return follow_log(wiring.office, size, places)

    watching = Watching(follow, heartbeat_seconds=0.05)
    callers.api.state.wiring = replace(wiring, watching=watching)
    reader = Reader(str(callers.client.base_url).rstrip("/"))
    with reading([reader]):
        awaited(1, reader)
        callers.done("organiser", "/draws/d-1/freeze", {"source": "witness"})
        awaited(2, reader)
        callers.done("approver", "/draws/d-1/void", {"approval": APPROVAL, "reason": "wrong_date"})
    assert [kind for kind, _, _ in reader.events] == ["entry", "entry", "entry", "end"]


def test_nobody_is_asked_for_a_key(office: Office) -> None:
    """What is told is what `/entries` shows to anybody."""
    reader = Reader(office.url)
    with reading([reader]):
        office.void()
    assert [said for _, _, said in reader.events[:-1]] == office.shown()
