"""The outbox on the command line: what waits, what is dead, and trying again; settings are refused all at once."""

from pathlib import Path

import pytest

from drawsvc import app as service
from drawsvc.config import Home
from drawsvc.domain.errors import UndeliverableError
from drawsvc.domain.times import parse_time
from drawsvc.notify.targets import WEBHOOK
from drawsvc.usecases.claim_notices import claim_notices
from drawsvc.usecases.settle_notice import settle_failed
from tests.cli.office import Office
from tests.cli.test_answers import MEMBERS, PERSON


@pytest.fixture
def told(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office that tells experts by a webhook, and has invited three."""
    monkeypatch.setenv("DRAWSVC_WEBHOOK_URL", "https://sms.example.org/in")
    office.pool()
    office.inviting()
    return office


def test_a_dead_message_is_listed_and_tried_again(told: Office) -> None:
    assert told.run("outbox", "list")["notices"] == []
    assert "No message is given up." in told.say("outbox", "list")
    assert len(told.run("outbox", "list", "--state", "waiting")["notices"]) == 3
    kill_one(told)
    (dead,) = told.run("outbox", "list")["notices"]
    assert (dead["fault"], dead["state"], dead["draw"]) == ("hook_refused", "dead", "d-1")
    said = told.say("outbox", "list", lang="zh")
    assert "接收程序拒收" in said
    listed = next(line.split() for line in said.splitlines() if dead["id"] in line)
    assert listed[2:4] == [str(dead["group"]), str(dead["row"])]
    assert "UTC+8" in listed
    assert PERSON.findall(said + str(dead)) == []
    again = told.run("outbox", "retry", dead["id"])
    assert set(again) == MEMBERS["outbox retry"]
    assert (again["state"], again["tries"]) == ("waiting", 0)
    assert told.refuse("outbox", "retry", dead["id"], code=3)["code"] == "notice_not_dead"
    assert told.refuse("outbox", "retry", "0" * 32, code=3)["code"] == "no_notice"
    assert told.refuse("outbox", "list", "--state", "lost", code=2)["code"] == "notice_state"


def kill_one(office: Office) -> None:
    with service.opened(Home(Path("drawsvc-home")), parse_time(office.MORNING)) as app:
        (outgoing,) = claim_notices(app.office, WEBHOOK, 1)
        settle_failed(app.office, outgoing.notice, UndeliverableError("hook_refused", got=422))


def test_a_worker_with_wrong_settings_says_all_that_is_wrong(told: Office) -> None:
    error = told.refuse("worker", code=2)
    assert error["code"] == "settings_faulty"
    said = told.say("worker")
    for part in ("public_url", "webhook_secret_file", "whsec_BASE64"):
        assert part in said
