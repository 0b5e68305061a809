"""The panel of a released draw: what is published of each accepted row."""

from __future__ import annotations

from typing import Any

from drawseeds import Value, parse

from drawsvc.domain.attempt import Attempt


def panel_view(attempt: Attempt, disclosures: bytes) -> list[Value]:
    """Accepted rows with their published texts, "" where only codes are published.

    Args:
        attempt: the released attempt.
        disclosures: its disclosures file (SPEC §11.4).
    """
    opened: Any = parse(disclosures)
    texts = {(item["group"], item["row"]): item["text"] for item in opened["public"]}
    groups = attempt.entry("REQUEST").body["groups"]
    accepted = attempt.walk.accepted if attempt.walk else []
    return [
        {
            "group": g,
            "row": row,
            "specialty": groups[g]["specialty"],
            "text": texts.get((g, row), ""),
        }
        for g, rows in enumerate(accepted)
        for row in rows
    ]
