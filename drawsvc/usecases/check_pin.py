"""Whether somebody has typed the PIN of a supervisor; a few tries, and then it is of no use."""

from __future__ import annotations

from dataclasses import replace

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import Pin
from drawsvc.usecases.office import Office
from drawsvc.usecases.passwords import check_password
from drawsvc.usecases.set_pin import may_have_pin

MOST_FAILURES = 5
"""Wrong PINs in a row; a million guesses are few, so none are given back by time."""


def check_pin(office: Office, account: str, pin: str) -> None:
    """Refuse another PIN than the account's. A try counts before it is looked at: many at once are not more.

    Args:
        office: the service.
        account: its name.
        pin: as typed.

    Raises:
        AccessError: `pin_refused`, it is another, or there is none; `pin_locked`, too many were wrong in a row, and its
            owner has to set it anew.
    """
    known = _tried(office, account)
    try:
        check_password(known.kept if known else "", pin)
    except AccessError:
        raise AccessError("pin_refused") from None
    with office.store.writing() as writer:
        writer.lock_account(account)
        found = writer.pin(account)
        if found and known and found.kept == known.kept:  # not set anew meanwhile
            writer.save_pin(replace(found, failures=0))


def _tried(office: Office, account: str) -> Pin | None:
    """The PIN, with this try counted as a failure."""
    with office.store.writing() as writer:
        writer.lock_account(account)
        known, owner = writer.pin(account), writer.account(account)
        if known is None or owner is None or not may_have_pin(owner):
            return None
        if known.failures >= MOST_FAILURES:
            raise AccessError("pin_locked", expected=MOST_FAILURES)
        tried = replace(known, failures=known.failures + 1)
        writer.save_pin(tried)
        return tried
