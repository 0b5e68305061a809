"""Cosignatures (SPEC §4.2, type 0x04)."""

import pytest

from drawsvc.log.cosignature import cosign, verify_cosignature
from drawsvc.log.errors import SignatureError
from tests.unit.log.worked_example import Example

TEXT = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


@pytest.mark.parametrize("seconds", [0, 1, 1_767_225_600, 2**63, 2**64 - 1])
def test_time_comes_back(seconds: int, example: Example) -> None:
    key = example.cosigner.key
    payload = cosign(TEXT, key, seconds=seconds)
    assert len(payload) == 72
    assert verify_cosignature(TEXT, payload, key=key.public) == seconds


def test_what_is_signed(example: Example) -> None:
    key = example.cosigner.key
    expected = key.sign(b"cosignature/v1\ntime 7\n" + TEXT.encode())
    assert cosign(TEXT, key, seconds=7) == bytes(7) + b"\x07" + expected


@pytest.mark.parametrize("index", range(72))
def test_changed_payload_is_refused(index: int, example: Example) -> None:
    key = example.cosigner.key
    payload = bytearray(cosign(TEXT, key, seconds=1_767_225_600))
    payload[index] ^= 1
    with pytest.raises(SignatureError):
        verify_cosignature(TEXT, bytes(payload), key=key.public)


@pytest.mark.parametrize("length", [0, 7, 8, 64, 71, 73])
def test_payload_of_other_length_is_refused(length: int, example: Example) -> None:
    with pytest.raises(SignatureError, match="expected 72 bytes"):
        verify_cosignature(TEXT, bytes(length), key=example.cosigner.key.public)


def test_other_text_or_key_is_refused(example: Example) -> None:
    payload = cosign(TEXT, example.cosigner.key, seconds=7)
    with pytest.raises(SignatureError):
        verify_cosignature(TEXT + "\n", payload, key=example.cosigner.key.public)
    with pytest.raises(SignatureError):
        verify_cosignature(TEXT, payload, key=example.log.key.public)


def test_log_signature_is_no_cosignature(example: Example) -> None:
    key = example.log.key
    with pytest.raises(SignatureError):
        verify_cosignature(TEXT, bytes(8) + key.sign(TEXT.encode()), key=key.public)
