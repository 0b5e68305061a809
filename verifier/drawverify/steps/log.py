"""Part "log": the entries are in the log that the trust file or the SEAL names, SPEC §4, §11.1."""

from __future__ import annotations

from drawverify.case import Case, Entry
from drawverify.deadline import time_text
from drawverify.errors import FailedError, NotCheckableError, require, require_equal
from drawverify.merkle import check_inclusion
from drawverify.note import (
    LOG_KEY,
    Checkpoint,
    VerifierKey,
    check_log_signatures,
    parse_checkpoint,
    parse_vkey,
)
from drawverify.trust import spans


def checkpoint(case: Case) -> Checkpoint:
    """Returns the record's checkpoint."""
    return parse_checkpoint(case.record["checkpoint"])


def evidence(case: Case) -> Checkpoint | None:
    """Returns the earlier, cosigned checkpoint, if there is one."""
    items = case.record["seal_evidence"]
    return parse_checkpoint(items[0]["checkpoint"]) if items else None


def check_note(case: Case) -> None:
    """The checkpoints are well-formed notes. Their signatures are steps 11 and 53."""
    # SPEC §4.2 step 8
    try:
        checkpoint(case)
    except FailedError as error:
        raise error.at("checkpoint") from None
    try:
        evidence(case)
    except FailedError as error:
        raise error.at("seal_evidence[0].checkpoint") from None


def check_origin(case: Case) -> None:
    """The record, its checkpoints and its entries name one origin."""
    # SPEC §5.1 §11.1 step 9
    origin = case.record["origin"]
    require_equal(checkpoint(case).origin, origin, "checkpoint")
    earlier = evidence(case)
    if earlier:
        require_equal(earlier.origin, origin, "seal_evidence[0].checkpoint")
    for entry in case.entries:
        require_equal(entry.data["origin"], origin, f"{entry.name}.origin")


def check_trusted_origin(case: Case) -> None:
    """The trust file, if given, lists the pool with this origin, and keys of the origin."""
    # SPEC §11.2 step 10
    if case.trust is None:
        return
    origins = case.trust.pool_origins
    if not origins:
        raise NotCheckableError("pools")
    require(
        case.record["origin"] in origins,
        "pools",
        expected={"one_of": origins},
        got=case.record["origin"],
    )
    if not case.trust.log_keys():
        raise NotCheckableError("origins")


def check_key(case: Case) -> None:
    """The checkpoint is signed by a key that the trust file, or else the SEAL, accepts.

    Without a trust file this shows only that log and SEAL belong together, not whose log it is.
    """
    # SPEC §4.2 step 11
    # Where there is no entry no key is valid at its time; part "chain" would refuse it anyway.
    check_signed(case, checkpoint(case), case.entries[-1].time if case.entries else 0)


def check_signed(case: Case, note: Checkpoint, time: int) -> None:
    """Checks that a checkpoint is signed by a key that is accepted for the log at a time."""
    keys = _accepted_keys(case, time)
    signed = check_log_signatures(note, keys)
    labels = [key.label for key in keys]
    require(bool(signed), "checkpoint", expected={"one_of": labels}, got=note.labels)


def _accepted_keys(case: Case, time: int) -> list[VerifierKey]:
    if case.trust is not None:
        if not case.trust.knows_log():
            raise NotCheckableError("origins")
        keys = case.trust.log_keys_at(time)
        valid = {"log_key_valid": spans(case.trust.log_keys())}
        require(bool(keys), "checkpoint", expected=valid, got={"last_at": time_text(time)})
        return keys
    if case.seal is None:
        raise NotCheckableError("trust")
    return [parse_vkey(case.seal.body["log_key"], LOG_KEY)]


def check_entries(case: Case) -> None:
    """Every entry is in the checkpoint's tree at its index."""
    # SPEC §4.1 §11.1 step 12
    note = checkpoint(case)
    for entry in case.entries:
        check_in_tree(note, entry, entry.proof)


def check_in_tree(note: Checkpoint, entry: Entry, proof: list[bytes]) -> None:
    """Checks that an entry is in the tree of a checkpoint, at its index."""
    leaf = bytes.fromhex(entry.leaf)
    try:
        check_inclusion(leaf, proof, index=entry.index, size=note.size, root=note.root)
    except FailedError as error:
        raise error.at(entry.name) from None


def check_order(case: Case) -> None:
    """Each chain stands in the log in its own order, and whatever is cited before it is cited."""
    # SPEC §11.1 step 13
    for entries in (case.pool, *(chain.entries for chain in case.earlier), case.chain):
        for before, entry in zip(entries, entries[1:]):
            require(
                before.index < entry.index,
                f"{entry.name}.index",
                expected=f"> {before.index}",
                got=entry.index,
            )
    for entry in case.pool:
        _check_before(entry, case.freeze)
        if entry.type in {"PROFILE", "OPENING"}:
            _check_before(entry, case.first("REQUEST"))
    for end in case.ends:
        _check_before(end, case.first("REQUEST"))


def _check_before(entry: Entry, later: Entry | None) -> None:
    if later:
        require(
            entry.index < later.index,
            f"{entry.name}.index",
            expected=f"< {later.index} ({later.type})",
            got=entry.index,
        )


STEPS = {
    "log.note": check_note,
    "log.origin": check_origin,
    "trust.origin": check_trusted_origin,
    "log.key": check_key,
    "log.inclusion": check_entries,
    "log.order": check_order,
}
