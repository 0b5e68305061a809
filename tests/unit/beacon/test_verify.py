"""Rounds and chain info, checked: published ones, ours, and inputs made to deceive."""

import json
from dataclasses import replace
from typing import Any

import pytest
from drawseeds import QUICKNET, Chain

from drawsvc.beacon.chains import parse_info
from drawsvc.beacon.verify import Round, check_chain, verify_round
from drawsvc.domain.errors import BeaconError
from tests import beacon_chain
from tests.beacon_chain import DRAND, QUICKNET_ROUNDS, OwnChain
from tests.refusing import refused

OWN = OwnChain()
CHAIN = Chain(OWN.hash, OWN.key, OWN.genesis, OWN.period)
INFINITY = "c0" + "00" * 47
INFO = OWN.info()


@pytest.mark.parametrize("number", QUICKNET_ROUNDS)
def test_published_rounds_are_valid(number: int) -> None:
    signature = QUICKNET_ROUNDS[number]
    assert verify_round(QUICKNET, number, signature) == Round(QUICKNET.hash, number, signature)


def test_rounds_of_our_own_chain_are_valid() -> None:
    assert verify_round(CHAIN, 5, OWN.sign(5)).number == 5


def flipped(signature: str, bit: int) -> str:
    return f"{int(signature, 16) ^ 1 << bit:096x}"


@pytest.mark.parametrize(
    "signature",
    [
        OWN.sign(6),
        OwnChain(secret=8).sign(5),
        flipped(OWN.sign(5), 381),
        flipped(OWN.sign(5), 0),
        INFINITY,
        OWN.sign(5).upper(),
        OWN.sign(5) + "00",
        OWN.sign(5)[:-2],
        OWN.sign(5)[:-1],
        f" {OWN.sign(5)}",
        "",
        "no hex",
    ],
)
def test_other_signature_is_refused(signature: str) -> None:
    with refused(BeaconError, "beacon_signature", chain=CHAIN.hash, round=5):
        verify_round(CHAIN, 5, signature)


def test_point_outside_the_subgroup_is_refused() -> None:
    (forged,) = DRAND["forged"]
    with refused(BeaconError, "beacon_signature"):
        verify_round(QUICKNET, forged["round"], forged["signature"])


def test_round_of_another_chain_is_seen_by_its_signature() -> None:
    with refused(BeaconError, "beacon_signature", chain=CHAIN.hash):
        verify_round(CHAIN, 1000, QUICKNET_ROUNDS[1000])


@pytest.mark.parametrize("key", ["c0" + "00" * 95, OWN.key[:-2], "", OWN.key.upper(), OWN.sign(5)])
def test_chain_without_a_key_is_refused(key: str) -> None:
    with refused(BeaconError, "beacon_key", chain=CHAIN.hash):
        verify_round(replace(CHAIN, key=key), 5, INFINITY)


def test_other_scheme_is_refused() -> None:
    scheme = DRAND["chains"]["default"]["scheme"]
    with refused(BeaconError, "beacon_scheme", got=scheme, expected=beacon_chain.SCHEME):
        check_chain(replace(CHAIN, scheme=scheme))


# --- chain info


def info_of(chain: dict[str, Any]) -> dict[str, Any]:
    """As a relay of drand answers."""
    names = {"public_key": "public_key", "period": "period", "genesis_time": "genesis_time"}
    names |= {"hash": "hash", "groupHash": "genesis_seed", "schemeID": "scheme"}
    info = {name: chain[member] for name, member in names.items()}
    return info | {"metadata": {"beaconID": chain["beacon_id"]}}


def test_info_of_quicknet() -> None:
    info = json.dumps(info_of(beacon_chain.QUICKNET), indent=1).encode()
    assert parse_info(info) == QUICKNET


def test_info_of_our_own_chain() -> None:
    assert parse_info(json.dumps(INFO | {"more": [1]}).encode()) == CHAIN


def test_info_of_another_scheme_is_refused() -> None:
    with refused(BeaconError, "beacon_scheme"):
        parse_info(json.dumps(info_of(DRAND["chains"]["default"])).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "ab" * 32},
        {"period": 31},
        {"genesis_time": 1},
        {"groupHash": "00"},
        {"public_key": OwnChain(secret=8).key},
        {"metadata": {"beaconID": "other"}},
        {"metadata": {"beaconID": "default"}},
    ],
)
def test_info_with_another_hash_is_refused(change: dict[str, Any]) -> None:
    with refused(BeaconError, "chain_hash"):
        parse_info(json.dumps(INFO | change).encode())


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"period": 0}, "period"),
        ({"period": 2**32}, "period"),
        ({"period": True}, "period"),
        ({"genesis_time": "1"}, "genesis_time"),
        ({"hash": "AB" * 32}, "hash"),
        ({"public_key": None}, "public_key"),
        ({"metadata": "own"}, "metadata.beaconID"),
        ({"metadata": {}}, "metadata.beaconID"),
        ({"metadata": {"beaconID": "own\ud800"}}, "metadata.beaconID"),
    ],
)
def test_malformed_info_is_refused(change: dict[str, Any], path: str) -> None:
    with refused(BeaconError, "chain_info", path=path):
        parse_info(json.dumps(INFO | change).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"period":1,"period":1}',
        b'{"period":1.0}',
        b'{"period":NaN}',
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
    ],
)
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with refused(BeaconError, "chain_info"):
        parse_info(data)
