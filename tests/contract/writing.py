"""A process of its own that writes to a store, to be killed or to compete: `PATH TASK`."""

import sys
import time
from pathlib import Path

from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.domain.errors import StateError
from tests.contract.made import DRAW, VAULT, entries, expert, state
from tests.contract.test_store_transactions import write_everything

MANY = 20_000  # more pages than SQLite keeps in memory before it writes some to the disk


def half(store: SqlStore) -> None:
    """Writes everything, says so, and does not commit."""
    with store.writing() as writer:
        write_everything(writer)
        salted = (expert(number).salted("ab" * 32) for number in range(MANY))
        writer.save_experts("water", "2027", salted)
        say("half")
        time.sleep(600)


def on_and_on(store: SqlStore) -> None:
    """Adds an entry and a version at a time, and says which is committed."""
    chain = entries(DRAW, 5000)
    for version, entry in enumerate(chain, 1):
        with store.writing() as writer:
            writer.append([entry])
            writer.save_attempt(state(version=version))
        say(str(version))


def compete(store: SqlStore) -> None:
    """Adds 25 entries after what it saw, however often others are faster."""
    won = 0
    say("ready")
    sys.stdin.readline()
    while won < 25:
        with store.reading() as reader:
            chain, before = reader.chain_entries(DRAW), reader.attempt(DRAW)
        try:
            with store.writing() as writer:
                writer.append(entries(DRAW, 1, chain))
                writer.save_attempt(state(version=before.version + 1 if before else 1))
        except StateError as error:
            if error.code != "changed_meanwhile":
                raise
        else:
            won += 1
    say("done")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tasks = {task.__name__: task for task in (half, on_and_on, compete)}
    tasks[sys.argv[2]](SqlStore(SqliteDatabase(Path(sys.argv[1])), VAULT))
