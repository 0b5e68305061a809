"""Two callers for one name: who calls an expert, and who listens."""

from __future__ import annotations

from collections.abc import Iterator

from drawsvc.domain.errors import AccessError
from drawsvc.usecases.access import Caller
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import Reader

SUPERVISOR = "supervisor"


def check_attending(office: Office, handler: Caller, supervisor: str, pool: str) -> None:
    """Refuse a supervisor who is the handler himself, or whom the service does not know as one.

    That he is really there no program can see; CONTACT_OPENED says who was named.

    Args:
        office: the service.
        handler: who calls.
        supervisor: name of a key or an account that is in force.
        pool: what he must be allowed to act in.

    Raises:
        AccessError: `same_person`, `supervisor_unknown`.
    """
    if supervisor == handler.name:
        raise AccessError("same_person", got=supervisor)
    with office.store.reading() as reader:
        found = [of for of in _in_force(office, reader) if of.name == supervisor]
    if not any(of.role == SUPERVISOR and (not of.pools or pool in of.pools) for of in found):
        raise AccessError("supervisor_unknown", got=supervisor)


def _in_force(office: Office, reader: Reader) -> Iterator[Caller]:
    now = office.clock()
    for key in reader.api_keys():
        if key.expires > now and (key.revoked is None or key.revoked > now):
            yield key.caller
    for account in reader.accounts():
        if not account.closed:
            yield account.caller
