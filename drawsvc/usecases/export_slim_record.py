"""Assemble a record of an attempt that shows only the rows its walk has looked at."""

from __future__ import annotations

from collections.abc import Collection

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import LISTS
from drawsvc.domain.entries import Body
from drawsvc.domain.shown import Shown, last_of, show_rows, slim_record_bytes
from drawsvc.usecases.extract import extract_of
from drawsvc.usecases.office import Office, find_place, replay_unread
from drawsvc.usecases.ports import Reader


def export_slim_record(office: Office, draw: str, attempt: int = 0) -> bytes:
    """The slim record (SPEC §11.1) of an attempt of a draw (0: the latest), as far as it has come.

    All rows of a list pass once, to be hashed for the proofs; those shown are kept.

    Raises:
        MissingError: no such draw, or the log has not been signed since the last entry.
        LogError: `store_damaged`, a list is not the frozen one.
    """
    with office.store.reading() as reader:
        place = find_place(reader, draw, attempt)
        replayed = replay_unread(office, reader, place)
        extract = extract_of(reader, place, replayed.chain.entries)
        freeze = replayed.chain.last_of("FREEZE")
        frozen = freeze.body["groups"] if freeze else []
        groups = [_group(reader, replayed, g, trees) for g, trees in enumerate(frozen)]
        return slim_record_bytes(extract, groups)


def _group(
    reader: Reader, attempt: Attempt, g: int, trees: Body
) -> tuple[list[Shown], list[Shown]]:
    """Of the eligible list the rows looked at, of both lists the last row."""
    looked_at: Collection[int] = attempt.walk.looked_at[g] if attempt.walk else ()

    def show(kind: str, indexes: Collection[int]) -> list[Shown]:
        rows, tree = attempt.groups[g][LISTS.index(kind)], trees[kind]
        leaves = reader.leaf_hashes(attempt.chain.place, g, kind)
        return show_rows(rows, {*indexes, *last_of(tree)}, tree, leaves)

    return show("eligible", looked_at), show("excluded", ())
