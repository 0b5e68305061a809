"""Values of any kind as canonical JSON holds them."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from pathlib import Path

from drawseeds import Value, unassigned

from drawsvc.domain.errors import DrawError
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.shapes import MAX_INTEGER
from drawsvc.domain.taxonomy import Specialty

View = dict[str, Value]


def plain(text: object) -> str:
    """A text without characters that could drive the terminal, hide others, or that no canonical JSON has."""
    return "".join(
        c if c == "\n" or _is_plain(c) else "\N{REPLACEMENT CHARACTER}" for c in str(text)
    )


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and not unassigned(char)


def canonical(value: object) -> Value:
    """A fact as canonical JSON: what it cannot hold becomes text."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER):
        return value
    if isinstance(value, dict):
        return {str(canonical(str(name))): canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [canonical(item) for item in value]
    return unicodedata.normalize("NFC", plain(value))


def path_view(path: Path | None) -> str:
    """A path as people typed it, as far as canonical JSON can hold it; "" where there is none."""
    return str(canonical(str(path or "")))


def fact_view(value: object) -> Value:
    """A fact of an error as canonical JSON: bad cells and errors within it member by member."""
    if isinstance(value, CellFault):
        return canonical(asdict(value))
    if isinstance(value, DrawError):
        return {"code": value.code, **{name: fact_view(of) for name, of in value.facts.items()}}
    if isinstance(value, list | tuple):
        return [fact_view(item) for item in value]
    return value.code if isinstance(value, Specialty) else canonical(value)
