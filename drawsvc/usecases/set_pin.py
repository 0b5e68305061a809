"""A supervisor's PIN: what he types where a handler works, to vouch for what happens there."""

from __future__ import annotations

import re

from drawsvc.domain.errors import AccessError, InputError, MissingError
from drawsvc.usecases.access import Account, Pin
from drawsvc.usecases.office import Office
from drawsvc.usecases.passwords import kept_form

MIN_DIGITS, MAX_DIGITS = 6, 12

_FORM = re.compile(f"[0-9]{{{MIN_DIGITS},{MAX_DIGITS}}}")
_TOO_EASY = re.compile(r"(.)\1*")


def may_have_pin(account: Account) -> bool:
    """Whether a PIN of this account counts."""
    return account.caller.role == "supervisor" and not account.closed


def set_pin(office: Office, account: str, pin: str) -> None:
    """Give a supervisor's account a PIN, in place of an earlier one.

    Args:
        office: the service.
        account: its name.
        pin: 6 to 12 digits, not all the same.

    Raises:
        InputError: `pin_form`.
        MissingError: `no_account`.
        AccessError: `pin_not_supervisor`, the account has another role or is closed.
    """
    if not _FORM.fullmatch(pin) or _TOO_EASY.fullmatch(pin):
        raise InputError("pin_form", expected=f"{MIN_DIGITS} - {MAX_DIGITS}")
    kept = kept_form(pin)
    with office.store.writing() as writer:
        writer.lock_account(account)
        found = writer.account(account)
        if found is None:
            raise MissingError("no_account", got=account)
        if not may_have_pin(found):
            raise AccessError("pin_not_supervisor", got=found.caller.role)
        writer.save_pin(Pin(account, kept))
