"""Find out who calls, by the key that is shown."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import ApiKey
from drawsvc.usecases.issue_key import PREFIX
from drawsvc.usecases.office import Office

KNOWN_SECONDS = 1.0
"""For how long a key that was read is not read again; one that is revoked meanwhile is of use for so long."""

MOST_KNOWN = 1_000

_KEY = re.compile(f"{PREFIX}_([0-9a-f]{{16}})_([0-9a-f]{{64}})")


class KnownKeys:
    """Keys that were read a moment ago, so that whoever calls often has his read once a second.

    Used by one thread.

    Args:
        seconds: a clock that nobody sets.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._keys: OrderedDict[str, tuple[ApiKey, float]] = OrderedDict()

    def find(self, id_: str) -> ApiKey | None:
        """A key by its id, if it was read a moment ago."""
        key, until = self._keys.get(id_, (None, 0.0))
        return key if self._seconds() < until else None

    def keep(self, key: ApiKey) -> None:
        """Know a key that was just read, and forget the one that was read longest ago if there are too many."""
        self._keys.pop(key.id, None)
        self._keys[key.id] = key, self._seconds() + KNOWN_SECONDS
        if len(self._keys) > MOST_KNOWN:
            self._keys.popitem(last=False)


def parts_of(shown: str) -> tuple[str, str]:
    """The id and the secret of what is shown as a key.

    Raises:
        AccessError: `key_malformed`.
    """
    parts = _KEY.fullmatch(shown)
    if parts is None:
        raise AccessError("key_malformed", expected=f"{PREFIX}_ID_SECRET")
    return parts[1], parts[2]


def read_key(office: Office, id_: str) -> ApiKey:
    """A key by its id. Whoever has shown it must know its secret, too (`ApiKey.check`).

    Raises:
        AccessError: `key_unknown`.
    """
    with office.store.reading() as reader:
        key = reader.api_key(id_)
    if key is None:
        raise AccessError("key_unknown")
    return key
