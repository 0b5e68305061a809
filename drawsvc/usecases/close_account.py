"""Close an account: nobody signs in with it any more, its sessions end, and its PIN is forgotten."""

from __future__ import annotations

from dataclasses import replace

from drawsvc.domain.errors import MissingError
from drawsvc.usecases.office import Office


def close_account(office: Office, name: str) -> None:
    """Close an account by its name; one that is closed stays so.

    Raises:
        MissingError: `no_account`.
    """
    with office.store.writing() as writer:
        writer.lock_account(name)
        account = writer.account(name)
        if account is None:
            raise MissingError("no_account", got=name)
        writer.save_account(replace(account, closed=True))
        writer.end_sessions_of(name)
        writer.drop_pin(name)
