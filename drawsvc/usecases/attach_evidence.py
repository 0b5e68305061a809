"""Attach a cosigned checkpoint that shows when a draw was sealed."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.errors import InputError, MissingError
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import VerifierKey, parse_vkey
from drawsvc.log.note import open_note
from drawsvc.usecases.office import Office, commit_attempt, take_up
from drawsvc.usecases.ports import Reader


def attach_evidence(
    office: Office, draw: str, note: bytes, cosigners: Sequence[VerifierKey] = ()
) -> Checkpoint:
    """Keep a signed note for the record's `seal_evidence` (SPEC §11.1); of several the one with the smallest tree.

    Args:
        office: the service.
        draw: its id.
        note: a checkpoint of this log, signed by it and cosigned.
        cosigners: whose lines are checked. Others are kept as they are; the verifier judges them by its trust file.

    Raises:
        InputError: `evidence_note`, it is no such note; `evidence_tree`, it speaks of another tree;
            `evidence_without_seal`, the SEAL is not in it; `evidence_later`, there is an earlier one.
        MissingError: the draw is not sealed.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        seal = attempt.chain.last_of("SEAL")
        if seal is None:
            raise MissingError("no_seal")
        checkpoint = _open(note, parse_vkey(seal.body["log_key"]), cosigners)
        _check_tree(writer, checkpoint)
        index = writer.position(seal.leaf)
        if index is None or index >= checkpoint.size:
            raise InputError("evidence_without_seal", got=checkpoint.size)
        place = attempt.chain.place
        private = dict(writer.private(place))
        for kept in private.get("seal_evidence", ()):
            if checkpoint.size > kept["size"]:
                raise InputError("evidence_later", expected=kept["size"], got=checkpoint.size)
        private["seal_evidence"] = [{"note": note.decode(), "size": checkpoint.size}]
        writer.save_private(place, private)
        # Without an entry the version rises all the same: the record is another one now.
        commit_attempt(office, writer, attempt, [])
        return checkpoint


def parse_cosigner(vkey: str) -> VerifierKey:
    """The public key of a cosigner.

    Raises:
        InputError: `cosigner_vkey`.
    """
    try:
        return parse_vkey(vkey)
    except LogFormatError:
        raise InputError("cosigner_vkey", got=vkey) from None


def _open(note: bytes, log_key: VerifierKey, cosigners: Sequence[VerifierKey]) -> Checkpoint:
    try:
        opened = open_note(note, [log_key, *cosigners])
        checkpoint = parse_checkpoint(opened.text)
    except LogFormatError as error:
        raise InputError("evidence_note", found=str(error)) from None
    if checkpoint.origin != log_key.name or all(s.key != log_key for s in opened.signers):
        raise InputError("evidence_note", found=checkpoint.origin)
    return checkpoint


def _check_tree(reader: Reader, checkpoint: Checkpoint) -> None:
    """The tree of the note is a beginning of ours."""
    size = reader.head().size
    if checkpoint.size > size or merkle.tree_root(checkpoint.size, reader.nodes) != checkpoint.root:
        raise InputError("evidence_tree", expected=size, got=checkpoint.size)
