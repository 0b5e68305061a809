"""Fetch a round from drand's HTTP relays, one after the other. No relay is trusted: what it says is checked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import httpx
from drawseeds import Chain

from drawsvc.beacon.foreign_json import parse_object
from drawsvc.beacon.verify import Round, check_chain, verify_round
from drawsvc.domain.errors import BeaconError, RelayError
from drawsvc.domain.shapes import HEX, POSITIVE, ShapeError, members

MAX_BYTES = 16 * 1024  # a round takes about 300
SECONDS = 10
"""For each relay. A relay that is asked a little early holds the question until the round is there."""

MAX_PORT = 65535

# A relay says so of a round to come, and of all after the last of a chain that has ended.
_WITHOUT_ROUND = (HTTPStatus.NOT_FOUND, HTTPStatus.TOO_EARLY)
# What is sent is what is counted: nothing is unpacked.
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_ANSWER = members(round=POSITIVE, signature=HEX)


class Relays:
    """Relays in the order they are asked.

    Args:
        relays: base addresses, such as https://api.drand.sh.
        seconds: how long each may take for everything.

    Raises:
        BeaconError: `relay_url`, not an address.
    """

    def __init__(self, relays: Sequence[str], *, seconds: float = SECONDS) -> None:
        self._relays = tuple(map(_checked, relays))
        self._seconds = seconds

    def fetch(self, chain: Chain, number: int) -> Round:
        """This round and no other. Must not be called in an event loop.

        Args:
            chain: the chain.
            number: a round whose time has come.

        Raises:
            RelayError: `relays_failed`, none gave it; `no_relay`, there is none.
            BeaconError: as for `check_chain`.
        """
        check_chain(chain)
        if not self._relays:
            raise RelayError("no_relay", round=number)
        return asyncio.run(self._fetch(chain, number))

    async def _fetch(self, chain: Chain, number: int) -> Round:
        failures = []
        # The environment is not read: no proxy, no credentials that app did not hand over.
        client = httpx.AsyncClient(headers=_HEADERS, timeout=self._seconds, trust_env=False)
        async with client:
            for relay in self._relays:
                try:
                    return await self._ask(client, relay, chain, number)
                except RelayError as failure:
                    failures.append(failure)
        raise RelayError(
            "relays_failed", round=number, relays=list(self._relays), failures=failures
        )

    async def _ask(self, client: httpx.AsyncClient, relay: str, chain: Chain, number: int) -> Round:
        url = f"{relay}/{chain.hash}/public/{number}"
        try:
            async with asyncio.timeout(self._seconds), client.stream("GET", url) as response:
                _check_status(response, relay, number)
                body = await _body(response, relay)
        except (TimeoutError, httpx.TimeoutException):
            raise RelayError("relay_slow", relay=relay, expected=self._seconds) from None
        except httpx.TransportError as error:
            raise RelayError("relay_unreachable", relay=relay, got=type(error).__name__) from None
        answer = _answer(body, relay)
        if answer["round"] != number:
            raise RelayError("relay_other_round", relay=relay, expected=number, got=answer["round"])
        try:
            return verify_round(chain, number, answer["signature"])
        except BeaconError:
            raise RelayError("relay_signature", relay=relay, round=number) from None


def _checked(relay: str) -> str:
    try:
        url = httpx.URL(relay)
    except httpx.InvalidURL:
        raise BeaconError("relay_url", got=_shown(relay)) from None
    known = url.scheme in ("http", "https") and url.host and (url.port or 0) <= MAX_PORT
    if not known or url.query or url.fragment or url.userinfo:
        raise BeaconError("relay_url", got=_shown(relay))
    return relay.rstrip("/")


def _shown(relay: str) -> str:
    """An address without what may be a password."""
    return relay.rpartition("@")[2]


def _check_status(response: httpx.Response, relay: str, number: int) -> None:
    if response.status_code in _WITHOUT_ROUND:
        raise RelayError("relay_without_round", relay=relay, round=number)
    if response.is_redirect:
        raise RelayError("relay_redirect", relay=relay, got=response.status_code)
    if response.status_code != HTTPStatus.OK:
        raise RelayError("relay_status", relay=relay, got=response.status_code)


async def _body(response: httpx.Response, relay: str) -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_BYTES:
            raise RelayError("relay_too_large", relay=relay, expected=MAX_BYTES)
    return bytes(body)


def _answer(body: bytes, relay: str) -> dict[str, Any]:
    try:
        answer = parse_object(body, ("round", "signature"))
        _ANSWER(answer, "")
    except (ValueError, ShapeError):
        raise RelayError("relay_answer", relay=relay) from None
    return answer
