"""A supervisor vouches for what a handler does at the call desk: on his own device, or with his PIN beside him."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from drawsvc.domain.errors import AccessError, DrawError, MissingError
from drawsvc.domain.times import parse_time
from drawsvc.usecases.access import Caller
from drawsvc.usecases.add_account import add_account
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.check_pin import MOST_FAILURES, check_pin
from drawsvc.usecases.close_account import close_account
from drawsvc.usecases.pool_settings import PoolSettings
from drawsvc.usecases.set_pin import set_pin
from drawsvc.usecases.vouch_for_call import Asked, Voucher, ask_vouch, give_vouch, refuse_vouch
from drawsvc.usecases.vouching import SESSION
from tests.http.conftest import reply
from tests.http.pages.conftest import PASSWORD, Browser, Site
from tests.http.pages.reading import check_page
from tests.http.pages.test_desk import named, note, open_seats, signed_reply
from tests.refusing import refused
from tests.scenario.play import XINXIAN, Play, pool

SUPERVISOR = "of-supervisor"
TYPED = "271828"  # a PIN
VOUCH = re.compile('name="vouch" value="([0-9a-f]{16})"')


@pytest.fixture
def desk(site: Site) -> Iterator[Browser]:
    """A handler at the desk of a draw whose pool wants supervisors to vouch; the supervisor has a PIN."""
    site.callers.inviting()
    settings = {"xin": PoolSettings(vouching=True)}
    site.wired(office=replace(site.wiring.office, pools=settings))
    site.account("supervisor")
    set_pin(site.wiring.office, SUPERVISOR, TYPED)
    with site.browser("pool_office") as browser:
        yield browser


@pytest.fixture
def phone(site: Site, desk: Browser) -> Iterator[Browser]:
    """The supervisor, signed in on his own device."""
    del desk
    with site.browser() as browser:
        browser.sign_in(SUPERVISOR)
        yield browser


def ask(desk: Browser, seat: str, status: int = 303, **beside: str) -> str:
    desk.get("/desk/d-1")
    return desk.post("/desk/d-1/open", {"seat": seat, **beside}, status)


def say(desk: Browser, seat: str, answer: str, status: int = 303, **beside: str) -> str:
    desk.get("/desk/d-1")
    fields = {"seat": seat, "answer": answer, "tries": "2", **beside}
    return desk.post("/desk/d-1/note", fields, status)


def waiting(phone: Browser) -> list[str]:
    text = phone.get("/vouch/d-1")
    check_page(text)
    assert named(text) == []
    return list(dict.fromkeys(VOUCH.findall(text)))


def give(phone: Browser, status: int = 303) -> None:
    (vouch,) = waiting(phone)
    phone.post("/vouch/d-1/give", {"vouch": vouch}, status)


def bodies(site: Site, kind: str) -> list[dict[str, Any]]:
    entries = site.callers.get("/draws/d-1/entries")["entries"]
    return [of["entry"]["body"] for of in entries if of["entry"]["type"] == kind]


def answers(site: Site) -> list[str]:
    return [row["answer"] for row in site.callers.get("/draws/d-1")["walk"]]


def test_on_his_own_device(site: Site, desk: Browser, phone: Browser) -> None:
    seat = open_seats(desk)[0]
    assert "0 项" in phone.get("/vouch")
    ask(desk, seat)
    assert bodies(site, "CONTACT_OPENED") == []
    assert "等监督人确认" in desk.get("/desk/d-1")
    assert "1 项" in phone.get("/vouch")
    give(phone)
    assert waiting(phone) == []
    page = ask(desk, seat, 200)
    check_page(page)
    assert len(named(page)) == 2
    (opened,) = bodies(site, "CONTACT_OPENED")
    assert (opened["handler"], opened["supervisor"]) == ("of-pool_office", SUPERVISOR)
    say(desk, seat, "decline.illness")
    assert answers(site) == ["open"] * 3
    give(phone)
    assert answers(site) == ["decline", "open", "open"]
    (replied,) = bodies(site, "REPLIED")
    assert replied["attestation"] == {"kind": "handler", "statements": []}
    shown = desk.get("/desk/d-1")
    assert shown.count("本人登录") == 2
    assert "不是见证人密钥的签署" in shown


def test_with_his_pin_at_the_desk(site: Site, desk: Browser) -> None:
    for seat in open_seats(desk):
        page = ask(desk, seat, 200, supervisor=SUPERVISOR, pin=TYPED)
        assert len(named(page)) == 2
        say(desk, seat, "accept.none", supervisor=SUPERVISOR, pin=TYPED)
    assert site.callers.get("/draws/d-1")["phase"] == "completed"
    assert {of["supervisor"] for of in bodies(site, "CONTACT_OPENED")} == {SUPERVISOR}
    assert TYPED not in "".join(desk.shown)


def test_each_opening_is_vouched_for(site: Site, desk: Browser, phone: Browser) -> None:
    seat = open_seats(desk)[0]
    ask(desk, seat)
    give(phone)
    ask(desk, seat, 200)
    ask(desk, seat)
    assert len(bodies(site, "CONTACT_OPENED")) == 1
    assert len(waiting(phone)) == 1


def test_he_says_that_it_was_not_so(site: Site, desk: Browser, phone: Browser) -> None:
    seat = open_seats(desk)[0]
    say(desk, seat, "decline.illness")
    (vouch,) = waiting(phone)
    phone.post("/vouch/d-1/refuse", {"vouch": vouch})
    phone.get("/pin")
    phone.post("/vouch/d-1/give", {"vouch": vouch}, 404)
    assert waiting(phone) == []
    assert answers(site) == ["open"] * 3


def test_he_vouches_only_for_what_he_was_shown(site: Site, desk: Browser, phone: Browser) -> None:
    seat = open_seats(desk)[0]
    say(desk, seat, "accept.none")
    (shown,) = waiting(phone)
    say(desk, seat, "decline.illness")  # meanwhile
    refused = phone.post("/vouch/d-1/give", {"vouch": shown}, 404)
    assert "已不待确认" in refused
    assert answers(site) == ["open"] * 3
    (now,) = waiting(phone)
    say(desk, seat, "decline.illness")  # the same again is the same
    assert waiting(phone) == [now]


def test_nobody_vouches_for_himself_or_without_the_pin(site: Site, desk: Browser) -> None:
    site.account("auditor")
    seat = open_seats(desk)[0]
    for supervisor, pin in (
        (SUPERVISOR, "271829"),
        (SUPERVISOR, PASSWORD),  # the password is no PIN
        ("supervisor", TYPED),  # a key has none
        ("of-auditor", TYPED),
        ("of-pool_office", TYPED),
        ("nobody", TYPED),
    ):
        shown = ask(desk, seat, 403, supervisor=supervisor, pin=pin)
        shown += say(desk, seat, "accept.none", 403, supervisor=supervisor, pin=pin)
        assert named(shown) == []
    assert answers(site) == ["open"] * 3
    assert bodies(site, "CONTACT_OPENED") == []


def test_an_id_that_the_handler_types_is_not_enough(site: Site, desk: Browser) -> None:
    seat = open_seats(desk)[0]
    ask(desk, seat, supervisor=SUPERVISOR)
    assert bodies(site, "CONTACT_OPENED") == []
    group, row = map(int, seat.split("-"))
    calls = site.callers
    body = {"group": group, "row": row, "supervisor": SUPERVISOR}
    calls.refused(403, "vouch_needed", calls.post("pool_office", "/draws/d-1/contacts", body))
    replies = {"replies": [reply({"group": group, "row": row})]}
    calls.refused(403, "vouch_needed", calls.post("pool_office", "/draws/d-1/replies", replies))


def test_a_signed_statement_needs_nobody_to_vouch(site: Site, desk: Browser) -> None:
    seat = open_seats(desk)[0]
    desk.get("/desk/d-1")
    note(desk, seat, "accept.none", signed=signed_reply(site, seat))
    (replied,) = bodies(site, "REPLIED")
    assert replied["attestation"]["kind"] == "countersigned"


def test_silence_that_is_vouched_for_is_noted_by_itself(
    site: Site, desk: Browser, phone: Browser
) -> None:
    first, second, third = open_seats(desk)
    say(desk, first, "silent", supervisor=SUPERVISOR, pin=TYPED)
    say(desk, second, "silent")
    give(phone)
    assert answers(site) == ["open"] * 3  # until the deadline
    late = parse_time(site.callers.get("/draws/d-1")["deadline"]) + timedelta(seconds=1)
    site.wired(office=replace(site.wiring.office, clock=lambda: late))
    advance_draw(site.wiring.office, "d-1", by_itself=True)
    assert answers(site) == ["expired", "expired", "open"]
    expired = bodies(site, "EXPIRED")
    assert [(of["tries"], of["attestation"]["kind"]) for of in expired] == [(2, "handler")] * 2
    # In such a pool the handler's word does not do for the third.
    desk.get("/desk/d-1")
    desk.post("/desk/d-1/expire", {})
    assert answers(site) == ["expired", "expired", "open"]
    say(desk, third, "accept.none", 409)  # too late


def test_what_is_vouched_for_too_late_is_not_noted(
    site: Site, desk: Browser, phone: Browser
) -> None:
    say(desk, open_seats(desk)[0], "accept.none")
    late = parse_time(site.callers.get("/draws/d-1")["deadline"]) + timedelta(seconds=1)
    site.wired(office=replace(site.wiring.office, clock=lambda: late))
    give(phone, 409)
    assert answers(site) == ["open"] * 3


def test_a_supervisor_of_another_pool_sees_and_does_nothing(site: Site, desk: Browser) -> None:
    say(desk, open_seats(desk)[0], "accept.none")
    site.account("supervisor", "hunan")
    with site.browser() as other:
        other.sign_in(SUPERVISOR)
        assert "d-1" not in other.get("/vouch")
        other.get("/vouch/d-1", 403)
        other.get("/vouch")
        other.post("/vouch/d-1/give", {"vouch": "0" * 16}, 403)


def test_a_pin_is_of_no_use_after_some_tries_however_many_at_once(
    site: Site, desk: Browser
) -> None:
    del desk
    office = site.wiring.office

    def guess(number: int) -> str:
        try:
            check_pin(office, SUPERVISOR, f"{number:06}")
        except AccessError as error:
            return error.code
        return "right"

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(guess, range(12)))
    assert sorted(codes) == ["pin_locked"] * (12 - MOST_FAILURES) + ["pin_refused"] * MOST_FAILURES
    with pytest.raises(AccessError, match="pin_locked"):
        check_pin(office, SUPERVISOR, TYPED)
    set_pin(office, SUPERVISOR, TYPED)
    check_pin(office, SUPERVISOR, TYPED)


def test_right_ones_in_between_keep_it_of_use(site: Site, desk: Browser) -> None:
    del desk
    for _ in range(2 * MOST_FAILURES):
        with suppress(AccessError):
            check_pin(site.wiring.office, SUPERVISOR, "1")
        check_pin(site.wiring.office, SUPERVISOR, TYPED)


def test_he_sets_his_pin_with_his_password(site: Site, phone: Browser) -> None:
    for password, pin, again, status in (
        ("wrong", "314159", "314159", 401),
        (PASSWORD, "314159", "314158", 422),
        (PASSWORD, "31415", "31415", 422),
        (PASSWORD, "111111", "111111", 422),
        (PASSWORD, "314159", "314159", 200),
    ):
        check_page(phone.get("/pin"))
        text = phone.post("/pin", {"password": password, "pin": pin, "again": again}, status)
        check_page(text)
        assert pin not in text
    check_pin(site.wiring.office, SUPERVISOR, "314159")
    with pytest.raises(AccessError, match="pin_refused"):
        check_pin(site.wiring.office, SUPERVISOR, TYPED)


def test_only_supervisors_have_one(site: Site, desk: Browser) -> None:
    del desk
    for name in ("of-pool_office", "nobody"):
        with pytest.raises(DrawError, match=r"pin_not_supervisor|no_account"):
            set_pin(site.wiring.office, name, TYPED)


@pytest.mark.parametrize("change", ["closed", "another role", "another password"])
def test_a_pin_ends_with_what_it_belonged_to(site: Site, desk: Browser, change: str) -> None:
    del desk
    office = site.wiring.office
    caller = Caller(SUPERVISOR, "auditor" if change == "another role" else "supervisor", ("xin",))
    if change == "closed":
        close_account(office, SUPERVISOR)
    else:
        add_account(office, caller, f"{PASSWORD} anew")
    with refused(AccessError, "pin_refused"):
        check_pin(office, SUPERVISOR, TYPED)


def test_a_vouch_for_an_invitation_that_is_over_answers_no_later_one() -> None:
    play = Play(XINXIAN, pool(X1=6))
    play.start("D1", X1=2)
    first, *others = play.open_seats("D1")
    asked = ask_vouch(play.office, "D1", Asked(first, "decline.illness", "h-1"))
    for seat in (first, *others):
        play.reply("D1", seat, "a")
    play.reschedule("D1", date(2026, 4, 30))
    play.advance("D1")
    assert first in play.open_seats("D1")
    before = play.attempt("D1").chain.entries
    for use in (
        lambda: give_vouch(play.office, "D1", asked.id, Voucher("s-1", SESSION)),
        lambda: refuse_vouch(play.office, "D1", asked.id),
    ):
        with refused(MissingError, "no_vouch"):
            use()
    assert play.attempt("D1").chain.entries == before
