"""hex32 of SPEC §3.2: 32 bytes as 64 lower-case hexadecimal digits, in one spelling only."""

import re

_HEX32 = re.compile(r"[0-9a-f]{64}")


class HexError(ValueError):
    """A string that is not hex32. The message does not quote it: it may be a secret."""


def check_hex32(text: str) -> None:
    """Raises unless the text is hex32 (SPEC §3.2).

    Raises:
        HexError: it is anything else, upper case included.
    """
    if not _HEX32.fullmatch(text):
        raise HexError(f"expected 64 lower-case hexadecimal digits, got {len(text)} characters")


def parse_hex32(text: str) -> bytes:
    """Returns the 32 bytes that hex32 stands for (SPEC §3.2).

    Raises:
        HexError: the text is not hex32.
    """
    check_hex32(text)
    return bytes.fromhex(text)
