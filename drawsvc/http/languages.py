"""In which words a caller is told something."""

from __future__ import annotations

import re
from operator import itemgetter

from starlette.requests import Request

from drawsvc.words import API, COMMAND_LINE, LANGUAGES, PAGE, READER, Words, words_of

_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def words_for(request: Request) -> Words:
    """The words of a caller, in his language."""
    reader = COMMAND_LINE if request.headers.get(READER) == COMMAND_LINE else API
    return words_of(_language_of(request), reader)


def page_words_for(request: Request, lang: str) -> Words:
    """The words of a page, in the language its address asks for, "" to leave that to the browser."""
    return words_of(lang or _language_of(request), PAGE)


def _language_of(request: Request) -> str:
    """The one of our languages that the caller's browser or program likes best; Chinese if it names none.

    Of those liked equally it is the first named (RFC 9110 §12.5.4).
    """
    named = [_weighed(part) for part in request.headers.get("Accept-Language", "").split(",")]
    ours = [(name, weight) for name, weight in named if name in LANGUAGES and weight > 0]
    return max(ours, key=itemgetter(1), default=(LANGUAGES[0], 0.0))[0]


def _weighed(part: str) -> tuple[str, float]:
    """A language and how much it is liked; fully, where that is not said or malformed."""
    name, _, rest = part.partition(";")
    weight = _WEIGHT.fullmatch(rest.strip())
    return name.strip().lower()[:2], float(weight[1]) if weight else 1.0
