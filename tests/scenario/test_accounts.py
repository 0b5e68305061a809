"""Accounts: signing in and out, wrong passwords, closing."""

from collections.abc import Callable

import pytest

from drawsvc.domain.errors import AccessError, InputError, MissingError
from drawsvc.usecases.access import Caller
from drawsvc.usecases.add_account import add_account
from drawsvc.usecases.close_account import close_account
from drawsvc.usecases.sign_in import FREE_FAILURES, SESSION_HOURS, sign_in, sign_out, signed_in
from tests.refusing import refused
from tests.scenario.play import XINXIAN, Play, pool

WANG = Caller("王五", "supervisor", ("xin",))
PASSWORD = "correct horse battery"  # noqa: S105 - of an account that lives as long as a test


@pytest.fixture
def play() -> Play:
    found = Play(XINXIAN, pool(X2=3))
    add_account(found.office, WANG, PASSWORD)
    return found


def wrong(play: Play, times: int) -> None:
    for _ in range(times):
        with refused(AccessError, "sign_in_refused"):
            sign_in(play.office, WANG.name, "wrong horse battery")


def test_a_session_speaks_for_its_account_until_it_ends(play: Play) -> None:
    token = sign_in(play.office, WANG.name, PASSWORD)
    assert signed_in(play.office, token) == WANG
    play.wait(hours=SESSION_HOURS)
    with refused(AccessError, "session_ended"):
        signed_in(play.office, token)


@pytest.mark.parametrize(
    "ending",
    [
        lambda play, token: sign_out(play.office, token),
        lambda play, _: close_account(play.office, WANG.name),
        lambda play, _: add_account(play.office, WANG, PASSWORD + "!"),
    ],
    ids=["sign out", "account closed", "password changed"],
)
def test_what_ends_a_session(play: Play, ending: Callable[[Play, str], None]) -> None:
    token = sign_in(play.office, WANG.name, PASSWORD)
    ending(play, token)
    with refused(AccessError, "session_ended"):
        signed_in(play.office, token)


def test_wrong_passwords_make_the_account_pause_longer_and_longer(play: Play) -> None:
    wrong(play, FREE_FAILURES + 1)
    with pytest.raises(AccessError, match="sign_in_paused"):
        sign_in(play.office, WANG.name, PASSWORD)
    play.wait(seconds=2)
    wrong(play, 1)
    play.wait(seconds=3)
    with pytest.raises(AccessError, match="sign_in_paused"):
        sign_in(play.office, WANG.name, PASSWORD)
    play.wait(seconds=1)
    sign_in(play.office, WANG.name, PASSWORD)
    wrong(play, FREE_FAILURES)
    sign_in(play.office, WANG.name, PASSWORD)


def test_nobody_can_tell_which_accounts_there_are(play: Play) -> None:
    add_account(play.office, Caller("closed", "auditor"), PASSWORD)
    close_account(play.office, "closed")
    for name in ("nobody", "closed"):
        with refused(AccessError, "sign_in_refused"):
            sign_in(play.office, name, PASSWORD)
    with refused(MissingError, "no_account", got="nobody"):
        close_account(play.office, "nobody")


def test_accounts_that_cannot_be() -> None:
    office = Play(XINXIAN, pool(X2=3)).office
    with pytest.raises(InputError, match="password_short"):
        add_account(office, WANG, "short")
    with pytest.raises(InputError, match="role_unknown"):
        add_account(office, Caller("x", "king"), PASSWORD)
    with pytest.raises(InputError, match="account_name"):
        add_account(office, Caller(" ", "auditor"), PASSWORD)


def test_the_pause_is_an_hour_at_most(play: Play) -> None:
    for _ in range(20):
        play.wait(hours=1)
        wrong(play, 1)
    play.wait(hours=1)
    sign_in(play.office, WANG.name, PASSWORD)
