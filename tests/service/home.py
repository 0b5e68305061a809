"""A service set up for demonstration on either database, made once and copied: the pool `xin`, a key of each role."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import make_url

from drawsvc.app import App, opened
from drawsvc.config import Home, database_url, shipped_calendar, shipped_regulations
from drawsvc.domain.calendar import parse_calendar_toml
from drawsvc.domain.regulation import parse_profile_toml
from drawsvc.domain.times import parse_time
from drawsvc.log import keyfile
from drawsvc.rosters import read_upload
from drawsvc.setting_up import create_home
from drawsvc.usecases.access import ROLES, Caller
from drawsvc.usecases.found_pool import found_pool
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.issue_key import issue_key
from tests.cli.office import Office, roster_csv
from tests.postgresql.shared import new_database

PASSPHRASE = "一二三四五六七八九十甲乙"  # noqa: S105 - of keys that live as long as a test
POOL = "xin"
APPROVAL = {"role": "pool_office", "ref": "1号"}


@dataclass(frozen=True)
class Prepared:
    """A home that nobody opens, and the keys of its callers by role."""

    home: Home
    keys: dict[str, str]

    def copied(self, folder: Path, database: str = "") -> Home:
        """A copy of it, its database under a name of its own if it is on a server."""
        home = Home(Path(shutil.copytree(self.home.folder, folder)))
        if home.database_url.exists():
            url = make_url(database_url(home))
            server = url.set(database="postgres").render_as_string(hide_password=False)
            copy = new_database(database, str(url.database), server)
            home.database_url.write_text(f"{copy}\n", "utf-8")
        return home


def prepare(folder: Path, database: str = "", *, people: int = 9) -> Prepared:
    """Set a service up.

    Args:
        folder: of its home.
        database: URL of an empty one on a server; "" for a file.
        people: in the roster, all of them for the specialty X2.
    """
    home = Home(folder)
    with patch.object(keyfile, "SCRYPT_N", 16):  # a key file that opens at once
        create_home(home, Office.ORIGIN, PASSPHRASE, database)
    with opened(home, parse_time(Office.MORNING)) as app:
        return Prepared(home, set_up(app, people))


def set_up(app: App, people: int) -> dict[str, str]:
    """Found the pool in an open service that has none. Returns a key of each role."""
    regulation = shipped_regulations()["xinxian_2021"].read_bytes()
    calendar = parse_calendar_toml(shipped_calendar().read_bytes(), name=shipped_calendar().stem)
    office, keep = app.office, partial(app.keep_regulation, POOL, regulation)
    found_pool(office, POOL, parse_profile_toml(regulation), calendar, keep=keep)
    file = roster_csv("X2", range(1, people + 1)).encode()
    import_roster(
        office, POOL, read_upload(app, POOL, file).roster, version="v1", approval=APPROVAL
    )
    expires = office.clock() + timedelta(days=365)
    return {role: issue_key(office, Caller(role, role), expires=expires) for role in ROLES}
