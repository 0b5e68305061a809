"""Words for people, by language: the files in web/locales. Everything below speaks codes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drawsvc.domain.errors import DrawError

LANGUAGES = ("zh", "en")

_PACKAGE = Path(__file__).parent

_CODES = ("phases", "types", "roles", "sources", "answers", "reply_reasons", "publication", "asked")

# Codes that people type: they are shown beside their words.
_TYPED = frozenset({"answers", "publication", "reply_reasons", "roles", "sources"})

# Facts whose values are codes with words of their own, and the tables that hold these.
_TABLES: Mapping[str, tuple[str, ...]] = {
    "answer": ("answers",),
    "expected": _CODES,
    "got": _CODES,
    "kind": ("statements", "sources"),
    "mode": ("mode",),
    "phase": ("phases",),
    "role": ("roles",),
    "source": ("sources",),
    "type": ("types",),
}


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
    """

    def __init__(self, lang: str, texts: Mapping[str, str]) -> None:
        self.lang = lang
        self.texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under a key, with the values in their places.

        Without a text, which tests rule out, it is the key: words never keep anybody from an answer.
        """
        return self.texts.get(key, key).format_map(_Shown(values))

    def name(self, table: str, code: str) -> str:
        """The word for a code, or the code itself: profiles bring codes of their own."""
        return self.texts.get(f"{table}.{code}", code)

    def coded(self, table: str, code: str, /, **values: object) -> str:
        """The text for a code with its values; the code and the values themselves if it has no text."""
        text = self.texts.get(f"{table}.{code}")
        if text is None:
            return ", ".join([code, *(f"{name}={value}" for name, value in values.items())])
        return text.format_map(_Shown(values))

    def error(self, error: DrawError) -> ErrorWords:
        """An error in words."""
        facts = {name: self._fact(name, value) for name, value in error.facts.items()}
        if f"errors.{error.code}.got" not in self.texts:
            return ErrorWords(str(error), "", "")
        return ErrorWords(
            *(self(f"errors.{error.code}.{part}", **facts) for part in ("got", "expected", "do"))
        )

    def _fact(self, name: str, value: object) -> str:
        if isinstance(value, list | tuple):
            return self("list.separator").join(map(str, value))
        tables = _TABLES.get(name)
        if tables is None or not isinstance(value, str):
            return str(value)
        return self("list.separator").join(self._code(tables, part) for part in value.split(", "))

    def _code(self, tables: tuple[str, ...], code: str) -> str:
        for table in tables:
            word = self.texts.get(f"{table}.{code}")
            if word:
                both = table in _TYPED and word != code
                return self("list.coded", word=word, code=code) if both else word
        return code


class _Shown(dict[str, Any]):
    """Values of a text; one that is missing shows as a dash, so that a message never fails itself."""

    def __missing__(self, key: str) -> str:
        return "—"


@cache
def words_of(lang: str) -> Words:
    """The words of a language."""
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
