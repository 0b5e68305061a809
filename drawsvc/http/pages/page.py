"""A visit of a page: who comes, in which language, and how a page is put together and sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from drawsvc.domain.errors import DrawError
from drawsvc.http.authority import check_may
from drawsvc.http.languages import page_words_for
from drawsvc.http.pages.sessions import caller_of, check_form, form_token, token_of
from drawsvc.http.problems import status_of
from drawsvc.http.wiring import Wiring
from drawsvc.pages.edition import Edition
from drawsvc.pages.templates import filled
from drawsvc.usecases.access import ANYBODY, PUBLIC, Caller
from drawsvc.usecases.office import Office
from drawsvc.words import LANGUAGES, Words

Found = TypeVar("Found")

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
SIGN_IN = "/sign-in"


@dataclass(frozen=True)
class Visit:
    """Somebody who asks for a page.

    Args:
        wiring: what routes are handed.
        caller: who has signed in; the public if nobody has.
        request: as it came.
        token: what the browser showed.
    """

    wiring: Wiring
    caller: Caller
    request: Request
    token: str = ""

    @property
    def asked(self) -> str:
        """The language that the address asks for, "" if it leaves that to the browser."""
        asked = self.request.query_params.get("lang", "")
        return asked if asked in LANGUAGES else ""

    @property
    def words(self) -> Words:
        """The words of the page."""
        return page_words_for(self.request, self.asked)

    @property
    def edition(self) -> Edition:
        """What the page is made with."""
        wiring = self.wiring
        return Edition(wiring.office, wiring.taxonomy, self.words, wiring.public_base_url)

    @property
    def style(self) -> str:
        """Where the style sheet is."""
        return "/style.css"

    def link(self, path: str, **query: object) -> str:
        """The address of another page, in the language that was asked for. It never names a host."""
        kept = {"lang": self.asked} if self.asked else {}
        more = {name: str(value) for name, value in query.items() if value}
        asked = urlencode(kept | more)
        return f"{path}?{asked}" if asked else path

    def other_language(self) -> str:
        """The address of this page in the other language; "" where there is nothing to come back to."""
        if self.request.method != "GET":
            return ""
        other = next(lang for lang in LANGUAGES if lang != self.words.lang)
        return f"?{urlencode(dict(self.request.query_params) | {'lang': other})}"

    async def read(self, action: Callable[[Office], Found]) -> Found:
        """What a use case finds."""
        return await run_in_threadpool(action, self.wiring.office)

    async def write(self, action: Callable[[Office], Found]) -> Found:
        """What a use case has done; the log is told that there is something to sign."""
        done = await run_in_threadpool(action, self.wiring.office)
        self.wiring.ring()
        return done

    def show(
        self, template: str, status: HTTPStatus = HTTPStatus.OK, **facts: object
    ) -> HTMLResponse:
        """A page."""
        text = filled(template, self, **facts)
        return HTMLResponse(text, status, headers={**HEADERS, "Cache-Control": self._caching})

    @property
    def _caching(self) -> str:
        return "no-cache" if self.caller.role == PUBLIC else "no-store"

    def go(self, path: str, **query: object) -> Response:
        """Send the browser on to another page."""
        to = self.link(path, **query)
        return RedirectResponse(to, HTTPStatus.SEE_OTHER, headers=dict(HEADERS))

    @property
    def form_token(self) -> str:
        """What the forms of the page carry."""
        return form_token(self.token)


async def visit(request: Request) -> Visit:
    """The visit, once it is known that whoever comes may see this.

    Raises:
        AccessError: he may not, or has to sign in.
    """
    wiring: Wiring = request.app.state.wiring
    token = token_of(request)
    caller = await run_in_threadpool(caller_of, wiring.office, token)
    check_may(caller, request.scope["route"].name)
    return Visit(wiring, caller, request, token)


Visited = Annotated[Visit, Depends(visit)]
"""What every page is handed first."""


def _own_form(visited: Visited, form: Annotated[str, Form(max_length=200)] = "") -> Visit:
    check_form(visited.token, form)
    return visited


Posted = Annotated[Visit, Depends(_own_form)]
"""What every page that changes something is handed first: the form was ours.

Raises:
    AccessError: `form_foreign`, it was not.
"""


def refused(request: Request, error: DrawError) -> Response:
    """The page that says what cannot be done; who has to sign in is sent to do so."""
    status = status_of(error)
    visited = Visit(request.app.state.wiring, ANYBODY, request)
    if status == HTTPStatus.UNAUTHORIZED and request.url.path != SIGN_IN:
        return visited.go(SIGN_IN)
    failures: Any = error.facts.get("failures", ())
    parts = [visited.words.error(failure) for failure in failures]
    return visited.show("refused.html", status, said=visited.words.error(error), parts=parts)


def defect(request: Request, error: DrawError) -> Response:
    """The page when we have made a mistake."""
    visited = Visit(request.app.state.wiring, ANYBODY, request)
    return visited.show("defect.html", status_of(error), said=visited.words.error(error))
