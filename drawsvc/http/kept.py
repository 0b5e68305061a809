"""Files of draws that were made once, so that they need not be made anew while nothing has changed.

Nothing with personal data is kept here: what is erased would stay in memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from drawsvc.usecases.ports import AttemptState

MOST_BYTES = 64 * 1024 * 1024
"""Of all files together. One that takes more than a quarter of it is not kept."""


@dataclass(frozen=True)
class File:
    """A file with the tag under which browsers keep it."""

    data: bytes
    tag: str

    @classmethod
    def of(cls, data: bytes) -> File:
        """A file of these bytes."""
        return cls(data, f'"{sha256(data).hexdigest()}"')


class KeptFiles:
    """Files by what they are of: an attempt as it stands in one version, and a name.

    What was made just after somebody else has written to the attempt is kept under the version before, and is never
    asked for again.

    Args:
        most_bytes: how many are held; files asked for least recently are forgotten.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._files: OrderedDict[tuple[AttemptState, str], File] = OrderedDict()
        self._guard = Lock()

    def file(self, state: AttemptState, name: str, make: Callable[[], bytes]) -> File:
        """The file, made now if it is not there."""
        key = (state, name)
        with self._guard:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = File.of(make())
        if len(made.data) * 4 <= self._most_bytes:
            self._keep(key, made)
        return made

    def _keep(self, key: tuple[AttemptState, str], made: File) -> None:
        with self._guard:
            if key in self._files:  # somebody else has made it meanwhile
                return
            self._files[key] = made
            self._bytes += len(made.data)
            while self._bytes > self._most_bytes:
                _, dropped = self._files.popitem(last=False)
                self._bytes -= len(dropped.data)
