"""Before the release nothing the service says tells who was drawn, but for the one contact at the desk."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from drawsvc import cli
from drawsvc.http.api import operations
from drawsvc.http.routing import BASE
from drawsvc.usecases.access import PUBLIC, ROLES
from tests.cli.office import roster_csv
from tests.http.conftest import APPROVAL, Callers, reply

NUMBERS = range(1, 10)
NAMES = [f"甲X2{n}" for n in NUMBERS]
PHONES = [f"100{n:08}" for n in NUMBERS]
IDS = [f"X2-{n}" for n in NUMBERS]
SECRETS = [*NAMES, *PHONES, *IDS]

WHOLE_ROSTERS = {"get_roster", "get_roster_changes"}
"""Who may call these may see everybody, drawn or not."""


def told(*texts: object) -> list[str]:
    """What of the roster is in the texts."""
    said = "\n".join(map(str, texts))
    return [secret for secret in SECRETS if re.search(rf"{re.escape(secret)}(?!\d)", said)]


def test_no_operation_and_no_log_line_names_anybody(
    callers: Callers, capfd: pytest.CaptureFixture[str]
) -> None:
    walk = callers.inviting()
    assert_nobody_named(callers)
    answers = [reply(row) for row in walk[1:]] + [reply(walk[0], "decline", "illness")]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": answers})
    replaced = [row for row in callers.get("/draws/d-1")["walk"] if row["round"] > 1]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": [reply(*replaced)]})
    assert callers.get("/draws/d-1")["phase"] == "completed"
    assert_nobody_named(callers)
    logged = capfd.readouterr()
    assert "note_replies" in logged.out + logged.err
    assert told(logged.out, logged.err) == []


def assert_nobody_named(callers: Callers, method: str = "") -> None:
    """Whoever calls whatever there is; what changes something is called without the body it needs."""
    leaf = callers.get("/draws/d-1/entries")["entries"][-1]["leaf"]
    asked = [route for route in operations() if not method or method in (route.methods or ())]
    understood = 0
    for route in asked:
        for role in {PUBLIC, *ROLES} if route.name not in WHOLE_ROSTERS else ():
            answer = called(callers, route, role, leaf)
            assert told(answer.text, answer.headers) == [], (route.name, role)
            understood += answer.is_success
    assert understood > len(asked)


def called(callers: Callers, route: Route, role: str, leaf: str) -> httpx.Response:
    """An operation, of the draw, the pool and the entries there are."""
    filled = {"draw": "d-1", "pool": "xin", "leaf": leaf, "level": "0", "index:path": "000"}
    path = re.sub(r"\{([a-z:]+)\}", lambda place: filled.get(place[1], "1"), route.path)
    method = next(iter(route.methods or ()))
    headers = callers.headers("" if role == PUBLIC else role)
    if route.name == "get_events":
        return watched(callers, path, headers, leaf)
    return callers.client.request(method, path, headers=headers)


def watched(callers: Callers, path: str, headers: dict[str, str], leaf: str) -> httpx.Response:
    """What somebody who watches is told up to an entry; nothing would end it before the draw ends."""
    lines = []
    with callers.client.stream("GET", path, headers=headers) as answer:
        for line in answer.iter_lines():
            lines.append(line)
            if line.startswith("data: ") and leaf in line:
                break
    return httpx.Response(answer.status_code, headers=answer.headers, text="\n".join(lines))


def test_a_published_site_names_nobody(callers: Callers, tmp_path: Path) -> None:
    """No page, record or tile of it, at any step; after the release it has what is published, which is masked."""
    walk = callers.inviting()
    while not callers.client.get(f"{BASE}/log/checkpoint").is_success:
        time.sleep(0.05)  # the log is signed beside the calls
    assert told(published(tmp_path, "inviting")) == []
    answers = [reply(row) for row in walk[1:]] + [reply(walk[0], "decline", "illness")]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": answers})
    replaced = [row for row in callers.get("/draws/d-1")["walk"] if row["round"] > 1]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": [reply(*replaced)]})
    site = published(tmp_path, "completed")
    assert (told(site), "甲*" in site) == ([], False)
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL})
    site = published(tmp_path, "released")
    assert (told(site), "甲*" in site) == ([], True)


def published(folder: Path, phase: str) -> str:
    """Everything in the public site, once the draw is shown in this phase."""
    site = folder / "site"
    manifest: dict[str, Any] = {"draws": []}
    while phase not in [draw["phase"] for draw in manifest["draws"]]:
        assert cli.run(["publish", str(site), "--home", str(folder / "home"), "--json"]) == 0
        manifest = json.loads((site / "manifest.json").read_bytes())
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix == ".html"]) == 6
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_rosters_say_the_same_whatever_was_drawn(callers: Callers) -> None:
    """Neither whom they name nor what is warned of depends on a draw."""
    before = reports(callers)
    callers.completed()
    assert reports(callers) == before
    assert {*NAMES} <= {*told(*before)}


def reports(callers: Callers) -> list[object]:
    """A version of the roster for an auditor, and what the pool office hears of the same and of another file."""
    headers = callers.headers("auditor")
    version = callers.client.get(f"{BASE}/pools/xin/rosters/v1", headers=headers)
    files = [roster_csv("X2", numbers).encode() for numbers in (NUMBERS, NUMBERS[1:])]
    path = f"{BASE}/pools/xin/roster-check"
    checked = [
        callers.client.post(path, content=file, headers=callers.headers("pool_office"))
        for file in files
    ]
    assert {answer.status_code for answer in (version, *checked)} == {httpx.codes.OK}
    return [version.text, *(answer.json() for answer in checked)]


def test_an_open_contact_names_one(callers: Callers) -> None:
    row = callers.inviting()[0]
    place = {"group": row["group"], "row": row["row"], "supervisor": "supervisor"}
    answer = callers.done("pool_office", "/draws/d-1/contacts", place)
    (number,) = (n for n, name in zip(NUMBERS, NAMES, strict=True) if name in str(answer))
    own = {NAMES[number - 1], PHONES[number - 1], IDS[number - 1]}
    assert set(told(answer)) <= own
    assert_nobody_named(callers, "GET")
