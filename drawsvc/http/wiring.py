"""What routes are handed. The composition root fills it; nothing here opens a file or reads a setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drawsvc.domain.roster_warnings import CheckedRoster
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.http.kept import KeptFiles
from drawsvc.http.limits import MAX_BODY_BYTES
from drawsvc.http.metrics import Metrics
from drawsvc.http.waiting import Signed
from drawsvc.http.watching import Watching
from drawsvc.usecases.authenticate import KnownKeys
from drawsvc.usecases.office import Office

ReadRoster = Callable[[str, bytes, str], CheckedRoster]
"""Reads a roster file for a pool: its id, the file, and the only sheet that is read or ""."""


@dataclass(frozen=True)
class Shipped:
    """What comes with the program.

    Args:
        regulations: regulation files by name.
        calendar: the calendar file of China, and its name.
        verifier: drawverify.pyz; b"" if there is none.
    """

    regulations: Callable[[], Mapping[str, bytes]]
    calendar: Callable[[], tuple[str, bytes]]
    verifier: Callable[[], bytes]


@dataclass(frozen=True)
class Wiring:
    """The service as its routes see it.

    Args:
        office: what use cases are handed.
        log_key: vkey of the log (SPEC §4.2).
        taxonomy: the specialties of a pool.
        read_roster: reads an uploaded roster file by a pool's rules.
        keep_regulation: keeps the regulation file of a pool.
        shipped: what comes with the program.
        metrics: numbers for a monitoring program.
        watching: who watches which draw.
        trust_file: the supervising body's trust file, b"" while none was put in.
        public_base_url: where the public finds the service, without a slash at the end.
        ring: wakes whoever numbers and signs the log.
        signed: tells when entries have a proof.
        kept: files of draws that were made before.
        keys: keys of callers that were read a moment ago.
        max_body_bytes: of a call.
    """

    office: Office
    log_key: str
    taxonomy: Callable[[str], Taxonomy]
    read_roster: ReadRoster
    keep_regulation: Callable[[str, bytes], None]
    shipped: Shipped
    metrics: Metrics
    watching: Watching
    trust_file: Callable[[], bytes] = bytes
    public_base_url: str = ""
    ring: Callable[[], None] = lambda: None
    signed: Signed = field(default_factory=Signed)
    kept: KeptFiles = field(default_factory=KeptFiles)
    keys: KnownKeys = field(default_factory=KnownKeys)
    max_body_bytes: int = MAX_BODY_BYTES
