"""A process that keeps one server for a whole run of the tests, and ends it when that ends, however: `FOLDER PID`.

Workers of pytest come and go; so none of them holds the server. Whoever needs it first starts this.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from tests.postgresql.serving import Server

ADDRESS, FAILURE, STOP = "address", "failure", "stop"


def main(folder: Path, process_id: int) -> None:
    """Keep a server in a folder until a process has ended or wants it to stop. Then the folder is gone."""
    for interrupt in (signal.SIGINT, signal.SIGHUP):  # meant for the tests, which have to end first
        signal.signal(interrupt, signal.SIG_IGN)
    inside = folder / "server"
    inside.mkdir(mode=0o755)
    try:
        server = Server(inside)
        server.create()
        server.start()
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits has to be told
        _say(folder / FAILURE, str(error))
        return
    try:
        _say(folder / ADDRESS, server.url())
        while _runs(process_id) and not (folder / STOP).exists():
            time.sleep(0.1)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _say(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
