"""What an operator who has the log's key can do: write the draw anew, up to what others have signed."""

from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from drawseeds import serialise

from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.merkle import Node
from drawsvc.log.note import sign_note
from tests.attacks.records import Good
from tests.scenario.play import LOG

SIGNED = {"key", "kind", "leaf", "signature", "value"}


def relogged(good: Good, record: Any) -> bytes:
    """The record with new links, references, tree, proofs and checkpoint; statements stay as they were signed."""
    forged = deepcopy(record)
    leaves, renamed = list(good.leaves), dict[str, str]()
    before = {False: "0" * 64, True: "0" * 64}
    for old, item in zip(good.record["entries"], forged["entries"], strict=True):
        entry = item["entry"]
        entry["body"] = rename(entry["body"], renamed)
        in_draw = bool(entry["draw"])
        if in_draw:
            entry["prev"] = before[in_draw]
        leaf = merkle.leaf_hash(serialise(entry))
        before[in_draw] = leaf.hex()
        renamed[merkle.leaf_hash(serialise(old["entry"])).hex()] = leaf.hex()
        leaves[item["index"]] = leaf
    sign(forged, leaves)
    return serialise(forged)


def rename(value: Any, renamed: dict[str, str]) -> Any:
    """References to entries follow them, except within statements."""
    if isinstance(value, dict):
        if set(value) == SIGNED:
            return value
        return {name: rename(item, renamed) for name, item in value.items()}
    if isinstance(value, list):
        items = [rename(item, renamed) for item in value]
        were_sorted = value == sorted(value, key=str)
        return sorted(items, key=str) if were_sorted and all_leaves(value, renamed) else items
    return renamed.get(value, value) if isinstance(value, str) else value


def all_leaves(values: list[Any], renamed: dict[str, str]) -> bool:
    return bool(values) and all(isinstance(value, str) and value in renamed for value in values)


def sign(record: Any, leaves: list[bytes]) -> None:
    """Put the entries into a log of these leaves, and sign it."""
    nodes = dict(merkle.append(0, leaves, read=lambda _: []))
    size, read = len(leaves), reader(nodes)
    checkpoint = Checkpoint(record["origin"], size, merkle.tree_root(size, read))
    record["checkpoint"] = sign_note(checkpoint.to_text(), [LOG]).to_bytes().decode()
    for item in record["entries"]:
        proof = merkle.inclusion_proof(item["index"], size, read)
        item["proof"] = [b64encode(each).decode() for each in proof]


def reader(nodes: dict[Node, bytes]) -> Callable[..., list[bytes]]:
    return lambda wanted: [nodes[node] for node in wanted]
