"""A call on its way: who calls, in which language, and how it is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any

from drawseeds import parse, serialise
from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import AccessError, InputError
from drawsvc.http.authority import check_may
from drawsvc.http.waiting import LONGEST_SECONDS
from drawsvc.http.wiring import Wiring
from drawsvc.usecases.access import ANYBODY, Caller
from drawsvc.usecases.authenticate import authenticate
from drawsvc.usecases.office import Office
from drawsvc.usecases.once import Asked, once
from drawsvc.usecases.read_entries import Placed, read_placed
from drawsvc.views import View, canonical
from drawsvc.words import LANGUAGES, Words, words_of

JSON = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY_FORM = re.compile(r"[\x21-\x7e]{8,128}")
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
        return words_of(language_of(self.request))

    async def read(self, action: Callable[[Office], View]) -> Response:
        """Answer with what a use case reads."""
        view = await run_in_threadpool(action, self.wiring.office)
        return answer_of(view)

    async def once(self, action: Callable[[Office], Written]) -> Response:
        """Change something, once however often the call arrives, and answer with what was written."""
        asked = self._asked()
        kept = await run_in_threadpool(
            once, self.wiring.office, asked, lambda of: _kept(action(of))
        )
        self.wiring.ring()
        answer: Any = parse(kept)
        if answer["leaves"] and self._waits():
            leaf = answer["leaves"][-1]
            await self.wiring.signed.until(lambda: self._is_signed(leaf), self._patience())
        placed = await run_in_threadpool(read_placed, self.wiring.office, answer["leaves"])
        view = {**answer["facts"], "entries": [placed_view(item) for item in placed]}
        return answer_of(view, HTTPStatus(answer["status"]))

    def _asked(self) -> Asked:
        key = self.request.headers.get(IDEMPOTENCY_KEY, "")
        if not _KEY_FORM.fullmatch(key):
            raise InputError("idempotency_key_missing", got=len(key))
        url = self.request.url
        what = serialise([self.request.method, url.path, url.query, sha256(self.body).hexdigest()])
        return Asked(self.caller.name, key, sha256(what).digest())

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


def answer_of(view: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An answer in JSON, its members ascending by name."""
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Response(text.encode(), status, media_type=JSON)


def language_of(request: Request) -> str:
    """The first of our languages that the caller's browser or program names; Chinese if none is."""
    for part in request.headers.get("Accept-Language", "").split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]


async def call(request: Request) -> Call:
    """The call, once it is known that whoever calls may do this.

    Raises:
        AccessError: he may not, or nobody knows him.
    """
    wiring: Wiring = request.app.state.wiring
    shown = request.headers.get("Authorization", "")
    caller = await run_in_threadpool(_caller, wiring, shown) if shown else ANYBODY
    check_may(caller, request.scope["route"].name)
    return Call(wiring, caller, request, await request.body())


def _caller(wiring: Wiring, shown: str) -> Caller:
    bearer = _BEARER.fullmatch(shown)
    if bearer is None:
        raise AccessError("key_malformed", expected="Authorization: Bearer KEY")
    return authenticate(wiring.office, bearer[1])


Called = Annotated[Call, Depends(call)]
"""What every route is handed first."""
