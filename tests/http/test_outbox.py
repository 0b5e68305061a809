"""The outbox through the API, and a worker beside it in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from drawsvc.domain.errors import UndeliverableError
from drawsvc.domain.times import parse_time
from drawsvc.notify.targets import WEBHOOK
from drawsvc.usecases.access import Caller
from drawsvc.usecases.claim_notices import claim_notices
from drawsvc.usecases.issue_key import issue_key
from drawsvc.usecases.reply_by_link import reply_by_link
from drawsvc.usecases.settle_notice import settle_failed
from drawsvc.worker.planned import Planned
from drawsvc.worker.rounds import Rounds
from tests.cli.office import Office
from tests.cli.test_answers import PERSON
from tests.http.conftest import APPROVAL, REQUEST, Callers, file_of, reply
from tests.notify.hook_server import SECRET, HookBox, hook_server
from tests.service.home import PASSPHRASE

PATIENCE_SECONDS = 60


def switch_on(callers: Callers) -> None:
    """From here on what the API commits is told to experts."""
    wiring = callers.api.state.wiring
    callers.api.state.wiring = replace(wiring, office=replace(wiring.office, channels=(WEBHOOK,)))


def outbox(callers: Callers, role: str, **params: str) -> httpx.Response:
    headers = callers.headers(role)
    return callers.client.get("/api/v1/pools/xin/outbox", params=params, headers=headers)


def test_dead_letters_are_shown_without_names_and_tried_again(callers: Callers) -> None:
    switch_on(callers)
    office = callers.api.state.wiring.office
    callers.inviting()
    for outgoing in claim_notices(office, WEBHOOK, 2):
        settle_failed(office, outgoing.notice, UndeliverableError("hook_refused", got=422))
    answer = outbox(callers, "pool_office")
    found = answer.json()
    assert [notice["fault"] for notice in found["notices"]] == ["hook_refused"] * 2
    assert len(found["unreached"]) == 3
    assert len(outbox(callers, "administrator", state="waiting").json()["notices"]) == 1
    assert "甲" not in answer.text
    assert "100000" not in answer.text  # how numbers begin in the roster
    id_ = found["notices"][0]["id"]
    again = callers.post("pool_office", f"/outbox/{id_}/retry")
    assert (again.status_code, again.json()["state"]) == (httpx.codes.OK, "waiting")
    callers.refused(409, "notice_not_dead", callers.post("pool_office", f"/outbox/{id_}/retry"))
    callers.refused(404, "no_notice", callers.post("pool_office", f"/outbox/{'0' * 32}/retry"))


def test_the_outbox_is_for_those_who_keep_the_pool(callers: Callers) -> None:
    callers.refused(403, "role_not_allowed", outbox(callers, "organiser"))
    callers.refused(401, "key_missing", outbox(callers, ""))
    callers.refused(422, "call_malformed", outbox(callers, "pool_office", state="lost"))
    answer = callers.client.get(
        "/api/v1/pools/nowhere/outbox", headers=callers.headers("pool_office")
    )
    callers.refused(404, "no_pool", answer)
    office = callers.api.state.wiring.office
    expires = parse_time(Office.LATER) + timedelta(days=1)
    other = Caller("elsewhere", "pool_office", ("hunan",))
    callers.keys["pool_office"] = issue_key(office, other, expires=expires)
    callers.refused(403, "pool_not_allowed", outbox(callers, "pool_office"))


@contextmanager
def worker(folder: Path, box: HookBox) -> Iterator[dict[str, Any]]:
    """`drawsvc worker` on the home of a folder, until the block ends; what it said at first."""
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (folder / "secret").write_text(f"whsec_{b64encode(SECRET).decode()}\n", encoding="utf-8")
    settings = {
        "DRAWSVC_HOME": str(folder / "home"),
        "DRAWSVC_PASSPHRASE_FILE": str(folder / "passphrase"),
        "DRAWSVC_PUBLIC_URL": "https://draws.example.org",
        "DRAWSVC_WEBHOOK_URL": box.url,
        "DRAWSVC_WEBHOOK_SECRET_FILE": str(folder / "secret"),
    }
    start = "from drawsvc.cli import main; main()"
    line = [sys.executable, "-c", start, "worker", "--json", "--at", Office.LATER]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            line, env=os.environ | settings, stdout=subprocess.PIPE, stderr=log
        ) as process,
    ):
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_SECONDS)
    assert process.returncode == 0


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by SIGTERM")
def test_a_worker_beside_the_api_invites_and_replaces_by_itself(
    callers: Callers, tmp_path: Path
) -> None:
    switch_on(callers)
    office = callers.api.state.wiring.office
    with hook_server() as box, worker(tmp_path, box) as said:
        assert said == {"channels": ["webhook"]}
        rows = callers.inviting()
        assert len(rows) == 3
        until(lambda: len(box.received) == 3)
        links = [each.said["link"] for each in box.received]
        assert all(link.startswith("https://draws.example.org/r/") for link in links)
        tokens = [link.rpartition("/")[2] for link in links]
        reply_by_link(office, tokens[0], "decline", "illness")
        for token in tokens[1:]:
            reply_by_link(office, token, "accept", "none")
        until(lambda: len(box.received) == 4)
        reply_by_link(office, box.received[3].said["link"].rpartition("/")[2], "accept", "none")
    told = (tmp_path / "log").read_text("utf-8")
    assert PERSON.findall(told) == []
    assert not any(each.said["link"].rpartition("/")[2] in told for each in box.received)
    assert callers.get("/draws/d-1")["phase"] == "completed"
    assert [row["attestation"] for row in callers.get("/draws/d-1")["walk"]] == ["link"] * 4


def test_one_request_goes_on_by_itself_as_far_as_its_witnesses(callers: Callers) -> None:
    office = callers.api.state.wiring.office
    steps = Planned(office, lambda: None, callers.api.state.wiring.log_key)
    callers.done("organiser", "/draws", REQUEST | {"automatic": {"release": APPROVAL}})
    assert [steps.look(), steps.look()] == [1, 0]
    freeze = callers.get("/draws/d-1/entries")["entries"][-1]["leaf"]
    for witness in callers.witnesses:
        callers.done("supervisor", "/draws/d-1/joins", file_of(witness.join(freeze)))
    assert steps.look() == 1
    slip = callers.get("/draws/d-1")["slip"]
    signed = [witness.sign("seen", slip) for witness in callers.witnesses]
    signed += [witness.sign("reveal", slip, witness.value) for witness in callers.witnesses]
    files = {"statements": [file_of(statement) for statement in signed]}
    assert callers.done("supervisor", "/draws/d-1/statements", files)["seeded"]
    assert Rounds(office, lambda: None).look() == 1
    replies = [reply(row) for row in callers.get("/draws/d-1")["walk"]]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": replies})
    assert steps.look() == 1
    assert callers.get("/draws/d-1")["phase"] == "released"


def test_a_plan_that_cannot_be_is_refused_with_the_request(callers: Callers) -> None:
    for automatic, code in (
        ({"source": "beacon"}, "source_on_site"),
        ({"source": "dice"}, "call_malformed"),
        ({"form": "full"}, "release_form"),
        ({"release": {"role": "leader"}}, "call_malformed"),
    ):
        answer = callers.post("organiser", "/draws", REQUEST | {"automatic": automatic})
        callers.refused(422, code, answer)
    assert callers.get("/draws")["draws"] == []
