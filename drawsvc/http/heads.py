"""HEAD is answered as GET, without the body (RFC 9110 §9.3.2): programs that watch an address ask so."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AnswerHeads:
    """Answers HEAD as GET is answered, up to the body.

    Args:
        app: what is behind it; to it the call is a GET.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        ended = False

        async def headed(message: Message) -> None:
            nonlocal ended
            if ended:
                return  # of an answer that would go on and on
            ended = message["type"] == "http.response.body"
            await send({"type": "http.response.body"} if ended else message)

        await self._app({**scope, "method": "GET"}, receive, headed)
