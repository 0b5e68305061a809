"""The walk as a state that entries change, SPEC §9. What they must be like is in steps/walk.py.

An entry is applied after it passed all its steps, so nothing is checked here.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .candidates import Rows
from .strict import digest
from .succession import Bars, FixedOrder, FreshOrder, fresh_seed, group_order

if TYPE_CHECKING:
    from .case import Case, Entry

    Spot = tuple[int, int]  # group, row

OPEN, ACCEPTED, OUT, ASKED = "open", "accepted", "out", "asked"
MOST_ROWS = 4096


class Invitation:
    """One invitation of one row, and what became of it.

    Attributes:
        opened: the INVITED entry that lists it.
        deadline: of its round, in seconds from 1970.
        previous: the row's earlier invitation, when it is asked again.
        state: open, accepted, out, or asked: accepted, but to be asked again.
        reply: the REPLIED or EXPIRED entry; latest: that, or the last CORRECTED.
        withdrawn: the WITHDRAWN entry that followed the reply.
    """

    __slots__ = (
        *("deadline", "group", "latest", "opened", "previous", "reply", "round", "row"),
        *("state", "withdrawn"),
    )

    def __init__(self, spot: Spot, opened: Entry, walk: Walk) -> None:
        self.group, self.row = spot
        self.opened = opened
        self.round = walk.round
        self.deadline = walk.deadline
        self.previous = walk.places.get(spot)
        self.state = OPEN
        self.reply: Entry | None = None
        self.latest: Entry | None = None
        self.withdrawn: Entry | None = None

    @property
    def answered(self) -> Invitation | None:
        """This invitation or, when it has no reply yet, the earlier one of the row."""
        return self if self.reply else self.previous


class Group:
    """A seat group: its seats, and who is next."""

    def __init__(self, number: int, seats: int, rows: Rows) -> None:
        self.number = number
        self.seats = seats
        self.rows = rows
        self.accepted = 0
        self.open = 0
        self.replacements = 0

    @property
    def vacancies(self) -> int:
        """Seats that are neither accepted nor open; rows to be asked again count as open."""
        return max(0, self.seats - self.accepted - self.open)


class Walk:
    """The state after SEEDED and the entries applied since.

    Attributes:
        round: the number of the last round, 0 before the first.
        deadline: of the last round, as its entries state it.
        plan: invitations still to be listed, in order; None until the beacon is known (§9.7).
        pin: the `next` of the last CLOSED, or [].
        chain: the beacon chain that SEAL or the first CLOSED names, "" before that.
        due: whether SPEC §9.6 asks for CLOSED.
        open_rows: how many listed rows have no reply.
        last_invited: the number of the last INVITED entry, −1 before the first.
    """

    def __init__(self, case: Case, freeze: dict[str, Any], seed: str) -> None:
        self.seed = seed
        self.bars = Bars(freeze["unit_limit"])
        self.groups = [
            Group(number, group["seats"], case.lists[number]["eligible"])
            for number, group in enumerate(case.request.body["groups"])
        ]
        self._fixed = [FixedOrder(g.rows, self._order(g, freeze), self.bars) for g in self.groups]
        self._replaces_freshly = freeze["replacement"] == "fresh"
        # Made with round 1, which follows the fixed order in any case.
        self._fresh: list[FreshOrder] = []
        self.places: dict[Spot, Invitation] = {}
        self.invitations: list[Invitation] = []
        self.round, self.deadline, self.open_rows, self.last_invited = 0, 0, 0, -1
        self._accepted: set[Spot] = set()
        self._asked: list[Spot] = []
        self.pin: list[dict[str, Any]] = []
        self.chain = str(case.seal.body["source"].get("chain", "")) if case.seal else ""
        self.due = False
        self.plan: list[Spot] | None = []
        self._following = ""

    def _order(self, group: Group, freeze: dict[str, Any]) -> Any:
        size = group.rows.size
        return (
            range(size)
            if freeze["mode"] == "serial"
            else group_order(self.seed, group.number, size)
        )

    # --- who is next

    def _next_fixed(self) -> list[Spot]:
        """Returns the next invitations of SPEC §9.3, each counted as open at once."""
        spots = []
        for group in self.groups:
            while group.vacancies:
                row = self._fixed[group.number].take()
                if row is None:
                    break
                spots.append(self._count_open(group, row))
        return spots

    def _next_fresh(self, randomness: str) -> list[Spot]:
        """Returns the next invitations of SPEC §9.7, each counted as open at once."""
        spots = []
        for group in self.groups:
            while group.vacancies:
                seed = fresh_seed(self.seed, group.number, group.replacements, randomness)
                row = self._fresh[group.number].take(seed)
                if row is None:
                    break
                group.replacements += 1
                spots.append(self._count_open(group, row))
        return spots

    def _count_open(self, group: Group, row: int) -> Spot:
        group.open += 1
        return (group.number, row)

    def needs_beacon(self) -> bool:
        """Tells whether the next invitations, if CLOSED comes now, wait for a beacon, SPEC §9.7."""
        return any(
            group.vacancies and fresh.has_next() for group, fresh in zip(self.groups, self._fresh)
        )

    def use_beacon(self, randomness: str) -> None:
        """Makes the plan that waited for a beacon."""
        self.plan = sorted_by_group(self._asked, self._next_fresh(randomness))

    @property
    def following(self) -> str:
        """The type that must follow in phases seeded and closed, SPEC §9.4.

        Worked out, with the plan, when first asked for: rows are looked at no sooner than needed.
        """
        self._following = self._following or self._decide()
        return self._following

    def _decide(self) -> str:
        if not self._asked and not any(group.vacancies for group in self.groups):
            return "COMPLETED"
        if self.needs_beacon():
            self.plan = None
            return "INVITED"
        following = [] if self._fresh else self._next_fixed()
        if self._replaces_freshly and not self._fresh:
            self._fresh = [self._fresh_order(group, following) for group in self.groups]
        self.plan = sorted_by_group(self._asked, following)
        return "INVITED" if self.plan else "SHORTAGE"

    def _fresh_order(self, group: Group, first: list[Spot]) -> FreshOrder:
        invited = [row for number, row in first if number == group.number]
        return FreshOrder(group.rows, self.bars, invited)

    # --- what entries change

    def apply(self, entry: Entry) -> None:
        """Changes the state by an entry that passed its steps."""
        change = _CHANGES.get(entry.type)
        if change:
            change(self, entry)

    def _invited(self, entry: Entry) -> None:
        if entry.phase != "inviting":
            self.round += 1
            self.deadline = entry.deadline
        plan = self.plan or []
        for spot in plan[:MOST_ROWS]:
            invitation = Invitation(spot, entry, self)
            self.places[spot] = invitation
            self.invitations.append(invitation)
        self.open_rows += len(plan[:MOST_ROWS])
        self.plan = plan[MOST_ROWS:]
        self.last_invited = entry.number
        self._asked = []

    def _answered(self, entry: Entry) -> None:
        invitation = self.places[spot_of(entry)]
        invitation.reply = invitation.latest = entry
        self.open_rows -= 1
        self.groups[invitation.group].open -= 1
        self._set(invitation, accepted=entry.body.get("answer") == "accept")

    def _set(self, invitation: Invitation, *, accepted: bool) -> None:
        """Makes a row that is not counted, or is out, accepted or out."""
        group = self.groups[invitation.group]
        unit = group.rows[invitation.row]["unit"]
        invitation.state = ACCEPTED if accepted else OUT
        if accepted:
            group.accepted += 1
            self._accepted.add((invitation.group, invitation.row))
        else:
            self._accepted.discard((invitation.group, invitation.row))
            self.bars.hold(unit, -1)
            for order in self._fixed:
                order.offer(unit)

    def _closed(self, entry: Entry) -> None:
        self.due = False
        self.pin = entry.body["next"]
        for pin in self.pin:
            self.chain = pin["chain"]
        self._following = ""

    def _withdrawn(self, entry: Entry) -> None:
        invitation = self.places[spot_of(entry)]
        invitation.withdrawn = entry
        self._give_up(invitation)
        self._ask_for_closed(entry)

    def _give_up(self, invitation: Invitation) -> None:
        self.groups[invitation.group].accepted -= 1
        self._set(invitation, accepted=False)

    def _ask_for_closed(self, entry: Entry) -> None:
        self.due = entry.phase != "inviting"

    def _seats_added(self, entry: Entry) -> None:
        self.groups[entry.body["group"]].seats += entry.body["seats"]
        self._ask_for_closed(entry)

    def _rescheduled(self, entry: Entry) -> None:
        self._asked = sorted(self._accepted)
        self._accepted.clear()
        for spot in self._asked:
            self.places[spot].state = ASKED
        for group in self.groups:
            group.open, group.accepted = group.open + group.accepted, 0
        self._ask_for_closed(entry)

    def _corrected(self, entry: Entry) -> None:
        invitation = self.places[spot_of(entry)].answered
        assert invitation  # noqa: S101 - for the type checker; step 40 found a reply
        invitation.latest = entry
        if entry.body["effect"] == "counters":
            return
        accepted = entry.body["answer"] == "accept"
        if invitation.state == ACCEPTED and not accepted:
            self._give_up(invitation)
        elif invitation.state == OUT and accepted:
            group = self.groups[invitation.group]
            self.bars.hold(group.rows[invitation.row]["unit"], 1)
            self._set(invitation, accepted=True)
        self._ask_for_closed(entry)


def spot_of(entry: Entry) -> Spot:
    """Returns the group and row that an entry is about."""
    return (entry.body["group"], entry.body["row"])


def sorted_by_group(asked: list[Spot], following: list[Spot]) -> list[Spot]:
    """Returns both lists by group, in each group first the rows asked again, SPEC §9.4."""
    return sorted(asked + following, key=lambda spot: spot[0])


def seed_of(seal: Entry, seeded: Entry) -> str:
    """Returns the seed of a draw, SPEC §8.2."""
    values = seeded.body["values"]
    if seal.body["source"]["kind"] == "beacon":
        values = [randomness_of(values[0])]
    return digest("seed", seal.leaf, values)


def randomness_of(signature: str) -> str:
    """Returns the randomness of a beacon round: the SHA-256 of its signature, in hex."""
    return sha256(bytes.fromhex(signature)).hexdigest()


_CHANGES = {
    "INVITED": Walk._invited,  # noqa: SLF001 - a table of the class itself
    "REPLIED": Walk._answered,  # noqa: SLF001
    "EXPIRED": Walk._answered,  # noqa: SLF001
    "CLOSED": Walk._closed,  # noqa: SLF001
    "WITHDRAWN": Walk._withdrawn,  # noqa: SLF001
    "SEATS_ADDED": Walk._seats_added,  # noqa: SLF001
    "RESCHEDULED": Walk._rescheduled,  # noqa: SLF001
    "CORRECTED": Walk._corrected,  # noqa: SLF001
}
