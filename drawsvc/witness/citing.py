"""What entries cite, up to the seed: each what stands before it, in its own chain or as its pool adopted it.

The verifier's history check does not look at it, because a record shows it of itself; a cosigner does not wait for
records. So a FREEZE has one SEAL in the whole log, and nobody can join one list and be sealed into another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import LogFileError

NO_LEAF = ""

ADOPTED = ("CALENDAR", "PROFILE", "ROSTER")
CITED_OF_POOL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "REQUEST": {"profile": "PROFILE"},
        "FREEZE": {"calendar": "CALENDAR", "profile": "PROFILE", "roster": "ROSTER"},
    }
)
"""Members that name what the pool has adopted, by type of entry."""
CITED_OF_CHAIN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "FREEZE": {"request": "REQUEST"},
        "SEAL": {"freeze": "FREEZE"},
        "SEEDED": {"seal": "SEAL"},
        "REVEALED": {"seal": "SEAL"},
    }
)
"""Members that name an entry of the same attempt, by type of entry."""


@dataclass
class _Cited:
    """What of one attempt may be cited: leaf hashes by type, JOINs in any number, the profile of the REQUEST."""

    leaves: dict[str, str] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)
    profile: str = ""


class Citations:
    """The entries of a log as far as they have been read, for what later ones cite.

    Attributes:
        seals: number of SEALs.
    """

    def __init__(self) -> None:
        self.seals = 0
        self._adopted: dict[tuple[str, str], set[str]] = {}
        self._attempts: dict[tuple[str, str, int], _Cited] = {}

    def take(self, index: int, entry: Body, leaf: str) -> None:
        """Check what the next entry cites.

        Args:
            index: its place in the log.
            entry: it has passed the steps of SPEC §13 about its form and its chain.
            leaf: its leaf hash, hex32.

        Raises:
            LogFileError: `log_cites`, it cites something else than it must.
        """
        kind, pool = entry["type"], entry["pool"]
        if not entry["draw"]:
            if kind in ADOPTED:
                self._adopted.setdefault((pool, kind), set()).add(leaf)
            return
        attempt = self._attempts.setdefault((pool, entry["draw"], entry["attempt"]), _Cited())
        wrong = next(self._wrong(entry, attempt), None)
        if wrong:
            raise LogFileError("log_cites", index=index, type=kind, member=wrong)
        self._note(entry, attempt, leaf)

    def _wrong(self, entry: Body, attempt: _Cited) -> Iterator[str]:
        """The members that cite something else."""
        kind, body = entry["type"], entry["body"]
        for member, of in CITED_OF_POOL.get(kind, {}).items():
            if body[member] not in self._adopted.get((entry["pool"], of), ()):
                yield member
        for member, of in CITED_OF_CHAIN.get(kind, {}).items():
            if body[member] != attempt.leaves.get(of, NO_LEAF):
                yield member
        if kind == "FREEZE" and body["profile"] != attempt.profile:
            yield "profile"
        if kind == "JOIN" and body["statement"]["leaf"] != attempt.leaves.get("FREEZE", NO_LEAF):
            yield "statement.leaf"
        if kind == "SEAL" and body["joins"] != sorted(attempt.joins):
            yield "joins"

    def _note(self, entry: Body, attempt: _Cited, leaf: str) -> None:
        kind = entry["type"]
        attempt.leaves[kind] = leaf
        if kind == "REQUEST":
            attempt.profile = entry["body"]["profile"]
        elif kind == "JOIN":
            attempt.joins.append(leaf)
        elif kind == "SEAL":
            self.seals += 1
