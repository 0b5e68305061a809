"""Codes that people type where any code is allowed: one that is not known is perhaps mistyped, and is warned of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from drawsvc.words import Words

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "--activity": "activities",
        "--approved-by": "roles",
        "--ground": "grounds",
        "--reason": "void_reasons",
        "--role": "roles",
    }
)
"""Tables of web/locales that hold the known codes, by the option they are typed at."""

KNOWN_CHANGES: Mapping[str, str] = MappingProxyType({**KNOWN, "--reason": "change_reasons"})
"""The same where something of a draw is changed, and not the whole of it voided."""


def unknown_codes(
    words: Words,
    typed: Mapping[str, str],
    also: Sequence[str] = (),
    *,
    tables: Mapping[str, str] = KNOWN,
) -> list[Any]:
    """A warning for each typed code that no table has.

    Args:
        words: any language; all have the same codes.
        typed: code by option.
        also: further codes that are known here, such as the roles of a profile.
        tables: of web/locales, by option.
    """
    return [
        _unknown(option, code, words.codes(tables[option]), tables[option])
        for option, code in typed.items()
        if code not in words.codes(tables[option]) and code not in also
    ]


def _unknown(option: str, code: str, known: Sequence[str], table: str) -> dict[str, Any]:
    facts = {"got": code, "known": list(known), "option": option, "table": table}
    return {"code": "unknown_code", "facts": facts}
