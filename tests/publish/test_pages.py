"""The pages of the public site: on a plain web server and from a folder, in a real browser."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pytest
from pypdfium2 import PdfDocument

from drawsvc.app import opened as opened_service
from drawsvc.config import Home
from drawsvc.domain.times import parse_date, parse_time
from drawsvc.publish import lists
from drawsvc.publish.lists import PAGE, list_pages
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.note_held import note_held
from tests.cli.office import Office
from tests.http.pages.printing import opened, printed, said, scanned
from tests.http.pages.reading import check_page, elements
from tests.publish.conftest import SITE
from tests.publish.site_links import LEADS, broken, followed, links
from tests.publish.site_reader import check_files

BY = ("--approved-by", "leader", "--ref", "1")
A4 = (595, 842)  # points
PUBLIC = "https://draws.example.org/abc"
RECORD, VERIFY = SITE / "draws/d-1/1", SITE / "draws/d-1/1/verify"


def draws(office: Office) -> None:
    """One that was released, one that was voided, its second attempt that goes on; a trust file."""
    office.pool()
    office.completed()
    office.run("release", "d-1", *BY)
    second = {"draw": "d-2", "number": "2号"}
    office.run(*office.request_words(**second))
    office.run("void", "d-2", "--reason", "wrong_list", *BY)
    office.run(*office.request_words(**second, kind="retry"))
    office.trust()
    shutil.copyfile("trust.json", Home(Path("drawsvc-home")).trust)


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def pages_of(manifest: dict[str, object]) -> set[str]:
    files = manifest["files"]
    assert isinstance(files, list)
    return {of["path"] for of in files if of["path"].endswith(".html")}


def fetched(url: str) -> str:
    answer = httpx.get(url).raise_for_status()
    return answer.text if "html" in answer.headers["Content-Type"] else ""


def test_every_page_is_reached_and_no_link_is_broken(office: Office, server: str) -> None:
    draws(office)
    office.run("publish", SITE, "--public-url", server)
    manifest = check_files(SITE)
    found = followed(f"{server}/", fetched)
    paths = {unquote(urlsplit(url).path).lstrip("/") for url in found} - {""}
    assert paths >= pages_of(manifest)
    assert len(pages_of(manifest)) == 2 + 3 * 4
    assert {"trust.json", "drawverify.pyz", "style.css"} <= paths
    assert len([path for path in paths if path.endswith("record.json")]) == 2
    for text in filter(None, found.values()):
        check_page(text, leads=LEADS)


def test_a_code_on_paper_leads_to_a_record_that_verifies(
    office: Office, server: str, tmp_path: Path
) -> None:
    """Everything is fetched by what the printed page says: the record, the trust file, even the verifier."""
    draws(office)
    office.run("publish", SITE, "--public-url", server)
    (code,) = codes(printed(tmp_path, f"{server}/draws/d-1/1/en.html"))
    assert code == f"{server}/draws/d-1/1"
    record = httpx.get(code, follow_redirects=True).raise_for_status()
    (link,) = (of for of in links(record.text) if of.startswith("verify/"))
    page = httpx.get(urljoin(str(record.url), link)).raise_for_status()
    folder = tmp_path / "downloads"
    folder.mkdir()
    for element in elements(page.text, "a"):
        if element.get("download"):
            data = httpx.get(urljoin(str(page.url), element.get("href"))).raise_for_status().content
            (folder / element.get("download")).write_bytes(data)
    verified(typed(page.text)[0], folder)


def test_a_folder_is_read_and_verified_without_a_server(office: Office, tmp_path: Path) -> None:
    draws(office)
    office.run("publish", SITE, "--public-url", PUBLIC)
    stick = tmp_path / "u 盘"
    shutil.move(SITE, stick)

    def read(url: str) -> str:
        path = Path(unquote(urlsplit(url).path))
        assert path.is_file(), path
        return opened(tmp_path, url) if path.suffix == ".html" else ""

    found = followed((stick / "index.html").as_uri(), read)
    read_pages = [url for url, text in found.items() if text]
    assert len(read_pages) == len(pages_of(check_files(stick)))
    for url in read_pages:
        check_page(found[url], leads=LEADS)
    paper = printed(tmp_path, (stick / "draws/d-1/1/index.html").as_uri())
    assert tuple(round(side) for side in paper[0].get_size()) == A4  # the style sheet was found
    whole = "".join(said(paper, page) for page in range(len(paper)))
    assert "甲*" in whole
    assert codes(paper) == [f"{PUBLIC}/draws/d-1/1"]
    verified(typed(text_of(stick / "draws/d-1/1/verify/index.html"))[-1], stick)


def codes(paper: PdfDocument) -> list[str]:
    """What the codes on all sheets of a page say."""
    return [code for page in range(len(paper)) for code in scanned(paper, page)]


def typed(page: str) -> list[str]:
    """The commands that a page says to type."""
    return ["".join(of.itertext()) for of in elements(page, "pre")]


def verified(command: str, folder: Path) -> None:
    program, *words = command.split()
    assert program == "python3"
    done = subprocess.run(
        [sys.executable, "-I", "-S", *words, "--json"], cwd=folder, capture_output=True, check=False
    )
    report = json.loads(done.stdout)
    assert (done.returncode, report["failed"], report["status"]) == (0, [], "released"), report


def test_a_draw_that_goes_on_has_a_page_and_no_record_yet(office: Office) -> None:
    office.pool()
    office.inviting()
    office.run("publish", SITE, "--public-url", PUBLIC)
    assert "待答复 3" in text_of(RECORD / "index.html")
    assert "进行中" in text_of(SITE / "index.html")
    page = text_of(VERIFY / "index.html")
    assert not [link for link in links(page) if link.endswith("record.json")]
    assert len(typed(page)) == 2
    assert broken(SITE) == []


def test_the_same_state_gives_the_same_files(office: Office) -> None:
    """But for records, which stay under the checkpoint they were written with, and tiles that have become full."""
    draws(office)
    office.run("publish", SITE)
    office.run("held", "d-1", "--date", "2026-06-10", at=Office.LATER)
    office.run("publish", SITE)
    for name, at in (("one", Office.MORNING), ("other", Office.LATER)):
        office.run("publish", name, at=at)
    one = files_in(Path("one"))
    assert one == files_in(Path("other"))
    grown = files_in(SITE)
    for path, data in one.items():
        assert path in grown
        if path != "manifest.json" and not path.startswith("records/d-2/"):
            assert grown[path] == data, path


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_pages_of_other_draws_are_left_alone(office: Office) -> None:
    draws(office)
    office.run("publish", SITE)
    before = {path: path.stat().st_mtime_ns for path in SITE.rglob("*.html")}
    office.run("held", "d-1", "--date", "2026-06-10", at=Office.LATER)
    office.run("publish", SITE)
    changed = {path for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {
        *(folder / name for folder in (RECORD, VERIFY) for name in ("index.html", "en.html")),
        *(SITE / name for name in ("index.html", "en.html")),
    }
    assert "已举行" in text_of(RECORD / "index.html")


def test_a_later_attempt_is_named_by_the_earlier(office: Office) -> None:
    draws(office)
    office.run("publish", SITE)
    assert "../2/index.html" in links(text_of(SITE / "draws/d-2/1/index.html"))
    assert "../1/en.html" in links(text_of(SITE / "draws/d-2/2/en.html"))


def test_another_address_and_other_settings_make_pages_anew(office: Office) -> None:
    draws(office)
    office.run("publish", SITE)
    assert "未设置公开网址" in text_of(RECORD / "index.html")
    office.run("publish", SITE, "--public-url", PUBLIC)
    assert PUBLIC.removeprefix("https://") in text_of(RECORD / "index.html")
    settings = '[pools.xin]\nobjection_zh = "向监督科书面提出"\nobjection_days = 5\n'
    Path("drawsvc-home/drawsvc.toml").write_text(settings, encoding="utf-8")
    office.run("publish", SITE, "--public-url", PUBLIC)
    page = text_of(RECORD / "index.html")
    assert "向监督科书面提出" in page
    assert "异议期至 2026-06-15。" in page  # read on any day: how many are left is not said
    assert "异议期至 2026-06-15。" in text_of(SITE / "index.html")


def test_what_is_not_signed_yet_is_not_shown(office: Office) -> None:
    draws(office)
    office.run("publish", SITE)
    before = files_in(SITE)
    with opened_service(Home(Path("drawsvc-home")), parse_time(Office.LATER)) as app:
        note_held(app.office, "d-1", parse_date("2026-06-10"))
    assert office.run("publish", SITE)["draws"] == 3
    after = files_in(SITE)
    assert {path for path in before if after[path] != before[path]} == set()
    check_files(SITE)
    office.run("log", "sign")
    office.run("publish", SITE)
    assert "已举行" in text_of(RECORD / "index.html")


def test_what_changes_meanwhile_is_shown_the_next_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records and pages of an attempt tell of the same entries, or the site stays as it was."""
    office.pool()
    office.completed()
    office.run("publish", SITE)
    before = files_in(RECORD)
    office.run("release", "d-1", *BY)
    writes = iter([1])

    def disturbed(*words: Any) -> bytes:
        if next(writes, None):
            with opened_service(Home(Path("drawsvc-home")), parse_time(Office.LATER)) as app:
                note_held(app.office, "d-1", parse_date("2026-06-10"))
        return export_slim_record(*words)

    monkeypatch.setattr("drawsvc.publish.attempts.export_slim_record", disturbed)
    office.run("publish", SITE)
    assert files_in(RECORD) == before
    assert [of["phase"] for of in check_files(SITE)["draws"]] == ["completed"]
    assert broken(SITE) == []
    office.run("log", "sign")
    office.run("publish", SITE)
    assert "已举行" in text_of(RECORD / "index.html")
    assert broken(SITE) == []


def test_a_page_that_somebody_has_removed_is_made_again(office: Office) -> None:
    draws(office)
    office.run("publish", SITE)
    before = files_in(SITE)
    for path in (RECORD / "en.html", SITE / "index.html", SITE / "style.css"):
        path.unlink()
    office.run("publish", SITE)
    assert files_in(SITE) == before


# The list in pages.


@pytest.mark.parametrize("count", [0, 1, PAGE, 2 * PAGE - 1, 2 * PAGE, 3 * PAGE + 7])
def test_every_draw_is_on_one_page_of_the_list(count: int) -> None:
    listed = [{"draw": f"d-{number}"} for number in range(count)]
    pages = list_pages(listed)
    assert [draw for page in pages for draw in page.draws] == listed
    assert all(len(page.draws) == PAGE for page in pages[:-1])
    assert len(pages[-1].draws) < 2 * PAGE
    assert [page.older for page in pages] == ["", *(page.path for page in pages[:-1])]
    assert [page.newer for page in pages] == [*(page.path for page in pages[1:]), ""]
    assert pages[-1].path == "/"


def test_full_pages_of_the_list_stay_as_they_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    office.pool()
    for number in range(1, 6):
        office.run(*office.request_words(draw=f"d-{number}", number=f"{number}号"))
    office.run("publish", SITE)
    full = {path: path.stat().st_mtime_ns for path in SITE.glob("list/1/*.html")}
    assert listed_on(SITE / "index.html") == ["d-5", "d-4", "d-3"]
    assert listed_on(SITE / "list/1/index.html") == ["d-2", "d-1"]
    office.run(*office.request_words(draw="d-6", number="6号"))
    office.run("publish", SITE)
    assert listed_on(SITE / "index.html") == ["d-6", "d-5"]
    assert listed_on(SITE / "list/2/en.html") == ["d-4", "d-3"]
    assert listed_on(SITE / "list/1/index.html") == ["d-2", "d-1"]
    assert broken(SITE) == []
    office.run("void", "d-5", "--reason", "wrong_list", *BY)
    full = {path: path.stat().st_mtime_ns for path in SITE.glob("list/*/*.html")}
    office.run("publish", SITE)
    assert {path: path.stat().st_mtime_ns for path in full} == full
    assert "已作废" in text_of(SITE / "index.html")


def listed_on(path: Path) -> list[str]:
    rows = elements(text_of(path), "th")
    return ["".join(of.itertext()).strip() for of in rows if of.get("scope") == "row"]
