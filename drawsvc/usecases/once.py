"""Do what a call asks for once, however often it arrives."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from drawsvc.domain.errors import DuplicateError
from drawsvc.usecases.access import Answered
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import Writer

Prepare = Callable[[], None]


def nothing() -> None:
    """Nothing is to be prepared."""


@dataclass(frozen=True)
class Asked:
    """A call that changes something.

    Args:
        caller: who calls (`Caller.authority`): nobody is told what somebody else was answered.
        key: the call's own Idempotency-Key; another call of the caller has another.
        request: SHA-256 of what is asked for, 32 bytes.
    """

    caller: str
    key: str
    request: bytes


def once(
    office: Office,
    asked: Asked,
    action: Callable[[Office], bytes],
    *,
    prepare: Prepare = nothing,
) -> bytes:
    """Run an action and keep its answer in the same transaction; for a repeated call, return the answer it had.

    An action that fails has changed nothing and is not remembered: the call may be repeated with the same key.

    Args:
        office: the service.
        asked: the call.
        action: is handed an office whose transactions are this one; returns the answer.
        prepare: done before the transaction begins, if the call has not been answered yet.

    Raises:
        DuplicateError: `idempotency_key_used`, for another request.
    """
    if prepare is not nothing and _answered_before(office, asked) is None:
        prepare()
    with office.store.writing() as writer:
        writer.lock_call(asked.caller, asked.key)  # the same call may have been sent twice at once
        kept = writer.answered(asked.caller, asked.key)
        if kept is None:
            answer = action(joined(office, writer))
            given = Answered(asked.caller, asked.key, asked.request, answer)
            writer.save_answered(given, office.clock())
            return answer
    if not hmac.compare_digest(kept.request, asked.request):
        raise DuplicateError("idempotency_key_used", got=asked.key)
    return kept.answer


def joined(office: Office, writer: Writer) -> Office:
    """An office whose transactions are all one that is open already."""
    return replace(office, store=_Joined(writer))


def _answered_before(office: Office, asked: Asked) -> Answered | None:
    with office.store.reading() as reader:
        return reader.answered(asked.caller, asked.key)


class _Joined:
    """A store whose transactions are all one that is open already."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @contextmanager
    def reading(self) -> Iterator[Writer]:
        """The open transaction."""
        yield self._writer

    writing = reading
