"""Hand a message to another program by HTTP, signed; its answer is the proof that it took it.

Signed as Standard Webhooks 1 has it, for which there are libraries in most languages: `webhook-signature` is `v1,` and
the base64 of HMAC-SHA-256 over `ID.TIMESTAMP.BODY`, with `webhook-id`, `webhook-timestamp` (Unix seconds of this try)
and the body as they are sent. The receiver refuses timestamps far from its own clock, and drops an id that it has had.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from base64 import b64encode
from http import HTTPStatus

import httpx
from drawseeds import serialise

from drawsvc.domain.errors import DeliveryError, UndeliverableError
from drawsvc.notify.targets import Hook
from drawsvc.notify.wording import link_of, subject_of, text_of
from drawsvc.usecases.notice import Outgoing
from drawsvc.words import Words

SECONDS = 10
MAX_ANSWER_BYTES = 64 * 1024

REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Answers that say something about this message. All others may be another next time."""


class Webhook:
    """Posts messages.

    Args:
        hook: takes them.
        words: of the language they are written in.
        base_url: where personal links lead.
        seconds: how long each may take for everything, or the lease of a notice might end meanwhile.
    """

    def __init__(
        self, hook: Hook, words: Words, base_url: str, *, seconds: float = SECONDS
    ) -> None:
        self._hook = hook
        self._words = words
        self._base_url = base_url
        self._seconds = seconds

    def send(self, outgoing: Outgoing) -> str:
        """Hand a message in. Returns status and SHA-256 of the answer, such as `200 sha256:9f86…`.

        Must not be called in an event loop.

        Raises:
            DeliveryError: `hook_unreachable`; `hook_status`, another answer than 2xx; `hook_answer_too_large`.
            UndeliverableError: `hook_refused`, it will not take this one.
        """
        body = serialise(self._body(outgoing))
        headers = signed_headers(
            self._hook.secret, outgoing.notice.id, int(outgoing.at.timestamp()), body
        )
        return asyncio.run(self._post(body, headers))

    async def _post(self, body: bytes, headers: dict[str, str]) -> str:
        # The environment is not read: no proxy, no credentials that nobody handed over. Redirects are not followed.
        client = httpx.AsyncClient(timeout=self._seconds, trust_env=False)
        asked = client.stream("POST", self._hook.url, content=body, headers=headers)
        try:
            async with client, asyncio.timeout(self._seconds), asked as answer:
                _check(answer.status_code)
                return f"{answer.status_code} sha256:{await _digest(answer)}"
        except (TimeoutError, httpx.HTTPError) as error:
            raise DeliveryError("hook_unreachable", got=type(error).__name__) from None

    def _body(self, outgoing: Outgoing) -> dict[str, str]:
        letter = outgoing.letter
        return {
            "activity": letter.activity,
            "date": letter.date,
            "deadline": letter.deadline,
            "id": outgoing.notice.id,
            "kind": outgoing.notice.kind,
            "link": link_of(outgoing, self._base_url),
            "phone": letter.phone,
            "starts": letter.starts,
            "subject": subject_of(self._words, outgoing),
            "text": text_of(self._words, outgoing, self._base_url),
            "v": "drawsvc notice 1",
            "venue": letter.venue,
        }


def signed_headers(secret: bytes, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message.

    Args:
        secret: shared with the receiver.
        id_: of the notice, the same at every try.
        timestamp: of the try, Unix seconds.
        body: as it is sent.
    """
    signed = f"{id_}.{timestamp}.".encode() + body
    signature = b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-signature": f"v1,{signature}",
        "webhook-timestamp": str(timestamp),
    }


def _check(status: int) -> None:
    if status in REFUSALS:
        raise UndeliverableError("hook_refused", got=status)
    if not HTTPStatus(200) <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise DeliveryError("hook_status", got=status)


async def _digest(answer: httpx.Response) -> str:
    digest, size = hashlib.sha256(), 0
    async for part in answer.aiter_raw():
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise DeliveryError("hook_answer_too_large", expected=MAX_ANSWER_BYTES)
        digest.update(part)
    return digest.hexdigest()
