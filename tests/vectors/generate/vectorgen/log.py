"""SPEC §4.1, §5.1: the log that the entries of several draws stand in."""

from dataclasses import dataclass

from vectorgen.encoding import Obj, secret
from vectorgen.tree import leaf_hash, root

OUTCOMES = ("COMPLETED", "DECIDED", "VOID")


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

    def shown(self, end: Logged) -> list[Logged]:
        """What a record shows of an earlier attempt (SPEC §11.1)."""
        if end.entry["type"] != "VOID":
            return [end]
        chain = [e for e in self.entries if _attempt(e) == _attempt(end)]
        return chain[: chain.index(end) + 1]

    def ends(self, pool: str) -> list[bytes]:
        """What a FREEZE of the pool rests on (SPEC §5.3)."""
        frozen: set[tuple[str, int]] = set()
        found: list[bytes] = []
        for logged in self.entries:
            entry = logged.entry
            attempt = (entry["draw"], entry["attempt"])
            if entry["pool"] == pool and entry["type"] == "FREEZE":
                frozen.add(attempt)
            if entry["pool"] == pool and entry["type"] in OUTCOMES and attempt in frozen:
                found.append(logged.leaf)
        return found


def _attempt(logged: Logged) -> tuple[str, str, int]:
    entry = logged.entry
    return entry["pool"], entry["draw"], entry["attempt"]


def resting_on(ends: list[bytes]) -> Obj:
    """Root and size of a FREEZE's history (SPEC §5.3): leaf data are leaf hashes, in log order."""
    return {"root": root([leaf_hash(end) for end in ends]).hex(), "size": len(ends)}
