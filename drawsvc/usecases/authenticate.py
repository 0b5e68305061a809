"""Find out who calls, by the key that is shown."""

from __future__ import annotations

import re

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import Caller
from drawsvc.usecases.issue_key import PREFIX
from drawsvc.usecases.office import Office

_KEY = re.compile(f"{PREFIX}_([0-9a-f]{{16}})_([0-9a-f]{{64}})")


def authenticate(office: Office, shown: str) -> Caller:
    """The caller whose key this is.

    Raises:
        AccessError: `key_malformed`, `key_unknown`, `key_revoked`, `key_expired`. None of them holds the key's secret.
    """
    parts = _KEY.fullmatch(shown)
    if parts is None:
        raise AccessError("key_malformed", expected=f"{PREFIX}_ID_SECRET")
    id_, secret = parts.groups()
    with office.store.reading() as reader:
        key = reader.api_key(id_)
    if key is None:
        raise AccessError("key_unknown")
    key.check(secret, office.clock())
    return key.caller
