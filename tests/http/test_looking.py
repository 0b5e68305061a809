"""What anybody may look at, and auditors: records, evidence, the log, pages of draws."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from drawsvc import app as service
from drawsvc.domain.times import parse_time
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.merkle import check_consistency
from drawsvc.log.note import parse_note
from drawsvc.serving import api_of, listening_at
from tests.cli.office import Office
from tests.http.conftest import APPROVAL, REQUEST, Callers, listening
from tests.service.home import Prepared


def request_draws(callers: Callers, names: list[str]) -> None:
    for name in names:
        callers.done("organiser", "/draws", REQUEST | {"draw": name, "number": f"{name}号"})


def pages(callers: Callers) -> Iterator[list[str]]:
    after = ""
    while True:
        page = callers.get("/draws", after=after)
        yield [draw["draw"] for draw in page["draws"]]
        after = page["next"]
        if not after:
            return


def test_pages_do_not_move_while_draws_are_requested(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drawsvc.http.routes.looking.LIMIT", 2)
    request_draws(callers, ["d-1", "d-2", "d-3", "d-4", "d-5"])
    walked = pages(callers)
    seen = [next(walked)]
    request_draws(callers, ["d-6", "d-7", "d-8"])
    seen += walked
    assert seen == [["d-5", "d-4"], ["d-3", "d-2"], ["d-1"]]


@pytest.mark.parametrize("cursor", ["x", "W10=", "WzEsMiwzXQ==", "WyJ4IiwieSIsMV0="])
def test_a_cursor_of_nothing_is_refused(callers: Callers, cursor: str) -> None:
    path = f"/api/v1/draws?after={cursor}"
    callers.refused(422, "cursor_malformed", callers.client.get(path))


def test_the_slim_record_verifies_too(callers: Callers, tmp_path: Path) -> None:
    callers.completed()
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL}, Prefer="wait")
    bytes_of = {
        kind: callers.client.get(f"/api/v1/draws/d-1/record?kind={kind}").content
        for kind in ("full", "slim")
    }
    assert bytes_of["full"] != bytes_of["slim"]
    archive = callers.client.get("/api/v1/draws/d-1/evidence")
    assert archive.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as found:
        assert found.read("record-slim.json") == bytes_of["slim"]
        found.extractall(tmp_path / "evidence")
    folder = tmp_path / "evidence"
    slip = callers.get("/draws/d-1")["slip"]
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *("README.en.txt", "README.zh.txt", "disclosures.json", "drawverify.pyz"),
        *("record.json", "record-slim.json", "slip.txt"),
    }
    assert slip in (folder / "README.zh.txt").read_text("utf-8")
    for record in ("record.json", "record-slim.json"):
        line = [sys.executable, "drawverify.pyz", record, "--slip", slip, "--json"]
        done = subprocess.run(line, cwd=folder, capture_output=True, check=False)
        assert json.loads(done.stdout)["failed"] == [], done.stderr


def test_evidence_is_of_draws_that_have_ended(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST)
    callers.refused(409, "phase", callers.client.get("/api/v1/draws/d-1/evidence"))


def test_an_auditor_opens_all_rows_of_an_ended_draw(callers: Callers) -> None:
    callers.completed()
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL})
    path = "/api/v1/draws/d-1/audit"
    answer = callers.client.get(path, headers=callers.headers("auditor"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.json()["persons"]) == 9
    refused = callers.client.get(path, headers=callers.headers("supervisor"))
    callers.refused(403, "role_not_allowed", refused)


def test_the_log_is_paged_and_proven_to_have_grown(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST, Prefer="wait")
    old = parse_checkpoint(parse_note(callers.client.get("/api/v1/log/checkpoint").content).text)
    callers.done("organiser", "/draws/d-1/freeze", {"source": "witness"}, Prefer="wait")
    found = callers.get("/log/consistency", old=old.size)
    new = parse_checkpoint(parse_note(found["checkpoint"].encode()).text)
    hashes = [bytes.fromhex(text) for text in found["hashes"]]
    check_consistency(old.size, new.size, proof=hashes, old_root=old.root, root=new.root)
    page = callers.get("/log/entries", first=1)
    assert [item["index"] for item in page["entries"]] == list(range(1, new.size))
    assert (page["next"], page["size"]) == (new.size, new.size)
    assert callers.get("/log/entries", first=new.size)["entries"] == []
    shorter = callers.client.get(f"/api/v1/log/consistency?old={new.size + 1}")
    callers.refused(404, "log_shorter", shorter)


def test_tiles_are_the_leaves_of_the_log(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST, Prefer="wait")
    page = callers.get("/log/entries")
    tile = callers.client.get(f"/api/v1/log/tile/0/000.p/{page['size']}")
    assert tile.status_code == httpx.codes.OK
    assert tile.content.hex() == "".join(item["leaf"] for item in page["entries"])
    assert tile.headers["ETag"] == f'"{sha256(tile.content).hexdigest()}"'
    callers.refused(404, "no_tile", callers.client.get("/api/v1/log/tile/0/000"))
    callers.refused(404, "no_tile", callers.client.get("/api/v1/log/tile/1/000.p/1"))
    for name in ("0", "000.p/256", "000.p/0", "x001", "001/002"):
        malformed = callers.client.get(f"/api/v1/log/tile/0/{name}")
        callers.refused(422, "tile_malformed", malformed)


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/health", "/api/v1/draws/d-1/record", "/drawverify.pyz"]
)
def test_a_head_is_that_of_the_answer(callers: Callers, path: str) -> None:
    callers.done("organiser", "/draws", REQUEST, Prefer="wait")
    whole, head = callers.client.get(path), callers.client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_the_head_of_an_answer_that_goes_on_takes_nobodys_place(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST)
    head = callers.client.head("/api/v1/draws/d-1/events")
    assert head.headers["Content-Type"].startswith("text/event-stream")
    assert callers.get("/health")["origin"]  # over the same connection
    assert callers.api.state.wiring.watching.count == 0


def test_what_waits_for_its_signature_is_there_in_a_moment(
    prepared: Prepared, tmp_path: Path
) -> None:
    """A service that nobody signs for: to a program that is no missing draw, but one to ask for again."""
    with (
        service.opened(prepared.copied(tmp_path / "home"), parse_time(Office.LATER)) as app,
        listening_at("127.0.0.1", 0) as found,
        listening(api_of(app, ring=lambda: None), found) as url,
        httpx.Client(base_url=url) as client,
    ):
        callers = Callers(FastAPI(), client, dict(prepared.keys), [])
        leaf = callers.done("organiser", "/draws", REQUEST)["entries"][0]["leaf"]
        for path in ("draws/d-1/record", f"log/proofs/{leaf}"):
            answer = client.get(f"/api/v1/{path}")
            callers.refused(503, "not_signed_yet", answer)
            assert answer.headers["Retry-After"] == "1"


def test_draws_of_a_pool_that_is_not_there(callers: Callers) -> None:
    problem = callers.refused(404, "no_pool", callers.client.get("/api/v1/draws?pool=hunan"))
    assert problem["facts"] == {"expected": "xin", "got": "hunan"}
    assert callers.get("/draws", pool="xin") == {"draws": [], "next": ""}
