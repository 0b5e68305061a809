"""Whatever a service answers in place of the truth, the command line says so, soon, and shows nothing of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drawseeds import parse

from drawsvc.cli.at_server_looking import Looking
from drawsvc.client import Client, ProblemError
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import from_object
from drawsvc.domain.errors import StateError
from drawsvc.domain.from_record import MAX_ROWS, replay_record
from tests.service.lying import Lie, lying
from tests.service.sides import BY, Both, Side, at, requested


def true_url(both: Both) -> str:
    return str(both.callers.client.base_url)


def refused(both: Both, url: str, role: str, *words: object) -> str:
    """A command ends as one at something that is no service, and not as a defect. What it says of that."""
    code, out, err = both.server.raw(*at(url)(role), "--lang", "en", *words)
    assert (code, out) == (4, ""), out + err
    assert "server_foreign" in err
    return err


def with_(**changed: Any) -> Lie:
    return lambda told: {**told, **changed}


def entry_with(**changed: Any) -> Lie:
    def lie(told: Any) -> Any:
        first, *others = told["entries"]
        return {**told, "entries": [{**first, "entry": {**first["entry"], **changed}}, *others]}

    return lie


# Something else than was asked for.


@pytest.mark.parametrize(
    ("end", "elsewhere", "words"),
    [
        ("/draws/d-1/record", "/draws/d-2/record?kind=slim", ["show", "d-1"]),
        ("/draws/d-1", "/draws/d-2", ["show", "d-1"]),
        ("/draws/d-1/record", "/draws/d-2/record?kind=slim", ["entries", "d-1"]),
        ("/draws/d-1", "/draws/d-2", ["record", "d-1", "--out", "x"]),
    ],
)
def test_another_draw(both: Both, end: str, elsewhere: str, words: list[str]) -> None:
    requested(both.server)
    requested(both.server, draw="d-2", number="2号")
    with lying(true_url(both), end, elsewhere=elsewhere) as url:
        refused(both, url, "", *words)


def test_another_attempt(both: Both) -> None:
    requested(both.server)
    with lying(true_url(both), "/draws/d-1", with_(attempt=2)) as url, Client(url) as client:
        for read in (Looking(client).draw, Looking(client).place):
            with pytest.raises(ProblemError, match="attempt"):
                read("d-1", 1)


def test_a_record_of_another_attempt(both: Both) -> None:
    requested(both.server)
    both.server.run("approver", "void", "d-1", "--reason", "rule_breach", *BY)
    requested(both.server, kind="retry")
    later = "/draws/d-1/record?kind=slim&attempt=2"
    with (
        lying(true_url(both), "/draws/d-1/record", elsewhere=later) as url,
        Client(url) as client,
        pytest.raises(ProblemError, match="attempt"),
    ):
        Looking(client).draw("d-1", 1)


@pytest.mark.parametrize("changed", [{"draw": "d-2"}, {"type": "REQUEST"}, {"time": 3}])
def test_an_entry_that_was_written_elsewhere(both: Both, changed: Any) -> None:
    requested(both.server)
    with lying(true_url(both), "/freeze", entry_with(**changed)) as url:
        err = refused(both, url, "organiser", "freeze", "d-1", "--source", "witness")
    assert "Whether it was done is not known" in err


def test_a_request_that_became_another(both: Both) -> None:
    with lying(true_url(both), "/draws", entry_with(draw="d-9")) as url:
        side = Side(both.server.capture, at(url))
        with pytest.raises(AssertionError, match="server_foreign"):
            requested(side)


def test_an_entry_of_another_pool(both: Both) -> None:
    key = ("--role", "discipline", "--key", "ab" * 32, *BY)
    with lying(true_url(both), "/keys", entry_with(pool="other")) as url:
        refused(both, url, "administrator", "pool", "enrol-key", "xin", *key)


def test_another_pool(both: Both) -> None:
    with lying(true_url(both), "/pools/xin", with_(pool="other")) as url:
        refused(both, url, "", "pool", "show", "xin")


def test_the_proof_of_another_entry(both: Both) -> None:
    requested(both.server)
    requested(both.server, draw="d-2", number="2号")
    mine, other = (
        both.server.run("", "entries", draw)["entries"][0]["leaf"] for draw in ("d-1", "d-2")
    )
    assert both.server.run("", "log prove", mine)["leaf"] == mine
    with lying(true_url(both), f"/log/proofs/{mine}", elsewhere=f"/log/proofs/{other}") as url:
        refused(both, url, "", "log", "prove", mine)


# What would never end, or take all memory.


def test_a_log_whose_pages_are_empty(both: Both) -> None:
    with lying(true_url(both), "/log/entries", with_(entries=[])) as url:
        refused(both, url, "auditor", "log", "export", "--out", "log.json")


@pytest.mark.parametrize("changed", [{"next": "again"}, {"draws": [], "next": "more"}])
def test_a_list_of_draws_without_end(both: Both, changed: Any) -> None:
    requested(both.server)
    with (
        lying(true_url(both), "/draws", with_(**changed), elsewhere="/draws") as url,
        Client(url) as client,
        pytest.raises(ProblemError, match="server_foreign"),
    ):
        list(client.draws())


def frozen(both: Both, size: int, gone: int) -> Any:
    """A slim record whose roster and list of excluded experts are said to be as large as this."""
    requested(both.server)
    both.server.run("organiser", "freeze", "d-1", "--source", "witness")
    both.server.run("", "record", "d-1", "--slim", "--out", "slim.json")
    record: Any = parse(Path("slim.json").read_bytes())
    entries = {item["entry"]["type"]: item["entry"] for item in record["entries"]}
    entries["ROSTER"]["body"]["size"] = size
    freeze = entries["FREEZE"]["body"]
    freeze["roster"] = from_object(entries["ROSTER"]).leaf
    freeze["groups"][0]["excluded"] |= {"counts": {"suspended": gone}, "size": gone}
    return record


def test_as_many_rows_as_there_may_be_take_no_memory(both: Both) -> None:
    attempt, size = replay_record(frozen(both, 2**40, 2**31), Beacons())
    assert (attempt.phase, size) == ("frozen", 2**40)


@pytest.mark.parametrize(("size", "gone"), [(2**40, MAX_ROWS + 1), (10, 11)])
def test_more_rows_than_there_may_be(both: Both, size: int, gone: int) -> None:
    record = frozen(both, size, gone)
    with pytest.raises(StateError, match="freeze_rows"):
        replay_record(record, Beacons())


# Answers of another form.


@pytest.mark.parametrize(
    ("end", "lie", "words"),
    [
        ("/pools", with_(pools=3), ["pool", "list"]),
        ("/pools", with_(pools=[{}]), ["pool", "list"]),
        ("/pools/xin", with_(profile="x"), ["pool", "list"]),
        ("/pools/xin", with_(rosters=[{}]), ["pool", "show", "xin"]),
        ("/pools/xin", with_(rosters=7), ["roster", "diff", "v1", "v1", "--pool", "xin"]),
        ("/pools/xin", with_(specialties=[{"code": 1}]), ["pool", "show", "xin"]),
        ("/draws", with_(draws=["x"]), ["list"]),
        ("/draws", with_(draws={}), ["list"]),
        ("/draws", with_(next=[1]), ["list"]),
        ("/draws/d-1", with_(collected="2"), ["show", "d-1"]),
        ("/draws/d-1", with_(missing=[{}]), ["show", "d-1"]),
        ("/draws/d-1", with_(missing=3), ["show", "d-1"]),
        ("/draws/d-1", with_(waits_for="x"), ["show", "d-1"]),
        ("/draws/d-1", with_(phase=[]), ["show", "d-1"]),
        ("/draws/d-1", lambda _: {}, ["show", "d-1"]),
        ("/draws/d-1/record", with_(entries=3), ["show", "d-1"]),
        ("/draws/d-1/record", lambda _: [], ["show", "d-1"]),
        ("/health", with_(waiting="no"), ["log", "show"]),
        ("/log/entries", with_(entries=3), ["log", "export", "--out", "x"]),
        ("/log/entries", with_(entries=["x"]), ["log", "export", "--out", "x"]),
    ],
)
def test_another_form(both: Both, end: str, lie: Lie, words: list[str]) -> None:
    requested(both.server)
    with lying(true_url(both), end, lie) as url:
        refused(both, url, "auditor", *words)


@pytest.mark.parametrize(
    "lie",
    [
        {"facts": {"cells": 3}},
        {"facts": {"cells": ["x"]}},
        {"facts": {"cells": [{"row": 1}]}},
        {"facts": {"failures": [{}]}},
        {"facts": []},
        {"errors": 3},
        {"errors": ["x"]},
        {"errors": [{}]},
    ],
)
def test_a_refusal_of_another_form(both: Both, lie: Any) -> None:
    requested(both.server)
    said = {"title": "x", "code": "roster_cells", **lie}
    with lying(true_url(both), "/draws/d-1", lambda _: said, status=422) as url:
        refused(both, url, "", "show", "d-1")
