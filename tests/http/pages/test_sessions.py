"""Signing in: whose forms are taken, whose cookies are worth something, and who may open which page."""

import re

import httpx
import pytest

from drawsvc.http.api import pages
from drawsvc.http.authority import MAY
from drawsvc.http.pages.sessions import COOKIE
from drawsvc.usecases.access import PUBLIC, ROLES
from tests.http.pages.conftest import STAGES, Site
from tests.http.pages.reading import check_page

HTTPS = {"X-Forwarded-Proto": "https"}


def page_calls() -> list[tuple[str, str, str]]:
    """Name, method and path of every page, with something put in for what is in braces."""
    return [
        (route.name, method, re.sub(r"\{[a-z]+\}", "1", route.path))
        for route in pages()
        for method in sorted(route.methods or ())
    ]


@pytest.mark.parametrize("role", [PUBLIC, *ROLES])
def test_everybody_sees_what_the_matrix_says_and_nothing_else(site: Site, role: str) -> None:
    with site.browser("" if role == PUBLIC else role) as browser:
        browser.get("/sign-in")
        form = browser.form_token()
        for name, method, path in page_calls():
            if name == "sign_out":
                continue  # it would end what the others are asked with
            answer = browser.client.request(
                method, path, data={"form": form} if method == "POST" else None
            )
            may = bool({PUBLIC, role} & MAY[name])
            sent_away = answer.headers.get("Location", "").startswith("/sign-in")
            refused = "无权办理" in answer.text
            assert (sent_away or refused) is not may, (name, role, answer.text)
            assert sent_away is (not may and role == PUBLIC), (name, role)


def test_signing_in_begins_a_session_under_a_token_nobody_has_seen(site: Site) -> None:
    site.account("pool_office")
    with site.browser() as browser:
        planted = "0" * 64
        browser.client.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/")
        browser.sign_in("of-pool_office")
        cookies = browser.client.cookies.jar
        token = next(cookie.value for cookie in cookies if cookie.value != planted)
        assert len(token or "") == 64
        browser.client.cookies.clear()
        browser.client.cookies.set(COOKIE, planted)
        browser.get("/desk", 303)
        browser.client.cookies.set(COOKIE, str(token))
        browser.get("/desk")


def test_signing_out_ends_the_session_for_whoever_has_kept_the_cookie(site: Site) -> None:
    with site.browser("pool_office") as browser:
        token = browser.client.cookies[COOKIE]
        browser.get("/desk")
        browser.post("/sign-out", {})
        assert COOKIE not in browser.client.cookies
        browser.client.cookies.set(COOKIE, token)
        browser.get("/desk", 303)


def test_cookies_are_for_this_site_alone_and_secure_where_they_can_be(site: Site) -> None:
    client = site.callers.client
    plain = client.get("/sign-in").headers["Set-Cookie"]
    client.cookies.clear()
    secure = client.get("/sign-in", headers=HTTPS).headers["Set-Cookie"]
    for cookie in (plain, secure):
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
    assert "Secure" not in plain
    assert "Secure" in secure


def test_forms_that_are_not_ours_change_nothing(site: Site) -> None:
    rows = site.callers.inviting()
    seat = f"{rows[0]['group']}-{rows[0]['row']}"
    before = site.callers.get("/draws/d-1/entries")
    with site.browser("pool_office") as browser, site.browser() as other:
        other.get("/sign-in")
        foreign = other.form_token()
        fields = {"seat": seat, "supervisor": "supervisor", "answer": "accept.none"}
        for form in ("", "0" * 64, foreign, "甲"):
            for path in ("/desk/d-1/open", "/desk/d-1/note", "/sign-out"):
                text = browser.post(path, fields | {"form": form}, 403)
                check_page(text)
                assert "表单不是本次登录的页面发出的" in text
        browser.get("/desk")
    assert site.callers.get("/draws/d-1/entries") == before


def test_another_site_cannot_sign_somebody_in(site: Site) -> None:
    site.account("pool_office")
    fields = {"name": "of-pool_office", "password": "correct horse battery", "form": "0" * 64}
    answer = site.callers.client.post("/sign-in", data=fields)
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert COOKIE not in answer.cookies


def test_wrong_passwords_are_refused_alike_and_then_slowed_down(site: Site) -> None:
    site.account("pool_office")
    with site.browser() as browser:
        wrong = browser.sign_in("of-pool_office", "wrong horse battery", 401)
        unknown = browser.sign_in("nobody", "wrong horse battery", 401)
        assert re.sub("[0-9a-f]{64}", "", wrong) == re.sub("[0-9a-f]{64}", "", unknown)
        check_page(wrong)
        for _ in range(4):
            browser.sign_in("of-pool_office", "wrong horse battery", 401)
        browser.sign_in("of-pool_office", status=429)


def test_an_account_of_another_pool_sees_none_of_it(site: Site) -> None:
    STAGES["inviting"](site)
    site.account("pool_office", "hunan")
    with site.browser() as browser:
        browser.sign_in("of-pool_office")
        assert "d-1" not in browser.get("/desk")
        browser.get("/desk/d-1", 403)


def test_a_key_opens_no_page_and_a_session_no_call(site: Site) -> None:
    headers = site.callers.headers("pool_office")
    assert site.callers.client.get("/desk", headers=headers).status_code == httpx.codes.SEE_OTHER
    with site.browser("pool_office") as browser:
        answer = browser.client.post("/api/v1/draws/d-1/replies", json={"replies": []})
        assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_pages_of_a_session_are_kept_by_nobody(site: Site) -> None:
    with site.browser("pool_office") as browser:
        assert browser.client.get("/desk").headers["Cache-Control"] == "no-store"
    assert site.callers.client.get("/").headers["Cache-Control"] == "no-cache"
