"""Keys of callers, and what they were answered, kept in any store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drawsvc.usecases.access import Account, Answered, ApiKey, Caller, Pin, Session, digest_of
from drawsvc.usecases.ports import Store

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
KEY = ApiKey("0a" * 8, digest_of("s"), Caller("unit", "organiser", ("water",)), NOON)
ANSWER = Answered("unit", "k1", bytes(32), '{"name":"王伟"}'.encode())


def test_keys_by_name_and_id(store: Store) -> None:
    second = replace(KEY, id="0b" * 8, caller=Caller("office", "pool_office"))
    with store.writing() as writer:
        writer.save_api_key(KEY)
        writer.save_api_key(second)
    with store.reading() as reader:
        assert reader.api_key(KEY.id) == KEY
        assert reader.api_key("0c" * 8) is None
        assert list(reader.api_keys()) == [second, KEY]


def test_a_revoked_key_stays(store: Store) -> None:
    revoked = replace(KEY, revoked=NOON)
    with store.writing() as writer:
        writer.save_api_key(KEY)
        writer.save_api_key(revoked)
    with store.reading() as reader:
        assert list(reader.api_keys()) == [revoked]


def test_answers_by_caller_and_key(store: Store) -> None:
    with store.writing() as writer:
        writer.save_answered(ANSWER, NOON)
        writer.save_answered(replace(ANSWER, caller="office", answer=b"2"), NOON)
    with store.reading() as reader:
        assert reader.answered("unit", "k1") == ANSWER
        assert reader.answered("unit", "k2") is None


def test_old_answers_are_forgotten(store: Store) -> None:
    later = replace(ANSWER, key="k2")
    with store.writing() as writer:
        writer.save_answered(ANSWER, NOON)
        writer.save_answered(later, NOON + timedelta(days=1))
        writer.forget_answered(NOON + timedelta(hours=1))
    with store.reading() as reader:
        assert reader.answered("unit", "k1") is None
        assert reader.answered("unit", "k2") == later


def test_accounts_are_replaced(store: Store) -> None:
    account = Account(KEY.caller, "$argon2id$…")
    paused = replace(account, failures=5, pause_until=NOON, closed=True)
    second = replace(account, caller=Caller("aunt", "auditor"))
    with store.writing() as writer:
        for saved in (account, second, paused):
            writer.save_account(saved)
    with store.reading() as reader:
        assert reader.account("unit") == paused
        assert reader.account("nobody") is None
        assert list(reader.accounts()) == [second, paused]


def test_sessions_end_one_by_one_and_with_their_account(store: Store) -> None:
    sessions = [Session(bytes([n]) * 32, name, NOON) for n, name in enumerate("aab")]
    with store.writing() as writer:
        for session in sessions:
            writer.save_session(session)
        writer.end_session(sessions[0].digest)
    with store.reading() as reader:
        found = [reader.session(session.digest) for session in sessions]
    assert found == [None, *sessions[1:]]
    with store.writing() as writer:
        writer.end_sessions_of("a")
    with store.reading() as reader:
        assert [bool(reader.session(session.digest)) for session in sessions] == [
            False,
            False,
            True,
        ]


def test_pins_are_replaced(store: Store) -> None:
    pin = Pin("unit", "$argon2id$…")
    with store.writing() as writer:
        writer.save_pin(pin)
        writer.save_pin(replace(pin, account="aunt"))
        writer.save_pin(replace(pin, failures=3))
    with store.reading() as reader:
        assert reader.pin("unit") == replace(pin, failures=3)
        assert reader.pin("nobody") is None
    with store.writing() as writer:
        writer.drop_pin("unit")
        writer.drop_pin("nobody")
    with store.reading() as reader:
        assert reader.pin("unit") is None
        assert reader.pin("aunt") == replace(pin, account="aunt")
