"""What must hold of a service in the end, whatever was done to it and to whom it has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from drawsvc.app import App, opened
from drawsvc.config import Home
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import PhaseError
from drawsvc.domain.trust import FOREVER, empty_trust, sign_trust, trust_bytes
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.keys import SigningKey, parse_vkey
from drawsvc.log.merkle import root_of
from drawsvc.log.note import open_note
from drawsvc.usecases.export_audit import export_audit
from drawsvc.usecases.export_log import export_log
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_roster import export_roster
from drawsvc.usecases.notice import DELIVERED, INVITED
from drawsvc.usecases.rebuild_store import rebuild_store
from tests.notify.mail_server import MailBox
from tests.past import check_standing
from tests.scenario.checking import Desk
from tests.service.calls import Answers
from tests.service.drawing import WITNESSES
from tests.service.home import PASSPHRASE, POOL

BY_ITSELF = frozenset({"INVITED", "EXPIRED", "CLOSED", "COMPLETED", "SHORTAGE"})
"""Types that a worker writes, too: no call need have been told of them."""


class Figures(Counter[str]):
    """How many there were of what."""

    def __str__(self) -> str:
        """The figures in their order."""
        return ", ".join(f"{count} {what}" for what, count in self.items())


def check_service(home: Home, folder: Path, answers: Answers, *, finished: bool) -> Figures:
    """Look at a service that nobody runs any more.

    Args:
        home: its files.
        folder: an empty one.
        answers: what it has acknowledged.
        finished: whether every draw was released.
    """
    with opened(home) as app:
        app.number(app.unlock(PASSPHRASE))
        with app.store.reading() as reader:
            entries = reader.numbered(0, reader.head().size)
            states = list(reader.attempts())
        _check_log(app, entries, answers)
        assert rebuild_store(app.office).mended == []
        with app.store.reading() as reader:
            check_standing(app.office, reader, POOL)
        desk = Desk(folder, _trust(app))
        named = [(state.place.draw, state.place.attempt) for state in states]
        records = [export_record(app.office, *of) for of in named]
        opened_rows = list(_opened(app, named))
        roster = export_roster(app.office, POOL, "v1")
        history = desk.history(export_log(app.office), *records, *opened_rows, roster)
        for report in (history, *map(desk.record, records)):
            assert report["failed"] == [], report
            assert report["verdict"] == "verified" or not finished, report
    return Figures({"attempts": len(states), "entries": len(entries)})


def _check_log(app: App, entries: Collection[Entry], answers: Answers) -> None:
    """Each entry is of one call or of none; nothing acknowledged is missing; no checkpoint is of another log."""
    leaves = [entry.leaf for entry in entries]
    assert len(set(leaves)) == len(leaves)
    assert set(answers.leaves) <= set(leaves)
    assert {leaf: n for leaf, n in answers.leaves.items() if n > 1} == {}
    started = [entry for entry in entries if entry.place.draw]
    unheard = [
        entry.type
        for entry in started
        if entry.leaf not in answers.leaves
        and entry.type not in BY_ITSELF
        and entry.body.get("attestation", {}).get("kind") != "link"
    ]
    assert unheard == []
    key = parse_vkey(app.vkey)
    hashes = [bytes.fromhex(leaf) for leaf in leaves]
    for note in answers.checkpoints:
        found = parse_checkpoint(open_note(note, [key]).text)
        assert root_of(hashes[: found.size]) == found.root


def _opened(app: App, named: Iterable[tuple[str, int]]) -> Iterator[bytes]:
    """What opens the lists of attempts, for the history, of those that have ended."""
    for of in named:
        with suppress(PhaseError):
            yield b"".join(export_audit(app.office, *of))


def check_mail(home: Home, box: MailBox) -> Figures:
    """Every message is about an entry, and everybody who was invited has one."""
    told = {mail.id for mail in box.taken}
    with opened(home) as app, app.store.reading() as reader:
        notices = [each for state in reader.attempts() for each in reader.notices_at(state.place)]
        by_id = {notice.id: notice for notice in notices}
        invited = {
            (entry.leaf, item["group"], row)
            for entry in reader.numbered(0, reader.head().size)
            if entry.type == "INVITED"
            for item in entry.body["invitations"]
            for row in item["rows"]
        }
        for id_ in told:
            assert reader.entry(by_id[id_].leaf) is not None
    about = {(of.leaf, *of.seat) for of in notices if of.kind == INVITED and of.id in told}
    assert about == invited
    assert {notice.state for notice in notices} == {DELIVERED}
    assert {notice.id for notice in notices} == told
    return Figures({"messages": len(box.taken), "invitations": len(invited)})


def _trust(app: App) -> bytes:
    """A trust file in which the first of the witnesses is independent."""
    since, body = "2026-01-01T00:00:00Z", SigningKey(bytes([99]) * 32)
    always = {"from": since, "until": FOREVER}
    content = empty_trust("示例市纪委", since) | {
        "origins": [{"keys": [{"vkey": app.vkey, **always}], "origin": app.origin}],
        "pools": [{"origin": app.origin, "pool": POOL}],
        "roles": [
            {
                "independent": witness is WITNESSES[0],
                "key": witness.key.public.to_hex(),
                "name": witness.role,
                "pool": POOL,
                "role": witness.role,
                **always,
            }
            for witness in WITNESSES
        ],
    }
    return trust_bytes(sign_trust(content, body, since))
