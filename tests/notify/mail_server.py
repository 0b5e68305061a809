"""A mail server on loopback that speaks enough SMTP (RFC 5321, 3207, 4954) for our client, and keeps what it takes.

The usual library for this, aiosmtpd, would bring two packages for what is forty lines here.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"


@dataclass
class Taken:
    """A message with its envelope."""

    sender: str
    recipient: str
    message: EmailMessage
    encrypted: bool

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"]).strip("<>").partition("@")[0]

    @property
    def text(self) -> str:
        return str(self.message.get_content())


@dataclass
class MailBox:
    """What the server has taken, and how it answers.

    Args:
        answers: by verb, in place of yes.
        password: asked for, if any.
        utf8: whether it offers SMTPUTF8.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    password: str = ""
    utf8: bool = False
    tls: ssl.SSLContext | None = None


class _Talk(socketserver.StreamRequestHandler):
    box: ClassVar[MailBox]
    encrypted = False

    def handle(self) -> None:
        with suppress(OSError, ValueError), ExitStack() as self.opened:
            self.say("220 hello")
            while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
                if not self.answer(line):
                    break

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()

    def answer(self, line: str) -> bool:
        verb = line.split(" ", maxsplit=1)[0].upper()
        if verb in self.box.answers:
            self.say(self.box.answers[verb])
            return True
        talk = getattr(self, f"on_{verb.lower()}", None)
        if talk is None:
            self.say("502 what?")
            return True
        talk(line)
        return verb != "QUIT"

    def on_ehlo(self, _line: str) -> None:
        offers = ["localhost", "8BITMIME"]
        offers += ["STARTTLS"] if self.box.tls and not self.encrypted else []
        offers += ["AUTH PLAIN"] if self.box.password else []
        offers += ["SMTPUTF8"] if self.box.utf8 else []
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def on_starttls(self, _line: str) -> None:
        self.say("220 go on")
        assert self.box.tls
        secure = self.box.tls.wrap_socket(self.connection, server_side=True)
        self.opened.enter_context(secure)
        self.rfile = self.opened.enter_context(secure.makefile("rb"))
        self.wfile = self.opened.enter_context(secure.makefile("wb"))
        self.encrypted = True

    def on_auth(self, line: str) -> None:
        _, _, password = b64decode(line.split(" ")[2]).split(b"\0")
        self.say("235 yes" if password.decode() == self.box.password else "535 no")

    def on_mail(self, line: str) -> None:
        self.sender = line
        self.say("250 yes")

    def on_rcpt(self, line: str) -> None:
        self.recipient = line.partition("<")[2].partition(">")[0]
        self.say("250 yes")

    def on_data(self, _line: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.SMTPUTF8)
        assert isinstance(message, EmailMessage)
        self.box.taken.append(Taken(self.sender, self.recipient, message, self.encrypted))
        self.say(self.box.answers.get("END", f"250 2.0.0 taken as {len(self.box.taken)}"))

    def on_rset(self, _line: str) -> None:
        self.say("250 yes")

    def on_quit(self, _line: str) -> None:
        self.say("221 bye")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us leaves in the middle; that is no error of the test."""


@contextmanager
def mail_server(box: MailBox | None = None) -> Iterator[MailBox]:
    """A server on a free port of this machine, or on the box's once more."""
    box = box or MailBox()
    handler = type("Talk", (_Talk,), {"box": box})
    with _Server(("127.0.0.1", box.port), handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that nobody else trusts, and what a server needs to show it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return pem, context
