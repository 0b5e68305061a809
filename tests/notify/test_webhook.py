"""Messages handed to another program over HTTP."""

import hashlib
from base64 import b64decode
from collections.abc import Iterator

import pytest

from drawsvc.domain.errors import DeliveryError, UndeliverableError
from drawsvc.notify.targets import Hook
from drawsvc.notify.webhook import MAX_ANSWER_BYTES, Webhook, signed_headers
from drawsvc.words import words_of
from tests.notify.hook_server import SECRET, HookBox, hook_server
from tests.notify.messages import BASE, NOW, TOKEN, outgoing
from tests.refusing import refused


@pytest.fixture
def box() -> Iterator[HookBox]:
    with hook_server() as found:
        yield found


def hook(box: HookBox) -> Webhook:
    return Webhook(Hook(box.url, SECRET), words_of("zh"), BASE, seconds=2)


def test_a_message_is_signed_and_its_answer_is_the_proof(box: HookBox) -> None:
    proof = hook(box).send(outgoing())
    assert proof == f"200 sha256:{hashlib.sha256(box.answer).hexdigest()}"
    (received,) = box.received
    assert received.is_signed
    assert (received.id, received.timestamp) == ("ab" * 16, int(NOW.timestamp()))
    said = received.said
    assert (said["phone"], said["kind"], said["link"]) == (
        "139 0000-0001",
        "invited",
        f"{BASE}/r/{TOKEN}",
    )
    assert said["link"] in said["text"]


def test_the_example_of_the_standard() -> None:
    """The vector of the text that the signature follows."""
    body = b'{"test": 2432232314}'
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - published as an example
    headers = signed_headers(b64decode(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (422, UndeliverableError, "hook_refused"),
        (404, DeliveryError, "hook_status"),
        (500, DeliveryError, "hook_status"),
        (302, DeliveryError, "hook_status"),
    ],
)
def test_answers_that_are_no_yes(
    box: HookBox, status: int, error: type[DeliveryError], code: str
) -> None:
    box.status = status
    with refused(error, code):
        hook(box).send(outgoing())
    assert len(box.received) == 1


def test_an_answer_without_end_is_not_read(box: HookBox) -> None:
    box.answer = bytes(MAX_ANSWER_BYTES + 1)
    with refused(DeliveryError, "hook_answer_too_large"):
        hook(box).send(outgoing())


def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(box: HookBox) -> None:
    box.answer, box.pause_seconds = bytes(100), 0.1
    slow = Webhook(Hook(box.url, SECRET), words_of("zh"), BASE, seconds=0.5)
    with refused(DeliveryError, "hook_unreachable", got="TimeoutError"):
        slow.send(outgoing())


def test_a_program_that_is_not_there() -> None:
    with hook_server() as box:
        pass
    with refused(DeliveryError, "hook_unreachable"):
        hook(box).send(outgoing())
