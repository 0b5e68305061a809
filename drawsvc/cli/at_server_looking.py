"""What can be seen of a service that runs elsewhere. Attempts are replayed here, from their records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NoReturn

from drawseeds import Chain, parse

from drawsvc import clock
from drawsvc.beacon_chains import beacons_with
from drawsvc.cli.service_answers import (
    CHAINS,
    CHANGES,
    COUNTERS,
    DRAW,
    HEALTH,
    PAGE,
    PLACE,
    POOL,
    POOL_SUMMARY,
    POOLS,
    SUMMARY,
    check_asked,
    entries_of,
    read_answer,
    taken,
)
from drawsvc.client import Client, foreign
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import DrawError, InputError, MissingError
from drawsvc.domain.from_record import replay_record
from drawsvc.domain.long_files import log_pieces
from drawsvc.domain.regulation import Profile, parse_profile
from drawsvc.domain.shapes import ID, ShapeError
from drawsvc.domain.taxonomy import Specialty, Taxonomy
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.merkle import check_inclusion
from drawsvc.log.note import parse_note
from drawsvc.log.proof import TlogProof, parse_tlog_proof
from drawsvc.usecases.read_draw import Reading
from drawsvc.views.values import View

NOT_SIGNED = frozenset({"not_signed_yet", "log_not_signed_yet"})
PATIENCE_SECONDS = 10.0
"""For the signature of what the service has written by itself a moment ago."""
PAUSE_SECONDS = 0.1
TRIES = 5
"""How often a draw may have moved on while it was read."""


@dataclass(frozen=True)
class Looking:
    """The part of `Operations` that changes nothing.

    Args:
        client: calls it.
    """

    client: Client

    def now(self) -> datetime:
        return clock.now()

    # Pools.

    def pools(self) -> list[View]:
        found = [self.pool(name) for name in self._pools()]
        summaries = [{name: of[name] for name in POOL_SUMMARY} for of in found]
        return [
            {**summary, "profile": of["profile"]["id"]}
            for summary, of in zip(summaries, found, strict=True)
        ]

    def _pools(self) -> list[str]:
        listed: list[str] = taken(self.client.get("/pools"), POOLS)["pools"]
        return listed

    def pool(self, pool: str) -> Any:
        found = taken(self.client.get(self.pool_path(pool)), POOL)
        check_asked(found, pool=pool)
        return found

    def profile(self, pool: str) -> Profile:
        view = self.pool(pool)
        return read_answer(lambda: parse_profile({"profile": view["profile"]}))

    def taxonomy(self, pool: str) -> Taxonomy:
        view = self.pool(pool)
        listed = read_answer(lambda: tuple(Specialty(**of) for of in view["specialties"]))
        return Taxonomy(listed, 0, 0)

    def roster_changes(self, pool: str, old: str, new: str) -> View:
        for version in (old, new):
            self._check_version(pool, version)
        path = f"{self.pool_path(pool)}/rosters/{old}/changes/{new}"
        found: View = taken(self.client.get(path), CHANGES)
        check_asked(found, pool=pool, old=old, new=new)
        return found

    def export_roster(self, pool: str, version: str) -> Iterable[bytes]:
        self._check_version(pool, version)
        return [self.client.fetch(f"{self.pool_path(pool)}/rosters/{version}")]

    def _check_version(self, pool: str, version: str) -> None:
        """Refuse what no version is called, as the store does."""
        known = [of["roster"] for of in self.pool(pool)["rosters"]]
        if version not in known:
            raise MissingError("no_roster_version", expected=", ".join(known), got=version)

    def counters(self, pool: str, day: date | None, *, everybody: bool) -> View:
        asked = {"day": day.isoformat()} if day else {}
        shown = "all" if everybody else "near"
        path = f"{self.pool_path(pool)}/counters"
        found: View = taken(self.client.get(path, show=shown, **asked), COUNTERS)
        check_asked(found, pool=pool, **asked)
        return found

    # Looking at draws.

    def beacons(self) -> Beacons:
        listed = taken(self.client.get("/beacons"), CHAINS)["chains"]
        return beacons_with(read_answer(partial(_chain, of)) for of in listed)

    def draws(self, pool: str = "") -> list[View]:
        return [taken(draw, SUMMARY) for draw in self.client.draws(pool)][::-1]

    def draw(self, draw: str, attempt: int = 0) -> Reading:
        """A draw as it stands: its record, and what only the office knows. One may have moved on before the other.

        Raises:
            ProblemError: `server_foreign`, what comes is no record, or that of another draw or attempt.
        """
        for _ in range(TRIES):
            record = self._record(draw, attempt)
            needed = read_answer(partial(_needs_beacons, record))
            beacons = self.beacons() if needed else Beacons()
            replayed, size = read_answer(partial(replay_record, record, beacons))
            place = replayed.chain.place
            check_asked(vars(place), draw=draw, attempt=attempt or place.attempt)
            shown = taken(self._shown(draw, place.attempt), DRAW)
            check_asked(shown, pool=place.pool)
            if shown["phase"] == replayed.phase:
                missing = [(of["role"], of["kind"]) for of in shown["missing"]]
                has_round = replayed.pinned is not None and not shown["waits_for"]
                return Reading(replayed, size, shown["collected"], missing, has_round)
        raise foreign("phase")

    def _record(self, draw: str, attempt: int) -> Any:
        data = self.record(draw, attempt, slim=True)
        return read_answer(lambda: parse(data))

    def place(self, draw: str, attempt: int = 0) -> View:
        shown: View = taken(self._shown(draw, attempt), PLACE)
        return shown

    def _shown(self, draw: str, attempt: int) -> Any:
        shown = self.client.get(self.draw_path(draw), attempt=attempt)
        check_asked(shown, draw=draw, attempt=attempt or shown["attempt"])
        return shown

    def released(self, found: Reading) -> bytes:
        place = found.attempt.chain.place
        is_released = found.attempt.phase == "released"
        return self.disclosures(place.draw, place.attempt) if is_released else b""

    def record(self, draw: str, attempt: int = 0, *, slim: bool = False) -> bytes:
        path, kind = f"{self.draw_path(draw)}/record", "slim" if slim else "full"
        return _signed(lambda: self.client.fetch(path, attempt=attempt, kind=kind))

    def disclosures(self, draw: str, attempt: int = 0) -> bytes:
        return self.client.fetch(f"{self.draw_path(draw)}/disclosures", attempt=attempt)

    def audit(self, draw: str, attempt: int = 0) -> Iterable[bytes]:
        return [self.client.fetch(f"{self.draw_path(draw)}/audit", attempt=attempt)]

    def own_row(self, draw: str, expert: str, attempt: int = 0) -> bytes:
        self.only_at_home(f"row {draw} {expert} --attempt {attempt}")

    # The log.

    def log(self) -> View:
        health = taken(self.client.get("/health"), HEALTH)
        note = _signed(lambda: self.client.fetch("/log/checkpoint"))
        found = read_answer(lambda: parse_checkpoint(parse_note(note).text))
        return {
            "checkpoint": note.decode(),
            "origin": found.origin,
            "root": found.root.hex(),
            "size": found.size,
            "vkey": health["vkey"],
            "waiting": health["waiting"],
        }

    def prove(self, leaf: str) -> TlogProof:
        data = _signed(lambda: self.client.fetch(f"/log/proofs/{leaf}"))
        return read_answer(partial(_proof_of, leaf, data))

    def export_log(self) -> Iterator[bytes]:
        head: Any = self.log()
        return log_pieces(head["origin"], head["checkpoint"].encode(), self._numbered(head["size"]))

    def _numbered(self, size: int) -> Iterator[Entry]:
        first = 0
        while first < size:
            found = taken(self.client.get("/log/entries", first=first), PAGE)
            page = found["entries"][: size - first]
            yield from read_answer(partial(entries_of, page))
            first += len(page)

    # Paths.

    def draw_path(self, draw: str) -> str:
        """The path of a draw. What can be no id is no draw, and never becomes a path."""
        if not _is_id(draw):
            raise MissingError("no_draw", draw=draw)
        return f"/draws/{draw}"

    def pool_path(self, pool: str) -> str:
        if not _is_id(pool):
            raise MissingError("no_pool", expected=", ".join(self._pools()), got=pool)
        return f"/pools/{pool}"

    def only_at_home(self, got: str) -> NoReturn:
        raise InputError("home_only", got=got)


def _signed(read: Callable[[], bytes]) -> bytes:
    """What needs a signature of the log, which comes a moment after an entry."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return read()
        except DrawError as error:
            if error.code not in NOT_SIGNED or time.monotonic() > end:
                raise
        time.sleep(PAUSE_SECONDS)


def _proof_of(leaf: str, data: bytes) -> TlogProof:
    """The proof that an entry is in the log of the checkpoint with it. Who has signed that is not checked."""
    proof = parse_tlog_proof(data)
    log = parse_checkpoint(proof.checkpoint.text)
    check_inclusion(
        bytes.fromhex(leaf), proof.index, size=log.size, proof=proof.hashes, root=log.root
    )
    return proof


def _needs_beacons(record: Body) -> bool:
    """Whether rounds of a beacon are pinned: only then their chains are asked for."""
    entries = [item["entry"] for item in record["entries"]]
    freezes = [entry["body"] for entry in entries if entry["type"] == "FREEZE"]
    return any(of["source"] == "beacon" or of["replacement"] == "fresh" for of in freezes)


def _chain(view: Body) -> Chain:
    return Chain(
        hash=view["chain"],
        genesis=view["genesis"],
        key=view["key"],
        period=view["period"],
        scheme=view["scheme"],
    )


def _is_id(text: str) -> bool:
    try:
        ID(text, "")
    except ShapeError:
        return False
    return True
