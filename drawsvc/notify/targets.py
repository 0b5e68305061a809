"""Where messages are handed in: what the settings say about each channel."""

from __future__ import annotations

from dataclasses import dataclass, field

MAIL, WEBHOOK = "mail", "webhook"
"""Names of the channels, as notices have them."""

PHONE = "{phone}"

STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
PORTS = {STARTTLS: 587, TLS: 465, PLAIN: 25}
"""How a mail server is spoken to, and the port where it then listens."""


@dataclass(frozen=True)
class MailServer:
    """A server that takes mail.

    Args:
        host, port, security: where it listens; `security` is one of PORTS.
        sender: address in From.
        recipient: address with PHONE where the digits of the number go, as `{phone}@139.com`.
        user, password: "" for none.
        ca_file: certificates that are trusted in place of the system's; "" for those.
    """

    host: str
    port: int
    security: str
    sender: str
    recipient: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True)
class Hook:
    """A program that takes messages over HTTP, such as a gateway for short messages.

    Args:
        url: where it listens.
        secret: shared with it, 24 to 64 bytes.
    """

    url: str
    secret: bytes = field(repr=False)
