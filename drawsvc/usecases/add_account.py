"""Give somebody an account, or an account another password, role or pools."""

from __future__ import annotations

from drawsvc.domain.errors import InputError
from drawsvc.usecases.access import ROLES, Account, Caller, check_id
from drawsvc.usecases.office import Office
from drawsvc.usecases.passwords import MIN_CHARACTERS, kept_form


def add_account(office: Office, caller: Caller, password: str) -> None:
    """Make or replace an account; all its sessions end, and a PIN it had is forgotten.

    Args:
        office: the service.
        caller: name, role and pools.
        password: at least 12 characters.

    Raises:
        InputError: `role_unknown`, `account_name`, `password_short`; `account_id`, the log will name the account
            when a contact is opened, and has only ids.
    """
    if caller.role not in ROLES:
        raise InputError("role_unknown", expected=", ".join(ROLES), got=caller.role)
    if not caller.name.strip():
        raise InputError("account_name", got=caller.name)
    if caller.role == "pool_office":
        check_id(caller.name)
    if len(password) < MIN_CHARACTERS:
        raise InputError("password_short", expected=MIN_CHARACTERS, got=len(password))
    account = Account(caller, kept_form(password))
    with office.store.writing() as writer:
        writer.lock_account(caller.name)
        writer.save_account(account)
        writer.end_sessions_of(caller.name)
        writer.drop_pin(caller.name)
