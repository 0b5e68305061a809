"""The call desk: one name at a time, only while it is open, and a whole draw without anything but a telephone."""

import re
from dataclasses import replace
from datetime import timedelta

from drawsvc.domain.statements import Statement, statement_bytes
from drawsvc.domain.times import parse_time
from tests.http.pages.conftest import NAMES, PHONES, Browser, Site
from tests.http.pages.reading import check_page

OPEN = re.compile('name="seat" value="([0-9]+-[0-9]+)"')


def named(text: str) -> list[str]:
    return [secret for secret in (*NAMES, *PHONES) if secret in text]


def open_seats(browser: Browser) -> list[str]:
    text = browser.get("/desk/d-1")
    assert named(text) == []
    check_page(text)
    return OPEN.findall(text)


def open_one(browser: Browser, seat: str) -> str:
    return browser.post("/desk/d-1/open", {"seat": seat, "supervisor": "supervisor"}, 200)


def note(
    browser: Browser, seat: str, answer: str, status: int = 303, *, signed: Statement | None = None
) -> str:
    files = {"statement": ("said.json", statement_bytes(signed) if signed else b"")}
    fields = {"seat": seat, "answer": answer, "tries": "2"}
    return browser.post("/desk/d-1/note", fields, status, files=files)


def signed_reply(site: Site, seat: str, **changed: str) -> Statement:
    group, row = map(int, seat.split("-"))
    entries = site.callers.get("/draws/d-1/entries")["entries"]
    leaf = next(item["leaf"] for item in entries[::-1] if item["entry"]["type"] == "INVITED")
    value = {"answer": "accept", "reason": "none", **changed, "group": group, "row": row}
    return site.callers.witnesses[0].sign("reply", leaf, value)


def test_a_draw_is_completed_by_telephone_alone(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        assert "d-1" in browser.get("/desk")
        seats = open_seats(browser)
        for seat, answer in zip(
            seats, ("decline.illness", "accept.none", "accept.none"), strict=True
        ):
            page = open_one(browser, seat)
            check_page(page)
            assert len(named(page)) == 2  # a name and its number
            note(browser, seat, answer)
        (replacement,) = open_seats(browser)
        open_one(browser, replacement)
        note(browser, replacement, "accept.none", signed=signed_reply(site, replacement))
        assert open_seats(browser) == []
        assert "d-1" not in browser.get("/desk")
    draw = site.callers.get("/draws/d-1")
    assert draw["phase"] == "completed"
    assert [row["attestation"] for row in draw["walk"]] == ["handler"] * 3 + ["countersigned"]


def test_the_log_says_who_has_opened_whom_before_anybody_sees_it(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        seat = open_seats(browser)[0]
        open_one(browser, seat)
        assert "1 次" in browser.get("/desk/d-1")
    entry = site.callers.get("/draws/d-1/entries")["entries"][-1]["entry"]
    group, row = map(int, seat.split("-"))
    who = {"handler": "of-pool_office", "supervisor": "supervisor"}
    assert (entry["type"], entry["body"]) == ("CONTACT_OPENED", {"group": group, "row": row, **who})


def test_nobody_is_shown_who_was_not_invited(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        seats = open_seats(browser)
        other = next(f"0-{row}" for row in range(9) if f"0-{row}" not in seats)
        for seat, supervisor, status in (
            (other, "supervisor", 409),
            ("0-999", "supervisor", 409),
            ("7-0", "supervisor", 409),
            (seats[0], "", 403),
            (seats[0], "王监督", 403),
            (seats[0], "auditor", 403),  # a key of another role
            (seats[0], "of-pool_office", 403),  # the handler himself
            ("0", "supervisor", 422),
        ):
            fields = {"seat": seat, "supervisor": supervisor}
            browser.get("/desk/d-1")
            text = browser.post("/desk/d-1/open", fields, status)
            assert named(text) == []


def test_silence_needs_a_signature(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        seat = open_seats(browser)[0]
        text = note(browser, seat, "silent", 422)
        assert "没有监督人的签署" in text
        group, row = map(int, seat.split("-"))
        said = signed_reply(site, seat)
        browser.get("/desk/d-1")
        silent = {"group": group, "row": row, "tries": 2}
        note(
            browser,
            seat,
            "silent",
            signed=site.callers.witnesses[0].sign("expired", said.leaf, silent),
        )
    assert site.callers.get("/draws/d-1")["walk"][0]["answer"] == "open"  # until the deadline


def test_statements_that_say_something_else_are_refused(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        first, second = open_seats(browser)[:2]
        other = signed_reply(site, second)
        declined = signed_reply(site, first, answer="decline", reason="illness")
        for signed in (other, declined):
            browser.get("/desk/d-1")
            note(browser, first, "accept.none", 422, signed=signed)
        browser.get("/desk/d-1")
        garbage = {"statement": ("x.json", b"{")}
        fields = {"seat": first, "answer": "accept.none"}
        browser.post("/desk/d-1/note", fields, 422, files=garbage)
        browser.get("/desk/d-1")
        note(browser, first, "accept.illness", 422)
    assert [row["answer"] for row in site.callers.get("/draws/d-1")["walk"]] == ["open"] * 3


def test_an_answer_is_noted_once(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        seat = open_seats(browser)[0]
        note(browser, seat, "accept.none")
        browser.get("/desk/d-1")
        note(browser, seat, "accept.none", 409)
    assert [row["answer"] for row in site.callers.get("/draws/d-1")["walk"]].count("accept") == 1


def test_silence_is_noted_for_all_once_the_deadline_has_passed(site: Site) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        assert "/desk/d-1/expire" not in browser.get("/desk/d-1")
        browser.post("/desk/d-1/expire", {})
        assert len(open_seats(browser)) == 3  # not before
        late = parse_time(site.callers.get("/draws/d-1")["deadline"]) + timedelta(seconds=1)
        site.wired(office=replace(site.wiring.office, clock=lambda: late))
        assert "/desk/d-1/expire" in browser.get("/desk/d-1")
        browser.post("/desk/d-1/expire", {})
        assert len(open_seats(browser)) == 3  # of the next round
    walk = site.callers.get("/draws/d-1")["walk"]
    assert [row["answer"] for row in walk] == ["expired"] * 3 + ["open"] * 3
