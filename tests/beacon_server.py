"""A relay of a beacon chain of our own, over real HTTP on this machine: honest, or lying in one way."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.beacon_chain import OwnChain

Answering = Callable[["Question", int], None]


@dataclass
class Relay:
    """What a running relay was asked, and where it is."""

    url: str
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


class Question(BaseHTTPRequestHandler):
    """One request."""

    relay: Relay
    chain: OwnChain
    answering: ClassVar[Answering]

    def do_GET(self) -> None:
        self.relay.asked.append(self.path)
        # A client that has read enough leaves.
        with suppress(ConnectionError):
            if self.path == f"/{self.chain.hash}/info":
                self.send(json.dumps(self.chain.info()).encode())
                return
            name, public, number = self.path.strip("/").split("/")
            assert (name, public) == (self.chain.hash, "public")
            self.answering(int(number))

    def send(self, body: bytes, status: int = 200, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def give(self, number: int, signature: str) -> None:
        answer = {"round": number, "randomness": "00" * 32, "signature": signature}
        self.send(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def serving(chain: OwnChain, answering: Answering) -> Iterator[Relay]:
    """A relay at http://127.0.0.1 while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Question) as server:
        relay = Relay(f"http://127.0.0.1:{server.server_port}")
        members = {"relay": relay, "chain": chain, "answering": answering}
        server.RequestHandlerClass = type("Question", (Question,), members)
        running = threading.Thread(target=server.serve_forever, args=(0.01,))
        running.start()
        try:
            yield relay
        finally:
            relay.closing.set()
            server.shutdown()
            running.join()


def honest(question: Question, number: int) -> None:
    question.give(number, question.chain.sign(number))


def ended_at(last: int) -> Answering:
    """A chain that has ended: as drand answers rounds it has not."""

    def answer(question: Question, number: int) -> None:
        if number <= last:
            honest(question, number)
        else:
            question.send(b"", 404)

    return answer


def too_early(question: Question, _number: int) -> None:
    question.send(b"", 425)


def html(question: Question, _number: int) -> None:
    question.send(b"<!DOCTYPE html><title>Login</title>")


def other_round(question: Question, number: int) -> None:
    honest(question, number + 1)


def signature_of_other_round(question: Question, number: int) -> None:
    question.give(number, question.chain.sign(number + 1))


def malleated(question: Question, number: int) -> None:
    """The same x with the other y."""
    question.give(number, f"{int(question.chain.sign(number), 16) ^ 1 << 381:096x}")


def upper_case(question: Question, number: int) -> None:
    question.give(number, question.chain.sign(number).upper())


def other_chain(question: Question, number: int) -> None:
    question.give(number, OwnChain(secret=question.chain.secret + 1).sign(number))


def saying(body: bytes) -> Answering:
    return lambda question, _number: question.send(body)


def failing(status: int) -> Answering:
    return lambda question, _number: question.send(b"", status)


def redirect(question: Question, number: int) -> None:
    """To itself, where an honest answer waits."""
    if len(question.relay.asked) == 1:
        question.send(b"", 302, question.path)
    else:
        honest(question, number)


def huge(question: Question, _number: int) -> None:
    """Until the other side leaves."""
    question.send_response(200)
    question.end_headers()
    while True:
        question.wfile.write(b" " * 65536)


def silent(question: Question, _number: int) -> None:
    question.relay.closing.wait()


def drip(question: Question, _number: int) -> None:
    """A little all the time, so that no single reading takes long, and never the end."""
    question.send_response(200)
    question.end_headers()
    while not question.relay.closing.wait(0.01):
        question.wfile.write(b" ")


def drip_headers(question: Question, _number: int) -> None:
    question.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while not question.relay.closing.wait(0.01):
        question.wfile.write(b"X: y\r\n")


def hang_up(question: Question, _number: int) -> None:
    question.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 500\r\n\r\n{")
