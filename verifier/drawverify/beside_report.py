"""What the reports of verdicts beside that of a record have in common, SPEC §13.2."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from .columns import wrapped
from .report import BOLD, COLOURS, Report
from .words import Words, load_checks


class BesideReport(Report):
    """A report of its own kind; `family` is its part in checks.json and of its words."""

    family = ""

    def __init__(
        self, facts: dict[str, Any], checks: list[dict[str, Any]], words: Words, *, colour: bool
    ) -> None:
        # Of a file beside the record the step may be told that it does not pass itself.
        super().__init__(facts, [*load_checks(), *checks], words, colour=colour)

    @abstractmethod
    def sections(self) -> dict[str, list[str]]:
        """Returns the lines of each section; empty ones are left out."""

    def lines(self) -> list[str]:
        """Returns all lines; of what cannot be read only the verdict."""
        lines = self.headline()
        if self.facts["verdict"] == "unreadable":
            return lines
        for name, body in self.sections().items():
            if body:
                lines += ["", self.paint(self.words(f"section.{name}"), BOLD), *body]
        return lines

    def headline(self) -> list[str]:
        """The verdict, what it means, and why a check did not pass."""
        verdict, failed = self.facts["verdict"], self.facts["failed"]
        title = self.words(f"title.{self.family}", verdict=self.words(f"headline.{verdict}"))
        of_record = verdict == "failed" and not failed[0].startswith(f"{self.family}.")
        meaning = self.words(f"{self.family}.{'record' if of_record else verdict}")
        return [self.paint(title, BOLD, COLOURS[verdict]), *wrapped(meaning), *self.why()]

    def record(self) -> Report:
        """Returns the report of the record that the verdict rests on."""
        return Report(self.facts["record"], load_checks(), self.words, colour=self.colour)

    def record_verdict(self) -> list[str]:
        """The verdict of the record, what came from outside it, and what to compare with it."""
        record = self.record()
        given = record.given() if "origin" in record.facts else []
        return [*(f"  {line}" for line in record.headline()), *given]
