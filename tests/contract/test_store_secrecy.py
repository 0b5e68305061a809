"""Whoever copies a database learns nobody's name, employer or telephone; docs/OPEN.md tells of ids."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.tables import metadata
from tests.contract.made import VAULT
from tests.scenario.play import ORIGIN, XINXIAN, Play, member

EXPERTS = [
    member(
        "X1",
        number,
        name=f"欧阳{'甲乙丙丁戊己庚辛'[number]}",
        phone=f"1390000123{number}",
        employer=f"秘密单位{number}",
    )
    for number in range(8)
]
PRIVATE = [text for expert in EXPERTS for text in (expert.name, expert.phone, expert.employer)]


def file_dump(path: Path) -> Iterator[bytes]:
    """The files as they are while the store is open, and the tables."""
    yield b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with closing(sqlite3.connect(path)) as raw:
        yield "\n".join(raw.iterdump()).encode()


def server_dump(url: str) -> Iterator[bytes]:
    with closing(psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))) as raw:
        for table in metadata.tables:
            with raw.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)'.encode()) as copied:
                yield b"".join(bytes(piece) for piece in copied)


@pytest.mark.parametrize(
    ("place", "dump"),
    [("path", file_dump), ("postgresql_url", server_dump)],
    ids=["sqlite", "postgresql"],
)
def test_dump_names_nobody(
    request: pytest.FixtureRequest, place: str, dump: Callable[[Any], Iterator[bytes]]
) -> None:
    where = request.getfixturevalue(place)
    with closing(create_store(where, ORIGIN, VAULT)) as store:
        play = Play(XINXIAN, EXPERTS, store=store)
        play.start("D1", X1=2)
        play.answer("D1", "da")
        play.answer("D1", "a")
        play.start("D2", X1=2)
        pieces = [*dump(where)]
    assert any(b'"type":"INVITED"' in piece for piece in pieces)
    for text in PRIVATE:
        assert not any(text.encode() in piece for piece in pieces), text
