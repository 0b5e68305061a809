"""What a witness checks of a FREEZE before he joins, and what he is shown (SPEC §5.3, §6)."""

from __future__ import annotations

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import RecordError
from drawsvc.witness.lists import check_lists
from drawsvc.witness.record import Record
from drawsvc.witness.record_form import LoggedEntry

_CITES = {"calendar": "CALENDAR", "profile": "PROFILE", "roster": "ROSTER"}


def check_freeze(record: Record) -> LoggedEntry:
    """The FREEZE, after checking that the record holds what it names, the lists among it.

    Raises:
        RecordError: it does not.
        PhaseError: there is no FREEZE.
    """
    logged = record.need("FREEZE")
    freeze, request = logged.entry.body, record.entries[0]
    if freeze["request"] != request.leaf or freeze["profile"] != request.body["profile"]:
        raise RecordError("freeze_cites_other", expected=request.leaf, got=freeze["request"])
    for member, kind in _CITES.items():
        cited = record.cited.get(freeze[member])
        if cited is None or cited.entry.type != kind:
            raise RecordError("freeze_cites_missing", type=kind, got=freeze[member])
        if cited.index >= logged.index:
            raise RecordError("freeze_cites_later", type=kind)
    _check_profile(freeze, record.cited[freeze["profile"]].entry)
    check_lists(record.groups, request.body["groups"], freeze)
    _check_roster(freeze, record.cited[freeze["roster"]].entry)
    return logged


def _check_roster(freeze: Body, entry: Entry) -> None:
    """SPEC §13 `rows.count`: a group is part of the roster."""
    for number, group in enumerate(freeze["groups"]):
        rows = group["eligible"]["size"] + group["excluded"]["size"]
        if rows > entry.body["size"]:
            raise RecordError("freeze_roster", group=number, expected=entry.body["size"], got=rows)


def _check_profile(freeze: Body, entry: Entry) -> None:
    """SPEC §13 `freeze.profile`."""
    profile = entry.body["profile"]
    for name in ("mode", "roles", "unit_limit", "windows"):
        if freeze[name] != profile[name]:
            raise RecordError("freeze_profile", member=name)
    for name, allowed in (("source", "sources"), ("replacement", "replacements")):
        if freeze[name] not in profile[allowed]:
            raise RecordError("freeze_profile", member=name)
    if (freeze["mode"] == "serial") != (freeze["source"] == "none"):
        raise RecordError("freeze_profile", member="source")


def describe_freeze(record: Record) -> Body:
    """What a witness should look at before he joins."""
    request, freeze = record.entries[0].body, record.need("FREEZE").entry.body
    profile = record.cited[freeze["profile"]].entry.body["profile"]
    return {
        "activity": request["activity"],
        "attempt": record.place.attempt,
        "draw": record.place.draw,
        "ends": [_end(item.entry) for item in record.ends],
        "groups": [
            {
                "eligible": frozen["eligible"]["size"],
                "excluded": frozen["excluded"]["counts"],
                "seats": group["seats"],
                "specialty": group["specialty"],
            }
            for group, frozen in zip(request["groups"], freeze["groups"], strict=True)
        ],
        "kind": request["kind"],
        "organiser": request["organiser"],
        "pool": record.place.pool,
        "profile": profile["name"],
        "replacement": freeze["replacement"],
        "roles": freeze["roles"],
        "since_request": freeze["since_request"],
        "source": freeze["source"],
    }


def _end(entry: Entry) -> Body:
    """How an earlier attempt of the draw ended; of a VOID why, and whether a result was discarded."""
    told = {name: entry.body.get(name, "") for name in ("class", "kind", "reason")}
    place, time = entry.place, entry.to_object()["time"]
    return {"attempt": place.attempt, "time": time, "type": entry.type, **told}
