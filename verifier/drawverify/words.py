"""The words of reports and the list of steps, which are data beside the code."""

from __future__ import annotations

import json
from typing import Any

LANGUAGES = ("zh", "en")


def load_text(name: str) -> str:
    """Returns the text of a data file of this package, from a folder or from an archive."""
    loader: Any = __spec__.loader
    folder = __file__[: -len("words.py")]
    data: bytes = loader.get_data(f"{folder}{name}")
    return data.decode()


def load(name: str) -> Any:
    """Returns the value of a JSON file of this package."""
    return json.loads(load_text(name))


def load_checks() -> list[dict[str, Any]]:
    """Returns the steps of SPEC §13 in order: id, step, section, part, and words for results."""
    checks: list[dict[str, Any]] = load("checks.json")
    return checks
