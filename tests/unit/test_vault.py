"""Personal data at rest: what is sealed opens only with its key and in its place."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from drawsvc.db.vault import IN_VAIN_SECONDS, KEY_ID_BYTES, DataKeys, Vault, key_id
from drawsvc.domain.errors import LogError

OLD, NEW, NEWEST = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32


def sealed_under(key: bytes) -> bytes:
    """A value that another process has sealed."""
    return Vault(lambda: DataKeys([key])).seal(b"y", 2)


class Source:
    """Where keys are kept, which changes, and how often it was asked."""

    def __init__(self, *keys: bytes, prepared: bool = False) -> None:
        self.asked = 0
        self.keep(*keys, prepared=prepared)

    def keep(self, *keys: bytes, prepared: bool = False) -> None:
        self.found = DataKeys(keys, prepared)

    def load(self) -> DataKeys:
        self.asked += 1
        if not self.found.keys:
            raise LogError("data_key_missing")
        return self.found


def seals_with(vault: Vault) -> bytes:
    """The key a vault seals with."""
    return next(
        key for key in (OLD, NEW, NEWEST) if key_id(key) == vault.seal(b"x", 1)[:KEY_ID_BYTES]
    )


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


def test_key_that_memory_alone_has_still_opens() -> None:
    source = Source(NEW, OLD)
    vault = Vault(source.load)
    before = vault.seal(b"x", 1)
    source.keep(OLD)  # an older file was put back
    with pytest.raises(LogError, match="data_key_wrong"):
        vault.open(sealed_under(NEWEST), 2)
    assert vault.open(before, 1) == b"x"
    assert vault.open(sealed_under(OLD), 2) == b"y"
    assert seals_with(vault) == NEW  # an older one does not come into use again


@pytest.mark.parametrize("prepared", [False, True])
def test_key_behind_one_in_use_seals_no_more(*, prepared: bool) -> None:
    source = Source(OLD)
    vault = Vault(source.load)
    assert seals_with(vault) == OLD
    source.keep(NEWEST, NEW, OLD, prepared=prepared)
    assert vault.open(sealed_under(NEW), 2) == b"y"
    assert seals_with(vault) == (NEW if prepared else NEWEST)
    assert vault.open(sealed_under(NEWEST), 2) == b"y"
    assert seals_with(vault) == NEWEST


def test_key_that_was_put_behind_another_does_not_come_back() -> None:
    source = Source(OLD, NEW)
    vault = Vault(source.load)
    assert seals_with(vault) == OLD
    source.keep(NEW, OLD)
    with pytest.raises(LogError, match="data_key_wrong"):
        vault.open(sealed_under(NEWEST), 2)
    assert seals_with(vault) == NEW
    assert vault.open(sealed_under(OLD), 2) == b"y"
    assert seals_with(vault) == NEW


def test_key_that_came_in_place_of_all_others_seals_once_a_value_under_it_opens() -> None:
    source = Source(OLD)
    vault = Vault(source.load)
    assert seals_with(vault) == OLD
    source.keep(NEW)
    with pytest.raises(LogError, match="store_damaged"):
        vault.open(sealed_under(NEW), 3)
    assert seals_with(vault) == OLD
    assert vault.open(sealed_under(NEW), 2) == b"y"
    assert seals_with(vault) == NEW


@pytest.mark.parametrize("code", ["data_key_wrong", "data_key_missing"])
def test_keys_are_not_asked_for_again_at_once_where_that_was_in_vain(code: str) -> None:
    now = 100.0
    source = Source(OLD)
    vault = Vault(source.load, lambda: now)
    vault.seal(b"x", 1)
    if code == "data_key_missing":
        source.keep()
    for _ in range(3):
        with pytest.raises(LogError, match=code):
            vault.open(sealed_under(NEW), 2)
    assert source.asked == 2
    source.keep(NEWEST, NEW, OLD)
    assert vault.open(sealed_under(NEWEST), 2) == b"y"  # another is asked for
    assert vault.open(sealed_under(NEW), 2) == b"y"
    source.keep(OLD)
    other = b"\x04" * 32
    with pytest.raises(LogError, match="data_key_wrong"):
        vault.open(sealed_under(other), 2)
    source.keep(other, OLD)
    now += IN_VAIN_SECONDS
    assert vault.open(sealed_under(other), 2) == b"y"


def test_threads_ask_for_the_keys_once() -> None:
    count = 8
    source, together = Source(OLD), Barrier(count)

    def load() -> DataKeys:
        time.sleep(0.05)  # all others want them meanwhile
        return source.load()

    vault, by_another = Vault(load), sealed_under(NEW)

    def opened(sealed: bytes) -> bytes:
        together.wait()
        return vault.open(sealed, 2)

    with ThreadPoolExecutor(count) as threads:
        assert {*threads.map(opened, [sealed_under(OLD)] * count)} == {b"y"}
        assert source.asked == 1
        source.keep(NEW, OLD)
        assert {*threads.map(opened, [by_another] * count)} == {b"y"}
        assert source.asked == 2


def test_key_that_is_no_longer_kept_is_refused() -> None:
    source = Source(NEW, OLD, prepared=True)
    vault = Vault(source.load)
    vault.use_newest()
    vault.check_kept()
    source.keep(NEWEST, OLD, prepared=True)
    with pytest.raises(LogError, match="data_key_replaced"):
        vault.check_kept()
