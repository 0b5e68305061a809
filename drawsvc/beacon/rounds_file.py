"""Files of rounds, for offices without internet.

Canonical JSON {`rounds` [{`chain` hex32, `round` positive, `signature` hex}], `v`}, ascending by
chain and round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from drawseeds import CanonicalError, Chain, parse, serialise

from drawsvc.beacon.verify import Round, verify_round
from drawsvc.domain.errors import BeaconError
from drawsvc.domain.shapes import HEX, HEX32, POSITIVE, ShapeError, list_of, members, one_of

VERSION = "drawsvc/v1 rounds"
MAX_BYTES = 1024 * 1024
MAX_ROUNDS = 1000  # some seconds of checking

_SHAPE = members(
    rounds=list_of(members(chain=HEX32, round=POSITIVE, signature=HEX), high=MAX_ROUNDS),
    v=one_of(VERSION),
)


def rounds_bytes(rounds: Iterable[Round]) -> bytes:
    """The file's bytes.

    Raises:
        BeaconError: `rounds_shape`, there are more than `MAX_ROUNDS`.
    """
    distinct = sorted({(found.chain, found.number): found for found in rounds}.items())
    items = [
        {"chain": chain, "round": number, "signature": found.signature}
        for (chain, number), found in distinct
    ]
    return serialise(_check({"rounds": items, "v": VERSION}))


def parse_rounds(data: bytes, chains: Mapping[str, Chain]) -> list[Round]:
    """The rounds of a file, all valid or none.

    Args:
        data: the file.
        chains: the acceptable chains by hash.

    Raises:
        BeaconError: `rounds_too_large`, `rounds_not_canonical`, `rounds_shape`, `rounds_order`;
            `rounds_chain`, not acceptable; else as for `verify_round`.
    """
    items = _check(_parse(data))["rounds"]
    if any((a["chain"], a["round"]) >= (b["chain"], b["round"]) for a, b in pairwise(items)):
        raise BeaconError("rounds_order")
    for item in items:
        if item["chain"] not in chains:
            raise BeaconError("rounds_chain", chain=item["chain"])
    return [verify_round(chains[i["chain"]], i["round"], i["signature"]) for i in items]


def _parse(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise BeaconError("rounds_too_large", expected=MAX_BYTES, got=len(data))
    try:
        return parse(data)
    except CanonicalError as error:
        raise BeaconError("rounds_not_canonical", found=str(error)) from None


def _check(value: Any) -> dict[str, Any]:
    try:
        _SHAPE(value, "")
    except ShapeError as error:
        raise BeaconError("rounds_shape", path=error.path, expected=error.expected) from None
    return dict(value)
