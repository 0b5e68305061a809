"""Messages and whoever could not be reached."""

from __future__ import annotations

from drawsvc.domain.times import format_time
from drawsvc.usecases.list_unreached import Unreached
from drawsvc.usecases.notice import Notice
from drawsvc.views.entries import place_view
from drawsvc.views.values import View


def notice_view(notice: Notice) -> View:
    """A notice on its way; nothing that says to whom."""
    return {
        **place_view(notice.place),
        "channel": notice.channel,
        "fault": notice.fault,
        "group": notice.group,
        "id": notice.id,
        "kind": notice.kind,
        "made": format_time(notice.made),
        "next_at": format_time(notice.next_at) if notice.next_at else "",
        "row": notice.row,
        "settled_at": format_time(notice.settled_at) if notice.settled_at else "",
        "state": notice.state,
        "tries": notice.tries,
        "until": format_time(notice.until) if notice.until else "",
    }


def unreached_view(found: Unreached) -> View:
    """An open invitation that nothing proves to have arrived; nothing that says whose."""
    row = found.invitation
    told: View = {"deadline": row.deadline, "group": row.group, "nth": row.nth}
    return {**place_view(found.place), **told, "round": row.round, "row": row.row}
