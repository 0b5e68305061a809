"""Where pages of the site lie, and how they lead to each other: a web server answers by the paths of the service.

Links are relative and name whole files, so that they lead somewhere without a server too.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from drawsvc.pages.edition import Edition
from drawsvc.usecases.access import ANYBODY, Caller
from drawsvc.words import LANGUAGES

STYLE = "style.css"
_NAMES = {"zh": "index.html", "en": "en.html"}


def file_of(path: str, lang: str) -> str:
    """The file of the page that the service has at a path."""
    return f"{path}/{_NAMES[lang]}".lstrip("/")


def files_of(*paths: str) -> list[str]:
    """The files of pages in all languages."""
    return [file_of(path, lang) for path in paths for lang in LANGUAGES]


@dataclass(frozen=True)
class SitePage:
    """A page of the site.

    Args:
        edition: what it is made with.
        path: the service has it at.
    """

    edition: Edition
    path: str

    @property
    def file(self) -> str:
        """Where it lies."""
        return file_of(self.path, self.edition.words.lang)

    @property
    def caller(self) -> Caller:
        """Who reads it."""
        return ANYBODY

    @property
    def style(self) -> str:
        """Where the style sheet is."""
        return self.to(STYLE)

    def to(self, file: str) -> str:
        """The address of a file of the site, from here."""
        return posixpath.relpath(f"/{file}", posixpath.dirname(f"/{self.file}"))

    def link(self, path: str) -> str:
        """The address of the page that the service has at a path, from here."""
        return self.to(file_of(path, self.edition.words.lang))

    def other_language(self) -> str:
        """The address of this page in the other language."""
        other = next(lang for lang in LANGUAGES if lang != self.edition.words.lang)
        return self.to(file_of(self.path, other))
