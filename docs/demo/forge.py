"""What an operator could do to a record afterwards: he holds the real log key, but no witness's.

    python forge.py not-next RECORD --out FILE      somebody else is invited in the last round
    python forge.py extra-row RECORD --out FILE     one more row is eligible

Everything that can be made consistent is: hashes are chained anew, leaf hashes cited anew, the tree built anew and
signed.
"""

from __future__ import annotations

import argparse
import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drawseeds import parse, serialise

from drawsvc.domain.entries import NO_LEAF
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.keyfile import open_key
from drawsvc.log.keys import NamedKey
from drawsvc.log.note import sign_note

Record = dict[str, Any]


def not_next(record: Record) -> None:
    """Invite, in the last round, a row that is not the next in order."""
    invited = [
        item["entry"]["body"] for item in record["entries"] if item["entry"]["type"] == "INVITED"
    ]
    last = invited[-1]
    group = last["invitations"][-1]
    was = group["rows"][0]
    others = set(range(len(record["groups"][group["group"]]["eligible"]))) - {was}
    friend = group["rows"][0] = max(others - _invited(record, group["group"]) or others)
    print(f"{last['round']}. {group['group']}: {was} → {friend}")


def extra_row(record: Record) -> None:
    """Add an eligible row to the first group, and freeze the longer list."""
    rows = record["groups"][0]["eligible"]
    friend = rows[0] | {"person": "ab" * 32, "public": "cd" * 32}
    if friend["serial"]:  # in turn, after the highest serial there is
        highest = max(int(row["serial"]) for row in rows + record["groups"][0]["excluded"])
        last = max(range(len(rows)), key=lambda row: int(rows[row]["serial"]))
        rows.insert(last + 1, friend | {"serial": str(highest + 1)})
    else:
        rows.append(friend)
        rows.sort(key=lambda row: merkle.leaf_hash(serialise(row)))
    root = merkle.root_of(merkle.leaf_hash(serialise(row)) for row in rows).hex()
    freeze = next(item["entry"] for item in record["entries"] if item["entry"]["type"] == "FREEZE")
    freeze["body"]["groups"][0]["eligible"] = {"root": root, "size": len(rows)}
    print(f"0: {len(rows) - 1} → {len(rows)}")


def _invited(record: Record, group: int) -> set[int]:
    return {
        row
        for item in record["entries"]
        if item["entry"]["type"] == "INVITED"
        for invitation in item["entry"]["body"]["invitations"]
        if invitation["group"] == group
        for row in invitation["rows"]
    }


def resign(record: Record, signer: NamedKey) -> None:
    """Chain the entries anew, cite leaf hashes anew, and sign a log that holds just them."""
    prev, changed = NO_LEAF, {}
    for item in record["entries"]:
        was = _leaf(item["entry"])
        item["entry"] = _cited_anew(item["entry"], changed)
        if item["entry"]["draw"]:
            item["entry"]["prev"] = prev
            prev = _leaf(item["entry"])
        changed[was] = _leaf(item["entry"])
    _log(record, signer)


def _leaf(entry: Record) -> str:
    return merkle.leaf_hash(serialise(entry)).hex()


def _cited_anew(value: Any, changed: dict[str, str]) -> Any:
    """The value with leaf hashes of changed entries replaced; signatures stay what they are."""
    if isinstance(value, dict):
        return {name: _cited_anew(item, changed) for name, item in value.items()}
    if isinstance(value, list):
        return [_cited_anew(item, changed) for item in value]
    return changed.get(value, value) if isinstance(value, str) else value


def _log(record: Record, signer: NamedKey) -> None:
    leaves = [bytes.fromhex(_leaf(item["entry"])) for item in record["entries"]]

    nodes = dict(merkle.append(0, leaves, read=lambda _: []))

    def read(wanted: Any) -> list[bytes]:
        return [nodes[node] for node in wanted]

    size = len(leaves)
    for index, item in enumerate(record["entries"]):
        proof = merkle.inclusion_proof(index, size, read=read)
        item["index"] = index
        item["proof"] = [b64encode(node).decode() for node in proof]
    text = Checkpoint(record["origin"], size, merkle.root_of(leaves)).to_text()
    record["checkpoint"] = sign_note(text, [signer]).to_bytes().decode()


FORGERIES: dict[str, Callable[[Record], None]] = {"not-next": not_next, "extra-row": extra_row}


def main() -> None:
    """Forge as asked, with the log key of DRAWSVC_HOME."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("forgery", choices=sorted(FORGERIES))
    options.add_argument("record", type=Path)
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    passphrase = Path(os.environ["DRAWSVC_PASSPHRASE_FILE"]).read_text(encoding="utf-8").strip()
    signer = open_key(Path(os.environ["DRAWSVC_HOME"], "log.key").read_bytes(), passphrase)
    record: Any = parse(asked.record.read_bytes())
    FORGERIES[asked.forgery](record)
    resign(record, signer)
    asked.out.write_bytes(serialise(record))


if __name__ == "__main__":
    main()
