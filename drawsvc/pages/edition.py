"""What pages are made with, in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import MissingError
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.usecases.objection_period import Period, objection_period
from drawsvc.usecases.office import Office
from drawsvc.words import Words

HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Edition:
    """The pages of a service in one language.

    Args:
        office: the service.
        taxonomy: the specialties of a pool.
        words: of the language.
        public_base_url: where the public finds the draws, without a slash at the end; "" while nobody has said so.
        is_copy: its pages are files, read on any day and without the service.
    """

    office: Office
    taxonomy: Callable[[str], Taxonomy]
    words: Words
    public_base_url: str = ""
    is_copy: bool = False

    @property
    def html_lang(self) -> str:
        """The language as HTML names it."""
        return HTML_LANGUAGES[self.words.lang]

    def specialty_names(self, pool: str) -> dict[str, str]:
        """Specialties by code and name; {} where their file is gone, which no reader of a page can help."""
        try:
            specialties = self.taxonomy(pool).specialties
        except MissingError:
            return {}
        return {specialty.code: self.words.specialty(specialty) for specialty in specialties}

    def objection_period(
        self, pool: str, freeze: Body | None, released: datetime | None
    ) -> Period | None:
        """The time to object to a draw; a copy does not say what is left of it."""
        period = objection_period(self.office, pool, freeze, released)
        return replace(period, left=None) if period and self.is_copy else period
