"""Draws go on over HTTP while the processes of the service are killed and started again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from drawsvc.usecases.notice import LEASE
from tests.notify.mail_server import mail_server
from tests.service.calls import Answers, Callers
from tests.service.drawing import Drawing
from tests.service.home import Prepared
from tests.service.process import Daemon, Shared, free_port, living
from tests.service.showing import Figures, check_mail, check_service

AT_ONCE = 4


def kill_service(prepared: Prepared, folder: Path, name: str, *, kills: int, seed: int) -> Figures:
    """Play draws as long as processes are killed, end them all, and look.

    Args:
        prepared: what to begin with.
        folder: an empty one.
        name: of its database, on a server: then a worker is killed beside it.
        kills: at least so many.
        seed: of when.
    """
    home = prepared.copied(folder / "home", name)
    answers = Answers()
    with mail_server() as box:
        shared = Shared(folder, free_port(), box)
        shared.begin()
        words = [["serve", "--port", str(shared.port)]]
        words += [["worker"]] if home.database_url.exists() else []
        daemons = [Daemon(shared, of, seed + n) for n, of in enumerate(words)]
        each = -(-kills // len(daemons))
        numbers = count(1)

        def draw() -> int:
            """Play one after the other. Returns how many."""
            played = 0
            with Callers(shared.url, prepared.keys, answers) as callers:
                while any(daemon.kills < each for daemon in daemons):
                    Drawing(callers, shared.url, box, next(numbers)).play()
                    played += 1
            return played

        with living(daemons, each), ThreadPoolExecutor(AT_ONCE) as threads:
            draws = sum(of.result() for of in [threads.submit(draw) for _ in range(AT_ONCE)])
            shared.put_forward(LEASE.total_seconds())
            with Callers(shared.url, prepared.keys, answers) as callers:
                callers.sent()
        (folder / "files").mkdir()
        check_service(home, folder / "files", answers, finished=True)
        return Figures(
            {
                "kills": sum(daemon.kills for daemon in daemons),
                "draws released and verified": draws,
                "acknowledged calls": sum(answers.done.values()),
                "answers lost": answers.lost,
                **check_mail(home, box),
            }
        )
