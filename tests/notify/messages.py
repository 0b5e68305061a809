"""A message on its way, for tests of channels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from drawsvc.domain.entries import Place
from drawsvc.usecases.notice import Letter, Notice, Outgoing

NOW = datetime(2026, 5, 6, 1, tzinfo=UTC)
BASE = "https://draws.example.org/x"
TOKEN = "t" * 43
LETTER = Letter(
    *("139 0000-0001", "review", "2026-05-20", "示例楼", "2026-05-06T03:00:00Z", 480),
    office="示例县专家库",
)


def outgoing(kind: str = "invited", **letter: Any) -> Outgoing:
    place = Place("example.org/log", "water", "D-1", 1)
    later = NOW + timedelta(minutes=2)
    notice = Notice("ab" * 16, place, 0, 3, kind, "mail", "5c" * 32, NOW, later, later)
    token = TOKEN if kind == "invited" else ""
    return Outgoing(notice, replace(LETTER, **letter), token, NOW)
