"""The templates of web/templates, filled."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from drawsvc.domain.overview import FEW_PER_SEAT
from drawsvc.pages.addresses import path_of
from drawsvc.pages.edition import Edition
from drawsvc.pages.outline import status_of_phase
from drawsvc.usecases.access import PUBLIC, Caller
from drawsvc.words import web_folder


class Frame(Protocol):
    """What is around a page: who reads it, and how it leads to others."""

    @property
    def edition(self) -> Edition:
        """What it is made with."""

    @property
    def caller(self) -> Caller:
        """Who reads it."""

    @property
    def style(self) -> str:
        """Where its style sheet is."""

    def link(self, path: str) -> str:
        """The address of another page in the same language, by its path at the service."""

    def other_language(self) -> str:
        """The address of the same page in the other language; "" where there is none."""


def filled(template: str, frame: Frame, **facts: object) -> str:
    """A page as HTML."""
    edition = frame.edition
    kept = {"visit": frame, "edition": edition, "words": edition.words}
    return _templates().get_template(template).render(kept, **facts)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(web_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "everybody": PUBLIC,
        "few": FEW_PER_SEAT,
        "path_of": path_of,
        "status_of": status_of_phase,
    }
    return made
