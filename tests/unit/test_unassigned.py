"""The table of code points that SPEC §3.1 refuses, against what this Python knows of Unicode."""

import json
import sys
import unicodedata
from collections.abc import Callable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest
from drawseeds import CanonicalError, parse, serialise, unassigned, unicode13
from drawverify import strict
from drawverify import unicode13 as of_verifier
from drawverify.errors import FailedError

FIRST = 0x300
# Of Unicode 13.0; later versions assign more of them.
REFUSED = 766_910
IDEOGRAPHS = {*range(0x9FFD, 0xA000), *range(0x20000, 0x2F800), *range(0x30000, 0x3FFFE)}


def refused() -> set[int]:
    lengths = [int(length, 16) for length in unicode13.RUNS.split()]
    runs = [range(*ends) for ends in pairwise(accumulate(lengths, initial=FIRST))]
    assert runs[-1].stop == sys.maxunicode + 1
    return {code for run in runs[1::2] for code in run}


def test_both_packages_have_the_same_table() -> None:
    assert unicode13.RUNS == of_verifier.RUNS


def test_what_is_let_through_is_assigned_and_what_is_unassigned_is_refused() -> None:
    found = refused()
    unknown = {c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) == "Cn"}
    assert unknown - IDEOGRAPHS <= found
    assert not found & IDEOGRAPHS
    assert len(found) == REFUSED


def test_those_refused_are_found_and_no_others() -> None:
    basic = range(0x10000)
    assert {c for c in basic if unassigned(f"王{chr(c)}")} == refused().intersection(basic)


@pytest.mark.parametrize("code", [0x377, 0x378, 0x379, 0x37A, 0xE000, 0xFFFD, 0xFFFE, 0x2F800])
def test_both_packages_look_it_up_alike(code: int) -> None:
    text = json.dumps(chr(code), ensure_ascii=False)
    assert spelt(parse, text.encode(), CanonicalError) == spelt(strict.parse, text, FailedError)


def spelt(read: Callable[[Any], Any], data: str | bytes, error: type[Exception]) -> str:
    """What is read, in ASCII; "" if it is refused."""
    try:
        return ascii(read(data))
    except error:
        return ""


def test_error_names_the_code_point() -> None:
    with pytest.raises(CanonicalError, match=r"Unicode 13\.0, got U\+10EFD"):
        serialise("q\u0301\U00010efd")


def test_tool_needs_the_right_unicode() -> None:
    tool = Path(__file__).parents[2] / "tools/list_unassigned.py"
    scope: dict[str, object] = {"__name__": "tool", "__file__": str(tool)}
    exec(compile(tool.read_text("utf-8"), str(tool), "exec"), scope)  # noqa: S102 - it is no module
    with pytest.raises(SystemExit, match=r"needs Unicode 13\.0\.0"):
        scope["main"]()  # type: ignore[operator]
