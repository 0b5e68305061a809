"""`rekey` killed at every moment: no value ever needs a key that is gone, and the next goes on with the same key."""

import os
import shutil
from pathlib import Path

import pytest

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.data_key import check_held, data_keys
from tests.crash.office_day import OfficeDay

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")

MOMENTS = 40
"""More than any of these commands has."""


@pytest.fixture
def day(tmp_path: Path) -> OfficeDay:
    day = OfficeDay(tmp_path)
    day.begin()
    day.must("rekey")  # a former key stands behind the one in use
    shutil.copytree(tmp_path / "home", tmp_path / "before")
    return day


def begin_again(day: OfficeDay) -> Home:
    home = Home(day.folder / "home")
    shutil.rmtree(home.folder)
    shutil.copytree(day.folder / "before", home.folder)
    return home


def readable(home: Home) -> tuple[list[bytes], set[str]]:
    """The keys there are, and which of them values are under; every expert can be read."""
    held = data_keys(home)
    with opened(home) as service:
        under = service.store.sealed_with()
        with service.store.reading() as reader:
            assert len([*reader.salted_experts("xin", "v1")]) == 39
    check_held(held, under)
    return list(held.keys), set(under)


@pytest.mark.parametrize("prepared", [False, True])
def test_killed_at_every_moment(day: OfficeDay, *, prepared: bool) -> None:
    states = set()
    for moment in range(1, MOMENTS):
        home = begin_again(day)
        if prepared:
            day.must("rekey", "--prepare")
        killed = day.run(["rekey"], moment) is None
        _, under = readable(home)
        left = data_keys(home)
        states.add((killed, left.prepared, left.ids[0] in under))
        if not killed:
            break
        day.must("rekey")
        keys, under = readable(home)
        assert under == {data_keys(home).ids[0]}
        assert not data_keys(home).prepared
        assert not left.prepared or keys[0] == left.keys[0]
    # Prepared and not yet used, used and still marked as prepared, and in the end through.
    assert states >= {(True, True, False), (True, True, True), (False, False, True)}


def test_preparing_killed_at_every_moment(day: OfficeDay) -> None:
    outcomes = set()
    for moment in range(1, MOMENTS):
        home = begin_again(day)
        before = (home.folder / "data.key").read_bytes()
        killed = day.run(["rekey", "--prepare"], moment) is None
        after = (home.folder / "data.key").read_bytes()
        assert after == before or after.endswith(b"\n" + before)
        outcomes.add((killed, after == before))
        readable(home)
        day.must("rekey", "--prepare")
        assert data_keys(home).prepared
        assert len(data_keys(home).keys) == before.count(b"\n") + 1
        if not killed:
            break
    assert outcomes == {(True, True), (True, False), (False, False)}
