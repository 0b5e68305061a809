"""Notes, checkpoints, vkeys, tlog-proofs and trees for any input (SPEC §4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.log.checkpoint import MAX_SIZE, Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError, NoteError, ProofError, SignatureError
from drawsvc.log.keys import (
    COSIGNATURE,
    ED25519,
    NamedKey,
    PublicKey,
    SigningKey,
    VerifierKey,
    parse_vkey,
    verify,
)
from drawsvc.log.merkle import Node, append, check_inclusion, inclusion_proof, leaf_hash, root_of
from drawsvc.log.note import Note, SignatureLine, cosign_line, open_note, parse_note, sign_note
from drawsvc.log.proof import TlogProof, parse_tlog_proof

hashes = st.binary(min_size=32, max_size=32)
keys = hashes.map(SigningKey)
names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1
)
named_keys = st.builds(NamedKey, names, keys)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")).map(
    lambda x: x + "\n"
)
lines = st.builds(
    SignatureLine, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)
notes = st.builds(Note, texts, st.lists(lines, min_size=1, max_size=64).map(tuple))
origins = st.from_regex(r"[a-z0-9](?:[a-z0-9.:/-]{0,253}[a-z0-9])?", fullmatch=True)
checkpoints = st.builds(Checkpoint, origins, st.integers(0, MAX_SIZE), hashes)
proofs = st.builds(
    TlogProof, st.integers(0, MAX_SIZE), st.lists(hashes, max_size=53).map(tuple), notes
)


@given(notes)
def test_note_comes_back(note: Note) -> None:
    assert parse_note(note.to_bytes()) == note


@given(checkpoints)
def test_checkpoint_comes_back(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint(checkpoint.to_text()) == checkpoint


@given(proofs)
def test_tlog_proof_comes_back(proof: TlogProof) -> None:
    assert parse_tlog_proof(proof.to_bytes()) == proof


@given(named_keys, st.sampled_from([ED25519, COSIGNATURE]))
def test_vkey_comes_back(key: NamedKey, type_: int) -> None:
    assert parse_vkey(key.verifier(type_).to_text()) == key.verifier(type_)


@given(texts, st.lists(named_keys, min_size=1, max_size=4), st.integers(0, 2**64 - 1))
def test_signed_note_opens_for_each_of_its_keys(
    text: str, signers: list[NamedKey], seconds: int
) -> None:
    signed = sign_note(text, signers)
    note = Note(text, (*signed.lines, cosign_line(text, signers[0], seconds=seconds)))
    for signer in signers:
        opened = open_note(note.to_bytes(), [signer.verifier(ED25519)])
        assert opened.text == text
        assert opened.signers[0].key.key == signer.key.public
    cosigned = open_note(note.to_bytes(), [signers[0].verifier(COSIGNATURE)])
    assert cosigned.signers[0].seconds == seconds


@given(texts, named_keys, st.data())
def test_note_with_any_bit_changed_never_opens_to_another_text(
    text: str, signer: NamedKey, data: st.DataObject
) -> None:
    good = sign_note(text, [signer]).to_bytes()
    place = data.draw(st.integers(0, len(good) * 8 - 1))
    changed = bytearray(good)
    changed[place // 8] ^= 1 << place % 8
    with pytest.raises(NoteError):
        open_note(bytes(changed), [signer.verifier(ED25519)])


@given(keys, st.binary(), st.data())
def test_signature_with_any_bit_changed_is_refused(
    key: SigningKey, message: bytes, data: st.DataObject
) -> None:
    signature = bytearray(key.sign(message))
    place = data.draw(st.integers(0, 511))
    signature[place // 8] ^= 1 << place % 8
    with pytest.raises(SignatureError):
        verify(key.public, bytes(signature), message)


@given(hashes)
def test_any_32_bytes_are_a_key_or_refused(data: bytes) -> None:
    try:
        key = PublicKey(data)
    except LogFormatError:
        return
    assert PublicKey.from_hex(key.to_hex()) == key
    assert parse_vkey(VerifierKey("a", ED25519, key).to_text()).key == key


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=200), st.data())
def test_every_entry_of_a_tree_grown_in_batches_is_in_it(
    entries: list[bytes], data: st.DataObject
) -> None:
    stored: dict[Node, bytes] = {}
    leaves = [leaf_hash(entry) for entry in entries]
    size = 0
    while size < len(leaves):
        batch = leaves[size : size + data.draw(st.integers(1, len(leaves)))]
        stored.update(append(size, batch, lambda nodes: [stored[node] for node in nodes]))
        size += len(batch)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, lambda nodes: [stored[node] for node in nodes])
    check_inclusion(leaves[index], index, size=size, proof=proof, root=root_of(leaves))
    with pytest.raises(ProofError):
        check_inclusion(leaf_hash(b"another"), index, size=size, proof=proof, root=root_of(leaves))
