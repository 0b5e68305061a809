"""The report of an audit that people read."""

from __future__ import annotations

from .beside_report import BesideReport
from .columns import wrapped
from .report import DIGITS_OF_KEY

# What an audit does not show; the other limits of a record it does away with.
LIMITS = ("roster", "calls", "tailored", "attended", "names")


class AuditReport(BesideReport):
    """What an audit of one draw found; the record's own verdict stands beside it."""

    family = "audit"

    def sections(self) -> dict[str, list[str]]:
        """Returns the lines of each section."""
        record = self.record()
        return {
            "draw": record.draw(),
            "record": self.record_verdict(),
            "funnel": record.funnel(),
            "roster": self.roster(),
            "checks": self.check_list(),
            "limits": [f"  · {self.words(f'limit.{name}')}" for name in LIMITS],
        }

    def roster(self) -> list[str]:
        """Which roster the lists were held against."""
        roster = self.facts.get("roster")
        if not roster:
            return []
        leaf = f"{roster['roster'][:DIGITS_OF_KEY]}…"
        return wrapped(self.words("text.roster", roster=leaf, size=roster["size"]), "  ")
