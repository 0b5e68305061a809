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


def unknown_codes(words: Words, typed: Mapping[str, str], also: Sequence[str] = ()) -> list[Any]:
    """A warning for each typed code that no table has.

    Args:
        words: any language; all have the same codes.
        typed: code by option.
        also: further codes that are known here, such as the roles of a profile.
    """
    return [
        {"code": "unknown_code", "facts": {"got": code, "known": known, "option": option}}
        for option, code in typed.items()
        if code not in (known := words.codes(KNOWN[option])) and code not in also
    ]
