"""The mail of the demonstration's experts: takes what the service sends them, and answers by the links in it.

    python mailbox.py DRAW --port PORT --server URL --book FILE --out FILE

The book has the columns round, nth, answer, reason of a reply table, where nth counts the invitations of a round as
they come; whoever is not in the book accepts. Nobody telephones: an answer is given on the page behind the personal
link, as somebody does with a phone. What came and what was answered is written to the file that --out names.
"""

from __future__ import annotations

import argparse
import csv
import re
import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from queue import Queue

import httpx

from drawsvc.client import Client

LINK = re.compile(r"https?://\S+/r/[A-Za-z0-9_-]+")
ACCEPTS = ("accept", "none")


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as it takes to be handed a message."""

    def handle(self) -> None:
        """Say yes to everything, and keep what comes."""
        self.say("220 mailbox")
        while verb := self.rfile.readline().decode().upper().strip():
            if verb.startswith("EHLO"):
                self.say("250-mailbox\r\n250 8BITMIME")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.taken.put(self.message())  # type: ignore[attr-defined]
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")

    def message(self) -> EmailMessage:
        """The lines up to a dot alone, without the dots that stand before dots."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        return message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.SMTP)

    def say(self, text: str) -> None:
        """One answer."""
        self.wfile.write(f"{text}\r\n".encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes messages on this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.taken: Queue[EmailMessage] = Queue()


@dataclass
class Experts:
    """Everybody who has mail.

    Args:
        service: the draw, as everybody may see it.
        draw: its id.
        book: (answer, reason) by (round, nth).
        out: where it is noted what came and what was answered.
    """

    service: Client
    draw: str
    book: dict[tuple[int, int], tuple[str, str]]
    out: Path
    invited: list[int] = field(default_factory=list)

    def read(self, mail: EmailMessage) -> None:
        """Answer an invitation; of anything else, note that it came."""
        said = "—"
        link = LINK.search(mail.get_content())
        if link:
            number = max(row["round"] for row in self.service.draw(self.draw)["walk"])
            self.invited.append(number)
            place = number, self.invited.count(number)
            answer, reason = self.book.get(place, ACCEPTS)
            httpx.post(link[0], data={"answer": f"{answer}.{reason}"}, trust_env=False)
            said = f"{place[0]}.{place[1]} {answer} {reason}"
        with self.out.open("a", encoding="utf-8") as file:
            file.write(f"{mail['To']}  {mail['Subject']}  →  {said}\n")


def book_of(path: Path) -> dict[tuple[int, int], tuple[str, str]]:
    """What the book has about (round, nth)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return {
            (int(row["round"]), int(row["nth"])): (row["answer"], row["reason"]) for row in rows
        }


def main() -> None:
    """Take mail and answer it until the process is ended."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("draw")
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--server", required=True)
    options.add_argument("--book", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    asked.out.write_text("", encoding="utf-8")
    experts = Experts(Client(asked.server), asked.draw, book_of(asked.book), asked.out)
    with Mailbox(asked.port) as mailbox:
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        print(f"mailbox at 127.0.0.1:{asked.port}", flush=True)
        while True:
            experts.read(mailbox.taken.get())


if __name__ == "__main__":
    main()
