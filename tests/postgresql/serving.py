"""A PostgreSQL server of our own: on a free port of the loopback, in a folder of its own, as nobody special.

It keeps what it acknowledges (fsync stays on). PostgreSQL refuses to run as root, so root becomes somebody else for it.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.postgresql.finding import programs

START_SECONDS = 60
STOP_SECONDS = 30
PORTS = 5
USER = "drawsvc"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "deadlock_timeout": "200ms",  # a test of deadlocks need not wait for a second
    "fsync": "on",
}


class Server:
    """A server that can be started, stopped and killed.

    Args:
        folder: an existing empty one, that everybody may enter.
        settings: besides those above.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = 0
        self.password = secrets.token_hex(16)
        self._folder = folder
        self._settings = SETTINGS | settings
        self._process: subprocess.Popen[bytes] | None = None
        self._as_whom: dict[str, Any] = _somebody(folder)
        self._programs = _usable(programs(), folder, self._as_whom)

    def url(self, database: str = "postgres") -> str:
        """Of a database of it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the files of a server."""
        secret = self._folder / "password"
        secret.write_text(self.password, "ascii")
        secret.chmod(0o600)
        if self._as_whom:
            os.chown(secret, self._as_whom["user"], self._as_whom["group"])
        self._run(
            "initdb",
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--locale=C",
        )

    def start(self) -> None:
        """Start it; on the port it had before, if it had one."""
        for _ in range(PORTS):
            port = self.port or _free_port()
            values = [
                f"--{name}={value}"
                for name, value in (self._settings | {"port": str(port)}).items()
            ]
            with (self._folder / "log").open("ab") as log:
                command = [
                    str(self._programs / "postgres"),
                    "-D",
                    str(self._folder / "data"),
                    *values,
                ]
                self._process = subprocess.Popen(
                    command, stdout=log, stderr=log, cwd=self._folder, **self._as_whom
                )
            self.port = port
            if self._answers():
                return
            self.port = 0  # somebody else has taken it meanwhile
        raise RuntimeError(
            f"PostgreSQL does not start: {(self._folder / 'log').read_text('utf-8', 'replace')[-2000:]}"
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends all sessions in order, SIGQUIT is as if the power were cut."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(STOP_SECONDS)
            self._process = None

    @property
    def process_id(self) -> int:
        """Of the server, 0 if it does not run."""
        return self._process.pid if self._process else 0

    def _answers(self) -> bool:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url()).close()
                return True
            time.sleep(0.05)
        return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self._folder, **self._as_whom
        )
        if done.returncode:
            raise RuntimeError(f"{program} has failed: {done.stdout}{done.stderr}")


@contextlib.contextmanager
def own_server(**settings: str) -> Iterator[Server]:
    """A running server that nobody else uses."""
    with tempfile.TemporaryDirectory(prefix="drawsvc-postgresql-") as name:
        server = Server(Path(name), **settings)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)


def _somebody(folder: Path) -> dict[str, Any]:
    """For a process that must not be root: as whom it runs. The folder becomes his."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = next((each for each in ("postgres", "nobody") if each in names), "")
    if not name:
        raise RuntimeError("PostgreSQL cannot run as root, and there is no user postgres or nobody")
    of = pwd.getpwnam(name)
    os.chown(folder, of.pw_uid, of.pw_gid)
    return {"user": of.pw_uid, "group": of.pw_gid, "extra_groups": []}


def _usable(found: Path, folder: Path, as_whom: dict[str, Any]) -> Path:
    """The programs, or a copy of them where they lie in a folder that he may not enter: a wheel in somebody's home."""
    command = [str(found / "postgres"), "--version"]
    try:
        subprocess.run(command, capture_output=True, check=True, cwd=folder, **as_whom)
    except (PermissionError, subprocess.CalledProcessError):
        package = found.parents[1]
        libraries = package.with_name(
            f"{package.name}.libs"
        )  # found from the programs by where they lie
        for each in (package, libraries):
            if each.is_dir():
                shutil.copytree(each, folder / "programs" / each.name, symlinks=True)
        return folder / "programs" / found.relative_to(package.parent)
    return found


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
