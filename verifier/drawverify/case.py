"""A record taken apart: its entries with leaf hashes and phases, and what was given beside it.

Everything here follows from a record that passed the steps of part "file"; nothing else is checked.
"""

from __future__ import annotations

from itertools import accumulate, groupby, takewhile
from typing import Any

from .candidates import Rows
from .deadline import Calendar, seconds_of
from .grammar import START, next_phase
from .note import from_base64
from .strict import leaf_hash, to_bytes
from .trust import Trust
from .walk import Walk


class Entry:
    """One entry of the record.

    Attributes:
        number: its place among the entries of the record, from 0.
        leaf: its leaf hash in hex.
        time: seconds from 1970.
        latest: the latest time of any entry of its attempt up to it; CLOCK_CORRECTED lets times fall.
        phase: the phase it meets, "" from where SPEC §5.6 is broken.
    """

    __slots__ = (
        *("body", "data", "index", "latest", "leaf"),
        *("number", "phase", "proof", "time", "type"),
    )

    def __init__(self, number: int, item: dict[str, Any]) -> None:
        self.number = number
        self.data: dict[str, Any] = item["entry"]
        self.index: int = item["index"]
        self.proof = [from_base64(text) for text in item["proof"]]
        self.leaf = leaf_hash(to_bytes(self.data)).hex()
        self.time = self.latest = seconds_of(self.data["time"])
        self.type: str = self.data["type"]
        self.body: dict[str, Any] = self.data["body"]
        self.phase = ""

    @property
    def deadline(self) -> int:
        """The deadline that an INVITED entry states, in seconds from 1970."""
        return seconds_of(self.body["deadline"])

    @property
    def name(self) -> str:
        """How a report calls the entry."""
        return f"entries[{self.number}] {self.type}"


class Chain:
    """The entries of one attempt, as far as the record has them.

    Attributes:
        entries: in the order of the record.
        status: the phase after the longest beginning that follows SPEC §5.6.
    """

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._first = {entry.type: entry for entry in reversed(entries)}
        for entry, latest in zip(entries, accumulate((e.time for e in entries), max)):
            entry.latest = latest
        self.status = self._set_phases()

    def _set_phases(self) -> str:
        phase = START
        for entry in self.entries:
            entry.phase = phase
            following = next_phase(phase, entry.type)
            if not following:
                break
            phase = following
        return phase

    def first(self, kind: str) -> Entry | None:
        """Returns the first entry of a type."""
        return self._first.get(kind)

    @property
    def end(self) -> Entry:
        """The last entry: of an earlier attempt that passed `chain.identity`, what ended it."""
        return self.entries[-1]

    @property
    def is_voided(self) -> bool:
        """Whether it is the whole chain of an attempt that ended in a VOID, SPEC §11.1."""
        return self.end.type == "VOID"

    @property
    def joins(self) -> list[Entry]:
        """The JOIN entries, in the order of the chain."""
        return [entry for entry in self.entries if entry.type == "JOIN"]

    @property
    def joins_by_key(self) -> dict[str, Entry]:
        """The JOIN entries by the key of their statement."""
        return {join.body["statement"]["key"]: join for join in self.joins}


class Case:
    """All that a verification looks at.

    Attributes:
        pool: the pool entries; earlier: what is shown of earlier attempts; own: the attempt.
        lists: what the record shows of each list, per group, after `rows.count`.
        row_leaves: leaf hashes of the rows shown, per group and list, after `rows.order`.
        walk: the state of the walk, once there is a seed.
        cosigned_at: when replaying cosigners signed a tree with the SEAL, after `trust.cosigner`.
        status: the phase after the longest beginning of the chain that follows SPEC §5.6.
    """

    def __init__(
        self,
        record: dict[str, Any],
        *,
        trust: dict[str, Any] | None = None,
        slip: str = "",
        disclosures: dict[str, Any] | None = None,
    ) -> None:
        self.record = record
        self.trust = None if trust is None else Trust(trust, record["pool"], record["origin"])
        self.slip = slip
        self.disclosures = disclosures
        self.entries = [Entry(number, item) for number, item in enumerate(record["entries"])]
        self.pool = [entry for entry in self.entries if not entry.data["draw"]]
        of_draw = [entry for entry in self.entries if entry.data["draw"]]
        number = record["attempt"]
        before = list(takewhile(lambda entry: entry.data["attempt"] < number, of_draw))
        attempts = groupby(before, key=lambda entry: entry.data["attempt"])
        self.earlier = [Chain(list(entries)) for _, entries in attempts]
        self.own = Chain(of_draw[len(before) :])
        self.status = self.own.status
        # What later steps need of earlier ones.
        self.lists: list[dict[str, Rows]] = []
        self.row_leaves: list[dict[str, list[bytes]]] = []
        self.walk: Walk | None = None
        self.cosigned_at: list[int] = []

    def first(self, kind: str) -> Entry | None:
        """Returns the first draw entry of a type."""
        return self.own.first(kind)

    @property
    def chain(self) -> list[Entry]:
        """The draw entries."""
        return self.own.entries

    @property
    def ends(self) -> list[Entry]:
        """What ended each earlier attempt; only after `chain.identity`."""
        return [earlier.end for earlier in self.earlier]

    @property
    def chains(self) -> list[Chain]:
        """The chains that are shown whole: earlier attempts that were voided, and the attempt."""
        return [*(earlier for earlier in self.earlier if earlier.is_voided), self.own]

    @property
    def request(self) -> Entry:
        """The REQUEST, which a chain that passed `chain.grammar` begins with."""
        return self.chain[0]

    @property
    def is_slim(self) -> bool:
        """Whether the record shows only the rows that were looked at, SPEC §11.1."""
        return bool(self.record["kind"] == "slim")

    @property
    def freeze(self) -> Entry | None:
        """The FREEZE, if there is one."""
        return self.first("FREEZE")

    @property
    def seal(self) -> Entry | None:
        """The SEAL, if there is one."""
        return self.first("SEAL")

    @property
    def joins(self) -> list[Entry]:
        """The JOIN entries, in the order of the chain."""
        return self.own.joins

    @property
    def joins_by_key(self) -> dict[str, Entry]:
        """The JOIN entries by the key of their statement."""
        return self.own.joins_by_key

    def is_listed(self, join: Entry) -> bool:
        """Tells whether the trust file, if there is one, lists the key of a JOIN in its role."""
        key = join.body["statement"]["key"]
        return self.trust is None or bool(self.trust.holders(role_of(join), key, join.time))

    def cited(self, kind: str, leaf: str) -> Entry | None:
        """Returns the pool entry of a type with a leaf hash."""
        return next((e for e in self.pool if e.type == kind and e.leaf == leaf), None)

    @property
    def profile(self) -> dict[str, Any]:
        """The Profile that the REQUEST cites; only after `request.terms`, which looks for it."""
        entry = self.cited("PROFILE", self.request.body["profile"])
        profile: dict[str, Any] = entry.body["profile"] if entry else {}
        return profile

    @property
    def calendar(self) -> Calendar:
        """The calendar that the FREEZE cites; only after `freeze.cites`."""
        return Calendar(next(entry.body for entry in self.pool if entry.type == "CALENDAR"))


def role_of(join: Entry) -> str:
    """Returns the role that a JOIN takes part in."""
    return str(join.body["statement"]["value"]["role"])


def is_operator(join: Entry) -> bool:
    """Tells whether a JOIN is the service's own."""
    return role_of(join) == "operator"
