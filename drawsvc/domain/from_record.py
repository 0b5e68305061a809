"""An attempt replayed from its slim record, by somebody who does not have the office's store.

Every entry is taken by the rules, as in the office. Signatures of the log and roots of lists are not checked: that is
what the verifier is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.calendar import Calendar, parse_calendar
from drawsvc.domain.candidates import CountedRows, GroupRows, Row
from drawsvc.domain.entries import Body, Entry, Place, from_object
from drawsvc.domain.errors import StateError
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.state import Rules

MAX_ROWS = 2**32
"""SPEC §13 step 23: as many as a draw can choose from."""
NO_CALENDAR = Calendar("none", ())
"""Of a draw that is not frozen: its record does not say which one it will be."""


class SomeRows(Sequence[Row]):
    """A list of which only some rows are known: those that a walk has looked at.

    Args:
        size: of the list.
        known: rows by index.
    """

    def __init__(self, size: int, known: Mapping[int, Row]) -> None:
        self._size = size
        self._known = known

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, index: Any) -> Any:
        return self._known[index]


def replay_record(record: Body, beacons: Beacons) -> tuple[Attempt, int]:
    """The attempt of a slim record, and how many rows the roster of its freeze has; 0 before that.

    Args:
        record: as SPEC §11.1 has it, parsed.
        beacons: the chains whose rounds are taken.

    Raises:
        DrawError, KeyError, TypeError, ValueError: it is no such record.
    """
    place = Place(record["origin"], record["pool"], record["draw"], record["attempt"])
    entries = [from_object(item["entry"]) for item in record["entries"]]
    own = sorted((e for e in entries if e.place == place), key=lambda entry: entry.seq)
    cited = {entry.leaf: entry for entry in entries}
    freeze = next((entry for entry in own if entry.type == "FREEZE"), None)
    size = cited[freeze.body["roster"]].body["size"] if freeze else 0
    groups = list(_groups(freeze, record["groups"], size)) if freeze else []
    attempt = Attempt.replay(place, _rules(own[0], freeze, cited, beacons=beacons), groups, own)
    return attempt, size


def _rules(
    request: Entry, freeze: Entry | None, cited: Mapping[str, Entry], *, beacons: Beacons
) -> Rules:
    profile = parse_profile(cited[request.body["profile"]].body)
    calendar = parse_calendar(cited[freeze.body["calendar"]].body) if freeze else NO_CALENDAR
    return Rules(profile, calendar, [cited[leaf] for leaf in request.body["earlier"]], beacons)


def _groups(freeze: Entry, shown: Sequence[Body], most: int) -> Iterator[GroupRows]:
    """The lists of each group. Of excluded rows nobody asks more than why: that the freeze counts."""
    for g, (frozen, rows) in enumerate(zip(freeze.body["groups"], shown, strict=True)):
        known = {item["index"]: Row(**item["row"]) for item in rows["eligible"]}
        eligible = SomeRows(frozen["eligible"]["size"], known)
        excluded = CountedRows(frozen["excluded"]["counts"])
        # SPEC §13 step 23
        if len(eligible) + len(excluded) > min(most, MAX_ROWS):
            raise StateError("freeze_rows", group=g)
        yield eligible, excluded
