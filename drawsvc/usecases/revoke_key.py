"""Revoke a key: from now on it is of no use."""

from __future__ import annotations

from dataclasses import replace

from drawsvc.domain.errors import MissingError
from drawsvc.usecases.access import ApiKey
from drawsvc.usecases.office import Office


def revoke_key(office: Office, id_: str) -> ApiKey:
    """Revoke a key by its id; one that was revoked before stays as it is.

    Raises:
        MissingError: `no_key`.
    """
    with office.store.writing() as writer:
        key = writer.api_key(id_)
        if key is None:
            raise MissingError("no_key", got=id_)
        if key.revoked is None:
            key = replace(key, revoked=office.clock())
            writer.save_api_key(key)
        return key
