"""Rosters of a pool: uploaded as the files that offices have, checked, compared, opened to auditors."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.roster import diff
from drawsvc.domain.roster_warnings import CheckedRoster
from drawsvc.http.bodies import ID_PATTERN, Code, Id, Text
from drawsvc.http.calls import JSON, NOT_KEPT, Call, Called, Written, answer_of
from drawsvc.http.routing import api_router
from drawsvc.usecases.export_roster import export_roster as export
from drawsvc.usecases.import_roster import import_roster as take
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.read_rosters import read_version, version_like
from drawsvc.views.pools import changes_view, roster_view, warnings_view
from drawsvc.views.values import View

router = api_router("rosters")

RAW = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Version = Annotated[str, Query(pattern=ID_PATTERN)]
Sheet = Annotated[str, Query(max_length=100)]
ByRole = Annotated[Code, Query()]
Ref = Annotated[Text, Query()]


@router.get("/pools/{pool}/rosters")
async def get_rosters(call: Called, pool: Id) -> Response:
    """The versions of a pool's roster, oldest first; how many rows each changed, and nobody's name."""

    def view(office: Office) -> View:
        versions: list[Any] = [roster_view(entry) for entry in read_pool(office, pool).rosters]
        return {"pool": pool, "rosters": versions}

    return await call.read(view)


@router.post("/pools/{pool}/rosters", status_code=201, openapi_extra=RAW)
async def import_roster(  # noqa: PLR0913, PLR0917 - the body is the file; what else is said stands in the query
    call: Called,
    pool: Id,
    name: Version,
    approved_by: ByRole,
    ref: Ref,
    sheet: Sheet = "",
) -> Response:
    """Take a roster file, .csv, .xlsx or .xls, as a new version; all or nothing."""
    checked: list[CheckedRoster] = []
    approval = {"ref": ref, "role": approved_by}

    def write(office: Office) -> Written:
        (found,) = checked
        same = version_like(office, pool, found.roster)
        if same:
            return Written([], _report(found, same))
        entry = take(office, pool, found.roster, version=name, approval=approval)
        return Written([entry], _report(found))

    return await call.once_in(pool, write, prepare=lambda: checked.append(_read(call, pool, sheet)))


@router.post("/pools/{pool}/roster-check", openapi_extra=RAW)
async def check_roster(call: Called, pool: Id, sheet: Sheet = "") -> Response:
    """Check a roster file as an upload would; nothing is taken. Bad cells are told with their places."""

    def report() -> View:
        found = _read(call, pool, sheet)
        return _report(found, version_like(call.wiring.office, pool, found.roster))

    return answer_of(await run_in_threadpool(report), headers=NOT_KEPT)


@router.get("/pools/{pool}/rosters/{old}/changes/{new}")
async def get_roster_changes(call: Called, pool: Id, old: Id, new: Id) -> Response:
    """What one version changes in another: who, by expert id, and which columns; never what stands there."""

    def view(office: Office) -> View:
        call.check_pool(office, pool)
        before, after = (read_version(office, pool, name) for name in (old, new))
        return {
            "new": new,
            "old": old,
            "pool": pool,
            **changes_view(diff(before.experts, after.experts)),
        }

    return await call.read(view)


@router.get("/pools/{pool}/rosters/{version}")
async def get_roster(call: Called, pool: Id, version: Id) -> Response:
    """A version with its salts, for an auditor. Personal data of everybody in it."""

    def read() -> bytes:
        call.check_pool(call.wiring.office, pool)
        return b"".join(export(call.wiring.office, pool, version))

    data = await run_in_threadpool(read)
    call.note_disclosed(pool=pool, version=version)
    return Response(data, headers=NOT_KEPT, media_type=JSON)


def _read(call: Call, pool: str, sheet: str) -> CheckedRoster:
    call.check_pool(call.wiring.office, pool)
    return call.wiring.read_roster(pool, call.body, sheet)


def _report(found: CheckedRoster, same: str = "") -> View:
    return {
        "same_as": same,
        "size": len(found.roster.experts),
        "warnings": warnings_view(found.warnings),
    }
