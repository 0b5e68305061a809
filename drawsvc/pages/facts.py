"""What the templates of the pages that anybody may read are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drawsvc.domain.times import format_time
from drawsvc.pages.edition import Edition
from drawsvc.pages.narrative import Narrative
from drawsvc.pages.telling import sentences_of
from drawsvc.usecases.objection_period import Period
from drawsvc.usecases.read_draw import DrawSummary

Facts = dict[str, Any]


@dataclass(frozen=True)
class Objecting:
    """Where, and until when, one may object; what is not set is "", 0 and None."""

    channel: str
    days: int
    period: Period | None


@dataclass(frozen=True)
class Downloads:
    """Where the files are that a verification needs.

    Args:
        record, trust, verifier: their addresses; "" for what is not there.
        digest: SHA-256 of the verifier, hex.
        in_folder: the record by its path in the folder that the page lies in; "" where it lies in none.
    """

    record: str
    trust: str
    verifier: str
    digest: str
    in_folder: str = ""


def list_facts(
    edition: Edition, draws: Sequence[DrawSummary], *, newer: str = "", older: str = ""
) -> Facts:
    """Of list.html: some draws, those requested last at first, and where those before and after them are."""
    listed = [
        (draw, edition.objection_period(draw.pool, draw.freeze, draw.released)) for draw in draws
    ]
    changed = max((draw.changed for draw in draws), default=None)
    as_of = edition.words.time(format_time(changed)) if changed else ""
    return {"draws": listed, "newer": newer, "older": older, "as_of": as_of}


def record_facts(narrative: Narrative) -> Facts:
    """Of record.html."""
    objection = _objecting(narrative)
    return {
        "narrative": narrative,
        "sentences": sentences_of(narrative),
        "objection": objection,
    }


def _objecting(narrative: Narrative) -> Objecting:
    edition, pool = narrative.edition, narrative.view["pool"]
    settings = edition.office.settings_of(pool)
    freeze, released = narrative.last("FREEZE"), narrative.last("RELEASED")
    times = (freeze.body if freeze else None, released.time if released else None)
    channel = settings.objection(edition.words.lang)
    return Objecting(channel, settings.objection_days, edition.objection_period(pool, *times))
