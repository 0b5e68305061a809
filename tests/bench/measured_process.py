"""What a measured process says of itself."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in what the system counts in."""


STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """The most that this process ever had in memory.

    What Linux says in getrusage counts what the parent had when it began this process.
    """
    if STATUS.exists():
        (line,) = (of for of in STATUS.read_text("ascii").splitlines() if of.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def say_measured(importing: Callable[[], object], freezing: Callable[[], object]) -> None:
    """Do both, and print what `tests.bench.importing.Reading` holds."""
    before = peak_bytes()
    times = {"importing": _seconds(importing), "freezing": _seconds(freezing)}
    said = {f"{name}_{kind}": spent[kind] for name, spent in times.items() for kind in spent}
    print(json.dumps(said | {"bytes": peak_bytes() - before}))


def _seconds(step: Callable[[], object]) -> dict[str, float]:
    wall, processor = time.perf_counter(), time.process_time()
    step()
    return {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
