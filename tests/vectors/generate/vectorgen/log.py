"""SPEC §4.1, §5.1: the log that the entries of several draws stand in."""

from dataclasses import dataclass

from vectorgen.encoding import Obj, secret
from vectorgen.tree import leaf_hash, root

OUTCOMES = ("COMPLETED", "DECIDED", "VOID")
GOES_ON = ("REQUEST", "FREEZE", "CLOSED", "INVITED", "SHORTAGE")


@dataclass(frozen=True)
class Logged:
    """An entry with its bytes and its leaf hash."""

    entry: Obj
    data: bytes

    @property
    def leaf(self) -> bytes:
        return leaf_hash(self.data)


class Log:
    """`leaves` holds also what stands for entries of others; `entries` only what is known."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.entries: list[Logged] = []

    def append(self, logged: Logged) -> None:
        self.leaves.append(logged.leaf)
        self.entries.append(logged)

    def filler(self) -> None:
        self.leaves.append(leaf_hash(secret(f"other entry {len(self.leaves)}")))

    def pool_chain(self, pool: str) -> list[Logged]:
        return [e for e in self.entries if (e.entry["pool"], e.entry["draw"]) == (pool, "")]

    def ends(self, pool: str) -> list[bytes]:
        """What a FREEZE of the pool rests on (SPEC §5.3)."""
        attempts: dict[tuple[str, int], list[Logged]] = {}
        for logged in self.entries:
            entry = logged.entry
            if entry["pool"] == pool and entry["draw"]:
                attempts.setdefault((entry["draw"], entry["attempt"]), []).append(logged)
        found = (end_of(entries) for entries in attempts.values())
        return [end.leaf for end in found if end is not None]


def resting_on(ends: list[bytes]) -> Obj:
    """Root and size of a FREEZE's history (SPEC §5.3): leaf data are leaf hashes, ascending."""
    return {"root": root([leaf_hash(end) for end in sorted(ends)]).hex(), "size": len(ends)}


def end_of(attempt: list[Logged]) -> Logged | None:
    """The end of a frozen attempt, if it has ended and does not go on."""
    if all(logged.entry["type"] != "FREEZE" for logged in attempt):
        return None
    turns = [e for e in attempt if e.entry["type"] in (*OUTCOMES, *GOES_ON)]
    return turns[-1] if turns[-1].entry["type"] in OUTCOMES else None
