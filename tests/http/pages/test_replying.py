"""The page behind an expert's link: what it tells, and an answer that counts once."""

from dataclasses import replace

import pytest

from drawsvc.notify.targets import WEBHOOK
from drawsvc.usecases.claim_notices import claim_notices
from tests.http.conftest import REQUEST
from tests.http.pages.conftest import NAMES, PHONES, Site
from tests.http.pages.reading import check_page, elements

MATTER = {"title": "示例企业现场检查", "venue": "示例楼 301", "starts": "09:30"}


@pytest.fixture
def tokens(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links of a round that is open, as a channel is handed them."""
    for name, value in MATTER.items():
        monkeypatch.setitem(REQUEST, name, value)
    site.wired(office=replace(site.wiring.office, channels=(WEBHOOK,)))
    site.callers.inviting()
    return [outgoing.token for outgoing in claim_notices(site.wiring.office, WEBHOOK, 9)]


def answers(site: Site) -> list[tuple[str, str]]:
    return sorted(
        (row["answer"], row["attestation"]) for row in site.callers.get("/draws/d-1")["walk"]
    )


def test_the_page_tells_when_where_and_what_kind_and_no_more(site: Site, tokens: list[str]) -> None:
    answer = site.callers.client.get(f"/r/{tokens[0]}")
    check_page(answer.text)
    office = "新县工业和信息化局“双随机、一公开”抽查检查人员专家库"
    for told in (office, "2026-06-20 09:30", "检查", "示例楼 301", "2026-06-10 15:00:00 UTC+8"):
        assert told in answer.text
    said = answer.text.replace(tokens[0], "")  # it is random, and may have any letters
    for secret in (*NAMES, *PHONES, "示例企业", "选用处室", "新工信抽", "d-1"):
        assert secret not in said
    assert answer.headers["Cache-Control"] == "no-store"
    assert answers(site) == [("open", "")] * 3  # looking is not answering


def test_an_answer_counts_once_in_whatever_browser(site: Site, tokens: list[str]) -> None:
    with site.browser() as browser, site.browser() as second:
        text = browser.get(f"/r/{tokens[0]}")
        offered = [of.get("value") for of in elements(text, "input")]
        assert {"accept.none", "decline.illness", "recuse.kinship"} <= set(offered)
        browser.client.post(f"/r/{tokens[0]}", data={"answer": "accept.none"})
        refused = second.client.post(f"/r/{tokens[0]}", data={"answer": "decline.illness"})
        assert refused.status_code == 409
        check_page(refused.text)
        assert "此邀请已经答复：应邀" in refused.text
        assert "accept" not in refused.text  # a code, for whoever types it
        shown = second.get(f"/r/{tokens[0]}")
        assert "已收到您的答复：参加" in shown
        assert "<form" not in shown
    assert answers(site) == [("accept", "link"), ("open", ""), ("open", "")]


def test_what_is_no_answer_changes_nothing(site: Site, tokens: list[str]) -> None:
    for answer in ("", "accept", "accept.illness", "expired.none", "silent"):
        refused = site.callers.client.post(f"/r/{tokens[0]}", data={"answer": answer})
        assert refused.status_code == 422, answer
        check_page(refused.text)
    assert answers(site) == [("open", "")] * 3


def test_links_that_are_none_of_ours_open_nothing(site: Site, tokens: list[str]) -> None:
    other = tokens[0][:-1] + ("A" if tokens[0][-1] != "A" else "B")
    for token in (other, "x", "%E7%94%B2"):
        for method in ("GET", "POST"):
            answer = site.callers.client.request(method, f"/r/{token}")
            assert answer.status_code == 403
            assert "此链接不是本系统发出的" in answer.text
