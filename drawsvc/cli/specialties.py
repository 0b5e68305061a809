"""Specialties by code and name, for people: their names are in a pool's regulation file, not in any entry."""

from __future__ import annotations

from collections.abc import Mapping

from drawsvc.cli.operations import Operations
from drawsvc.domain.errors import MissingError, ProfileError
from drawsvc.words import Words


def specialty_names(service: Operations, pool: str, words: Words) -> Mapping[str, str]:
    """What each specialty of a pool is called, by its code.

    A regulation file that is gone or damaged keeps nobody from an answer: then there are codes alone.
    """
    try:
        specialties = service.taxonomy(pool).specialties
    except (MissingError, ProfileError):
        return {}
    return {specialty.code: words.specialty(specialty) for specialty in specialties}
