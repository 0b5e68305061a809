"""Both languages say everything: each text in both, each code in words, each placeholder filled."""

import ast
import re
import string
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from drawsvc.cli.codes import KNOWN
from drawsvc.cli.commands import whole_tree
from drawsvc.cli.help import every_command
from drawsvc.cli.next_steps import STEPS
from drawsvc.cli.regulations import read_regulation
from drawsvc.config import shipped_regulations
from drawsvc.domain import errors, shapes
from drawsvc.domain.bodies import BODIES, REASONS, REPLY_REASONS
from drawsvc.domain.errors import (
    AccessError,
    DrawError,
    EntryError,
    InputError,
    MissingError,
    PhaseError,
    ReplyError,
    RequestError,
)
from drawsvc.domain.grammar import GRAMMAR
from drawsvc.domain.roster_cells import COLUMNS
from drawsvc.domain.shapes import Shape, ShapeError
from drawsvc.domain.taxonomy import Specialty
from drawsvc.witness.replay import REFUSALS
from drawsvc.words import API, LANGUAGES, PAGE, Words, words_of

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "drawsvc").rglob("*.py"))

# Codes that are put together where they are raised, or stand in a table.
COMPOSED = {
    *("no_profile", "no_roster", "no_calendar"),  # usecases.office.latest
    *("source_kind", "replacement_kind"),  # domain.freeze
    *(*REFUSALS.values(), "log_replay_failed"),  # witness.replay
}

CLASSES = {name for name, found in vars(errors).items() if isinstance(found, type)}


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def nodes() -> Iterator[ast.AST]:
    for tree in trees().values():
        yield from ast.walk(tree)


def literal(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def raised() -> Iterator[tuple[str, set[str] | None]]:
    """Every literal code of an error with the facts it is given; None if these are not all to be seen."""
    for node in nodes():
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in CLASSES:
                given = {word.arg for word in node.keywords}
                facts = {name for name in given if name}
                yield literal(first), None if None in given else facts
            case ast.Tuple(elts=[ast.Name(id=name), second]) if name in CLASSES:
                yield literal(second), None


def codes() -> set[str]:
    return {code for code, _ in raised() if code} | COMPOSED


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_scan_finds_what_is_there() -> None:
    assert {"no_draw", "matter_open", "store_busy", "roster_cells"} <= codes()


def test_both_languages_have_the_same_texts() -> None:
    zh, en = (words_of(lang).texts for lang in LANGUAGES)
    assert set(zh) ^ set(en) == set()


def test_both_languages_fill_in_the_same_values() -> None:
    zh, en = (words_of(lang).texts for lang in LANGUAGES)
    assert {key for key in zh if placeholders(zh[key]) ^ placeholders(en[key])} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_error_says_what_came_what_was_expected_and_what_to_do(lang: str) -> None:
    texts = words_of(lang).texts
    wanted = {f"errors.{code}.{part}" for code in codes() for part in ("got", "expected", "do")}
    assert wanted - {key for key, text in texts.items() if text.strip()} == set()


def test_no_error_is_worded_that_nobody_raises() -> None:
    """A text that stays behind when its error goes would mislead whoever looks for it."""
    worded = {key.split(".")[1] for key in words_of("zh").texts if key.startswith("errors.")}
    literals = {literal(node) for node in nodes()}
    assert worded - codes() - literals == set()


def test_every_placeholder_is_a_fact_of_its_error() -> None:
    texts = words_of("zh").texts
    wrong = set()
    for code, facts in raised():
        for part in (key for key in texts if key.startswith(f"errors.{code}.")):
            used = placeholders(texts[part]) - {"next"}
            if facts is not None and used - facts:
                wrong.add((code, *sorted(used - facts)))
    assert wrong == set()


def test_what_an_error_shows_are_its_facts_and_not_what_looks_like_them() -> None:
    got = {"errors.x.got": "{a} — {{b}}", "errors.x.expected": "——", "errors.x.do": "{next}"}
    assert Words("zh", got).shows("x") == {"a"}
    assert Words("zh", got | {"errors.x.got_page": "——"}, PAGE).shows("x") == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_looks_like_a_time_and_is_none_is_shown_as_it_is(lang: str) -> None:
    no_time = "2026-99-99T99:99:99Z"
    assert no_time in words_of(lang).error(InputError("draw_id", got=no_time)).got


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_hour_follows_the_day_unless_it_is_open(lang: str) -> None:
    words = words_of(lang)
    assert words.day_and_hour("2026-03-21", "09:30") == "2026-03-21 09:30"
    assert words.day_and_hour("2026-03-21", "") == "2026-03-21"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "kind"),
    [("no_pool", MissingError), ("pool_not_allowed", AccessError), ("other_pool", RequestError)],
)
def test_pools_that_are_called_like_codes_are_shown_as_they_are(
    lang: str, code: str, kind: type[DrawError]
) -> None:
    words = words_of(lang)
    said = words.error(kind(code, expected="xin, none", got="none"))
    plain = words.error(kind(code, expected="xin, P-1", got="P-2"))
    assert said.expected == plain.expected.replace("P-1", "none")
    assert said.got == plain.got.replace("P-2", "none")


def test_every_text_asked_for_exists() -> None:
    called = {
        literal(node.args[0])
        for node in nodes()
        if isinstance(node, ast.Call)
        and node.args
        and (getattr(node.func, "id", "") == "words" or getattr(node.func, "attr", "") == "words")
    }
    called -= {""}
    assert len(called) > 50
    assert called - set(words_of("zh").texts) == set()


TEMPLATES = sorted((ROOT / "web" / "templates").glob("*.html"))
ASKED_IN_TEMPLATE = re.compile(r'words\("([a-z_.]+)"[,)]')
ENDED_IN_TEMPLATE = re.compile(r'words\("([a-z_]+\.(?:[a-z]+_)?)" ~')


def page_texts() -> set[str]:
    """The texts of pages; those of one table are put together with a code."""
    return {key for key in words_of("zh").texts if key.startswith("page")}


def test_every_text_a_template_asks_for_exists() -> None:
    asked = {
        key for path in TEMPLATES for key in ASKED_IN_TEMPLATE.findall(path.read_text("utf-8"))
    }
    assert len(asked) > 100
    assert asked - set(words_of("zh").texts) == set()


def test_every_text_of_a_page_is_asked_for() -> None:
    texts = [path.read_text("utf-8") for path in (*TEMPLATES, *SOURCES)]
    asked = {key for text in texts for key in ASKED_IN_TEMPLATE.findall(text)}
    begun = tuple(key for text in texts for key in ENDED_IN_TEMPLATE.findall(text))
    assert {key for key in page_texts() - asked if not key.startswith(begun)} == set()


CODED = {
    "types": set(BODIES),
    "phases": set(GRAMMAR) - {""} | {"start"},
    "reasons": set(REASONS),
    "answers": {*REPLY_REASONS, "expired", "withdrawn", "open"},
    "reply_reasons": {reason for reasons in REPLY_REASONS.values() for reason in reasons},
    "sources": {"beacon", "dice", "none", "witness"},
    "columns": set(COLUMNS),
}


@pytest.mark.parametrize("table", CODED)
def test_every_code_has_a_word(table: str) -> None:
    texts = words_of("zh").texts
    assert {code for code in CODED[table] if f"{table}.{code}" not in texts} == set()


def found_codes(files: str, pattern: str) -> set[Any]:
    text = "".join(path.read_text("utf-8") for path in SOURCES if re.search(files, str(path)))
    return set(re.findall(pattern, text))


def test_every_warning_has_words() -> None:
    found = found_codes(
        "roster_(warnings|io)", r'(?:RosterWarning|_alike|_note)\(\s*"([a-z_]+)"|"(no_[a-z]+)": \('
    )
    found = {code for pair in found for code in pair if code}
    assert {"over_age", "no_term", "rows_hidden", "same_name"} <= found
    assert {code for code in found if f"warnings.{code}" not in words_of("zh").texts} == set()


def test_every_fault_of_a_cell_has_words() -> None:
    found = found_codes(
        "roster_(c|io)|specialty_cells",
        r'"((?:cell|column|period|row)_[a-z_]+|id_number_birth|[a-z]+_(?:unknown|twice|ambiguous))"',
    )
    assert {"cell_form", "column_missing", "specialty_unknown", "period_open"} <= found
    found |= {"expert_id_twice", "id_number_twice", "serial_twice"}
    assert {code for code in found if f"cells.{code}" not in words_of("zh").texts} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_has_help(lang: str) -> None:
    texts = words_of(lang).texts
    missing = set()
    for path, command in every_command(whole_tree()):
        name = ".".join(path).replace("-", "_") or "drawsvc"
        kind = "groups" if path and hasattr(command, "commands") else "help"
        missing |= {f"{kind}.{name}"} - set(texts)
        for parameter in command.params:
            keys = {f"options.{parameter.name}", f"special.{name}.{parameter.name}"}
            if not keys & set(texts):
                missing.add(f"special.{name}.{parameter.name}")
    assert missing == set()


ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")
"""Three words in a row."""

AS_TYPED = re.compile(
    r"drawsvc(?: [a-z-]+)*|--[a-z-]+(?: [a-z_]+)?|TOML|UTF-8|csv|xlsx|base64|JSON|[A-Z_]{4,}=|YYYY-MM-DD[A-Z:]*"
)
"""What is typed, and stands in a Chinese text as it is."""


def english_in(text: str) -> list[str]:
    return ENGLISH.findall(AS_TYPED.sub("·", text))


def test_no_chinese_text_holds_an_english_sentence() -> None:
    texts = words_of("zh").texts
    assert english_in("应为 an identifier of letters")
    assert {key: found for key, text in texts.items() if (found := english_in(text))} == {}


def forms() -> set[str]:
    """The codes of all forms that shapes ask for, and of shapes of their own elsewhere."""
    return {
        literal(node.args[0])
        for node in nodes()
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Form" and node.args
    } - {"either"}


def test_every_form_of_a_shape_has_words() -> None:
    assert {"hex32", "id", "date", "whole", "one_of", "vkey"} <= forms()
    worded = {key.partition(".")[2] for key in words_of("zh").texts if key.startswith("shapes.")}
    assert {code.removesuffix(f"_{PAGE}") for code in worded} == forms()


def shaped() -> Iterator[Shape]:
    """Every shape with a name, and that of every body."""
    yield from (shape for name, shape in vars(shapes).items() if name.isupper() and callable(shape))
    yield from BODIES.values()
    yield shapes.either(shapes.SPECIALTY, shapes.EMPTY)
    yield shapes.vkey(1)


def faults(values: Sequence[object]) -> Iterator[ShapeError]:
    """What every shape finds wrong with each value."""
    for shape in shaped():
        for value in values:
            try:
                shape(value, "body.groups[0].seats")
            except ShapeError as error:
                yield error


def test_no_shape_asks_a_chinese_reader_in_english() -> None:
    found = list(faults([-1, "é é", [], {}, ["x"]]))
    assert len(found) > 150
    for error in found:
        refused = EntryError("entry_shape", path=error.path, expected=error.expected)
        said = words_of("zh").error(refused)
        assert said.got.startswith("写得不对：--seats")
        assert english_in(said.expected) == []
        assert str(error.expected) not in said.expected


OPTIONS = ("--activity", "--approved-by", "--ground", "--kind", "--organiser", "--ref", "--seats")


def test_errors_name_options_and_not_members() -> None:
    texts = words_of("zh").texts
    named = {text for key, text in texts.items() if key.startswith("members.")}
    assert {option for option in OPTIONS if not any(option in text for text in named)} == set()


def test_every_phase_says_what_goes_on() -> None:
    phases = set(GRAMMAR) - {""} | {"start"}
    texts = words_of("zh").texts
    assert {phase for phase in phases if f"proceed.{phase}" not in texts} == set()


def test_every_step_has_words_and_every_text_is_a_step() -> None:
    steps = {step for listed in STEPS.values() for step in listed}
    worded = {key.partition(".")[2] for key in words_of("zh").texts if key.startswith("next.")}
    assert worded == steps | {"one", "several"}


def test_every_known_code_is_a_code() -> None:
    for table in KNOWN.values():
        codes = words_of("zh").codes(table)
        assert codes
        for code in codes:
            shapes.CODE(code, table)


def profile_codes(name: str) -> Iterator[tuple[str, str]]:
    """(table, code) of everything that `profile show` puts into words."""
    profile = read_regulation(name).profile
    yield from (("parameters", path) for path in profile.assumed)
    yield from (("recusal_grounds", ground) for ground in profile.recusal_grounds)
    yield from (("roles", role) for role in profile.roles)
    for step in profile.approvals:
        yield from (("roles", step.role), ("steps", step.step))


@pytest.mark.parametrize("name", shipped_regulations())
def test_every_code_of_a_profile_has_words(name: str) -> None:
    texts = words_of("zh").texts
    assert [code for code in profile_codes(name) if ".".join(code) not in texts] == []


def test_times_are_said_as_the_pool_has_them() -> None:
    assert words_of("zh").time("2026-06-10T01:00:00Z") == "2026-06-10 09:00:00 UTC+8"
    assert words_of("en").time("2026-06-10T01:00:00Z", -210) == "2026-06-09 21:30:00 UTC-3:30"
    late = ReplyError("reply_late", got="2026-06-10T03:00:01Z", expected="2026-06-10T03:00:00Z")
    assert words_of("zh").error(late).expected == "不晚于 2026-06-10 11:00:00 UTC+8"


def test_a_file_that_cannot_be_parsed_says_where() -> None:
    said = words_of("zh").error(InputError("request_toml", reason="oops (at line 3, column 7)"))
    assert said.got.endswith("第 3 行第 7 列")
    said = words_of("zh").error(InputError("request_toml", reason="oops (at end of document)"))
    assert "末尾" in said.got


def test_specialties_are_said_by_code_and_name() -> None:
    known = [Specialty("X1", "政策法律", "policy and law", "", 0, 0)]
    error = InputError("request_specialty", expected=known, got="X9")
    assert words_of("zh").error(error).expected == "其中之一：X1 政策法律"
    assert words_of("en").error(error).expected == "one of X1 policy and law"


def test_codes_among_facts_are_put_into_words() -> None:
    error = PhaseError("phase", draw="d-1", phase="frozen", expected="JOIN, SEAL", got="SEEDED")
    said = words_of("zh").error(error)
    assert said.got == "抽取 d-1 处于“已封存”，现在不能：种子"
    assert said.do.endswith("drawsvc seal d-1")


def test_codes_that_people_type_are_shown_beside_their_words() -> None:
    error = InputError("reply_reason", answer="decline", expected="illness, other", got="ill")
    assert words_of("zh").error(error).expected == "生病（illness）、其他（other）之一"
    assert words_of("en").error(error).expected == "one of illness, other"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["store_busy", "store_failed", "store_full", "store_not_writable", "store_unreachable"]
)
def test_callers_and_readers_of_pages_are_not_asked_to_mend_the_store(code: str, lang: str) -> None:
    theirs = {words_of(lang, reader).error(DrawError(code)).do for reader in (API, PAGE)}
    assert len(theirs | {words_of(lang).error(DrawError(code)).do}) == 3
    assert "Idempotency-Key" in words_of(lang, API).error(DrawError(code)).do


def test_the_source_of_a_seal_says_how_often_dice_are_thrown() -> None:
    assert words_of("en").source({"kind": "dice", "throws": 30}) == "dice, 30 throws"
    assert words_of("zh").source({"kind": "witness"}) == words_of("zh").name("sources", "witness")


def test_error_without_words_shows_its_code() -> None:
    assert words_of("en").error(DrawError("brand_new", got=1)).got == "brand_new: got=1"
