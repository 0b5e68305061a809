"""In which words a caller is told something."""

from __future__ import annotations

from starlette.requests import Request

from drawsvc.words import API, COMMAND_LINE, LANGUAGES, PAGE, READER, Words, words_of


def words_for(request: Request) -> Words:
    """The words of a caller, in his language."""
    reader = COMMAND_LINE if request.headers.get(READER) == COMMAND_LINE else API
    return words_of(_language_of(request), reader)


def page_words_for(request: Request, lang: str) -> Words:
    """The words of a page, in the language its address asks for, "" to leave that to the browser."""
    return words_of(lang or _language_of(request), PAGE)


def _language_of(request: Request) -> str:
    """The first of our languages that the caller's browser or program names; Chinese if none is."""
    for part in request.headers.get("Accept-Language", "").split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]
