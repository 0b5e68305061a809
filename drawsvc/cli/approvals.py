"""Who approved something, as it is typed: `--approved-by ROLE --ref NUMBER`, or twice `--approval ROLE=NUMBER`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from drawsvc.cli.codes import unknown_codes
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import InputError
from drawsvc.words import Words

ByRole = Annotated[str, typer.Option("--approved-by")]
Ref = Annotated[str, typer.Option()]
TwoApprovals = Annotated[list[str], typer.Option("--approval")]

PEOPLE = 2


def two_approvals(texts: Sequence[str]) -> tuple[Body, Body]:
    """The approvals of two people. Whether they differ is checked with the entry.

    Raises:
        InputError: `two_approvals`, one is not ROLE=NUMBER, or there are fewer or more.
    """
    pairs = [text.partition("=") for text in texts]
    if len(pairs) != PEOPLE or not all(role and ref for role, _, ref in pairs):
        raise InputError("two_approvals", got=", ".join(texts))
    first, second = ({"ref": ref, "role": role} for role, _, ref in pairs)
    return first, second


def unknown_roles(words: Words, texts: Sequence[str]) -> list[Any]:
    """A warning for each role in them that is no known code."""
    typed = [{"--approved-by": text.partition("=")[0]} for text in texts]
    return [warning for role in typed for warning in unknown_codes(words, role)]
