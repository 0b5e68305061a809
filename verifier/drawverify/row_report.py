"""The report of one expert's row that people read."""

from __future__ import annotations

from typing import Any

from .columns import safe, wrapped
from .errors import shown
from .report import BOLD, COLOURS, Report
from .words import load_checks

# What of an expert's data he can judge at a glance; a changed telephone number is one fraud.
SHOWN = ("name", "phone", "employer", "title", "home_category")


class RowReport(Report):
    """How one expert was listed; the record's own verdict stands beside it."""

    def lines(self) -> list[str]:
        """Returns all lines."""
        sections = {
            "listed": self.listed(),
            "expert": self.expert(),
            "record": self.record(),
            "checks": self.check_list(),
        }
        lines = self.headline()
        for name, body in sections.items():
            if body:
                lines += ["", self.paint(self.words(f"section.{name}"), BOLD), *body]
        return lines

    def headline(self) -> list[str]:
        """The verdict, and what it means in one sentence."""
        verdict = self.facts["verdict"]
        name = self.words("text.own_row", verdict=self.words(f"headline.{verdict}"))
        lines = [self.paint(name, BOLD, COLOURS[verdict])]
        lines += wrapped(self.words(f"row.{verdict}"))
        for outcome in self.facts["checks"]:
            lines += self.sentence(outcome, "  ")
        return lines

    def listed(self) -> list[str]:
        """Where the expert stands, group by group."""
        lines: list[str] = []
        for item in self.facts.get("rows", []):
            lines += wrapped(self.place_of(item), "  ", "    ")
            for invitation in item.get("invitations", []):
                _, _, serial, *said = self.beside().invitation(invitation)
                lines.append("    " + "  ".join(filter(None, [serial, *said])))
        return [*lines, *wrapped(self.words("text.order"), "  ")] if lines else []

    def place_of(self, item: dict[str, Any]) -> str:
        """Returns in a sentence in which list an expert is, and why."""
        group = self.beside().group_name(item["group"])
        values = {"group": group, "row": item["index"], "size": item["size"]}
        if item["list"] == "eligible":
            return self.words("text.eligible", **values)
        reason = self.words(f"reason.{item['reason']}")
        evidence = safe(shown(item["evidence"]))
        return self.words("text.excluded", reason=reason, evidence=evidence, **values)

    def expert(self) -> list[str]:
        """What the frozen row says of the expert."""
        expert = self.facts.get("expert", {})
        known = [(name, expert[name]) for name in SHOWN if isinstance(expert.get(name), str)]
        return self.labelled(*((name, safe(text)) for name, text in known if text))

    def record(self) -> list[str]:
        """The verdict of the record."""
        return [f"  {line}" for line in self.beside().headline()] if "record" in self.facts else []

    def beside(self) -> Report:
        """Returns the report of the record."""
        return Report(self.facts["record"], load_checks(), self.words, colour=self.colour)
