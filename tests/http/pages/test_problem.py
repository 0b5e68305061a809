"""The `type` of a problem leads to a page that says what its code means."""

import pytest

from drawsvc.domain.errors import DrawError
from drawsvc.http.api import operations
from drawsvc.http.codes import codes_of
from drawsvc.words import API, LANGUAGES, words_of
from tests.http.conftest import REQUEST
from tests.http.pages.conftest import Site
from tests.http.pages.reading import check_page, elements


def listed() -> set[str]:
    """Every code that the OpenAPI document lists."""
    tables = (codes_of(of, method) for of in operations() for method in of.methods or ())
    return {code for table in tables for codes in table.values() for code in codes}


def text_of(page: str) -> str:
    (main,) = elements(page, "main")
    return " ".join("".join(main.itertext()).split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_its_page(site: Site, lang: str) -> None:
    with site.browser() as browser:
        for code in listed():
            page = browser.get(f"/problems/{code}", lang=lang)
            check_page(page)
            said = words_of(lang, API).error(DrawError(code))
            for text in (code, said.got, said.expected, said.do):
                assert text.strip()
                assert " ".join(text.split()) in text_of(page)


def test_type_leads_to_the_page_of_the_code(site: Site) -> None:
    problem = site.callers.post("organiser", "/draws", REQUEST | {"pool": "none"}).json()
    with site.browser() as browser:
        told = text_of(browser.get(problem["type"], lang="en"))
    assert "Problem no_pool there is no pool —" in told
    assert "A dash stands for a value" in told
    assert "none" not in told


def test_the_way_out_of_a_phase_is_said_without_the_draw(site: Site) -> None:
    with site.browser() as browser:
        told = text_of(browser.get("/problems/phase", lang="en"))
    assert "GET /draws/{draw} says what its phase is" in told


def test_a_code_that_nobody_raises_has_no_page(site: Site) -> None:
    with site.browser() as browser:
        for code in ("no_such_code", "no_draw.got", "NO_DRAW", "%3Cb%3E"):
            check_page(browser.get(f"/problems/{code}", status=404))


def test_who_reads_a_page_is_not_told_to_call_an_operation(site: Site) -> None:
    with site.browser() as browser:
        told = text_of(browser.get("/draws/d-9", status=404, lang="en"))
    assert "there is no draw d-9" in told
    assert "GET /" not in told
    assert "begin at 'All draws'" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_that_values_are_left_open_where_some_are(site: Site, lang: str) -> None:
    words = words_of(lang, API)
    note = words("page_problem.note")
    with site.browser() as browser:
        for code, is_open in {"no_draw": True, "phase": True, "form_foreign": False}.items():
            assert (note in browser.get(f"/problems/{code}", lang=lang)) == is_open
