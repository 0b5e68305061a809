"""Sessions of browsers: the cookie, and tokens that show that a form was ours. Nothing here needs https."""

from __future__ import annotations

import hmac
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import ANYBODY, Caller
from drawsvc.usecases.office import Office
from drawsvc.usecases.sign_in import signed_in

COOKIE = "drawsvc_session"
_FORM = b"drawsvc/v1 form"
_LONGEST_TOKEN = 128


def token_of(request: Request) -> str:
    """What the browser shows; "" if it shows nothing."""
    return request.cookies.get(COOKIE, "")[:_LONGEST_TOKEN]


def caller_of(office: Office, token: str) -> Caller:
    """Whoever has signed in with this browser; the public if nobody has, or no longer."""
    if not token:
        return ANYBODY
    try:
        return signed_in(office, token)
    except AccessError:
        return ANYBODY


def keep(response: Response, request: Request, token: str) -> None:
    """Hand a token to the browser, for as long as it is open. No other site makes it show the token."""
    https = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=https, path="/")


def forget(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", path="/")


def form_token(token: str) -> str:
    """What our forms carry: only who can read the cookie can make it, and nobody finds the cookie from it."""
    return hmac.new(token.encode(), _FORM, sha256).hexdigest()


def check_form(token: str, given: str) -> None:
    """Refuse a form that is not ours, or of another session.

    Raises:
        AccessError: `form_foreign`.
    """
    if not token or not hmac.compare_digest(form_token(token).encode(), given.encode()):
        raise AccessError("form_foreign")
