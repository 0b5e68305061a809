"""JSON that drand writes: with members of any order and number, but read in one way only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn


def parse_object(data: bytes, names: Sequence[str]) -> dict[str, Any]:
    """The named members of an object, as far as it has them.

    Raises:
        ValueError: it is no JSON object in UTF-8, has a member twice or a number that is no integer.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ValueError("expected a flat object, got a deep one") from None
    if not isinstance(value, dict):
        raise ValueError("expected an object, got another value")  # noqa: TRY004 - one kind of error for any bytes
    return {name: value[name] for name in names if name in value}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("expected each member once, got one twice")
    return found


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"expected integers, got {number[:40]}")
