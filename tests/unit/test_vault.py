"""Personal data at rest: what is sealed opens only with its key and in its place."""

import pytest

from drawsvc.db.vault import KEY_ID_BYTES, DataKeys, Vault, key_id
from drawsvc.domain.errors import LogError

OLD, NEW = b"\x01" * 32, b"\x02" * 32


def test_value_is_opened_again() -> None:
    vault = Vault(lambda: DataKeys([NEW]))
    sealed = vault.seal("甲".encode(), "expert", "pool", 7)
    assert "甲".encode() not in sealed
    assert vault.open(sealed, "expert", "pool", 7).decode() == "甲"
    assert sealed != vault.seal("甲".encode(), "expert", "pool", 7)


@pytest.mark.parametrize("place", [("expert", "pool", 8), ("expert", "pool"), ("other", "pool", 7)])
def test_value_in_another_place_is_refused(place: tuple[object, ...]) -> None:
    vault = Vault(lambda: DataKeys([NEW]))
    sealed = vault.seal(b"x", "expert", "pool", 7)
    with pytest.raises(LogError, match="store_damaged"):
        vault.open(sealed, *place)


def test_changed_value_is_refused() -> None:
    vault = Vault(lambda: DataKeys([NEW]))
    sealed = vault.seal(b"x", 1)
    for index in range(KEY_ID_BYTES, len(sealed)):
        changed = sealed[:index] + bytes([sealed[index] ^ 1]) + sealed[index + 1 :]
        with pytest.raises(LogError, match="store_damaged"):
            vault.open(changed, 1)
    for length in range(KEY_ID_BYTES, len(sealed)):
        with pytest.raises(LogError, match="store_damaged"):
            vault.open(sealed[:length], 1)
    for length in range(KEY_ID_BYTES):
        with pytest.raises(LogError, match="data_key_wrong"):
            vault.open(sealed[:length], 1)


def test_older_key_opens_and_never_seals() -> None:
    old = Vault(lambda: DataKeys([OLD])).seal(b"x", 1)
    vault = Vault(lambda: DataKeys([NEW, OLD]))
    assert vault.open(old, 1) == b"x"
    assert not vault.is_current(old)
    assert vault.is_current(vault.seal(b"x", 1))
    with pytest.raises(LogError, match="data_key_wrong"):
        Vault(lambda: DataKeys([NEW])).open(old, 1)


def test_keys_are_asked_for_only_when_needed() -> None:
    def never() -> DataKeys:
        raise AssertionError

    Vault(never)


def test_a_key_that_came_later_is_asked_for_and_seals_from_then_on() -> None:
    keys = [OLD]
    running = Vault(lambda: DataKeys(list(keys)))
    before = running.seal(b"x", 1)
    keys.insert(0, NEW)
    by_another = Vault(lambda: DataKeys([NEW])).seal(b"y", 2)
    assert running.open(by_another, 2) == b"y"
    assert running.open(before, 1) == b"x"
    assert running.is_current(by_another)
    assert running.seal(b"z", 3)[:4] == by_another[:4]


def test_keys_that_are_gone_from_where_they_were_still_open() -> None:
    there = [OLD]

    def load() -> DataKeys:
        if not there:
            raise LogError("data_key_missing")
        return DataKeys(there)

    running = Vault(load)
    sealed = running.seal(b"x", 1)
    there.clear()
    with pytest.raises(LogError, match="data_key_missing"):
        running.open(Vault(lambda: DataKeys([NEW])).seal(b"y", 2), 2)
    assert running.open(sealed, 1) == b"x"


def test_prepared_key_opens_and_seals_once_a_value_under_it_is_met() -> None:
    vault = Vault(lambda: DataKeys([NEW, OLD], prepared=True))
    before = vault.seal(b"x", 1)
    assert before[:KEY_ID_BYTES] == key_id(OLD)
    by_another = Vault(lambda: DataKeys([NEW])).seal(b"y", 2)
    with pytest.raises(LogError, match="store_damaged"):
        vault.open(by_another, 3)  # whoever puts anything under its name has not begun to use it
    assert vault.is_current(before)
    assert vault.open(by_another, 2) == b"y"
    assert vault.is_current(by_another)
    assert vault.seal(b"z", 3)[:KEY_ID_BYTES] == key_id(NEW)
    assert vault.open(before, 1) == b"x"


def test_prepared_key_that_is_in_use_stays_so_when_keys_are_asked_for_again() -> None:
    vault = Vault(lambda: DataKeys([NEW, OLD], prepared=True))
    vault.use_newest()
    with pytest.raises(LogError, match="data_key_wrong"):
        vault.open(Vault(lambda: DataKeys([b"\x03" * 32])).seal(b"y", 2), 2)
    assert vault.seal(b"z", 3)[:KEY_ID_BYTES] == key_id(NEW)
