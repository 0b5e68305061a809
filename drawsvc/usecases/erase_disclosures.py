"""Erase what opens the digests of rows, for good: name, number, evidence, salts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawseeds import H

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, commit_attempt, keep_opened, take_up


@dataclass(frozen=True)
class Rows:
    """Rows of one list.

    Args:
        group: its index.
        list: `eligible` or `excluded`.
        rows: indexes in it.
    """

    group: int
    list: str
    rows: Sequence[int]


def erase_disclosures(
    office: Office, draw: str, erased: Rows, *, ground: str, approval: Body
) -> Entry:
    """Write ERASED and forget the disclosures of these rows in the same transaction (SPEC §5.5).

    Their digests stay in the record and say nothing any more. Backups, released files and the roster are not touched.

    Args:
        office: the service.
        draw: its id.
        erased: whose.
        ground: why; kept in private, the entry has a salted digest of it.
        approval: who decided it.

    Raises:
        InputError: no such group or row.
        EntryError: no row, or no such list.
        PhaseError: the draw goes on.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        place, salt = attempt.chain.place, office.new_salt()
        body: Body = {
            "approval": approval,
            "basis": H("basis", salt, ground),
            "group": erased.group,
            "list": erased.list,
            "rows": sorted(set(erased.rows)),
        }
        entry = attempt.write("ERASED", body, office.clock())
        writer.erase(place, erased.group, erased.list, body["rows"])
        if erased.list == "eligible":
            writer.forget_notices(place, erased.group, body["rows"])
        keep_opened(writer, place, {"digest": body["basis"], "salt": salt, "text": ground})
        commit_attempt(office, writer, attempt, [entry])
        return entry
