"""The words of reports and the list of steps, which are data beside the code."""

from __future__ import annotations

import json
from typing import Any

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
