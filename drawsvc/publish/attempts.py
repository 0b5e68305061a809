"""What the site shows of each attempt: its pages and, once it has ended, its records and what was disclosed of it.

All of it tells of entries that the log has signed, up to the same one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DrawError
from drawsvc.domain.grammar import UNFINISHED
from drawsvc.publish.folder import SiteFolder
from drawsvc.publish.lists import list_files
from drawsvc.publish.manifest import Listed, folder_of
from drawsvc.publish.pages import RECORD, Pages, attempt_files
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.extract import proof_of
from drawsvc.usecases.office import Office, is_open
from drawsvc.usecases.ports import AttemptState, Reader
from drawsvc.usecases.read_draw import read_draw, read_state
from drawsvc.usecases.release_draw import export_release
from drawsvc.usecases.vouching import vouches_in

Key = tuple[str, int]
"""An attempt: its draw and its number."""


@dataclass(frozen=True)
class Shown:
    """An attempt on the site: how the manifest lists it, and its files."""

    draw: Mapping[str, Any]
    files: Mapping[str, Listed]


@dataclass(frozen=True)
class Standing:
    """An attempt as it stands.

    Args:
        state: its row.
        latest: the number of the draw's latest attempt.
        vouched: how often supervisors have vouched, which pages say and no version counts.
    """

    state: AttemptState
    latest: int
    vouched: int

    @property
    def key(self) -> Key:
        """Which it is."""
        return self.state.place.draw, self.state.place.attempt


@dataclass(frozen=True)
class Attempts:
    """Brings everything that the site shows of attempts up to date.

    Args:
        office: the service.
        folder: of the site.
        pages: makes them.
    """

    office: Office
    folder: SiteFolder
    pages: Pages

    def up_to_date(self) -> list[Shown]:
        """All attempts that are shown, in the order of requests. What has not changed is left as it is."""
        standing = self._standing()
        before = {(of["draw"], of["attempt"]): of for of in self.folder.before.draws}
        made_of = self._made_of({of.state.place.pool for of in standing})
        kept = {
            of.key: shown
            for of in standing
            if before.get(of.key, {}).get("made_of") == made_of(of)
            and (shown := self._shown(before[of.key]))
        }
        self._let_go([of.key for of in standing if of.key not in kept])
        found: dict[Key, Shown] = {}
        latest: dict[str, int] = {}
        for of in reversed(standing):
            # The later attempts of a draw first, for the earlier lead to them.
            now = replace(of, latest=latest.get(of.state.place.draw, of.state.place.attempt))
            shown = kept.get(of.key) or self._made(now, made_of(now))
            shown = shown or self._shown(before.get(of.key, {}))
            if shown:
                found[of.key] = shown
                latest.setdefault(*of.key)
        return [found[of.key] for of in standing if of.key in found]

    def _standing(self) -> list[Standing]:
        with self.office.store.reading() as reader:
            states = reader.attempts()
            latest = {of.place.draw: of.place.attempt for of in states}
            return [Standing(of, latest[of.place.draw], _vouched(reader, of)) for of in states]

    def _made_of(self, pools: set[str]) -> Callable[[Standing], str]:
        """Digests of what pages are made of."""
        by_pool = {pool: self.pages.made_of(pool) for pool in pools}

        def made_of(of: Standing) -> str:
            state = of.state
            parts = [*by_pool[state.place.pool], state.version, of.latest, of.vouched]
            return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

        return made_of

    def _let_go(self, stale: Sequence[Key]) -> None:
        """The manifest says nothing more of pages that may be replaced, nor of the lists that lead to them."""
        if stale:
            pages = [file for key in stale for file in attempt_files(*key)]
            self.folder.let_go([*pages, *list_files(len(self.folder.before.draws))])

    def _shown(self, draw: Mapping[str, Any]) -> Shown | None:
        """An attempt as it was shown before; None if it was not, or something of it is gone."""
        if not draw:
            return None
        pages = attempt_files(draw["draw"], draw["attempt"])
        files = self.folder.all_held([*_makers(draw), *pages])
        return Shown(draw, files) if files else None

    def _made(self, of: Standing, made_of: str) -> Shown | None:
        """An attempt as it stands; None if its last entry is not signed yet, or another is written meanwhile."""
        found = read_draw(self.office, *of.key)
        last = found.attempt.chain.entries[-1]
        with self.office.store.reading() as reader:
            if proof_of(reader, last) is None:
                return None
        draw = _listing(last, found.attempt.phase, made_of)
        reading = replace(found, latest=of.latest)
        try:
            files = self._records(draw)
            pages = self.pages.of_attempt(reading, draw, ended=bool(files))
        except DrawError:
            if self._stands(of):
                raise
            return None
        if not self._stands(of):
            return None
        files |= {path: self.folder.renew(path, data) for path, data in pages.items()}
        return Shown(draw, files)

    def _stands(self, of: Standing) -> bool:
        """Whether nobody has written to it meanwhile."""
        return read_state(self.office, *of.key) == of.state

    def _records(self, draw: Mapping[str, Any]) -> dict[str, Listed]:
        at = (self.office, draw["draw"], draw["attempt"])
        return {
            path: self.folder.keep(path, partial(make, *at)) for path, make in _makers(draw).items()
        }


def _listing(last: Entry, phase: str, made_of: str) -> dict[str, Any]:
    """How the manifest lists an attempt, as it was when this entry was its latest."""
    place = last.place
    return {
        "attempt": place.attempt,
        "draw": place.draw,
        "leaf": last.leaf,
        "made_of": made_of,
        "phase": phase,
        "pool": place.pool,
    }


def _makers(draw: Mapping[str, Any]) -> dict[str, Callable[[Office, str, int], bytes]]:
    """What makes the records of an attempt, by where they lie; {} while it goes on."""
    if draw["phase"] in UNFINISHED:
        return {}
    below = folder_of(draw)
    made: dict[str, Callable[[Office, str, int], bytes]] = {
        f"{below}/{RECORD}": export_record,
        f"{below}/slim.json": export_slim_record,
    }
    return made | (
        {f"{below}/disclosures.json": export_release} if draw["phase"] == "released" else {}
    )


def _vouched(reader: Reader, state: AttemptState) -> int:
    """Once it has ended nobody vouches any more."""
    if not is_open(state):
        return 0
    return len([of for of in vouches_in(reader.private(state.place)) if not of.waits])
