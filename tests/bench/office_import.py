"""The same through the real readers, use cases and store, personal data encrypted: see tests/bench/importing.py."""

from __future__ import annotations

import secrets
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from drawsvc.db.schema import create_store
from drawsvc.domain.request import SeatGroup
from drawsvc.roster_io.read import read_roster
from drawsvc.usecases.adopt_calendar import adopt_calendar
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.office import Office
from drawsvc.usecases.request_draw import DrawRequest, request_draw
from tests.bench.measured_process import say_measured
from tests.bench.one_draw import APPROVAL, ORIGIN, POOL, calendar, profile
from tests.contract.made import VAULT

NOW = datetime(2025, 6, 3, 1, tzinfo=UTC)
DRAW = "B-1"
SEATS = 10


def main(path: Path, folder: Path) -> None:
    with closing(create_store(folder / "store.db", ORIGIN, VAULT)) as store:
        office = Office(store, lambda: NOW, secrets.token_bytes)
        adopt_profile(office, POOL, profile())
        adopt_calendar(office, POOL, calendar())
        say_measured(lambda: _import(office, path), lambda: _freeze(office))


def _import(office: Office, path: Path) -> None:
    with path.open("rb") as file:
        import_roster(office, POOL, read_roster(file), version="1", approval=APPROVAL)


def _freeze(office: Office) -> None:
    """With the request before it, which the loop has none of."""
    groups = [SeatGroup("X2", SEATS)]
    day = date(2025, 6, 20)
    request_draw(office, DrawRequest(POOL, DRAW, "选用处室", "1", "review", day, groups))
    freeze_draw(office, DRAW, source="witness")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
