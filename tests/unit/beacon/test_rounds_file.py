"""Files of rounds: there and back, and what is refused."""

from typing import Any

import pytest
from drawseeds import QUICKNET, Chain, serialise

from drawsvc.beacon.rounds_file import MAX_BYTES, MAX_ROUNDS, VERSION, parse_rounds, rounds_bytes
from drawsvc.beacon.verify import Round, verify_round
from drawsvc.domain.errors import BeaconError
from tests.beacon_chain import QUICKNET_ROUNDS, OwnChain
from tests.refusing import refused

OWN = OwnChain()
CHAINS = {
    OWN.hash: Chain(OWN.hash, OWN.key, OWN.genesis, OWN.period),
    QUICKNET.hash: QUICKNET,
}
ROUNDS = [
    *(verify_round(CHAINS[OWN.hash], number, OWN.sign(number)) for number in (2, 10)),
    *(verify_round(QUICKNET, number, text) for number, text in sorted(QUICKNET_ROUNDS.items())),
]


def item(number: int = 2, **changes: Any) -> dict[str, Any]:
    return {"chain": OWN.hash, "round": number, "signature": OWN.sign(number), **changes}


def data_of(*items: dict[str, Any], v: str = VERSION) -> bytes:
    return serialise({"rounds": items, "v": v})


def test_rounds_come_back_in_their_order() -> None:
    expected = sorted(ROUNDS, key=lambda found: (found.chain, found.number))
    data = rounds_bytes([*reversed(ROUNDS), ROUNDS[0]])
    assert parse_rounds(data, CHAINS) == expected
    assert rounds_bytes(expected) == data


def test_empty_file() -> None:
    assert parse_rounds(rounds_bytes([]), CHAINS) == []


def test_one_bad_signature_and_nothing_is_taken() -> None:
    with refused(BeaconError, "beacon_signature", round=3):
        parse_rounds(data_of(item(2), item(3, signature=OWN.sign(4))), CHAINS)


def test_unknown_chain_is_refused() -> None:
    with refused(BeaconError, "rounds_chain", chain="ab" * 32):
        parse_rounds(data_of(item(chain="ab" * 32)), CHAINS)


@pytest.mark.parametrize("numbers", [(2, 2), (3, 2)])
def test_rounds_out_of_order_are_refused(numbers: tuple[int, int]) -> None:
    with refused(BeaconError, "rounds_order"):
        parse_rounds(data_of(*map(item, numbers)), CHAINS)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (data_of(item() | {"more": 1}), "rounds[0]"),
        (data_of(item(signature="xy")), "rounds[0].signature"),
        (data_of(item(round=0)), "rounds[0].round"),
        (data_of(v="drawsvc/v2 rounds"), "v"),
        (serialise([]), ""),
    ],
)
def test_other_shape_is_refused(data: bytes, path: str) -> None:
    with refused(BeaconError, "rounds_shape", path=path):
        parse_rounds(data, CHAINS)


@pytest.mark.parametrize("data", [b"", b"{}\n", b"<html>", b'{"v":1.0}'])
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with refused(BeaconError, "rounds_not_canonical"):
        parse_rounds(data, CHAINS)


def test_large_file_is_refused_unread() -> None:
    with refused(BeaconError, "rounds_too_large", got=MAX_BYTES + 1):
        parse_rounds(b"<" * (MAX_BYTES + 1), CHAINS)


def test_too_many_rounds_are_neither_read_nor_written() -> None:
    many = [Round(OWN.hash, number, "ab") for number in range(1, MAX_ROUNDS + 2)]
    with refused(BeaconError, "rounds_shape", path="rounds"):
        rounds_bytes(many)
    items = [item(n, signature="ab") for n in range(1, MAX_ROUNDS + 2)]
    with refused(BeaconError, "rounds_shape", path="rounds"):
        parse_rounds(data_of(*items), CHAINS)


def test_the_largest_file_fits() -> None:
    assert (
        len(rounds_bytes(Round("f" * 64, 2**53 - n, "f" * 96) for n in range(1, 1001))) < MAX_BYTES
    )
