"""Find out who calls, by the key that is shown."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import ApiKey, Caller
from drawsvc.usecases.issue_key import PREFIX
from drawsvc.usecases.office import Office

KNOWN_SECONDS = 1.0
"""For how long a key that was read is not read again; one that is revoked meanwhile is of use for so long."""

MOST_KNOWN = 1_000

_KEY = re.compile(f"{PREFIX}_([0-9a-f]{{16}})_([0-9a-f]{{64}})")


class KnownKeys:
    """Keys that were read a moment ago, so that whoever calls often has his read once a second.

    Args:
        seconds: a clock that nobody sets.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._keys: OrderedDict[str, tuple[float, ApiKey]] = OrderedDict()
        self._guard = Lock()

    def find(self, id_: str) -> ApiKey | None:
        """A key by its id, if it was read a moment ago."""
        with self._guard:
            found = self._keys.get(id_)
        return found[1] if found and self.seconds() < found[0] + KNOWN_SECONDS else None

    def keep(self, key: ApiKey, asked: float) -> None:
        """Know a key that the store was asked for at a time (`seconds`), unless it was asked again since."""
        with self._guard:
            if asked >= self._keys.get(key.id, (asked, key))[0]:
                self._keys[key.id] = asked, key
                self._keys.move_to_end(key.id)
            if len(self._keys) > MOST_KNOWN:
                self._keys.popitem(last=False)


def recognise(office: Office, known: KnownKeys, shown: str) -> Caller | None:
    """The caller whose key this is, without asking the store; None if it was not read a moment ago.

    Raises:
        AccessError: as `authenticate`.
    """
    id_, secret = _parts_of(shown)
    key = known.find(id_)
    return _caller_of(key, secret, office) if key else None


def authenticate(office: Office, known: KnownKeys, shown: str) -> Caller:
    """The caller whose key this is; it is read, and known for a moment.

    Raises:
        AccessError: `key_malformed`, `key_unknown`, `key_revoked`, `key_expired`. None of them holds the key's secret.
    """
    id_, secret = _parts_of(shown)
    asked = known.seconds()
    with office.store.reading() as reader:
        key = reader.api_key(id_)
    if key is None:
        raise AccessError("key_unknown")
    known.keep(key, asked)
    return _caller_of(key, secret, office)


def _parts_of(shown: str) -> tuple[str, str]:
    parts = _KEY.fullmatch(shown)
    if parts is None:
        raise AccessError("key_malformed", expected=f"{PREFIX}_ID_SECRET")
    return parts[1], parts[2]


def _caller_of(key: ApiKey, secret: str, office: Office) -> Caller:
    key.check(secret, office.clock())
    return key.caller
