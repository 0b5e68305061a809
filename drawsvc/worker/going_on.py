"""A loop goes on whatever happens in it: what went wrong is told in the service's log, and tried again later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from drawsvc.defect import place_of
from drawsvc.domain.errors import DrawError
from drawsvc.durable import system_code

log = structlog.get_logger("drawsvc.worker")


@dataclass
class Tried:
    """Whether it went well."""

    done: bool = False


@contextmanager
def going_on(event: str, *, routine: bool = False, **what: object) -> Iterator[Tried]:
    """Leave what is done inside where it fails, and tell it.

    Args:
        event: what was not done.
        routine: a refusal of our own is nothing to be warned of.
        what: which it was.
    """
    tried = Tried()
    try:
        yield tried
        tried.done = True
    except DrawError as error:  # the store may be busy, another worker faster
        tell = log.info if routine else log.warning
        tell(event, code=error.code, **_behind(error), **what)
    except OSError as error:  # the disk may be full
        log.warning(event, code=system_code(error), **what)
    except Exception as error:  # noqa: BLE001 - a mistake of ours; its text may hold what somebody sent
        log.error(event, code="defect", place=place_of(error), **what)  # noqa: TRY400


def _behind(error: DrawError) -> dict[str, list[str]]:
    """What the error sums up, by code: whether relays are late or lie."""
    failures: Any = error.facts.get("failures", ())
    return {"failures": [failure.code for failure in failures]} if failures else {}
