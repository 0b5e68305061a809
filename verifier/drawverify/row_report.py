"""The report of one expert's row that people read."""

from __future__ import annotations

from typing import Any

from .beside_report import BesideReport
from .columns import safe, wrapped
from .report import Report

# What of an expert's data he can judge at a glance; a changed telephone number is one fraud.
SHOWN = ("name", "phone", "employer", "title", "home_category")


class RowReport(BesideReport):
    """How one expert was listed; the record's own verdict stands beside it."""

    family = "row"

    def sections(self) -> dict[str, list[str]]:
        """Returns the lines of each section."""
        return {
            "listed": self.listed(self.record()),
            "expert": self.expert(),
            "record": self.record_verdict(),
            "checks": self.check_list(),
        }

    def listed(self, record: Report) -> list[str]:
        """Where the expert stands, group by group, and how he was invited."""
        lines: list[str] = []
        for item in self.facts.get("rows", []):
            lines += wrapped(self.in_list(item, record), "  ", "    ")
            noted = [self.invited(found, record) for found in item.get("invitations", [])]
            if item["list"] == "eligible":
                noted = noted or [self.words("text.not_invited")]
            lines += [line for text in noted for line in wrapped(text, "    ", "      ")]
        return [*lines, *wrapped(self.words("text.counted"), "  ")] if lines else []

    def in_list(self, item: dict[str, Any], record: Report) -> str:
        """Returns in a sentence in which list an expert is, and why."""
        values = {"group": record.group(item["group"]), "row": item["index"], "size": item["size"]}
        serial = self.words("text.serial", serial=item["serial"]) if item["serial"] else ""
        if item["list"] == "eligible":
            return self.words("text.eligible", **values) + serial
        reason = self.words(f"reason.{item['reason']}")
        evidence = record.wording.value(item["evidence"])
        return self.words("text.excluded", reason=reason, evidence=evidence, **values) + serial

    def invited(self, invitation: dict[str, Any], record: Report) -> str:
        """Returns an invitation and what is noted as its answer."""
        round_ = {name: record.wording.local(invitation[name]) for name in ("sent", "deadline")}
        _, _, _, *said = record.invitation(0, {**invitation, "serial": ""}, [])
        sent = self.words("text.round", round=invitation["round"], **round_)
        return self.words("text.noted", round=sent, answer=self.words.listed([*filter(None, said)]))

    def expert(self) -> list[str]:
        """What the frozen row says of the expert."""
        expert = self.facts.get("expert", {})
        known = [(name, expert[name]) for name in SHOWN if isinstance(expert.get(name), str)]
        return self.labelled(*((name, safe(text)) for name, text in known if text))
