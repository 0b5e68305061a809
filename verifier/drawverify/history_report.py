"""The report of a history check that people read."""

from __future__ import annotations

from typing import Any

from .beside_report import BesideReport
from .columns import safe, table, wrapped
from .report import DETAILS, MARKS, RED, YELLOW

LIMITS = ("roster", "calls", "tailored", "attended", "names", "elsewhere")
HEADS = ("pool", "draw", "status", "ended", "panel", "notes")
STEPS = ("rests", "turn", "bye", "engaged")


class HistoryReport(BesideReport):
    """What a history check found: every draw, every freeze, every record."""

    family = "history"

    def sections(self) -> dict[str, list[str]]:
        """Returns the lines of each section."""
        return {
            "draws": self.draws(),
            "freezes": self.freezes(),
            "records": self.records(),
            "checks": self.check_list(),
            "limits": [f"  · {self.words(f'limit.{name}')}" for name in LIMITS],
        }

    def name_of(self, item: dict[str, Any]) -> str:
        """Returns how an attempt is called."""
        return self.words("text.attempt", draw=safe(item["draw"]), attempt=item["attempt"])

    def draws(self) -> list[str]:
        """Every attempt, voided and unused ones too, and how many of each there are."""
        if "draws" not in self.facts:
            return []
        rows = [[self.words(f"head.{name}") for name in HEADS]]
        rows += [self.attempt(item) for item in self.facts["draws"]]
        totals = self.words("text.totals", **self.facts["totals"])
        return [*table(rows), *wrapped(totals, "  ")]

    def attempt(self, item: dict[str, Any]) -> list[str]:
        """Returns the columns of an attempt."""
        words, notes = self.words, []
        if item.get("class"):
            notes.append(words(f"class.{item['class']}"))
        if "unused" in item:
            notes.append(words(f"unused.{item['unused']}", date=item["date"]))
        if not item["record"]:
            notes.append(words("text.no_record"))
        colour = RED if item.get("class") == "discarded" else YELLOW if "unused" in item else ""
        ended = self.wording.local(item["ended"]) if "ended" in item else "…"
        panel = words("text.seats_held", count=item["panel"]) if "panel" in item else "—"
        status = words(f"status.{item['status']}")
        said = self.paint(words.listed(notes), colour)
        return [item["pool"], self.name_of(item), status, ended, panel, said]

    def freezes(self) -> list[str]:
        """Every freeze, whether its history, turns and byes are right, and what is missing."""
        freezes = self.facts.get("freezes", [])
        rows = [["", "", *(self.words(f"step.{step}") for step in STEPS)]]
        for item in freezes:
            marks = [MARKS[item[step]["result"]] for step in STEPS]
            rows.append([item["pool"], self.name_of(item), *marks])
        heading, *lines = table(rows)
        notes = (self.notes(item) for item in freezes)
        lines = [line for row, said in zip(lines, notes) for line in (row, *said)]
        return [heading, *lines] if lines else []

    def notes(self, item: dict[str, Any]) -> list[str]:
        """Returns what is wrong or missing at a freeze, and what else to look at."""
        lines: list[str] = []
        if item["open"]:
            said = self.words("text.open_turns", which=safe(self.words.listed(item["open"])))
            lines += wrapped(said, "    ", "      ")
        for step in STEPS:
            for name in DETAILS:
                value = item[step].get(name, "")
                said = self.detail(name, value, item[step]["result"]) if value != "" else ""
                if said:
                    label = f"{self.words(f'step.{step}')} {self.words(f'text.{name}')}"
                    lines += wrapped(label + self.words("text.colon") + said, "    ", "      ")
        return lines

    def records(self) -> list[str]:
        """The verdict of each record."""
        rows = []
        for facts in self.facts["records"]:
            attempt = self.name_of(facts) if "draw" in facts else ""
            verdict = self.words(f"headline.{facts['verdict']}")
            rows.append([safe(facts["file"]), attempt, verdict, *facts["failed"][:1]])
        return table(rows)
