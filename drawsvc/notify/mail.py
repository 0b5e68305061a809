"""Hand a message to a mail server by SMTP (RFC 5321); its last answer is the proof that it took it."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from drawsvc.domain.errors import DeliveryError, UndeliverableError
from drawsvc.notify.targets import PHONE, STARTTLS, TLS, MailServer
from drawsvc.notify.wording import subject_of, text_of
from drawsvc.usecases.notice import Outgoing
from drawsvc.words import Words

SECONDS = 10
"""For each answer of the server."""

PERMANENT = 500
"""Answers from here on will be the same next time (RFC 5321 4.2.1)."""

UTF8 = "smtputf8"
MAX_PROOF = 500
_NO_DIGIT = re.compile("[^0-9]")


class Mailer:
    """Sends mail, each message over a connection of its own.

    Args:
        server: takes it.
        words: of the language it is written in.
        base_url: where personal links lead.
        seconds: for each answer of the server.
    """

    def __init__(
        self, server: MailServer, words: Words, base_url: str, *, seconds: float = SECONDS
    ) -> None:
        self._server = server
        self._words = words
        self._base_url = base_url
        self._seconds = seconds

    def send(self, outgoing: Outgoing) -> str:
        """Hand a message in. Returns the server's answer to it, such as `250 2.0.0 Ok: queued as 4F…`.

        Raises:
            DeliveryError: `mail_unreachable`, `mail_deferred`, `mail_sign_in`, `mail_security`.
            UndeliverableError: `mail_refused`, it will not take this one; `mail_address`, it cannot be written to.
        """
        message = self._message(outgoing)
        with _connected(self._server, self._seconds) as connection:
            return _hand_in(connection, message)

    def _message(self, outgoing: Outgoing) -> EmailMessage:
        server, notice = self._server, outgoing.notice
        message = EmailMessage(policy.SMTP)
        message["From"] = server.sender
        message["To"] = _address(server.recipient, outgoing.letter.phone)
        message["Subject"] = subject_of(self._words, outgoing)
        message["Date"] = format_datetime(outgoing.at)
        message["Message-ID"] = f"<{notice.id}@{server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text_of(self._words, outgoing, self._base_url))
        return message


def check_server(server: MailServer, *, seconds: float = SECONDS) -> None:
    """Be let in by a server, and hand in nothing.

    Raises:
        DeliveryError: `mail_unreachable`, `mail_deferred`, `mail_sign_in`, `mail_security`.
    """
    with _connected(server, seconds) as connection:
        _part(connection)


@contextmanager
def _connected(server: MailServer, seconds: float) -> Iterator[smtplib.SMTP]:
    """A connection on which the server has let us in, and what goes wrong on it in our words."""
    try:
        with closing(_connection(server, seconds)) as connection:
            if server.security == STARTTLS:
                connection.starttls(context=_trust(server))
            connection.ehlo_or_helo_if_needed()
            if server.user:
                _sign_in(connection, server)
            yield connection
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError("mail_sign_in", got=error.smtp_code) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise DeliveryError("mail_security", got=server.security) from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("mail_deferred", got=error.smtp_code) from None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError("mail_unreachable", got=type(error).__name__) from None


def _connection(server: MailServer, seconds: float) -> smtplib.SMTP:
    where = (server.host, server.port)
    if server.security == TLS:
        return smtplib.SMTP_SSL(*where, timeout=seconds, context=_trust(server))
    return smtplib.SMTP(*where, timeout=seconds)


def _sign_in(connection: smtplib.SMTP, server: MailServer) -> None:
    try:
        connection.login(server.user, server.password)
    except UnicodeError:  # which quotes the password
        raise DeliveryError("mail_sign_in", got="ASCII") from None


def _trust(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.ca_file or None)


def _address(pattern: str, phone: str) -> str:
    """The address of a number. Two numbers in one cell are no address."""
    digits = _NO_DIGIT.sub("", phone)
    if not digits:
        raise UndeliverableError("mail_address")
    return pattern.replace(PHONE, digits)


def _hand_in(connection: smtplib.SMTP, message: EmailMessage) -> str:
    sender, recipient = str(message["From"]), str(message["To"])
    options, data = [], message.as_bytes()
    if not (sender + recipient).isascii():  # RFC 6531
        if not connection.has_extn(UTF8):
            raise UndeliverableError("mail_address")
        options, data = ["SMTPUTF8", "BODY=8BITMIME"], message.as_bytes(policy=policy.SMTPUTF8)
        connection.command_encoding = "utf-8"
    _check(*connection.mail(sender, options), for_good=False)  # our own address, our own settings
    _check(*connection.rcpt(recipient))
    code, answer = connection.data(data)
    _check(code, answer)
    _part(connection)
    return f"{code} {answer.decode('utf-8', 'replace')}"[:MAX_PROOF]


def _part(connection: smtplib.SMTP) -> None:
    """Say goodbye; by now it does not matter what the server says to that."""
    with suppress(OSError, smtplib.SMTPException):
        connection.quit()


def _check(code: int, _answer: bytes, *, for_good: bool = True) -> None:
    """Refuse an answer that is not yes. What it says is not repeated: it may hold the address."""
    if code >= PERMANENT and for_good:
        raise UndeliverableError("mail_refused", got=code)
    if code >= 300:  # noqa: PLR2004 - RFC 5321 4.2.1: 2yz is yes
        raise DeliveryError("mail_deferred", got=code)
