"""An attempt in outline: where its pages are, what it is, and when things happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from drawsvc.domain import grammar
from drawsvc.domain.entries import Entry, is_demonstration
from drawsvc.domain.times import format_time
from drawsvc.pages.addresses import Address, address_of, path_of
from drawsvc.pages.edition import Edition
from drawsvc.usecases.read_draw import Reading
from drawsvc.usecases.standing import activity_date
from drawsvc.words import CHINA_OFFSET_MINUTES

SLIP_GROUP = 8
GROUPS_PER_LINE = 4


def status_of_phase(phase: str) -> str:
    """`done`, `void` or `open`: what a list says of an attempt."""
    if phase == "voided":
        return "void"
    return "done" if phase in grammar.FINISHED else "open"


@dataclass(frozen=True)
class Outline:
    """What every page of an attempt needs.

    Args:
        edition: what it is made with.
        found: the attempt.
        view: the same as the API shows it.
        names: of specialties, by code.
    """

    edition: Edition
    found: Reading
    view: Mapping[str, Any]
    names: Mapping[str, str]

    # Where it is.

    @property
    def path(self) -> str:
        """The path of its page."""
        return path_of(self.view["draw"], self.view["attempt"])

    @cached_property
    def address(self) -> Address | None:
        """Where the public finds it."""
        base = self.edition.public_base_url
        return address_of(base, self.view["draw"], self.view["attempt"])

    @cached_property
    def slip_address(self) -> Address | None:
        """The same with the slip behind it."""
        base, view = self.edition.public_base_url, self.view
        return address_of(base, view["draw"], view["attempt"], view["slip"])

    @property
    def slip_lines(self) -> list[list[str]]:
        """The slip in groups of digits, a few on a line."""
        slip = self.view["slip"]
        groups = [slip[n : n + SLIP_GROUP] for n in range(0, len(slip), SLIP_GROUP)]
        return [groups[n : n + GROUPS_PER_LINE] for n in range(0, len(groups), GROUPS_PER_LINE)]

    # What it is.

    @property
    def is_demonstration(self) -> bool:
        """Whether its log is for showing only."""
        return is_demonstration(self.found.attempt.chain.place.origin)

    @property
    def status(self) -> str:
        """As a list says it."""
        return status_of_phase(self.view["phase"])

    @property
    def void(self) -> Mapping[str, Any] | None:
        """The body of its VOID."""
        entry = self.last("VOID")
        return entry.body if entry else None

    @property
    def date(self) -> str:
        """The day of the activity, as it was last set."""
        return activity_date(self.found.attempt)

    @property
    def ended(self) -> str:
        """When it ended; "" while it goes on."""
        return self.time(*grammar.ENDS)

    def time(self, *kinds: str) -> str:
        """When the latest entry of these types was written, as the pool's clocks show it; "" without one."""
        entry = self.last(*kinds)
        return self.clock(format_time(entry.time)) if entry else ""

    def clock(self, time: str) -> str:
        """A time as the pool's clocks show it."""
        freeze = self.last("FREEZE")
        windows = freeze.body["windows"] if freeze else {}
        return self.edition.words.time(
            time, windows.get("utc_offset_minutes", CHINA_OFFSET_MINUTES)
        )

    def specialty(self, group: int) -> str:
        """The specialty of a group by code and name."""
        code = str(self._requested[group]["specialty"])
        return self.names.get(code, code)

    @property
    def seats(self) -> int:
        """Of all groups."""
        return sum(group["seats"] for group in self._requested)

    @property
    def _requested(self) -> Sequence[Mapping[str, Any]]:
        groups: Sequence[Mapping[str, Any]] = self.found.attempt.entry("REQUEST").body["groups"]
        return groups

    def last(self, *kinds: str) -> Entry | None:
        """The latest entry of these types, None without one."""
        return self.found.attempt.chain.last_of(*kinds)
