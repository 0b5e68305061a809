"""Base64 in one spelling only (SPEC §4.2)."""

import pytest

from drawsvc.log.base64_text import from_base64, to_base64
from drawsvc.log.errors import LogFormatError


@pytest.mark.parametrize("length", range(8))
def test_bytes_come_back(length: int) -> None:
    data = bytes(range(0xF8, 0xF8 + length))
    assert from_base64(to_base64(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        *("A", "AA", "AA=", "AAA", "AA===", "AB==", "AAB=", "AAAA=", "=", "AA==AAAA"),
        *("AA ==", "AAAA\n", "AAAA AAAA", "-_-_", "ＡＡＡＡ", "\ud800", "*AAA"),
    ],
    ids=ascii,
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(LogFormatError, match="base64"):
        from_base64(text)
