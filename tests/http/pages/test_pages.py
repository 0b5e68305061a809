"""Every page at every step of a draw: plain HTML in both languages, and nobody's name before the release."""

import re
from dataclasses import replace

import pytest

from drawsvc.http.pages.page import HEADERS
from drawsvc.words import LANGUAGES
from tests.http.conftest import REQUEST, file_of
from tests.http.pages.conftest import NAMES, PHONES, STAGES, Browser, Site
from tests.http.pages.reading import check_page, elements

DRAW = "/draws/d-1/1"
PATHS = ("/", DRAW, f"{DRAW}/verify", f"{DRAW}/live", f"{DRAW}/slip", f"{DRAW}/sheet", "/sign-in")
UNSEALED = ("requested", "frozen", "voided")


def whole_site(browser: Browser, stage: str) -> dict[str, str]:
    """The text of every page by language and path."""
    found = {}
    for lang in LANGUAGES:
        for path in PATHS:
            missing = path.endswith("/slip") and stage in UNSEALED
            found[f"{lang} {path}"] = browser.get(path, 404 if missing else 200, lang=lang)
    return found


@pytest.mark.parametrize("stage", STAGES)
def test_pages_are_plain_html_and_name_nobody(site: Site, stage: str) -> None:
    STAGES[stage](site)
    with site.browser() as browser:
        pages = whole_site(browser, stage)
    for place, text in pages.items():
        check_page(text)
        assert [secret for secret in (*NAMES, *PHONES) if secret in text] == [], place
        assert ("甲*" in text) is (stage == "released" and place.split()[1] in _WITH_PANEL), place


_WITH_PANEL = (DRAW, f"{DRAW}/sheet")


def test_every_answer_forbids_scripts_and_strangers(site: Site) -> None:
    STAGES["sealed"](site)
    for path in (*PATHS, "/style.css", "/drawverify.pyz", "/nothing", "/draws/d-9", "/desk"):
        headers = site.callers.client.get(path).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, path


def test_languages(site: Site) -> None:
    STAGES["sealed"](site)
    client = site.callers.client
    english = client.get(DRAW, headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert '<html lang="en">' in english
    for named in ("fr", "en;q=0.1, zh;q=0.9", "en;q=0, fr", "zh, en", "en;q=0.5, zh-TW"):
        said = client.get(DRAW, headers={"Accept-Language": named}).text
        assert '<html lang="zh-CN">' in said, named
    for named in ("zh;q=0.8,en", "fr, en;q=0.2", "en;q=1.0, zh;q=0.9", "en;q=x"):
        said = client.get(DRAW, headers={"Accept-Language": named}).text
        assert '<html lang="en">' in said, named
    chosen = client.get(DRAW, params={"lang": "zh"}, headers={"Accept-Language": "en"}).text
    links = [element.get("href") for element in elements(chosen, "a")]
    assert f"{DRAW}/verify?lang=zh" in links
    assert "?lang=en" in links


def test_the_list_shows_voided_draws_with_their_reason_and_can_be_narrowed(site: Site) -> None:
    STAGES["voided"](site)
    pool = {"pool": "hunan", "profile": "hunan_reservoir_2016"}
    site.callers.done("administrator", "/pools", pool)
    with site.browser() as browser:
        text = browser.get("/")
        assert "已作废" in text
        assert "日期有误；结果未知时作废" in text
        assert "d-1" not in browser.get("/", pool="hunan")
        assert "d-1" in browser.get("/", pool="xin")
        assert "hunan、xin" in browser.get("/", 404, pool="none")
        assert browser.get("/draws/d-1", 303) == ""


def test_the_account_says_what_happened_in_numbers(site: Site) -> None:
    STAGES["second_round"](site)
    with site.browser() as browser:
        text = browser.get(DRAW)
    for said in (
        "名册 9 人中，有此专业的 9 人，按规定排除 0 人，可抽 9 人，名额 3 人",
        "分 2 轮发出邀请 4 份：待答复 1、应邀 2、婉拒 1",
        "纪检监察 1、专家库办公室 1",
        "名册当初是如实建立的",
    ):
        assert said in text
    assert "生病" not in text  # nobody's reasons


def test_who_was_left_out_is_told_in_numbers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    recused = [{"expert": f"X2-{n}", "ground": "kinship"} for n in (1, 2)]
    monkeypatch.setitem(REQUEST, "recusals", recused)
    STAGES["frozen"](site)
    with site.browser() as browser:
        for path in (DRAW, f"{DRAW}/live"):
            (excluded,) = [
                of for of in elements(browser.get(path), "tr") if of.get("class") == "excluded"
            ]
            assert [text.strip() for text in excluded.itertext() if text.strip()] == [
                "排除：回避",
                "2",
            ]
        assert "按规定排除 2 人，可抽 7 人" in browser.get(DRAW)
        assert "回避 2" in browser.get(f"{DRAW}/sheet")


def test_the_live_page_claims_nothing_and_stops_when_all_is_over(site: Site) -> None:
    STAGES["frozen"](site)
    with site.browser() as browser:
        text = browser.get(f"{DRAW}/live")
        assert 'http-equiv="refresh"' in text
        assert "无法验证" in text
        for claim in ("✓", "✔", "✅", "核验通过", "验证通过"):
            assert claim not in text
        site.callers.done("approver", "/draws/d-1/void", _VOID)
        text = browser.get(f"{DRAW}/live")
        assert 'http-equiv="refresh"' not in text
        assert 'class="changed"' in text


def test_the_live_page_says_who_is_waited_for(site: Site) -> None:
    freeze = STAGES["frozen"](site)
    first, second = site.callers.witnesses
    with site.browser() as browser:
        text = browser.get(f"{DRAW}/live")
        assert "还没有人加入" in text
        assert "还须加入：纪检监察、专家库办公室" in text
        site.callers.done("supervisor", "/draws/d-1/joins", file_of(first.join(str(freeze))))
        text = browser.get(f"{DRAW}/live")
        assert "已加入的见证人：纪检监察 1" in text
        assert "还须加入：专家库办公室" in text
        site.callers.done("supervisor", "/draws/d-1/joins", file_of(second.join(str(freeze))))
        slip = site.callers.done("organiser", "/draws/d-1/seal")["slip"]
        statements = {"statements": [file_of(first.sign("seen", slip))]}
        site.callers.done("supervisor", "/draws/d-1/statements", statements)
        text = browser.get(f"{DRAW}/live")
        assert "还须加入" not in text
        missing = re.findall("还缺：(.*)</strong>", text)
        assert [sorted(of.split("；")) for of in missing] == [
            ["专家库办公室的已阅、揭示", "纪检监察的揭示"]
        ]


def test_whoever_is_to_throw_dice_reads_how_often(site: Site) -> None:
    callers = site.callers
    callers.done("organiser", "/draws", REQUEST)
    frozen = callers.done("organiser", "/draws/d-1/freeze", {"source": "dice"})
    for witness in callers.witnesses:
        joined = witness.join(frozen["entries"][0]["leaf"], committed=False)
        callers.done("supervisor", "/draws/d-1/joins", file_of(joined))
    with site.browser() as browser:
        assert "随机数来源" not in browser.get(f"{DRAW}/live")
        callers.done("organiser", "/draws/d-1/seal", {"throws": 30})
        for page in ("live", "slip"):
            assert "骰子，共 30 掷" in browser.get(f"{DRAW}/{page}"), page


def test_the_live_page_shows_the_codes_of_each_specialty_by_itself(site: Site) -> None:
    STAGES["second_round"](site)
    with site.browser() as browser:
        text = browser.get(f"{DRAW}/live")
    codes = [
        row["row"] for row in site.callers.get("/draws/d-1")["walk"] if row["answer"] == "accept"
    ]
    shown = text[text.index("2 / 3 名已定，1 名待答复") :]
    assert re.findall('<li class="code">([0-9]+)</li>', shown) == [str(code) for code in codes]


def test_the_live_page_counts_what_was_voided_before_and_leads_to_the_record(site: Site) -> None:
    STAGES["voided"](site)
    again = REQUEST | {"kind": "retry"}
    site.callers.done("organiser", "/draws", again)
    with site.browser() as browser:
        text = browser.get("/draws/d-1/2/live")
    assert '<p class="changed">此前 1 次抽取，其中作废 1 次。</p>' in text
    assert f"{site.public}/draws/d-1/2" in text
    assert "<svg" in text


_VOID = {"approval": {"role": "leader", "ref": "1号"}, "reason": "rule_breach"}


def test_the_verifier_is_handed_out_with_its_digest(site: Site) -> None:
    STAGES["released"](site)
    with site.browser() as browser:
        text = browser.get(f"{DRAW}/verify")
        assert "--trust trust.json" in text
        shipped = replace(site.wiring.shipped, verifier=bytes)
        site.wired(shipped=shipped, trust_file=bytes)
        text = browser.get(f"{DRAW}/verify")
        assert 'href="/drawverify.pyz"' not in text
        assert 'href="/api/v1/trust"' not in text
        browser.get("/drawverify.pyz", 503)


def test_what_is_not_there_is_said_in_words(site: Site) -> None:
    with site.browser() as browser:
        for path, status in (
            ("/draws/d-9", 404),
            ("/draws/d-9/1", 404),
            ("/draws/d-9/x", 422),
            ("/nothing", 404),
            ("/?page=0", 422),
        ):
            text = browser.get(path, status)
            check_page(text)
            assert "不能办理" in text


def test_what_is_wrong_with_an_address_is_said(site: Site) -> None:
    with site.browser() as browser:
        page = browser.get("/draws/d-1/first", 422, lang="en")
    check_page(page)
    assert "<li>one of them: a text; expected: a whole number</li>" in page


def test_what_people_have_typed_is_shown_as_text(site: Site) -> None:
    organiser = '<script>alert("x")</script>&'
    request = {**REQUEST, "organiser": organiser}
    site.callers.done("organiser", "/draws", request)
    with site.browser() as browser:
        for path in ("/", DRAW, f"{DRAW}/sheet"):
            text = browser.get(path)
            check_page(text)
            assert "&lt;script&gt;" in text


def test_a_defect_is_said_without_its_inside(site: Site) -> None:
    def broken() -> bytes:
        raise RuntimeError("inside")

    STAGES["sealed"](site)
    site.wired(trust_file=broken)
    # The log of a test shows the whole traceback in colours, which takes its time.
    answer = site.callers.client.get(f"{DRAW}/verify", timeout=60)
    assert answer.status_code == 500
    check_page(answer.text)
    assert "inside" not in answer.text
