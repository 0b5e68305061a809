"""Feeds readers with bytes they do not expect, and fails unless each is read or refused properly.

    python tests/fuzz/run.py --inputs 100000 --target canonical --seed 1

The same seed gives the same inputs. What is fuzzed, and what counts as proper, is in targets.py.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # as a program it is found by its path, not as a part of `tests`
    sys.path.insert(0, str(Path(__file__).parents[2]))

from drawseeds import CanonicalError, parse, serialise

from tests.attacks.changes import at, places
from tests.fuzz.file_targets import FILE_TARGETS
from tests.fuzz.handed_targets import HANDED_TARGETS
from tests.fuzz.targets import READER_TARGETS, Target

TARGETS = [*READER_TARGETS, *FILE_TARGETS, *HANDED_TARGETS]

MAX_BYTES_MORE = 4096  # than the longest good input has
CANONICAL_SHARE = 0.4  # of changes
MAX_SECONDS = 5  # for one input; on an idle machine none takes a hundredth of this

# Pieces that mean something to one of the readers.
TOKENS = [
    *(b'"', b"\\", b"\\u0000", b"\\ud800", b"\\n", b"null", b"true", b"[", b"]", b"{", b"}", b","),
    *(b'{"a":', b'"a":1,', b"-0", b"0", b"1e5", b"1.0", b"9007199254740992", b"9" * 400, b"NaN"),
    *("e\u0301".encode(), "\u212b".encode(), "\u3000".encode(), "\u2028".encode(), b"\xed\xa0\x80"),
    *(b"\xef\xbb\xbf", b"\xff", b"\x00", b"\x7f", b"\r\n", b"\n", b"\n\n", b" ", b"\t", b"+", b"="),
    *("— ".encode(), "— a AAAAAAA=\n".encode(), b"AAAA", b"A===", b"index 1\n", b"extra AAAA\n"),
    *(bytes(32), b"\xff" * 32, b"00" * 32, b"[" * 2000),
]
# Values that may stand where another one should.
VALUES: list[Any] = ["", "0", "0" * 64, "é", 0, -1, 2**53 - 1, True, [], [0], {}, {"a": "b"}]


class FuzzError(AssertionError):
    """An input that was neither read nor refused properly."""


@dataclass
class Tally:
    """What became of the inputs of one target."""

    accepted: int = 0
    refused: int = 0
    slowest_seconds: float = 0.0

    def __str__(self) -> str:
        slowest_ms = self.slowest_seconds * 1000
        return f"{self.accepted} accepted, {self.refused} refused, slowest {slowest_ms:.1f} ms"


def inputs(target: Target, rng: random.Random) -> Iterator[bytes]:
    """Yields inputs without end: good ones, changed ones, and noise."""
    longest = max(map(len, target.good))
    while True:
        kind = rng.random()
        if kind < 0.1:
            yield rng.randbytes(rng.randrange(80))
        elif kind < 0.15:
            yield rng.choice(target.good)
        else:
            data = rng.choice(target.good)
            for _ in range(rng.randint(1, 3)):
                data = _change(data, target, rng)
            yield data[: longest + MAX_BYTES_MORE]


def _change(data: bytes, target: Target, rng: random.Random) -> bytes:
    """Returns the data with one change of a random kind."""
    if rng.random() < CANONICAL_SHARE:
        return _change_value(data, rng)
    start = rng.randint(0, len(data))
    end = min(len(data), start + rng.randint(0, rng.choice([1, 8, 80])))
    before, piece, after = data[:start], data[start:end], data[end:]
    match rng.randrange(7):
        case 0:
            piece = bytes(byte ^ 1 << rng.randrange(8) for byte in piece)
        case 1:
            piece = rng.randbytes(len(piece))
        case 2:
            piece = b""
        case 3:
            piece *= rng.randint(2, 70)
        case 4:
            piece = rng.choice(TOKENS) + piece
        case 5:
            piece = rng.choice(TOKENS)
        case _:
            other = rng.choice(target.good)
            piece, after = other[rng.randint(0, len(other)) :], b""
    return before + piece + after


def _change_value(data: bytes, rng: random.Random) -> bytes:
    """Returns canonical JSON with another value at one place, canonical again, so that more than its form is read.

    Other bytes come back as they are.
    """
    try:
        value = parse(data)
        found = list(places(value))
        if not found:
            return data
        (*way, name), source = rng.choice(found), rng.choice(found)
        other = rng.choice([*VALUES, deepcopy(at(value, source))])
        at(value, tuple(way))[name] = other
        return serialise(value)
    except CanonicalError:
        return data


def try_input(target: Target, data: bytes, tally: Tally) -> None:
    """Feeds one input to a target.

    Raises:
        FuzzError: another error than the target's, other bytes than came in, or too slow.
    """
    began = time.process_time()
    try:
        back = target.read(data)
    except target.errors:
        tally.refused += 1
    except Exception as error:
        raise FuzzError(f"{target.name}: {error!r} for {data.hex()}") from error
    else:
        tally.accepted += 1
        if back != data:
            raise FuzzError(f"{target.name}: read {data.hex()}, wrote {back.hex()}")
    seconds = time.process_time() - began
    tally.slowest_seconds = max(tally.slowest_seconds, seconds)
    if seconds > MAX_SECONDS:
        raise FuzzError(f"{target.name}: {seconds:.1f} s for {data.hex()}")


def fuzz(target: Target, count: int, *, seed: int, progress: bool = False) -> Tally:
    """Feeds `count` inputs to a target and returns what became of them.

    Raises:
        FuzzError: at the first input that was neither read nor refused properly.
    """
    rng = random.Random(f"{seed} {target.name}")  # noqa: S311  repeatable, guards nothing
    tally = Tally()
    made = inputs(target, rng)
    for number in range(1, count + 1):
        try_input(target, next(made), tally)
        if progress and (number == count or number % max(1, count // 5) == 0):
            print(f"{target.name}: {number} of {count}, {tally}", flush=True)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzzes the targets named on the command line and returns the exit code."""
    names = [target.name for target in TARGETS]
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="for each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", action="append", choices=names, help="default: all")
    options = parser.parse_args(arguments)
    chosen = [target for target in TARGETS if target.name in (options.target or names)]
    try:
        for target in chosen:
            fuzz(target, options.inputs, seed=options.seed, progress=True)
    except FuzzError as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
