"""tlog-proof files."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drawsvc.log.checkpoint import MAX_SIZE, parse_checkpoint
from drawsvc.log.errors import TlogProofError
from drawsvc.log.keys import ED25519
from drawsvc.log.merkle import check_inclusion
from drawsvc.log.note import open_note
from drawsvc.log.proof import MAX_HASHES, TlogProof, parse_tlog_proof
from tests.unit.log.worked_example import Example

HASH_LINE = b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


def test_worked_example_leads_to_its_root(example: Example) -> None:
    proof = parse_tlog_proof(example.proof)
    assert proof.to_bytes() == example.proof
    opened = open_note(proof.checkpoint.to_bytes(), [example.log.verifier(ED25519)])
    checkpoint = parse_checkpoint(opened.text)
    leaf = bytes.fromhex(example.facts["leaf_hashes"][2])
    check_inclusion(
        leaf, proof.index, size=checkpoint.size, proof=proof.hashes, root=checkpoint.root
    )


@pytest.mark.parametrize("index", [0, 10, MAX_SIZE])
@pytest.mark.parametrize("count", [0, 1, MAX_HASHES])
def test_proof_comes_back(index: int, count: int, example: Example) -> None:
    proof = TlogProof(index, (bytes(32),) * count, example.note)
    assert parse_tlog_proof(proof.to_bytes()) == proof


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b"@v1", b"@v2"),
        lambda data: data.replace(b"\nindex", b"\nextra AAAA\nindex"),
        lambda data: data.replace(b"index 2", b"index  2"),
        lambda data: data.replace(b"index 2", b"index 02"),
        lambda data: data.replace(b"index 2", b"index +2"),
        lambda data: data.replace(b"index 2", b"index 2 "),
        lambda data: data.replace(b"index 2", b"index"),
        lambda data: data.replace(b"index 2", b"index 9007199254740992"),
        lambda data: data.replace(b"index 2", b"index " + b"1" * 5000),
        lambda data: data.replace(b"Joi", b"Jo\xff"),
        lambda data: data.replace(b"yU=\n", b"yV=\n"),
        lambda data: data.replace(b"yU=\n", b"yU\n"),
        lambda data: data.replace(b"yU=\n", b"\n"),
        lambda data: data.replace(b"index 2\n", b"index 2\nAAAA\n"),
        lambda data: data.replace(b"index 2\n", b"index 2\n" + HASH_LINE * 51),
        lambda data: data.replace(b"\n\ndraw", b"\ndraw"),
        lambda data: data.replace(b"\n\ndraw", b"\n"),
        lambda data: data.split(b"\n\n")[0] + b"\n\n",
    ],
)
def test_other_bytes_are_refused(change: Callable[[bytes], bytes], example: Example) -> None:
    assert change(example.proof) != example.proof
    with pytest.raises(TlogProofError):
        parse_tlog_proof(change(example.proof))


@pytest.mark.parametrize(
    "changed",
    [
        {"index": -1},
        {"index": MAX_SIZE + 1},
        {"hashes": (bytes(31),)},
        {"hashes": (bytes(32),) * (MAX_HASHES + 1)},
    ],
)
def test_proof_that_could_not_be_read_is_not_made(
    changed: dict[str, Any], example: Example
) -> None:
    with pytest.raises(TlogProofError):
        replace(parse_tlog_proof(example.proof), **changed)
