"""The words of reports and the list of steps, which are data beside the code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from .columns import safe

LANGUAGES = ("zh", "en")
# The parts of SPEC §13.1; those of §13.2 are row, audit and history.
RECORD_PARTS = (
    *("file", "log", "chain", "freeze", "witnesses", "seed", "walk", "end", "trust"),
    "disclosures",
)


def load_text(name: str) -> str:
    """Returns the text of a data file of this package, from a folder or from an archive."""
    loader: Any = __spec__.loader
    folder = __file__[: -len("words.py")]
    data: bytes = loader.get_data(f"{folder}{name}")
    return data.decode()


def load(name: str) -> Any:
    """Returns the value of a JSON file of this package."""
    return json.loads(load_text(name))


def load_checks(part: str = "") -> list[dict[str, Any]]:
    """Returns the steps of SPEC §13.1, or of one part of §13.2, in order.

    Each with id, step, section, part, and words for its results.
    """
    parts = (part,) if part else RECORD_PARTS
    return [check for check in load("checks.json") if check["part"] in parts]


def default_language(environment: Mapping[str, str]) -> str:
    """Returns zh where the user's locale is Chinese, else en; the service has the same rule."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    named = next(filter(None, map(environment.get, names)), "")
    if not named and sys.platform == "win32":
        import locale  # noqa: PLC0415 - Windows sets none of the three

        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


class Words:
    """Words of one language, by key."""

    def __init__(self, language: str) -> None:
        self.column = LANGUAGES.index(language)
        self.language = language
        self._words: dict[str, list[str]] = load("words.json")

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def __call__(self, key: str, **values: object) -> str:
        """Returns the words of a key with values filled in; of an unknown code the code itself."""
        found = self._words.get(key)
        if found is None:
            return safe(key.partition(".")[2])
        return found[self.column].format(**values) if values else found[self.column]

    def listed(self, items: list[str]) -> str:
        """Returns items in one line."""
        return self("text.list").join(items)
