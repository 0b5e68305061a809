"""Enrol or revoke the key of a role in a pool. What a key is worth the trust file says, not this entry."""

from __future__ import annotations

from drawsvc.domain.entries import Body, Chain, Entry
from drawsvc.domain.errors import DuplicateError, MissingError
from drawsvc.usecases.office import Office, pool_chain


def enrol_key(office: Office, pool: str, key: str, *, role: str, approval: Body) -> Entry:
    """Write KEY with status `enrolled` (SPEC §5.2).

    Args:
        office: the service.
        pool: its id.
        key: public key, hex32.
        role: a code.
        approval: who decided it.

    Raises:
        DuplicateError: `key_enrolled`, it is already.
        EntryError: key or role is malformed.
    """
    return _write(office, pool, {"approval": approval, "key": key, "role": role}, "enrolled")


def revoke_key(office: Office, pool: str, key: str, *, role: str, approval: Body) -> Entry:
    """Write KEY with status `revoked`.

    Raises:
        MissingError: `key_not_enrolled`.
    """
    return _write(office, pool, {"approval": approval, "key": key, "role": role}, "revoked")


def _write(office: Office, pool: str, named: Body, status: str) -> Entry:
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        chain = pool_chain(writer, pool)
        enrolled = _is_enrolled(chain, named["key"], named["role"])
        if enrolled and status == "enrolled":
            raise DuplicateError("key_enrolled", role=named["role"])
        if not enrolled and status == "revoked":
            raise MissingError("key_not_enrolled", role=named["role"])
        entry = chain.next("KEY", {**named, "status": status}, office.clock())
        writer.append([entry])
        return entry


def _is_enrolled(chain: Chain, key: str, role: str) -> bool:
    told = [
        entry.body["status"]
        for entry in chain.entries
        if entry.type == "KEY" and (entry.body["key"], entry.body["role"]) == (key, role)
    ]
    return told[-1:] == ["enrolled"]
