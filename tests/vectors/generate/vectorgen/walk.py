"""SPEC §9: the state of the walk and the next invitations."""

from dataclasses import dataclass, field

from vectorgen.encoding import Obj, digest
from vectorgen.order import order


@dataclass
class GroupState:
    """One group: seats, rows in order, and what became of every invited row."""

    seats: int
    rows: list[Obj]
    order: list[int]
    states: dict[int, str] = field(default_factory=dict)
    invited: list[int] = field(default_factory=list)
    asked_again: set[int] = field(default_factory=set)
    replacements: int = 0

    def count(self, *states: str) -> int:
        return sum(state in states for state in self.states.values())

    def vacancies(self) -> int:
        return max(0, self.seats - self.count("accepted", "open"))


@dataclass
class Fresh:
    """SPEC §9.7: the seed of the draw and the randomness of the later round."""

    seed: str
    randomness: str


class Walk:
    """Rows are named (group, row); `looked_at` collects what a slim record shows of them."""

    def __init__(
        self, groups: list[GroupState], unit_limit: int, looked_at: set[tuple[int, int]]
    ) -> None:
        self.groups = groups
        self.unit_limit = unit_limit
        self.looked_at = looked_at
        self.round = 0

    def barred(self, g: int, row: int) -> bool:
        """SPEC §9.2."""
        candidate = self.groups[g].rows[row]
        for h, group in enumerate(self.groups):
            if h != g and any(group.rows[r]["person"] == candidate["person"] for r in group.states):
                return True
        if self.unit_limit == 0 or candidate["unit"] == "":
            return False
        held = sum(
            group.rows[r]["unit"] == candidate["unit"]
            for group in self.groups
            for r, state in group.states.items()
            if state in ("open", "accepted")
        )
        return bool(held >= self.unit_limit)

    def sequence(self, g: int, fresh: Fresh | None) -> list[int]:
        group = self.groups[g]
        if fresh is None:
            return [row for row in group.order if row not in group.states]
        rows = [row for row in range(len(group.rows)) if row not in group.states]
        k = group.replacements
        seed = bytes.fromhex(digest("fresh", fresh.seed, g, k, fresh.randomness))
        return [rows[i] for i in order(seed, len(rows))]

    def next_invitations(self, fresh: Fresh | None = None) -> list[tuple[int, list[int]]]:
        """SPEC §9.3 on a copy; nothing changes until `invite`."""
        trial = self.copy()
        result = []
        for g, group in enumerate(trial.groups):
            taken = []
            while group.vacancies():
                row = self._first(trial, g, fresh)
                if row is None:
                    break
                group.states[row] = "open"
                group.replacements += 1
                taken.append(row)
            if taken:
                result.append((g, taken))
        return result

    def _first(self, trial: "Walk", g: int, fresh: Fresh | None) -> int | None:
        """The first row that is not barred."""
        for row in trial.sequence(g, fresh):
            self.looked_at.add((g, row))
            if not trial.barred(g, row):
                return row
        return None

    def invite(self, invitations: list[Obj], number: int) -> None:
        for part in invitations:
            group = self.groups[part["group"]]
            for row in part["rows"]:
                if row not in group.invited:
                    group.invited.append(row)
                    group.replacements += number > 1
                group.states[row] = "open"
                group.asked_again.discard(row)
        self.round = number

    def open_rows(self) -> list[tuple[int, int]]:
        return [
            (g, row)
            for g, group in enumerate(self.groups)
            for row in group.invited
            if group.states[row] == "open" and row not in group.asked_again
        ]

    def ask_again(self) -> None:
        for group in self.groups:
            group.asked_again = {r for r, state in group.states.items() if state == "accepted"}
            for row in group.asked_again:
                group.states[row] = "open"

    def accepted(self) -> list[int]:
        return [group.count("accepted") for group in self.groups]

    def missing(self) -> list[int]:
        return [group.vacancies() for group in self.groups]

    def copy(self) -> "Walk":
        groups = [
            GroupState(
                g.seats,
                g.rows,
                g.order,
                dict(g.states),
                list(g.invited),
                set(g.asked_again),
                g.replacements,
            )
            for g in self.groups
        ]
        return Walk(groups, self.unit_limit, set())
