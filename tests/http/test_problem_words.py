"""What programs are told to do is something that programs can do; readers of pages are told nothing for programs."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from drawsvc.domain import errors
from drawsvc.domain.errors import DrawError, EntryError, InputError, PhaseError
from drawsvc.domain.grammar import GRAMMAR
from drawsvc.domain.shapes import Form
from drawsvc.http.api import operations
from drawsvc.http.codes import codes_of
from drawsvc.http.routing import BASE
from drawsvc.word_tables import PATHS, SHAPED
from drawsvc.words import API, LANGUAGES, PAGE, words_of
from tests.http.conftest import REQUEST, Callers

ROOT = Path(__file__).parents[2]
ENTRY_POINTS = ("drawsvc.http", "drawsvc.roster_io.read", "drawsvc.db.session")
"""The API, and what the composition root hands it; whatever they import may refuse a call."""

COMPOSED = {
    *("no_profile", "no_roster", "no_calendar"),  # usecases.office.latest
    *("source_kind", "replacement_kind"),  # domain.freeze
    *("not_invited", "already_answered"),  # domain.seating
}
"""Codes that are put together where they are raised."""

OF_THE_ADMINISTRATOR = {
    "mapping_toml",  # a file in the service's home folder
    *("store_missing", "store_schema"),  # the database that the service was started with
}
"""Codes whose way out is a command, and nothing that an operation does."""

OF_THE_MACHINE = {
    *("store_busy", "store_failed", "store_full", "store_not_writable", "store_unreachable"),
}
"""Codes whose way out is at the service's own machine, which callers do not have before them."""

TYPED = re.compile(r"drawsvc [a-z]|--[a-z]|DRAWSVC_|witness [a-z]+ RECORD")
FOR_PROGRAMS = re.compile(r"(GET|POST) /|/api/|OpenAPI")
ADDRESS = re.compile("(GET|POST) (/[a-z/{}-]*[a-z}])")
CLASSES = {name for name, found in vars(errors).items() if isinstance(found, type)}


@cache
def answered() -> frozenset[str]:
    """Every code that a module behind the API raises or lists."""
    graph = grimp.build_graph("drawsvc")
    modules = {*ENTRY_POINTS, *graph.find_descendants("drawsvc.http")}
    for point in ENTRY_POINTS:
        modules |= graph.find_upstream_modules(point, as_package=point == "drawsvc.http")
    listed = {
        code
        for route in operations()
        for codes in codes_of(route, next(iter(route.methods or ()))).values()
        for code in codes
    }
    return frozenset({*(code for name in modules for code in raised(name)), *listed, *COMPOSED})


def raised(module: str) -> Iterator[str]:
    path = ROOT.joinpath(*module.split("."))
    source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        match node:
            case (
                ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_])
                | ast.Tuple(elts=[ast.Name(id=name), ast.Constant(value=str(code))])
            ) if name in CLASSES:
                yield code


def told(error: DrawError, lang: str, reader: str = API) -> str:
    said = words_of(lang, reader).error(error)
    return f"{said.got} | {said.expected} | {said.do}"


def failures() -> Iterator[DrawError]:
    yield from (DrawError(code) for code in answered() - OF_THE_ADMINISTRATOR)
    yield from (PhaseError("phase", phase=phase or "start") for phase in GRAMMAR)


def test_the_scan_finds_what_the_api_answers() -> None:
    assert {"no_draw", "matter_drawn", "roster_cells", "store_busy", "phase"} <= answered()
    assert answered() & {"usage_option", "folder_missing", "clock_off"} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_who_calls_is_told_to_type_a_command(lang: str) -> None:
    texts = {told(failure, lang) for failure in failures()}
    assert {text for text in texts if TYPED.search(text)} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_exceptions_are_codes_whose_way_out_is_a_command(lang: str) -> None:
    assert answered() >= OF_THE_ADMINISTRATOR
    kept = {code for code in OF_THE_ADMINISTRATOR if TYPED.search(told(DrawError(code), lang))}
    assert kept == OF_THE_ADMINISTRATOR


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_who_reads_a_page_is_told_a_command_or_an_operation(lang: str) -> None:
    of_the_administrator = {DrawError(code) for code in OF_THE_ADMINISTRATOR}
    texts = {told(failure, lang, PAGE) for failure in (*failures(), *of_the_administrator)}
    assert {text for text in texts if TYPED.search(text) or FOR_PROGRAMS.search(text)} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_of_pages_are_told_whom_to_ask_where_only_programs_can_do_something(
    lang: str,
) -> None:
    words = words_of(lang, PAGE)
    ask = words("proceed.any_page")
    assert words.error(DrawError("no_notice")).do == ask
    assert words.error(PhaseError("phase", phase="inviting")).do == ask
    assert words.error(PhaseError("phase", phase="sealed")).do not in {ask, ""}
    assert words.error(DrawError("link_late")).do == words_of(lang).error(DrawError("link_late")).do


def test_that_answer_stands_where_something_to_do_does() -> None:
    """What came and what was expected have a text of their own for pages, where programs have one."""
    texts = words_of("zh").texts
    own = {key.removesuffix("_api") for key in texts if key.endswith(("got_api", "expected_api"))}
    assert own
    assert {key for key in own if f"{key}_page" not in texts} == set()


def test_no_text_for_pages_is_of_no_use() -> None:
    texts = words_of("zh").texts
    own = {key for key in texts if key.endswith("_page") and key.count(".") > 1}
    assert len(own) > 20
    assert {key for key in own if key.removesuffix("_page") not in texts} == set()
    assert {key.split(".")[1] for key in own} - answered() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_forms_on_pages_are_not_those_of_a_document(lang: str) -> None:
    form = Form("documented", "the form that the OpenAPI document says")
    part = InputError("call_part", at="#/tries", expected=form, found="text", where="body")
    assert FOR_PROGRAMS.search(told(part, lang))
    assert not FOR_PROGRAMS.search(told(part, lang, PAGE))
    assert "tries" not in told(part, lang, PAGE)


def addresses(texts: Iterable[str]) -> set[tuple[str, str]]:
    return {found for text in texts for found in ADDRESS.findall(text)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_to_be_called_is_an_operation(lang: str) -> None:
    there = {
        (method, of.path.removeprefix(BASE)) for of in operations() for method in of.methods or ()
    }
    named = addresses(told(failure, lang) for failure in failures())
    assert len(named) > 20
    assert named - there == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_for_programs_is_of_no_use(lang: str) -> None:
    """A text of their own stands only where that of the command line names what is typed, or a machine not theirs."""
    texts = words_of(lang).texts
    own = {key for key in texts if key.startswith(("errors.", "proceed.")) and key.endswith("_api")}
    assert own
    common = {key for key in own if not TYPED.search(texts[key.removesuffix("_api")])}
    machine = {f"errors.{code}.do_api" for code in OF_THE_MACHINE}
    assert common <= {"errors.dice_differ.do_api"} | machine  # `witness dice` there
    assert {key.split(".")[1] for key in own if key.startswith("errors.")} - answered() == set()


def test_members_are_named_as_they_are_given() -> None:
    error = EntryError("entry_shape", path="body.groups[0].seats", expected="…")
    assert "groups[0].seats" in told(error, "en")
    assert "--seats" in words_of("en").error(error).got


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_of_pages_are_told_no_member(lang: str) -> None:
    codes = SHAPED & answered()
    assert "entry_shape" in codes
    assert {code for code in codes if words_of(lang, PAGE).shows(code) & PATHS} == set()


def test_the_command_line_asks_for_its_own_words(callers: Callers) -> None:
    draw = "/api/v1/draws/d-9"
    own = callers.client.get(draw).json()
    typed = callers.client.get(draw, headers={"Drawsvc-Reader": "command-line"}).json()
    assert "GET /draws" in own["do"]
    assert "GET /draws" in own["texts"]["en"]["do"]
    assert "drawsvc list" in typed["do"]
    assert "drawsvc list" in typed["texts"]["en"]["do"]


def test_a_draw_in_another_phase_says_what_to_call(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST)
    answer = callers.post("organiser", "/draws/d-1/seal")
    problem = callers.refused(409, "phase", answer)
    assert problem["texts"]["en"]["do"].endswith("POST /draws/{draw}/freeze")
