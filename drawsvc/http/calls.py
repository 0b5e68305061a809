"""A call on its way: who calls, in which language, and how it is answered."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any

import structlog
from drawseeds import parse, serialise
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import AccessError, InputError
from drawsvc.http.authority import check_may
from drawsvc.http.faults import malformed, parameter_fault
from drawsvc.http.kept import File
from drawsvc.http.languages import words_for
from drawsvc.http.outermost import request_id
from drawsvc.http.waiting import LONGEST_SECONDS
from drawsvc.http.wiring import Wiring
from drawsvc.usecases.access import ANYBODY, Caller
from drawsvc.usecases.authenticate import authenticate, recognise
from drawsvc.usecases.office import Office, find_place
from drawsvc.usecases.once import Asked, Prepare, nothing, once
from drawsvc.usecases.read_draw import read_state
from drawsvc.usecases.read_entries import Placed, read_placed
from drawsvc.usecases.read_pool import check_pool
from drawsvc.views.values import View, canonical
from drawsvc.words import Words

log = structlog.get_logger("drawsvc.http")

JSON = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
NOT_KEPT: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store"})
"""Of answers that may hold personal data."""

KEY_PATTERN = "^[!-~]{8,128}$"
_KEY_FORM = re.compile("[!-~]{8,128}")
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """What a call has changed.

    Args:
        entries: that it wrote.
        facts: what else it says; the same for ever.
        status: of the answer.
    """

    entries: Sequence[Entry] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.CREATED


@dataclass(frozen=True)
class Call:
    """A call of the API.

    Args:
        wiring: what routes are handed.
        caller: who calls.
        request: as it came.
        body: its bytes.
    """

    wiring: Wiring
    caller: Caller
    request: Request
    body: bytes

    @property
    def words(self) -> Words:
        """The language the caller reads."""
        return words_for(self.request)

    async def read(self, action: Callable[[Office], View]) -> Response:
        """Answer with what a use case reads."""
        view = await run_in_threadpool(action, self.wiring.office)
        return answer_of(view)

    async def once_for(self, draw: str, action: Callable[[Office], Written]) -> Response:
        """As `once`, for whoever may act in the pool of a draw."""

        def checked(office: Office) -> Written:
            with office.store.writing() as writer:
                writer.lock_draw(draw)  # the action will do so: what is read here is not read again
                self.caller.check_pool(find_place(writer, draw).pool)
            return action(office)

        return await self.once(checked)

    async def once_in(
        self, pool: str, action: Callable[[Office], Written], *, prepare: Prepare = nothing
    ) -> Response:
        """As `once`, for whoever may act in a pool that exists."""

        def checked(office: Office) -> Written:
            self.check_pool(office, pool)
            return action(office)

        return await self.once(checked, prepare=prepare)

    async def file(
        self, draw: str, attempt: int, name: str, make: Callable[[Office, str, int], bytes]
    ) -> Response:
        """Answer with a file of an attempt that only its entries change, which is made once.

        Args:
            draw: its id.
            attempt: its number; 0 for the latest.
            name: of the file.
            make: makes it.
        """
        office = self.wiring.office

        def find() -> File:
            state = read_state(office, draw, attempt)
            at = state.place.attempt
            return self.wiring.kept.file(state, name, lambda: make(office, draw, at))

        return answer_with(self.request, await run_in_threadpool(find), JSON)

    def note_disclosed(self, **what: str) -> None:
        """Note in the log of the service that personal data was handed out, to whom and of what."""
        log.info("disclosed", request=request_id(self.request), caller=self.caller.name, **what)

    def check_pool(self, office: Office, pool: str) -> None:
        """Refuse a pool that is not the caller's, or does not exist.

        Raises:
            AccessError: `pool_not_allowed`.
            MissingError: `no_pool`.
        """
        self.caller.check_pool(pool)
        check_pool(office, pool)

    async def once(
        self, action: Callable[[Office], Written], *, prepare: Prepare = nothing
    ) -> Response:
        """Change something, once however often the call arrives, and answer with what was written.

        Args:
            action: changes it, in one transaction with the answer that is kept.
            prepare: what takes long; before the transaction, and not when the call was answered already.
        """
        asked, placed = self._asked(), list[Placed]()

        def act(office: Office) -> bytes:
            written = action(office)
            placed.extend(Placed(entry, None) for entry in written.entries)
            return _kept(written)

        kept = await run_in_threadpool(once, self.wiring.office, asked, act, prepare=prepare)
        self.wiring.ring()
        answer: Any = parse(kept)
        leaves, waits = answer["leaves"], self._waits()
        if leaves and waits:
            await self.wiring.signed.until(lambda: self._is_signed(leaves[-1]), self._patience())
        if waits or not placed:  # else it was written just now, and has no proof yet
            placed = await run_in_threadpool(read_placed, self.wiring.office, leaves)
        view = {**answer["facts"], "entries": [placed_view(item) for item in placed]}
        return answer_of(view, HTTPStatus(answer["status"]), NOT_KEPT)

    def _asked(self) -> Asked:
        key = self.request.headers.get(IDEMPOTENCY_KEY, "")
        if not _KEY_FORM.fullmatch(key):
            raise InputError("idempotency_key_missing", got=len(key))
        url = self.request.url
        what = serialise([self.request.method, url.path, url.query, sha256(self.body).hexdigest()])
        return Asked(self.caller.authority, key, sha256(what).digest())

    def _waits(self) -> bool:
        return any(part.partition("=")[0] == "wait" for part in self._preferred())

    def _patience(self) -> float:
        asked = (part.partition("=")[2] for part in self._preferred() if part.startswith("wait="))
        return min((int(text) for text in asked if text.isdecimal()), default=LONGEST_SECONDS)

    def _preferred(self) -> list[str]:
        header = self.request.headers.get("Prefer", "")
        return [part.strip().lower() for part in header.split(",")]

    def _is_signed(self, leaf: str) -> bool:
        return read_placed(self.wiring.office, [leaf])[0].proof is not None


def _kept(written: Written) -> bytes:
    """An answer as it is kept: entries by their leaves, since a proof comes later."""
    return serialise(
        {
            "facts": canonical(dict(written.facts)),
            "leaves": [entry.leaf for entry in written.entries],
            "status": int(written.status),
        }
    )


def placed_view(placed: Placed) -> dict[str, Any]:
    """An entry with its proof, a tlog-proof, in the latest signed head: null until that covers it."""
    proof = placed.proof.to_bytes().decode() if placed.proof else None
    return {"entry": placed.entry.to_object(), "leaf": placed.entry.leaf, "proof": proof}


def answer_of(
    view: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer in JSON, its members ascending by name."""
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Response(text.encode(), status, headers, media_type=JSON)


def file_of(request: Request, data: bytes, media_type: str) -> Response:
    """Bytes under a tag, so that nobody loads twice what has not changed."""
    return answer_with(request, File.of(data), media_type)


def answer_with(request: Request, file: File, media_type: str) -> Response:
    """A file, or that it is the one the caller has."""
    if file.tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers={"ETag": file.tag})
    return Response(file.data, media_type=media_type, headers={"ETag": file.tag})


async def call(request: Request) -> Call:
    """The call, once it is known that whoever calls may do this.

    Raises:
        AccessError: he may not, or nobody knows him.
        InputError: `call_malformed`, the query names something else than the operation asks for.
    """
    wiring: Wiring = request.app.state.wiring
    route = request.scope["route"]
    shown = request.headers.get("Authorization", "")
    caller = await _caller(wiring, shown) if shown else ANYBODY
    check_may(caller, route.name)
    _check_query(request, {parameter.alias for parameter in route.dependant.query_params})
    # What comes with a GET means nothing and is not read.
    return Call(wiring, caller, request, b"" if request.method == "GET" else await request.body())


def _check_query(request: Request, known: Collection[str]) -> None:
    """Refuse what no operation of this address knows: a misspelt filter would show too much."""
    counted = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [name for name, count in counted.items() if name not in known or count > 1]
    if wrong:
        raise malformed([parameter_fault(name, known) for name in wrong])


async def _caller(wiring: Wiring, shown: str) -> Caller:
    bearer = _BEARER.fullmatch(shown)
    if bearer is None:
        raise AccessError("key_malformed", expected="Authorization: Bearer KEY")
    office, known = wiring.office, wiring.keys
    recognised = recognise(office, known, bearer[1])
    if recognised is not None:
        return recognised
    return await run_in_threadpool(authenticate, office, known, bearer[1])


Called = Annotated[Call, Depends(call)]
"""What every route is handed first."""
