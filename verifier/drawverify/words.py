"""The words of reports and the list of steps, which are data: words.json and checks.json."""

from __future__ import annotations

import json
from typing import Any

LANGUAGES = ("zh", "en")


def load(name: str) -> Any:
    """Returns the value of a data file of this package, from a folder or from an archive."""
    loader: Any = __spec__.loader
    folder = __file__[: -len("words.py")]
    return json.loads(loader.get_data(f"{folder}{name}"))


def load_checks() -> list[dict[str, Any]]:
    """Returns every step of SPEC §13 in order: id, step, section, part, and words for each result."""
    checks: list[dict[str, Any]] = load("checks.json")
    return checks
