"""Base64 of SPEC §4.2: standard alphabet, padded, with zero trailing bits; one spelling only."""

import base64

from drawsvc.log.errors import LogFormatError


def to_base64(data: bytes) -> str:
    """Returns the bytes in base64."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Returns the bytes that canonical base64 stands for.

    Raises:
        LogFormatError: the text is not base64, or not in its canonical form.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise LogFormatError("expected base64, got something else") from None
    if to_base64(data) != text:
        raise LogFormatError("expected canonical base64, got another spelling")
    return data
