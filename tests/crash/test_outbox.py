"""Workers are killed between claiming, sending and settling: every message arrives, none that nobody wrote.

A worker runs in a process of its own and dies at a moment chosen beforehand: just before or after a commit, or just
after the receiver has taken a message. The next one finds what the dead one had claimed when its lease has ended.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.notify.targets import WEBHOOK, Hook
from drawsvc.notify.webhook import Webhook
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.notice import DELIVERED, LEASE, Outgoing
from drawsvc.usecases.office import Office
from drawsvc.words import words_of
from drawsvc.worker.notices import Notices
from tests.contract.made import VAULT
from tests.notify.hook_server import SECRET, HookBox, hook_server
from tests.scenario.play import ORIGIN, XINXIAN, Play, pool

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork"),
    # The receiver listens in a thread, which the child has not and does not need.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

SEATS = 3


@dataclass
class Dying:
    """Counts moments, and kills its process at one of them."""

    left: int

    def moment(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.moment()
            done = call(*args, **kwargs)
            self.moment()
            return done

        return counted


Task = Callable[[Office, Dying], object]


def survives(path: Path, office: Office, task: Task, moment: int) -> bool:
    """Do something in a process of its own, which dies at a moment; whether it came to its end."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            dying = Dying(moment)
            own = replace(office, store=SqlStore(SqliteDatabase(path), VAULT), new_bytes=os.urandom)
            commit = dying.around(DefaultDialect.do_commit)
            DefaultDialect.do_commit = commit  # type: ignore[method-assign]
            task(own, dying)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code == 0


def invites(office: Office, _: Dying) -> None:
    """Sends the first invitations out: entries and notices in one transaction."""
    advance_draw(office, "D1")


def sends(box: HookBox) -> Task:
    """Sends what is due. The receiver's yes is a moment, too."""

    def task(office: Office, dying: Dying) -> None:
        hook = Webhook(Hook(box.url, SECRET), words_of("zh"), "https://draws.example.org")

        def send(outgoing: Outgoing) -> str:
            proof = hook.send(outgoing)
            dying.moment()
            return proof

        sender = Notices(office, WEBHOOK, send)
        while sender.look():
            pass

    return task


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "draws.db"


def seeded(path: Path) -> Play:
    """A draw that has its seed; its store is closed again."""
    with closing(create_store(path, ORIGIN, VAULT)) as store:
        play = Play(XINXIAN, pool(X1=8), store=store)
        play.office = replace(play.office, channels=(WEBHOOK,))
        play.request("D1", {"X1": SEATS})
        play.freeze("D1")
        play.join("D1")
        play.seal("D1")
        play.reveal("D1")
    return play


def told(path: Path) -> dict[str, str]:
    """State of each notice by its id. Each is about an invitation that is in an entry."""
    with closing(SqlStore(SqliteDatabase(path), VAULT)) as store, store.reading() as reader:
        notices = [n for place in reader.attempts() for n in reader.notices_at(place.place)]
        for notice in notices:
            entry = reader.entry(notice.leaf)
            assert entry is not None
            assert notice.row in entry.body["invitations"][notice.group]["rows"]
    return {notice.id: notice.state for notice in notices}


def test_killed_while_the_invitations_are_written(path: Path) -> None:
    """Entries and notices are there together, or neither is."""
    play = seeded(path)
    moment = 0
    while not survives(path, play.office, invites, moment := moment + 1):
        assert len(told(path)) in (0, SEATS)
    assert len(told(path)) == SEATS
    assert moment > 2


def test_killed_between_claim_send_and_settle(path: Path, record_property: Any) -> None:
    play = seeded(path)
    assert survives(path, play.office, invites, 0)
    kills = 0
    with hook_server() as box:
        # Each worker comes one moment further than the one before, until one has nothing left to die at.
        while not survives(path, play.office, sends(box), kills + 1):
            kills += 1
            assert set(box.ids) <= set(told(path))
            play.now += LEASE
        assert set(told(path).values()) == {DELIVERED}
        assert set(box.ids) == set(told(path))
        assert all(each.is_signed for each in box.received)
    # Sent again was only what no worker had lived to settle.
    assert len(box.ids) - SEATS <= kills
    record_property("note", f"outbox: {kills} kills, {len(box.ids)} messages for {SEATS} notices")
    assert kills >= 4


def test_nothing_is_sent_again_that_was_acknowledged(path: Path) -> None:
    play = seeded(path)
    assert survives(path, play.office, invites, 0)
    with hook_server() as box:
        assert survives(path, play.office, sends(box), 0)
        before = list(box.ids)
        assert len(before) == SEATS
        for _ in range(3):
            play.now += 2 * LEASE
            assert survives(path, play.office, sends(box), 0)
        assert box.ids == before
