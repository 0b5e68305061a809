"""What a message says. Whose experts, time, place and kind of work; never the matter, who asks, or to whom it goes."""

from __future__ import annotations

from drawsvc.usecases.notice import Outgoing
from drawsvc.words import Words


def subject_of(words: Words, outgoing: Outgoing) -> str:
    """One line."""
    return words.coded("notice_subjects", outgoing.notice.kind, date=outgoing.letter.date)


def text_of(words: Words, outgoing: Outgoing, base_url: str) -> str:
    """The whole message, lines apart by a newline."""
    letter = outgoing.letter
    deadline = letter.deadline and words.time(letter.deadline, letter.utc_offset_minutes)
    values = {
        "activity": words.name("activities", letter.activity),
        "date": words.day_and_hour(letter.date, letter.starts),
        "deadline": deadline,
        "link": link_of(outgoing, base_url),
        "office": letter.office or words("notice.some_office"),
        "venue": letter.venue or words("notice.no_venue"),
    }
    return words.coded("notice_texts", outgoing.notice.kind, **values)


def link_of(outgoing: Outgoing, base_url: str) -> str:
    """The personal link, "" where there is nothing to answer."""
    return f"{base_url}/r/{outgoing.token}" if outgoing.token else ""
