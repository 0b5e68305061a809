"""Rounds from relays that are honest or not, over real HTTP on this machine."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from drawseeds import Chain

from drawsvc.beacon import relays
from drawsvc.beacon.chains import parse_info
from drawsvc.beacon.relays import MAX_BYTES, Relays
from drawsvc.beacon.verify import Round
from drawsvc.domain.errors import BeaconError, RelayError
from drawsvc.words import words_of
from tests import beacon_server as server
from tests.beacon_chain import OwnChain
from tests.beacon_server import Answering, Relay, serving
from tests.refusing import refused

OWN = OwnChain()
CHAIN = Chain(OWN.hash, OWN.key, OWN.genesis, OWN.period)
ROUND = Round(OWN.hash, 7, OWN.sign(7))
PATH = f"/{OWN.hash}/public/7"
SECONDS = 0.2  # for answers that never come


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


def relay(stack: ExitStack, answering: Answering) -> Relay:
    return stack.enter_context(serving(OWN, answering))


def failure(answering: Answering, seconds: float = relays.SECONDS) -> RelayError:
    """How one relay fails."""
    with serving(OWN, answering) as lying, pytest.raises(RelayError) as caught:
        Relays([lying.url], seconds=seconds).fetch(CHAIN, 7)
    assert caught.value.code == "relays_failed"
    failures = caught.value.facts["failures"]
    assert isinstance(failures, list)
    (found,) = failures
    assert isinstance(found, RelayError)
    assert found.facts["relay"] == lying.url
    return found


@pytest.mark.parametrize("ending", ["", "/"])
def test_honest_relay(stack: ExitStack, ending: str) -> None:
    honest = relay(stack, server.honest)
    assert Relays([honest.url + ending]).fetch(CHAIN, 7) == ROUND
    assert honest.asked == [PATH]


def test_answer_at_most_as_long_as_allowed(stack: ExitStack) -> None:
    def padded(question: server.Question, number: int) -> None:
        body = f'{{"round":{number},"signature":"{OWN.sign(number)}"}}'
        question.send(body.ljust(MAX_BYTES).encode())

    assert Relays([relay(stack, padded).url]).fetch(CHAIN, 7) == ROUND


@pytest.mark.parametrize(
    ("answering", "code"),
    [
        (server.html, "relay_answer"),
        (server.saying(b""), "relay_answer"),
        (server.saying(b"[]"), "relay_answer"),
        (server.saying(b"null"), "relay_answer"),
        (server.saying(b"[" * 10_000), "relay_answer"),
        (server.saying(b'{"round":7}'), "relay_answer"),
        (server.saying(b'{"round":7.0,"signature":"ab"}'), "relay_answer"),
        (server.saying(b'{"round":"7","signature":"ab"}'), "relay_answer"),
        (server.saying(b'{"round":7,"round":7,"signature":"ab"}'), "relay_answer"),
        (server.saying(b'{"round":7,"signature":"ab"}'), "relay_signature"),
        (server.upper_case, "relay_answer"),
        (server.other_round, "relay_other_round"),
        (server.signature_of_other_round, "relay_signature"),
        (server.malleated, "relay_signature"),
        (server.other_chain, "relay_signature"),
        (server.ended_at(6), "relay_without_round"),
        (server.too_early, "relay_without_round"),
        (server.failing(500), "relay_status"),
        (server.failing(204), "relay_status"),
        (server.redirect, "relay_redirect"),
        (server.huge, "relay_too_large"),
        (server.saying(b" " * (MAX_BYTES + 1)), "relay_too_large"),
        (server.hang_up, "relay_unreachable"),
    ],
)
def test_relay_that_does_not_give_the_round(answering: Answering, code: str) -> None:
    assert failure(answering).code == code


@pytest.mark.parametrize("answering", [server.silent, server.drip, server.drip_headers])
def test_relay_that_never_ends(answering: Answering) -> None:
    found = failure(answering, SECONDS)
    assert (found.code, found.facts["expected"]) == ("relay_slow", SECONDS)


def test_redirect_is_not_followed(stack: ExitStack) -> None:
    elsewhere = relay(stack, server.redirect)
    with pytest.raises(RelayError):
        Relays([elsewhere.url]).fetch(CHAIN, 7)
    assert elsewhere.asked == [PATH]


def test_the_last_round_of_a_chain_that_ended_is_still_given(stack: ExitStack) -> None:
    assert Relays([relay(stack, server.ended_at(7)).url]).fetch(CHAIN, 7) == ROUND


def test_next_relay_is_asked_for_the_same_round(stack: ExitStack) -> None:
    lying = [relay(stack, answering) for answering in (server.html, server.other_round)]
    honest, unasked = relay(stack, server.honest), relay(stack, server.honest)
    order = [closed_port(), *(each.url for each in (*lying, honest, unasked))]
    assert Relays(order).fetch(CHAIN, 7) == ROUND
    assert [each.asked for each in (*lying, honest, unasked)] == [[PATH], [PATH], [PATH], []]


def test_all_relays_failed(stack: ExitStack) -> None:
    urls = [relay(stack, server.html).url, closed_port()]
    with pytest.raises(RelayError) as caught:
        Relays(urls).fetch(CHAIN, 7)
    assert caught.value.code == "relays_failed"
    failures = caught.value.facts["failures"]
    assert isinstance(failures, list)
    assert [each.code for each in failures] == ["relay_answer", "relay_unreachable"]
    said = words_of("en").error(caught.value)
    assert said.got == f"no relay gave round 7: {', '.join(urls)}"


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_no_relay() -> None:
    with refused(RelayError, "no_relay", round=7):
        Relays([]).fetch(CHAIN, 7)


def test_chain_that_cannot_be_checked_is_not_asked_for(stack: ExitStack) -> None:
    honest = relay(stack, server.honest)
    with refused(BeaconError, "beacon_key"):
        Relays([honest.url]).fetch(Chain(OWN.hash, "", OWN.genesis, OWN.period), 7)
    assert honest.asked == []


@pytest.mark.parametrize(
    ("url", "got"),
    [
        ("", ""),
        ("api.example.org", "api.example.org"),
        ("ftp://api.example.org", "ftp://api.example.org"),
        ("http://", "http://"),
        ("http://api.example.org?x=1", "http://api.example.org?x=1"),
        ("http://api.example.org/#x", "http://api.example.org/#x"),
        ("http://user:password@api.example.org", "api.example.org"),
        ("http://user:password@[", "["),
        ("http://api.example.org:65536", "http://api.example.org:65536"),
        ("http://api.example.org:port", "http://api.example.org:port"),
    ],
)
def test_what_is_no_address_is_refused(url: str, got: str) -> None:
    with refused(BeaconError, "relay_url", got=got):
        Relays([url])


def test_info_of_the_chain_as_the_relay_gives_it(stack: ExitStack) -> None:
    honest = relay(stack, server.honest)
    answer = httpx.get(f"{honest.url}/{OWN.hash}/info", trust_env=False)
    assert parse_info(answer.content) == CHAIN
