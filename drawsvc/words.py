"""Words for people, by language: the files in web/locales. Everything below speaks codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from drawsvc.domain.errors import DrawError
from drawsvc.domain.shapes import Form
from drawsvc.domain.taxonomy import Specialty
from drawsvc.domain.times import parse_time
from drawsvc.word_tables import PATHS, SHAPED, TABLES, TABLES_OF, TYPED

LANGUAGES = ("zh", "en")
COMMAND_LINE = "command-line"
API = "api"
PAGE = "page"
"""For whom words are: who types commands and options, who calls operations and gives members, or who reads pages."""
READER = "Drawsvc-Reader"
"""The header by which a caller asks for the words of the command line."""
CHINA_OFFSET_MINUTES = 480
MINUTES_PER_HOUR = 60

_PACKAGE = Path(__file__).parent

_PARTS = ("got", "expected", "do")
_ASK = "proceed.any_page"
"""What readers of pages are told where only programs can do something."""
_NEXT = "next"
"""The place for what goes on in the phase an error speaks of."""

_INDEX = re.compile(r"\[[0-9]+\]")
_LINE = re.compile("line ([0-9]+), column ([0-9]+)")
_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def web_folder() -> Path:
    """The folder web/: inside the package in a wheel, beside it in a working copy."""
    inside = _PACKAGE / "_web"
    return inside if inside.is_dir() else _PACKAGE.parent / "web"


@dataclass(frozen=True)
class ErrorWords:
    """An error in words: what came, what was expected, what to do now."""

    got: str
    expected: str
    do: str


class Words:
    """The words of one language.

    Args:
        lang: one of LANGUAGES.
        texts: text by dotted key.
        reader: for whom they are.
    """

    def __init__(self, lang: str, texts: Mapping[str, str], reader: str = COMMAND_LINE) -> None:
        self.lang = lang
        self.texts = texts
        self.reader = reader

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under a key, with the values in their places.

        Without a text, which tests rule out, it is the key: words never keep anybody from an answer.
        """
        return self.texts.get(key, key).format_map(_Shown(values))

    def name(self, table: str, code: str) -> str:
        """The word for a code, or the code itself: profiles bring codes of their own."""
        return self.texts.get(f"{table}.{code}", code)

    def typed(self, table: str, code: str) -> str:
        """The word for a code with the code beside it, for whoever will have to type it."""
        word = self.name(table, code)
        return word if word == code else self("list.coded", word=word, code=code)

    def listed(self, table: str, codes: Iterable[str]) -> str:
        """Codes as `typed` shows them, one after the other."""
        return self("list.separator").join(self.typed(table, code) for code in codes)

    def codes(self, table: str) -> list[str]:
        """The codes that a table has words for."""
        return [key.partition(".")[2] for key in self.texts if key.startswith(f"{table}.")]

    def coded(self, table: str, code: str, /, **values: object) -> str:
        """The text for a code with its values; the code and the values themselves if it has no text."""
        text = self.texts.get(self._own(f"{table}.{code}"))
        if text is None:
            return ", ".join([code, *(f"{name}={value}" for name, value in values.items())])
        return text.format_map(_Shown(values))

    def awaited(self, statements: Iterable[tuple[str, str]]) -> str:
        """Whose statements are missing, by role and kind; "" if none."""
        kinds: dict[str, list[str]] = {}
        for role, kind in statements:
            kinds.setdefault(role, []).append(self.name("statements", kind))
        separator = self("list.separator")
        return self("list.then").join(
            self("statement.missing_of", role=self.name("roles", role), kinds=separator.join(named))
            for role, named in kinds.items()
        )

    def source(self, source: Mapping[str, Any]) -> str:
        """The `source` of a SEAL (SPEC §5.4); of dice, how often they are thrown."""
        name = self.name("sources", source["kind"])
        return self("list.thrown", source=name, **source) if "throws" in source else name

    def specialty(self, found: Specialty) -> str:
        """A specialty by code and name."""
        return f"{found.code} {found.zh if self.lang == 'zh' else found.en}"

    def time(self, text: str, offset_minutes: int = CHINA_OFFSET_MINUTES) -> str:
        """A `time` of SPEC §3.2 as clocks at this offset from UTC show it, with the zone."""
        local = local_time(text, offset_minutes)
        return self("list.time", local=local, zone=zone_of(offset_minutes))

    @staticmethod
    def day_and_hour(date: str, starts: str) -> str:
        """When an activity is: its day, and the hour it begins unless that is open ("")."""
        return f"{date} {starts}".rstrip()

    def knows(self, error: DrawError) -> bool:
        """Whether there are words for its code."""
        return f"errors.{error.code}.got" in self.texts

    def error(self, error: DrawError) -> ErrorWords:
        """An error in words."""
        if error.said:
            return ErrorWords(*error.said)
        if not self.knows(error):
            return ErrorWords(str(error), "", "")
        facts = {name: self._fact(error.code, name, value) for name, value in error.facts.items()}
        facts[_NEXT] = self._next(error, facts)
        return ErrorWords(*(self(key, **facts) for key in self._keys(error.code)))

    def shows(self, code: str) -> set[str]:
        """The facts that the words for the code of an error have places for."""
        parsed = (Formatter().parse(self.texts[key]) for key in self._keys(code))
        return {name for parts in parsed for _, name, _, _ in parts if name} - {_NEXT}

    def _keys(self, code: str) -> list[str]:
        return [self._own(f"errors.{code}.{part}") for part in _PARTS]

    def _own(self, key: str) -> str:
        """The key of the text for this reader: one of his own, where there is one.

        Where programs have theirs, the common one names commands, and readers of pages can do neither.
        """
        own = f"{key}_{self.reader}"
        if own in self.texts:
            return own
        return _ASK if self.reader == PAGE and f"{key}_{API}" in self.texts else key

    def _next(self, error: DrawError, facts: Mapping[str, str]) -> str:
        """What goes on in the phase an error speaks of."""
        return self(self._own(f"proceed.{error.facts.get('phase', 'any')}"), **facts)

    def _fact(self, code: str, name: str, value: object) -> str:
        if isinstance(value, Form):
            return self._form(value)
        if isinstance(value, Specialty):
            return self.specialty(value)
        if isinstance(value, list | tuple):
            return self("list.separator").join(self._fact(code, name, item) for item in value)
        return self._text(code, name, value) if isinstance(value, str) else str(value)

    def _text(self, code: str, name: str, text: str) -> str:
        if code in SHAPED and name in PATHS:
            return self._member(text.removeprefix("body."))
        if name == "reason":
            return self._place(text)
        if _TIME.fullmatch(text):
            with suppress(ValueError):  # a stranger's
                return self.time(text)
        tables = TABLES_OF.get((code, name), TABLES.get(name, ()))
        if not tables and name != "expected":  # what somebody sent
            return text
        return self("list.separator").join(self._code(tables, part) for part in text.split(", "))

    def _member(self, path: str) -> str:
        """A member of an entry or a file; who types knows it as an option."""
        typed = self.reader == COMMAND_LINE
        return self.name("members", _INDEX.sub("", path)) if typed else path

    def _form(self, form: Form) -> str:
        values = {name: self._fact(form.code, name, value) for name, value in form.values.items()}
        if form.code == "either":
            options: Any = form.values["forms"]
            return self("list.or").join(self._form(of) for of in options)
        return self.coded("shapes", form.code, **values)

    def _place(self, reason: str) -> str:
        """Where in a file a parser of the library stumbled; its sentence is English, and of no use to people."""
        found = _LINE.search(reason)
        return self("place.at", line=found[1], column=found[2]) if found else self("place.end")

    def _code(self, tables: tuple[str, ...], code: str) -> str:
        for table in tables:
            word = self.texts.get(f"{table}.{code}")
            if word:
                both = table in TYPED and word != code and self.reader != PAGE
                return self("list.coded", word=word, code=code) if both else word
        return code


class _Shown(dict[str, Any]):
    """Values of a text; one that is missing shows as a dash, so that a message never fails itself."""

    def __missing__(self, key: str) -> str:
        return "—"


def local_time(text: str, offset_minutes: int) -> str:
    """A `time` of SPEC §3.2 as clocks at this offset from UTC show it."""
    moment = parse_time(text) + timedelta(minutes=offset_minutes)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def zone_of(offset_minutes: int) -> str:
    """An offset from UTC by name, as `UTC+8` or `UTC-3:30`."""
    hours, minutes = divmod(abs(offset_minutes), MINUTES_PER_HOUR)
    sign = "-" if offset_minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


@cache
def words_of(lang: str, reader: str = COMMAND_LINE) -> Words:
    """The words of a language, for a reader."""
    if reader != COMMAND_LINE:
        return Words(lang, words_of(lang).texts, reader)
    with (web_folder() / "locales" / f"{lang}.toml").open("rb") as file:
        return Words(lang, dict(flattened(tomllib.load(file))))


def flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text of nested tables under its dotted key."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flattened(value, f"{key}.")
        else:
            yield key, str(value)
