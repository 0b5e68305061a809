"""Mail, handed to a server that listens on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drawsvc.domain.errors import DeliveryError, UndeliverableError
from drawsvc.notify.mail import Mailer, check_server
from drawsvc.notify.targets import MailServer
from drawsvc.words import words_of
from tests.notify.mail_server import HOST, MailBox, certificate, mail_server
from tests.notify.messages import BASE, TOKEN, outgoing
from tests.refusing import refused


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as found:
        yield found


def server(box: MailBox, **changed: object) -> MailServer:
    made = MailServer(HOST, box.port, "none", "draws@example.org", "{phone}@sms.example.org")
    return replace(made, **changed)  # type: ignore[arg-type] # of a test


def mailer(box: MailBox, lang: str = "zh", **changed: object) -> Mailer:
    return Mailer(server(box, **changed), words_of(lang), BASE, seconds=2)


def test_an_invitation_by_mail(box: MailBox) -> None:
    assert mailer(box).send(outgoing()) == "250 2.0.0 taken as 1"
    (taken,) = box.taken
    assert taken.recipient == "13900000001@sms.example.org"
    assert taken.id == "ab" * 16
    assert taken.message["Subject"] == "专家工作邀请（2026-05-20）"
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert taken.text.startswith("示例县专家库邀请您")
    for part in ("评审", "2026-05-20", "示例楼", "2026-05-06 11:00:00 UTC+8", f"{BASE}/r/{TOKEN}"):
        assert part in taken.text


def test_a_letter_of_an_older_version_names_no_office(box: MailBox) -> None:
    mailer(box).send(outgoing(office=""))
    assert box.taken[0].text.startswith("专家库邀请您")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["confirmed", "cancelled"])
def test_only_an_invitation_has_a_link(box: MailBox, kind: str, lang: str) -> None:
    mailer(box, lang).send(outgoing(kind, deadline="", venue=""))
    assert "/r/" not in box.taken[0].text
    assert "2026-05-20" in box.taken[0].text
    assert "{" not in box.taken[0].text


def test_a_connection_is_secured_before_the_password_is_said(box: MailBox, tmp_path: Path) -> None:
    ca_file, box.tls = certificate(tmp_path)
    box.password = "geheim"  # noqa: S105 - of a test
    secured = {"security": "starttls", "user": "draws", "password": "geheim"}
    mailer(box, **secured, ca_file=str(ca_file)).send(outgoing())
    assert box.taken[0].encrypted
    with refused(DeliveryError, "mail_security"):
        mailer(box, **secured).send(outgoing())  # nobody has said that this certificate is trusted
    with refused(DeliveryError, "mail_sign_in"):
        wrong = secured | {"password": "x"}
        mailer(box, **wrong, ca_file=str(ca_file)).send(outgoing())
    assert len(box.taken) == 1


def test_a_server_is_asked_to_let_us_in_and_handed_nothing(box: MailBox, tmp_path: Path) -> None:
    ca_file, box.tls = certificate(tmp_path)
    box.password = "geheim"  # noqa: S105 - of a test
    right = server(box, security="starttls", user="draws", password="geheim", ca_file=str(ca_file))  # noqa: S106 - of a test
    check_server(right)
    with refused(DeliveryError, "mail_sign_in"):
        check_server(replace(right, password="x"))  # noqa: S106 - of a test
    with refused(DeliveryError, "mail_sign_in", got="ASCII"):
        check_server(replace(right, password="密码"))  # noqa: S106 - of a test
    with refused(DeliveryError, "mail_security"):
        check_server(replace(right, ca_file=""))
    assert box.taken == []


def test_a_server_that_cannot_be_secured_is_told_nothing(box: MailBox) -> None:
    with refused(DeliveryError, "mail_security"):
        mailer(box, security="starttls").send(outgoing())
    assert box.taken == []


@pytest.mark.parametrize(
    ("verb", "answer", "error", "code"),
    [
        ("MAIL", "550 no", DeliveryError, "mail_deferred"),
        ("RCPT", "451 later", DeliveryError, "mail_deferred"),
        ("RCPT", "550 nobody", UndeliverableError, "mail_refused"),
        ("DATA", "451 later", DeliveryError, "mail_deferred"),
        ("END", "451 full", DeliveryError, "mail_deferred"),
        ("END", "554 spam", UndeliverableError, "mail_refused"),
        ("EHLO", "421 closing", DeliveryError, "mail_deferred"),
    ],
)
def test_what_the_server_refuses(
    box: MailBox, verb: str, answer: str, error: type[DeliveryError], code: str
) -> None:
    box.answers = {verb: answer} | ({"HELO": answer} if verb == "EHLO" else {})
    with refused(error, code):
        mailer(box).send(outgoing())


def test_a_server_that_is_not_there() -> None:
    with mail_server() as box:
        pass
    with refused(DeliveryError, "mail_unreachable"):
        mailer(box).send(outgoing())


def test_a_number_without_digits_is_no_address(box: MailBox) -> None:
    with refused(UndeliverableError, "mail_address"):
        mailer(box).send(outgoing(phone="(+)"))


def test_an_address_in_chinese_needs_a_server_that_takes_it(box: MailBox) -> None:
    chinese = {"recipient": "{phone}@例子.example.org"}
    with refused(UndeliverableError, "mail_address"):
        mailer(box, **chinese).send(outgoing())
    box.utf8 = True
    mailer(box, **chinese).send(outgoing())
    assert box.taken[0].recipient == "13900000001@例子.example.org"
    assert "SMTPUTF8" in box.taken[0].sender
