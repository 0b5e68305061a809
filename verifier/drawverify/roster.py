"""A whole roster version with its salts, SPEC §11.7, read one expert after the other."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from .errors import FailedError, StepError, require, require_equal
from .experts import Expert, belongs_to
from .merkle import root_of
from .schema import EXPERT, ROSTER
from .stream import Pieces, read_list
from .strict import digest, leaf_hash, to_bytes


class Roster:
    """A roster file that passed steps 1 to 5.

    Attributes:
        head: its members beside the experts.
        size: how many experts it has.
        wrong: why an expert is not as SPEC §6.1 says, or has the id of another; None if all are.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.size = 0
        self.wrong: StepError | None = None
        self._digests: list[str] = []
        self._ids: set[str] = set()
        # What is asked of an expert later, by the digest of all there is.
        self._known: dict[bytes, Expert] = {}
        self.head = read_list(pieces, ROSTER, self._take)

    def _take(self, item: dict[str, Any], _: bytes) -> None:
        self._digests.append(digest("roster row", item["salt"], item["expert"]))
        try:
            self._add(item["expert"])
        except FailedError as error:
            self.wrong = self.wrong or error.at(f"experts[{self.size}].expert")
        self.size += 1

    def _add(self, person: Expert) -> None:
        EXPERT(person)
        known = person["expert_id"]
        require(known not in self._ids, "expert_id", expected="distinct_ids", got=known)
        self._ids.add(known)
        self._known[_digest_of(person)] = {
            name: person[name] for name in ("home_category", "specialties")
        }

    def root(self) -> str:
        """Returns the root of SPEC §5.2."""
        return root_of([leaf_hash(to_bytes(row)) for row in sorted(self._digests)]).hex()

    def holds(self, person: Expert) -> bool:
        """Tells whether an expert is of the roster, with nothing changed."""
        return _digest_of(person) in self._known

    def count_of(self, specialty: str, mode: str) -> int:
        """Returns how many experts belong to the group of a specialty."""
        return sum(belongs_to(person, specialty, mode) for person in self._known.values())

    def check(self, body: dict[str, Any]) -> None:
        """Compares the experts with a ROSTER entry.

        Raises:
            FailedError: they are not its experts, or not as SPEC §6.1 says.
        """
        require_equal(self.size, body["size"], "experts")
        require_equal(self.root(), body["root"], "experts")
        if self.wrong:
            raise self.wrong


def _digest_of(person: Expert) -> bytes:
    return sha256(to_bytes(person)).digest()
