"""Sign in with name and password, and out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import Account, Caller, Session, digest_of
from drawsvc.usecases.office import Office
from drawsvc.usecases.passwords import check_password
from drawsvc.usecases.ports import Writer

TOKEN_BYTES = 32
SESSION_HOURS = 10
FREE_FAILURES = 4
LONGEST_PAUSE = timedelta(hours=1)


def sign_in(office: Office, name: str, password: str) -> str:
    """Begin a session. Returns its token, 64 hexadecimal digits, which is kept as a digest only.

    After some wrong passwords an account pauses, each time twice as long, an hour at most.

    Raises:
        AccessError: `sign_in_refused`, name and password do not belong together or the account is closed;
            `sign_in_paused`, too many were wrong.
    """
    check_account(office, name, password)
    token = office.new_bytes(TOKEN_BYTES).hex()
    expires = office.clock() + timedelta(hours=SESSION_HOURS)
    with office.store.writing() as writer:
        _forget_failures(writer, name)
        writer.save_session(Session(digest_of(token), name, expires))
    return token


def check_account(office: Office, name: str, password: str) -> None:
    """Refuse another password than an account's, and one that was closed. Raises as `sign_in`."""
    with office.store.reading() as reader:
        account = reader.account(name)
    now = office.clock()
    if account and account.pause_until and account.pause_until > now:
        raise AccessError("sign_in_paused", expected=account.pause_until)
    # Outside the transaction: it takes long on purpose, and nobody else should wait for it.
    try:
        check_password(account.password if account and not account.closed else "", password)
    except AccessError:
        _count_failure(office, name, now)
        raise


def _forget_failures(writer: Writer, name: str) -> None:
    writer.lock_account(name)
    account = writer.account(name)
    if account is None or account.closed:  # meanwhile
        raise AccessError("sign_in_refused")
    writer.save_account(replace(account, failures=0, pause_until=None))


def _count_failure(office: Office, name: str, now: datetime) -> None:
    with office.store.writing() as writer:
        writer.lock_account(name)
        account = writer.account(name)
        if account is None:
            return
        failures = account.failures + 1
        pause = _pause_after(failures)
        writer.save_account(
            replace(account, failures=failures, pause_until=now + pause if pause else None)
        )


def _pause_after(failures: int) -> timedelta:
    over = failures - FREE_FAILURES
    return min(timedelta(seconds=2 ** min(over, 20)), LONGEST_PAUSE) if over > 0 else timedelta()


def signed_in(office: Office, token: str) -> Caller:
    """The caller whose session this is.

    Raises:
        AccessError: `session_ended`, or there never was one.
    """
    with office.store.reading() as reader:
        session = reader.session(digest_of(token))
        account: Account | None = reader.account(session.account) if session else None
    if session is None or account is None or account.closed or session.expires <= office.clock():
        raise AccessError("session_ended")
    return account.caller


def sign_out(office: Office, token: str) -> None:
    """End a session, if there is one."""
    with office.store.writing() as writer:
        writer.end_session(digest_of(token))
