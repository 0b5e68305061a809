"""Where and until when one may object, on the record page and in the list; no entry says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drawsvc.domain.times import parse_time
from drawsvc.usecases.pool_settings import PoolSettings
from tests.cli.office import Office
from tests.http.pages.conftest import Site
from tests.http.pages.reading import check_page

CHANNEL = "示例县工业和信息化局\n<示例路1号>"


def set_up(site: Site, days: int = 30, later_days: int = 0) -> None:
    """Sets the office's settings and clock."""
    settings = PoolSettings(objection_days=days, objection_zh=CHANNEL)
    now = parse_time(Office.LATER) + timedelta(days=later_days)
    office = replace(site.wiring.office, pools={"xin": settings}, clock=lambda: now)
    site.wired(office=office)


def test_nothing_set_is_said(site: Site) -> None:
    site.released()
    with site.browser() as browser:
        text = browser.get("/draws/d-1/1")
        check_page(text)
        assert "没有写明向谁提出异议" in text
        assert "异议期" not in text + browser.get("/")


def test_before_the_release_the_time_has_not_begun(site: Site) -> None:
    site.callers.completed()
    set_up(site)
    with site.browser() as browser:
        text = browser.get("/draws/d-1/1")
        check_page(text)
        assert "30 日内可以提出异议；目前尚未公布" in text
        assert "&lt;示例路1号&gt;" in text
        assert "异议期" not in browser.get("/")


@pytest.mark.parametrize(
    ("days", "later", "said"),
    [
        (30, 0, "异议期至 2026-07-10，还有 30 天"),
        (30, 29, "异议期至 2026-07-10，还有 1 天"),
        (30, 30, "异议期至 2026-07-10，今天是最后一天"),
        (30, 31, "异议期已于 2026-07-10 届满"),
        (
            10,
            0,
            "异议期至 2026-06-22，还有 12 天",
        ),  # the 20th is a Saturday, as Civil Code 203 has it
        (3000, 0, "异议期至 2034-08-27，还有 3000 天"),  # no calendar reaches so far
    ],
)
def test_the_countdown(site: Site, days: int, later: int, said: str) -> None:
    site.released()
    set_up(site, days, later)
    with site.browser() as browser:
        for path in ("/draws/d-1/1", "/"):
            text = browser.get(path)
            check_page(text)
            assert said in text
        assert f"自公布之日起 {days} 日内" in browser.get("/draws/d-1/1")


def test_objections_are_shown_without_what_they_say(site: Site) -> None:
    site.released()
    set_up(site)
    body = {"answer_by": "2026-07-20", "received": "2026-06-11", "text": "专家有利害关系"}
    with site.browser() as browser:
        assert "没有异议记录" in browser.get("/draws/d-1/1")
        site.callers.done("organiser", "/draws/d-1/objections", body)
        text = browser.get("/draws/d-1/1")
        assert "收到一份异议，2026-07-20 前答复" in text
        assert body["text"] not in text
        assert "An objection came" in browser.get("/draws/d-1/1", lang="en")
