"""Expecting a typed error with its code and its facts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drawsvc.domain.errors import DrawError


@contextmanager
def refused(error: type[DrawError], code: str, **facts: object) -> Iterator[None]:
    """Expects this error, exactly of this type, with this code and at least these facts."""
    with pytest.raises(error) as caught:
        yield
    assert (type(caught.value), caught.value.code) == (error, code)
    assert caught.value.facts | facts == caught.value.facts
