"""What an office has set for a pool of its own accord. It is in no entry, and no verifier knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

LONGEST_TEXT = 2000
MOST_DAYS = 3660


@dataclass(frozen=True)
class PoolSettings:
    """Settings of a pool.

    Args:
        vouching: a supervisor has to vouch for contacts that are opened, and for what a handler notes of a call.
        objection_days: calendar days from the publication in which one may object; 0 for no such time.
        objection_zh, objection_en: where and how to object; "" for nothing to say.
    """

    vouching: bool = False
    objection_days: int = 0
    objection_zh: str = ""
    objection_en: str = ""

    def objection(self, lang: str) -> str:
        """Where and how to object, in a language, else in the other."""
        said = {"zh": self.objection_zh, "en": self.objection_en}
        return said[lang] or self.objection_zh or self.objection_en


FORMS: Mapping[str, str] = MappingProxyType(
    {
        "vouching": "true, false",
        "objection_days": f"0 - {MOST_DAYS}",
        "objection_zh": f'"…" ({LONGEST_TEXT})',
        "objection_en": f'"…" ({LONGEST_TEXT})',
    }
)
"""What a value looks like; every setting there is."""


def is_fit(name: str, value: Any) -> bool:
    """Whether a setting may have this value."""
    default = getattr(PoolSettings, name)
    if type(value) is not type(default):
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and "\0" not in value
    return isinstance(value, bool) or 0 <= value <= MOST_DAYS
