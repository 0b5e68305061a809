"""Files that were made once: handed out while nothing has changed, and no longer."""

import pytest

from drawsvc.domain.entries import Place
from drawsvc.http.kept import KeptFiles
from drawsvc.usecases.ports import AttemptState
from tests.http.conftest import APPROVAL, Callers, reply

PLACE = Place("demo.example.org/office", "xin", "d-1", 1)


def version(number: int) -> AttemptState:
    return AttemptState(PLACE, "a" * 64, number, "inviting", None)


def test_made_once_for_each_version_and_name() -> None:
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"%d" % len(made))
        return made[-1]

    kept = KeptFiles()
    asked = [(1, "full"), (1, "full"), (1, "slim"), (2, "full"), (2, "full"), (1, "slim")]
    found = [kept.file(version(number), name, make).data for number, name in asked]
    assert found == [b"0", b"0", b"1", b"2", b"2", b"1"]


def test_no_more_bytes_are_held_than_said() -> None:
    kept, made = KeptFiles(400), list[int]()

    def fetch(number: int, size: int = 100) -> None:
        def make() -> bytes:
            made.append(number)
            return bytes(size)

        kept.file(version(number), "full", make)

    for number in (1, 2, 3, 4, 1, 5):  # 5 drives out 2, which nobody has asked for since
        fetch(number)
    assert made == [1, 2, 3, 4, 5]
    fetch(1)
    fetch(2)
    assert made == [1, 2, 3, 4, 5, 2]
    fetch(6, 101)  # too large: neither kept, nor does it drive out others
    fetch(6, 101)
    fetch(1)
    assert made == [1, 2, 3, 4, 5, 2, 6, 6]


def test_what_could_not_be_made_is_tried_again() -> None:
    kept = KeptFiles()

    def fail() -> bytes:
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        kept.file(version(1), "full", fail)
    assert kept.file(version(1), "full", lambda: b"x").data == b"x"


def test_the_record_is_that_of_the_latest_entry(callers: Callers) -> None:
    replies = [reply(row) for row in callers.inviting()]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": replies}, Prefer="wait")
    before = callers.client.get("/api/v1/draws/d-1/record")
    assert callers.client.get("/api/v1/draws/d-1/record").content == before.content
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL}, Prefer="wait")
    after = callers.client.get("/api/v1/draws/d-1/record")
    assert '"RELEASED"' in after.text
    assert '"RELEASED"' not in before.text
    assert after.headers["ETag"] != before.headers["ETag"]
