"""Commands at a running service answer as they do in its home folder, in JSON, in words, and where they are refused."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drawsvc import clock
from drawsvc.beacon_chains import beacons_of
from drawsvc.config import Home, shipped_calendar, shipped_regulations
from drawsvc.domain.beacons import Beacons
from tests.beacon_chain import OwnChain
from tests.cli.office import Office, roster_csv
from tests.http.conftest import Callers
from tests.service.sides import BY, WITNESSES, Both, Side, accepted, requested, written

NEW = re.compile(r"[0-9a-f]{64}|[0-9A-Z]{4}-[0-9A-Z]{4}")
"""What is different in each draw: digests, and the check code."""
DRAWN = ("bytes", "row", "rows", "check_code", "proof", "checkpoint")
"""Members that depend on who was drawn, or on digests."""


# A draw, with everything that can happen to it.


def sealed(side: Side, draw: str = "d-1", **said: str) -> str:
    requested(side, draw=draw, related_unit="U-of-nobody", activity="unheard_of", **said)
    freeze = side.run("organiser", "freeze", draw, "--source", "witness")["freeze"]
    for witness in WITNESSES:
        side.run("supervisor", "join", draw, *side.signed(witness.join(freeze)))
    return str(side.run("organiser", "seal", draw, "--first-invite-at", Office.LATER)["slip"])


def inviting(side: Side) -> Any:
    slip = sealed(side)
    seen = [witness.sign("seen", slip) for witness in WITNESSES]
    shown = [witness.sign("reveal", slip, witness.value) for witness in WITNESSES]
    side.run("supervisor", "statement", "d-1", *side.signed(*seen))
    side.run("supervisor", "statement", "d-1", *side.signed(*shown))
    return side.run("organiser", "advance", "d-1")["walk"]


def completed(side: Side) -> None:
    first, second, third = inviting(side)
    note = written("note", side.run("", "log show")["checkpoint"].encode())
    side.run("supervisor", "evidence", "d-1", note)
    side.run("supervisor", "silence", "d-1", side.said("expired", third, tries=2))
    place = ("--round", 1, "--nth", 1)
    side.run("pool_office", "reply", "d-1", "decline", *place, "--reason", "illness")
    said = side.said("reply", first, answer="accept", reason="none")
    side.run("pool_office", "correct", "d-1", said)
    said = side.said("reply", second, answer="recuse", reason="interest")
    side.run("pool_office", "reply", "d-1", "--statement", said)
    accepted(side)
    accepted(side)


def changed(side: Side) -> None:
    place = ("--round", 1, "--nth", 3, "--reason", "illness")
    side.run("pool_office", "withdraw", "d-1", *place, *BY)
    accepted(side)
    side.run("approver", "add-seats", "d-1", "--seats", "X2=1", "--reason", "scope_grown", *BY)
    accepted(side)
    side.run("approver", "reschedule", "d-1", "--date", "2026-06-25", "--reason", "venue", *BY)
    accepted(side)


def ended(side: Side) -> None:
    (outcome,) = (
        of["leaf"]
        for of in side.run("", "entries", "d-1")["entries"][-1:]
        if of["entry"]["type"] == "COMPLETED"
    )
    side.run("supervisor", "confirm", "d-1", *side.signed(WITNESSES[0].sign("witnessed", outcome)))
    side.run("approver", "release", "d-1", *BY, "--out", "disclosures.json")
    side.run("organiser", "held", "d-1", "--date", "2026-06-25")
    written("objection.txt", "专家与参评单位有利害关系".encode())
    days = ("--received", "2026-06-26", "--answer-by", "2026-07-10")
    side.run("organiser", "objection", "d-1", "--file", "objection.txt", *days)
    rows = ("--specialty", "X2", "--row", 1, "--ground", "保存期满")
    side.run("approver", "erase", "d-1", *rows, *BY)
    side.run("auditor", "disclosures", "d-1", "--audit", "--out", "audit.json")
    side.run("auditor", "roster export", "--pool", "xin", "--out", "roster.json")


def voided(side: Side) -> None:
    """Two witnesses have revealed; one value surfaces after the draw was voided."""
    slip = sealed(side, draw="d-2", number="2号")
    seal = WITNESSES[0].sign("void", slip, {"class": "discarded", "reason": "rule_breach"})
    words = ("--reason", "rule_breach", *BY, "--statement", *side.signed(seal))
    side.run("approver", "void", "d-2", *words)
    late = WITNESSES[1].sign("reveal", slip, WITNESSES[1].value)
    side.run("", "late-reveal", "d-2", *side.signed(late))
    two = ("--approval", "leader=1号", "--approval", "discipline=2号")
    requested(side, draw="d-2", number="2号", kind="retry")
    side.run("administrator", "correct-clock", "d-2", "--reason", "clock_set", *two)
    side.run("", "show", "d-2", "--attempt", 1)


def short(side: Side) -> None:
    """Everybody is asked and declines."""
    slip = sealed(side, draw="d-3", number="3号", seats="X2=12")
    opened = [witness.sign("seen", slip) for witness in WITNESSES]
    opened += [witness.sign("reveal", slip, witness.value) for witness in WITNESSES]
    side.run("supervisor", "statement", "d-3", *side.signed(*opened))
    walk = side.run("organiser", "advance", "d-3")["walk"]
    lines = [f"1,{row['nth']},decline,other" for row in walk]
    table = "\n".join(["round,nth,answer,reason", *lines])
    side.run("pool_office", "reply", "d-3", "--file", written("replies.csv", table.encode()))
    side.run("approver", "decide", "d-3", "--kind", "outside", "--ground", "no_more_experts", *BY)
    side.run("approver", "release", "d-3", *BY)
    side.run("approver", "not-held", "d-3", "--reason", "matter_withdrawn", *BY)


def pools(side: Side) -> None:
    text = roster_csv("X2", range(1, 12))
    file = written("roster.csv", text.encode())
    side.run("pool_office", "roster check", file, "--pool", "xin")
    options = ("--pool", "xin", "--version", "v2", "--approved-by", "pool_office", "--ref", "2号")
    side.run("pool_office", "roster import", file, *options)
    side.run("pool_office", "roster import", file, *options)
    side.run("pool_office", "roster diff", "v1", "v2", "--pool", "xin")
    side.run("", "roster template", "--pool", "xin")
    key = ("--role", "discipline", "--key", "ab" * 32, *BY)
    side.run("administrator", "pool enrol-key", "xin", *key)
    side.run("administrator", "pool revoke-key", "xin", *key)


def founded(side: Side) -> None:
    side.run("administrator", "pool create", "hunan", "--profile", "hunan_reservoir_2016")
    file = written("hunan.csv", roster_csv("H1", range(1, 6)).encode())
    options = ("--pool", "hunan", "--version", "v1", "--approved-by", "pool_office", "--ref", "1号")
    side.run("pool_office", "roster import", file, *options)
    declared = '[cursors]\nH1 = "3"\n[carried]\nH1 = ["1"]\n[runs]\nH1-2 = 2\n'
    declared += "[counters.unjustified_refusals]\nH1-3 = 1\n"
    two = ("--approval", "leader=1号", "--approval", "pool_office=2号")
    side.run("pool_office", "pool opening", "hunan", written("o.toml", declared.encode()), *two)
    newer = shipped_regulations()["hunan_reservoir_2016"].read_text("utf-8")
    newer = newer.replace("version = 1\n", "version = 2\n")
    file = written("newer.toml", newer.encode())
    side.run("administrator", "pool adopt", "hunan", "--profile", file)
    side.run("administrator", "calendar import", shipped_calendar(), "--pool", "hunan")
    side.run("", "pool show", "hunan")


READ = (
    ("show", "d-1"),
    ("entries", "d-1"),
    ("list",),
    ("list", "--pool", "xin"),
    ("pool list",),
    ("pool show", "xin"),
    ("slip", "d-1"),
    ("log show",),
    ("beacon show",),
    ("record", "d-1", "--out", "out.json"),
    ("record", "d-1", "--slim", "--out", "out.json"),
)


def common(value: Any) -> Any:
    """An answer without what differs from draw to draw."""
    if isinstance(value, dict):
        return {name: common(of) for name, of in value.items() if name not in DRAWN}
    if isinstance(value, list):  # some of them are in the order of digests
        return sorted((common(of) for of in value), key=str)
    return NEW.sub("…", value) if isinstance(value, str) else value


def test_a_whole_draw_is_answered_alike(both: Both) -> None:
    for side in (both.server, both.home):
        for part in (pools, founded, completed, changed, ended, voided, short):
            part(side)
    assert [name for name, _ in both.server.answers] == [name for name, _ in both.home.answers]
    for (name, there), (_, here) in zip(both.server.answers, both.home.answers, strict=True):
        assert common(there) == common(here), name


@pytest.mark.parametrize("part", [sealed, inviting, completed])
def test_what_is_read_is_what_the_folder_says(both: Both, part: Callable[[Side], Any]) -> None:
    part(both.server)
    for command, *words in READ:
        there = both.server.run("", command, *words)
        said = {lang: both.server.say(command, *words, lang=lang) for lang in ("zh", "en")}
        files = Path("out.json").read_bytes() if "--out" in words else b""
        assert both.beneath.run("", command, *words) == there
        for lang, text in said.items():
            assert both.beneath.say(command, *words, lang=lang) == text
        if files:
            assert Path("out.json").read_bytes() == files


def test_released_names_and_the_log_are_the_same_files(both: Both) -> None:
    completed(both.server)
    place = ("--round", 1, "--nth", 3, "--reason", "illness")
    both.server.run("pool_office", "withdraw", "d-1", *place, *BY)
    accepted(both.server)
    both.server.run("approver", "release", "d-1", *BY)
    for command in (
        ["disclosures", "d-1", "--out"],
        ["disclosures", "d-1", "--audit", "--out"],
        ["roster export", "--pool", "xin", "--out"],
        ["log export", "--out"],
    ):
        both.server.run("auditor", *command, "there.json")
        both.beneath.run("", *command, "here.json")
        assert Path("there.json").read_bytes() == Path("here.json").read_bytes(), command
    for words in (["xin", "--all"], ["xin", "--on", "2026-06-30"]):
        there = both.server.run("pool_office", "pool counters", *words)
        assert both.beneath.run("", "pool counters", *words) == there
        assert any(of["experts"] for of in there["counters"]) is ("--all" in words)
    assert both.server.run("", "show", "d-1") == both.beneath.run("", "show", "d-1")
    leaf = both.server.run("", "slip", "d-1")["slip"]
    assert both.server.run("", "log prove", leaf) == both.beneath.run("", "log prove", leaf)


def test_a_draw_by_a_beacon_of_its_own(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain is asked for, and the round is held against it on this side, too."""
    chain, server, beneath, callers = OwnChain(), both.server, both.beneath, both.callers
    home = Home(Path("served"))
    info = written("info.json", json.dumps(chain.info()).encode())
    regulation = shipped_regulations()["xinxian_2021"].read_text("utf-8")
    for old, new in (("version = 1", "version = 2"), ('["dice",', '["beacon",')):
        regulation = regulation.replace(old, new)
    beneath.run("", "beacon set-chain", info)
    beneath.run("", "pool adopt", "xin", "--profile", written("newer.toml", regulation.encode()))
    office = callers.api.state.wiring.office
    clocked(callers, office.clock(), beacons_of(home))
    requested(server)
    freeze = server.run("organiser", "freeze", "d-1", "--source", "beacon")["freeze"]
    for witness in WITNESSES:
        server.run(
            "supervisor", "join", "d-1", *server.signed(witness.join(freeze, committed=False))
        )
    seal = server.run("organiser", "seal", "d-1")
    (waits,) = seal["waits_for"]
    signed = chain.sign(waits["round"])
    early = server.refused("", "beacon round", "d-1", "--signature", signed, code=2)
    assert early["code"] == "round_not_yet"
    later = office.clock() + timedelta(hours=1)
    clocked(callers, later, beacons_of(home))
    monkeypatch.setattr(clock, "now", lambda: later)
    wrong = server.refused("", "beacon round", "d-1", "--signature", "ab" * 48, code=2)
    assert wrong["code"] == "beacon_signature"
    server.run("", "beacon round", "d-1", "--signature", signed)
    seen = [witness.sign("seen", seal["slip"]) for witness in WITNESSES]
    assert server.run("supervisor", "statement", "d-1", *server.signed(*seen))["seeded"]
    for command in ("show", "entries"):
        assert server.run("", command, "d-1") == beneath.run("", command, "d-1")
    assert server.run("", "beacon show") == beneath.run("", "beacon show")


def clocked(callers: Callers, now: datetime, beacons: Beacons) -> None:
    wiring = callers.api.state.wiring
    office = replace(wiring.office, clock=lambda: now, beacons=beacons)
    callers.api.state.wiring = replace(wiring, office=office)


AGAIN = ["xin", "--file", "request.toml", "--number", "3号"]
REFUSED: tuple[tuple[str, str, list[object], int], ...] = (
    ("organiser", "show", ["d-9"], 3),
    ("organiser", "show", ["no id"], 3),
    ("organiser", "show", ["d-1", "--attempt", 7], 3),
    ("organiser", "record", ["d-9", "--out", "out.json"], 3),
    ("organiser", "slip", ["d-1"], 3),
    ("organiser", "list", ["--pool", "nowhere"], 3),
    ("organiser", "freeze", ["d-1", "--source", "beacon"], 2),
    ("organiser", "seal", ["d-1"], 3),
    ("organiser", "request", ["nowhere", "--file", "request.toml"], 3),
    ("organiser", "request", ["xin", "--file", "request.toml"], 3),
    ("organiser", "request", [*AGAIN, "--seats", "X9=1"], 2),
    ("organiser", "request", [*AGAIN, "--date", "2026-06-01"], 2),
    ("organiser", "request", [*AGAIN, "--automatic", "--source", "beacon"], 2),
    ("organiser", "request", [*AGAIN, "--automatic", "--release", "leader"], 2),
    ("organiser", "request", [*AGAIN, "--release", "leader=1号"], 2),
    ("pool_office", "calls", ["d-1"], 3),
    ("pool_office", "reply", ["d-1", "accept", "--round", 1, "--nth", 1], 3),
    ("organiser", "held", ["d-1", "--date", "2026-06-20"], 3),
    ("approver", "release", ["d-1", *BY], 3),
    ("pool_office", "roster check", ["bad.csv", "--pool", "xin"], 2),
    ("pool_office", "roster diff", ["v1", "v7", "--pool", "xin"], 3),
    ("organiser", "pool show", ["nowhere"], 3),
    ("pool_office", "pool counters", ["nowhere"], 3),
    ("pool_office", "pool counters", ["xin", "--on", "10.6.2026"], 2),
    ("administrator", "pool create", ["xin", "--profile", "xinxian_2021"], 3),
    ("administrator", "pool adopt", ["xin", "--profile", "xinxian_2021"], 2),
    ("administrator", "pool adopt", ["nowhere", "--profile", "xinxian_2021"], 3),
    ("organiser", "log prove", ["ab" * 32], 3),
    ("organiser", "log prove", ["short"], 2),
)


def test_errors_are_those_of_the_folder(both: Both) -> None:
    bad = roster_csv("X2", range(1, 4)).replace("active", "aktiv", 1)
    written("bad.csv", bad.encode())
    options = {name.strip("-"): of for name, of in Office.REQUEST.items() if name != "--draw"}
    lines = [f'{name} = "{value}"' for name, value in options.items()]
    written("request.toml", "\n".join([*lines, "[seats]", "X2 = 1"]).encode())
    for side in (both.server, both.home):
        requested(side)
    for role, command, words, code in REFUSED:
        there = both.server.refused(role, command, *words, code=code)
        here = both.home.refused(role, command, *words, code=code)
        assert there == here, (command, words)
    for side in (both.server, both.home):
        assert [of["draw"] for of in side.run("", "list")["draws"]] == ["d-1"]


def test_all_faults_of_a_call_are_shown(both: Both) -> None:
    """Codes that the folder refuses one after the other."""
    words = ["void", "d-1", "--reason", "No code", "--approved-by", "No role", "--ref", "1号"]
    error = both.server.refused("approver", *words, code=2)
    assert error["code"] == "call_malformed"
    assert [of["at"] for of in error["facts"]["failures"]] == ["#/approval/role", "#/reason"]
    *_, said = both.server.raw(*both.server.globals("approver"), "--lang", "en", *words)
    for place in ("approval/role", "reason"):
        assert f"  - #/{place}: a text; expected: a text of the form ^[a-z]" in said
