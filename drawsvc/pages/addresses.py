"""Where the public finds a draw, as text to type and as a picture to scan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

QUIET_MODULES = 4
"""White border that scanners need, in modules (ISO/IEC 18004)."""
MOST_PICTURES = 64
"""Of codes that are kept: both languages have the same one, and it takes longer than the rest of a page."""


@dataclass(frozen=True)
class Address:
    """The public address of an attempt.

    Args:
        url: whole.
        slip: the SEAL's leaf hash, carried behind `#`: browsers keep that part to themselves, so whoever scanned
            the slip holds it without asking the service. "" before the seal.
    """

    url: str
    slip: str = ""

    @property
    def typed(self) -> str:
        """As it is typed."""
        return self.url.removeprefix("https://")

    @property
    def picture(self) -> Markup:
        """A QR code as SVG."""
        return _picture(f"{self.url}#{self.slip}" if self.slip else self.url)


@lru_cache(maxsize=MOST_PICTURES)
def _picture(text: str) -> Markup:
    # It loads a library of pictures, for which every start of the service would wait.
    import qrcode  # noqa: PLC0415
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=QUIET_MODULES,
        image_factory=SvgPathImage,
    )
    code.add_data(text)
    # The library writes the picture; what was handed in is only the pattern of its modules.
    return Markup(code.make_image().to_string(encoding="unicode"))  # noqa: S704


def path_of(draw: str, attempt: int, *more: str) -> str:
    """The path of a page of an attempt."""
    return "/".join(["/draws", quote(draw, safe=""), str(attempt), *more])


def address_of(base_url: str, draw: str, attempt: int, slip: str = "") -> Address | None:
    """The public address of an attempt; None while nobody has said where the public finds the service.

    The address that a browser happened to use is never taken for it: on paper it would lead nowhere, or elsewhere.
    """
    return Address(base_url + path_of(draw, attempt), slip) if base_url else None
