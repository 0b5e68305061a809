"""Issue a key for another program; its secret is shown once and kept as a digest."""

from __future__ import annotations

from datetime import datetime

from drawsvc.domain.errors import InputError
from drawsvc.usecases.access import ROLES, ApiKey, Caller, digest_of
from drawsvc.usecases.office import Office

PREFIX = "dsk"
ID_BYTES, SECRET_BYTES = 8, 32


def issue_key(office: Office, caller: Caller, *, expires: datetime) -> str:
    """Make a key. Returns its text, `dsk_ID_SECRET`, which is kept nowhere.

    Args:
        office: the service.
        caller: name, role and pools of whoever will show it.
        expires: from when on it is of no use.

    Raises:
        InputError: `role_unknown`; `key_expires`, the time has passed.
    """
    if caller.role not in ROLES:
        raise InputError("role_unknown", expected=", ".join(ROLES), got=caller.role)
    id_, secret = office.new_bytes(ID_BYTES).hex(), office.new_bytes(SECRET_BYTES).hex()
    with office.store.writing() as writer:
        now = office.clock()
        if expires <= now:
            raise InputError("key_expires", expected=now, got=expires)
        writer.save_api_key(ApiKey(id_, digest_of(secret), caller, expires))
    return f"{PREFIX}_{id_}_{secret}"
