"""`drawsvc serve` as it is typed: how soon it answers, and what it holds when nobody calls."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.calling import Base, bases
from tests.bench.serving import await_answer
from tests.service.home import PASSPHRASE
from tests.service.process import free_port

ROUNDS = 5
IDLE_SECONDS = 3.0
IMPORTS = "import alembic, cryptography, fastapi, jinja2, prometheus_client, sqlalchemy, uvicorn"


@dataclass(frozen=True)
class Started:
    """One start: seconds until it answered, and bytes in memory a while later."""

    seconds: float
    held: int


def report() -> Iterator[str]:
    """On both databases."""
    lines = [
        "### drawsvc serve, from its start",
        "",
        "| what | answers after | ratio | memory, idle |",
        "|---|---:|---:|---:|",
    ]
    with bases() as found:
        for base in found:
            _start(base)  # compiles what later ones find compiled, as in an installed program
            pairs = [(_importing(), _start(base)) for _ in range(ROUNDS)]
            floor = statistics.median(seconds for seconds, _ in pairs)
            lines += [f"| Python importing the same libraries | {floor:.2f} s | 1 | |"]
            lines += [_row(base.name, pairs)]
    yield "\n".join(lines)


def _row(name: str, pairs: Sequence[tuple[float, Started]]) -> str:
    seconds = statistics.median(started.seconds for _, started in pairs)
    ratio = statistics.median(started.seconds / floor for floor, started in pairs)
    held = statistics.median(started.held for _, started in pairs) / 2**20
    return f"| {name} | {seconds:.2f} s | {ratio:.1f} | {held:.0f} MiB |"


def _importing() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - start


def _start(base: Base) -> Started:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = base.prepared.copied(folder / "home", "started")
        (folder / "passphrase").write_text(f"{PASSPHRASE}\n", "utf-8")
        port, begun = free_port(), time.perf_counter()
        with _serving(home.folder, folder / "passphrase", port) as process:
            await_answer(f"http://127.0.0.1:{port}/api/v1/health")
            seconds = time.perf_counter() - begun
            time.sleep(IDLE_SECONDS)
            return Started(seconds, _resident(process.pid))


@contextmanager
def _serving(home: Path, passphrase: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    words = ["serve", "--home", str(home), "--port", str(port)]
    environ = os.environ | {"DRAWSVC_PASSPHRASE_FILE": str(passphrase)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", "from drawsvc.cli import main; main()", *words]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environ, stdout=silent, stderr=silent)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    (line,) = (of for of in status if of.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024
