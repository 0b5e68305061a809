"""The service itself joins a draw as `operator`, with a key of its own: it commits to a value, it attests nothing."""

from __future__ import annotations

from drawseeds import commit

from drawsvc.domain.entries import Entry
from drawsvc.domain.statements import OPERATOR, sign_statement
from drawsvc.log.keys import SigningKey
from drawsvc.usecases.collected import collect
from drawsvc.usecases.office import Office, commit_attempt, take_up

VALUE_BYTES = 32


def join_operator(office: Office, draw: str, key: SigningKey) -> Entry:
    """Write the operator's JOIN (SPEC §7.3); in a witness draw with a commitment to a fresh value, kept in private.

    Args:
        office: the service.
        draw: its id.
        key: the operator's, used for nothing else; never the log's.

    Raises:
        DuplicateError: it has joined.
        PhaseError: the draw is not frozen, or sealed already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        freeze, place = attempt.entry("FREEZE"), attempt.chain.place
        value = office.new_bytes(VALUE_BYTES).hex() if freeze.body["source"] == "witness" else ""
        commitment = commit(freeze.leaf, key.public.to_hex(), value) if value else ""
        stated = {"commitment": commitment, "role": OPERATOR}
        statement = sign_statement(key, "join", freeze.leaf, stated)
        entry = attempt.write("JOIN", {"statement": statement.to_object()}, office.clock())
        writer.save_private(place, {**writer.private(place), "operator_value": value})
        commit_attempt(office, writer, attempt, [entry])
        return entry


def reveal_operator(office: Office, draw: str, key: SigningKey) -> Entry | None:
    """Sign what the operator has to about the SEAL, and hand it in (SPEC §8.2).

    Returns:
        The SEEDED entry, or None while something is missing.

    Raises:
        StatementError: the operator has not joined with this key.
        DuplicateError: it has signed.
        PhaseError: the draw is not sealed, or has its seed already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        seal = attempt.entry("SEAL").leaf
        value = writer.private(attempt.chain.place).get("operator_value", "")
        statements = [sign_statement(key, "seen", seal, "")]
        if value:
            statements.append(sign_statement(key, "reveal", seal, value))
        return next(iter(collect(office, writer, attempt, statements=statements)), None)
