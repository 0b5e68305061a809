"""What no implementation can do without, and nothing else: a roster file read, hashed, stored; lists frozen.

Import: read the csv file; for each row an object of twenty members as canonical JSON, SPEC §5.2's digest of it under a
fresh salt, the JSON encrypted, one row stored; the digests sorted, a tree over them; one durable commit.
Freeze: for each row read, decrypted and parsed SPEC §6.1's digests under fresh salts (`basis` for those excluded), the
candidate row as canonical JSON and its leaf; what opens it as JSON, encrypted; both lists sorted, a tree over each,
every row stored; one durable commit. No cell is checked, no rule is asked but one status.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.bench.measured_process import say_measured

EMPTY = ("published_at", "publicity_until", "unavailable_from", "unavailable_until")
KEY = AESGCM(b"\x07" * 32)

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def digest(label: str, *values: Any) -> str:
    return hashlib.sha256(_to_json([f"drawsvc/v1 {label}", *values]).encode()).hexdigest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def root(nodes: list[bytes]) -> bytes:
    """RFC 6962, level by level; whoever is left alone goes up as he is."""
    sha256 = hashlib.sha256
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        nodes = above + nodes[len(nodes) - len(nodes) % 2 :]
    return nodes[0] if nodes else sha256().digest()


def sealed(data: bytes, bound: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + KEY.encrypt(nonce, data, bound.encode())


def salt() -> str:
    return os.urandom(32).hex()


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE expert (n INTEGER PRIMARY KEY, data, salt)")
    connection.execute(
        "CREATE TABLE candidate (list, n, data, opens, PRIMARY KEY (list, n)) WITHOUT ROWID"
    )
    connection.execute("CREATE TABLE entry (data)")
    return connection


def import_file(connection: sqlite3.Connection, path: Path) -> None:
    digests: list[str] = []
    connection.execute("BEGIN IMMEDIATE")
    with path.open(encoding="utf-8", newline="") as file:
        rows = _experts(csv.DictReader(file), digests)
        connection.executemany("INSERT INTO expert VALUES (?, ?, ?)", rows)
    found = root([leaf(_to_json(each).encode()) for each in sorted(digests)])
    connection.execute("INSERT INTO entry VALUES (?)", (found,))
    connection.execute("COMMIT")


def _experts(rows: Iterable[dict[str, Any]], digests: list[str]) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows):
        expert = row | dict.fromkeys(EMPTY, "") | {"specialties": row["specialties"].split(";")}
        own = salt()
        digests.append(digest("roster row", own, expert))
        yield number, sealed(_to_json(expert).encode(), f"expert {number}"), bytes.fromhex(own)


def freeze(connection: sqlite3.Connection) -> None:
    lists: dict[str, list[tuple[bytes, bytes, bytes]]] = {"eligible": [], "excluded": []}
    connection.execute("BEGIN IMMEDIATE")
    for number, held in connection.execute("SELECT n, data FROM expert ORDER BY n"):
        expert = json.loads(KEY.decrypt(held[:12], held[12:], f"expert {number}".encode()))
        kind, row, opens = _candidate(expert)
        data = _to_json(row).encode()
        sealed_opens = sealed(_to_json(opens).encode(), f"{kind} {row['person']}")
        lists[kind].append((leaf(data), data, sealed_opens))
    for kind, rows in lists.items():
        rows.sort()
        found = root([row[0] for row in rows])
        connection.execute("INSERT INTO entry VALUES (?)", (found,))
        stored = ((kind, n, data, opens) for n, (_, data, opens) in enumerate(rows))
        connection.executemany("INSERT INTO candidate VALUES (?, ?, ?, ?)", stored)
    connection.execute("COMMIT")


def _candidate(expert: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    public = expert["name"][:1] + "*"
    salts = {"person_salt": salt(), "public_salt": salt(), "basis_salt": ""}
    row = {
        "person": digest("person", salts["person_salt"], expert),
        "public": digest("public", salts["public_salt"], public),
        "serial": "",
        "unit": "",
    }
    evidence: dict[str, str] = {}
    if expert["status"] != "active":
        salts["basis_salt"], evidence = salt(), {"status": expert["status"]}
        row |= {"basis": digest("basis", salts["basis_salt"], evidence), "reason": "suspended"}
    opens = {"evidence": evidence, "expert": expert, "public": public, **salts}
    return "excluded" if evidence else "eligible", row, opens


def main(path: Path, folder: Path) -> None:
    connection = connect(folder / "bare.db")
    say_measured(lambda: import_file(connection, path), lambda: freeze(connection))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
