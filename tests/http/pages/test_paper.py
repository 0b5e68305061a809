"""Paper from a real browser: A4, and a code that leads whoever scans it to a record that verifies."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from drawsvc.words import LANGUAGES
from tests.http.conftest import REQUEST
from tests.http.pages.conftest import NAMES, PHONES, STAGES, Site
from tests.http.pages.printing import printed, said, scanned
from tests.http.pages.reading import elements

DRAW = "/draws/d-1/1"
A4 = (595, 842)  # points
FOREIGN = {"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com"}


@pytest.fixture
def intranet(site: Site) -> str:
    return str(site.callers.client.base_url)


def downloads(page: httpx.Response) -> Iterator[tuple[str, bytes]]:
    """What a page offers for download, by file name."""
    for link in elements(page.text, "a"):
        if link.get("download"):
            found = httpx.get(urljoin(str(page.url), link.get("href")))
            yield link.get("download"), found.raise_for_status().content


def test_a_scanned_slip_leads_to_a_record_that_verifies(
    site: Site, intranet: str, tmp_path: Path
) -> None:
    """Everything is fetched by what the paper says: the record, the trust file, even the verifier."""
    STAGES["sealed"](site)
    paper = printed(tmp_path, f"{intranet}{DRAW}/slip")
    assert len(paper) == 1
    assert tuple(round(side) for side in paper[0].get_size()) == A4
    (text,) = scanned(paper)
    url, _, slip = text.partition("#")
    _finish(site)
    record = httpx.get(url).raise_for_status()
    link = next(of for of in elements(record.text, "a") if of.get("href", "").endswith("/verify"))
    page = httpx.get(urljoin(url, link.get("href"))).raise_for_status()
    for name, data in downloads(page):
        (tmp_path / name).write_bytes(data)
    options = ["--trust", "trust.json", "--slip", slip, "--json"]
    command = [sys.executable, "-I", "-S", "drawverify.pyz", "d-1-1.json", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    report = json.loads(done.stdout)
    assert (done.returncode, report["failed"], report["status"]) == (0, [], "released"), report


def _finish(site: Site) -> None:
    """From the seal to the release."""
    callers = site.callers
    slip = callers.get("/draws/d-1")["slip"]
    signed = [witness.sign("seen", slip) for witness in callers.witnesses]
    signed += [witness.sign("reveal", slip, witness.value) for witness in callers.witnesses]
    site.hand_in(signed)
    site.accept_all()
    site.release()


def test_slips_say_in_print_what_the_code_says(site: Site, intranet: str, tmp_path: Path) -> None:
    STAGES["sealed"](site)
    draw = site.callers.get("/draws/d-1")
    for lang in LANGUAGES:
        paper = printed(tmp_path, f"{intranet}{DRAW}/slip?lang={lang}")
        text = "".join(said(paper).split())
        assert draw["slip"] in text
        assert draw["check_code"] in text
        assert f"{site.public}{DRAW}" in text
        assert scanned(paper) == [f"{site.public}{DRAW}#{draw['slip']}"]


@pytest.mark.parametrize("stage", ["inviting", "released"])
def test_record_sheets_are_one_page_and_an_annex(
    site: Site, intranet: str, tmp_path: Path, stage: str
) -> None:
    STAGES[stage](site)
    for lang, boxes in (
        ("zh", ("抽取人", "监督人", "使用单位")),
        ("en", ("Drawn by", "Supervised by")),
    ):
        paper = printed(tmp_path, f"{intranet}{DRAW}/sheet?lang={lang}")
        assert len(paper) == 2
        first = said(paper)
        assert [box for box in boxes if box not in first] == []
        assert ("甲*" in first) is (stage == "released")
        whole = first + said(paper, 1)
        assert [secret for secret in (*NAMES, *PHONES) if secret in whole] == []
        assert scanned(paper) == [f"{site.public}{DRAW}"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_signatures_stay_on_the_page_of_a_large_panel(
    site: Site, intranet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setitem(REQUEST, "seats", [{"specialty": "X2", "seats": len(NAMES)}])
    STAGES["released"](site)
    paper = printed(tmp_path, f"{intranet}{DRAW}/sheet?lang={lang}")
    assert len(paper) == 2
    first = said(paper)
    assert first.count("甲*") == len(NAMES)
    assert {"zh": "使用单位", "en": "Supervised by"}[lang] in first


def test_invitation_slips_are_all_that_is_printed_of_an_open_contact(
    site: Site, tmp_path: Path
) -> None:
    site.callers.inviting()
    with site.browser("pool_office") as browser:
        text = browser.get("/desk/d-1")
        seat = next(of.get("value") for of in elements(text, "input") if of.get("type") == "radio")
        page = browser.post("/desk/d-1/open", {"seat": seat, "supervisor": "supervisor"}, 200)
        style = browser.get("/style.css")
    file = tmp_path / "contact.html"
    loaded = '<link rel="stylesheet" href="/style.css">'
    assert loaded in page
    file.write_text(page.replace(loaded, f"<style>{style}</style>"), encoding="utf-8")
    paper = printed(tmp_path, file.as_uri())
    words = said(paper)
    assert len(paper) == 1
    assert "邀请单" in words
    assert [phone for phone in PHONES if phone in words] == []
    assert len([name for name in NAMES if name in words]) == 1
    for secret in ("选用处室", "新工信抽", "d-1"):  # nor who asks, and what can be looked up
        assert secret not in words
    assert scanned(paper) == []


def test_the_name_a_caller_gives_the_service_is_repeated_nowhere(site: Site) -> None:
    STAGES["released"](site)
    client = site.callers.client
    paths = ["/", DRAW, f"{DRAW}/slip", f"{DRAW}/sheet", f"{DRAW}/live", f"{DRAW}/verify"]
    for path in (*paths, "/draws/d-1", "/draws/", "/desk", "/nothing"):
        answer = client.get(path, headers=FOREIGN)
        assert "evil" not in answer.text + str(answer.headers), path
    same = [client.get(path, headers=host).text for path in paths for host in ({}, FOREIGN)]
    assert same[::2] == same[1::2]


def test_without_a_public_address_there_is_no_code_and_a_sentence_says_why(site: Site) -> None:
    STAGES["sealed"](site)
    site.wired(public_base_url="")
    for path in (DRAW, f"{DRAW}/slip", f"{DRAW}/sheet"):
        text = site.callers.client.get(path, headers=FOREIGN).text
        assert "未设置公开网址" in text
        assert 'class="scan"' not in text
        assert urlsplit(site.public).netloc not in text
