"""Both languages say everything: each text in both, each code in words, each placeholder filled."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from drawsvc import cli
from drawsvc.cli.help import every_command
from drawsvc.domain import errors
from drawsvc.domain.bodies import BODIES, REASONS, REPLY_REASONS
from drawsvc.domain.errors import DrawError, InputError, PhaseError
from drawsvc.domain.grammar import GRAMMAR
from drawsvc.domain.roster_cells import COLUMNS
from drawsvc.words import LANGUAGES, words_of

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "drawsvc").rglob("*.py"))

# Codes that are put together where they are raised, or stand in a table.
COMPOSED = {
    *("no_profile", "no_roster", "no_calendar"),  # usecases.office.latest
    *("source_kind", "replacement_kind"),  # domain.freeze
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
        for part in ("got", "expected", "do"):
            used = placeholders(texts.get(f"errors.{code}.{part}", ""))
            if facts is not None and used - facts:
                wrong.add((code, *sorted(used - facts)))
    assert wrong == set()


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


def found_codes(files: str, pattern: str) -> set[str]:
    text = "".join(path.read_text("utf-8") for path in SOURCES if re.search(files, str(path)))
    return set(re.findall(pattern, text))


def test_every_warning_has_words() -> None:
    found = found_codes("roster_warnings", r'(?:RosterWarning|_alike)\(\s*"([a-z_]+)"')
    assert len(found) > 8
    assert {code for code in found if f"warnings.{code}" not in words_of("zh").texts} == set()


def test_every_fault_of_a_cell_has_words() -> None:
    found = found_codes(
        "roster_(c|io)", r'"((?:cell|column|period)_[a-z]+|[a-z]+_unknown|[a-z]+_twice)"'
    )
    assert {"cell_form", "column_missing", "specialty_unknown", "period_open"} <= found
    found |= {"expert_id_twice", "serial_twice"}
    assert {code for code in found if f"cells.{code}" not in words_of("zh").texts} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_has_help(lang: str) -> None:
    texts = words_of(lang).texts
    missing = set()
    for path, command in every_command(cli.build()):
        name = ".".join(path).replace("-", "_") or "drawsvc"
        kind = "groups" if path and hasattr(command, "commands") else "help"
        missing |= {f"{kind}.{name}"} - set(texts)
        for parameter in command.params:
            keys = {f"options.{parameter.name}", f"special.{name}.{parameter.name}"}
            if not keys & set(texts):
                missing.add(f"special.{name}.{parameter.name}")
    assert missing == set()


def test_codes_among_facts_are_put_into_words() -> None:
    error = PhaseError("phase", phase="frozen", expected="JOIN, SEAL", got="SEEDED")
    said = words_of("zh").error(error)
    assert said.got == "抽取处于“已封存”，现在不能：种子"
    assert said.expected == "见证人加入、密封"


def test_codes_that_people_type_are_shown_beside_their_words() -> None:
    error = InputError("reply_reason", answer="decline", expected="illness, other", got="ill")
    assert words_of("zh").error(error).expected == "生病（illness）、其他（other） 之一"
    assert words_of("en").error(error).expected == "one of illness, other"


def test_error_without_words_shows_its_code() -> None:
    assert words_of("en").error(DrawError("brand_new", got=1)).got == "brand_new: got=1"
