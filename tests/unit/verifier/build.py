"""Builds small records by SPEC, for tests; shares no code with the verifier.

A `Draw` is a log with one draw in it. Entries are appended with `add`; `file` makes the record.
What a test wants to be wrong it changes before or after.
"""

import base64
import hashlib
import json
import struct
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "draw.example.org/log1"
POOL = "experts"
ZEROS = "0" * 64
APPROVAL = {"ref": "示例〔2026〕1号", "role": "leader"}
WINDOWS = {
    "contact_days": "every_day",
    "contact_from": "00:00",
    "contact_to": "24:00",
    "reply_minutes": 60,
    "utc_offset_minutes": 480,
}


def canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(label: str, *arguments: Any) -> str:
    return hashlib.sha256(canonical([f"drawsvc/v1 {label}", *arguments])).hexdigest()


def leaf(value: Any) -> str:
    return hashlib.sha256(b"\x00" + canonical(value)).hexdigest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, by recursion."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root(leaves[:split]), root(leaves[split:]))


def path(leaves: list[bytes], index: int) -> list[bytes]:
    """The definition of RFC 6962 §2.1.1, by recursion."""
    if len(leaves) < 2:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*path(leaves[:split], index), root(leaves[split:])]
    return [*path(leaves[split:], index - split), root(leaves[:split])]


class Key:
    """A key of a fixed seed."""

    def __init__(self, name: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def statement(self, kind: str, of: str, value: Any) -> dict[str, Any]:
        message = bytes.fromhex(digest("statement", of, kind, value))
        signature = self.sign(message).hex()
        public = self.public.hex()
        return {"key": public, "kind": kind, "leaf": of, "signature": signature, "value": value}

    def vkey(self, name: str = ORIGIN, kind: int = 1) -> str:
        typed = bytes([kind]) + self.public
        return f"{name}+{self.key_id(name, kind).hex()}+{base64.b64encode(typed).decode()}"

    def key_id(self, name: str = ORIGIN, kind: int = 1) -> bytes:
        return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    def note_line(self, text: str, name: str = ORIGIN) -> str:
        payload = base64.b64encode(self.key_id(name) + self.sign(text.encode())).decode()
        return f"— {name} {payload}\n"

    def cosignature_line(self, text: str, name: str, time: int) -> str:
        signature = self.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        payload = self.key_id(name, 4) + struct.pack(">Q", time) + signature
        return f"— {name} {base64.b64encode(payload).decode()}\n"


LOG, SUPERVISOR, AUDITOR, ISSUER = map(Key, ("log", "supervisor", "auditor", "issuer"))


def expert_row(number: int) -> dict[str, Any]:
    salted = (hashlib.sha256(f"{name} {number}".encode()).hexdigest() for name in ("p", "q"))
    person, public = salted
    return {"person": person, "public": public, "serial": "", "unit": ""}


def tree_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"root": root([bytes.fromhex(leaf(row)) for row in rows]).hex(), "size": len(rows)}


def profile(**changes: Any) -> dict[str, Any]:
    return {
        "age": {"limit": 70, "rule": "off"},
        "approvals": [],
        "assumed": ["unit_limit"],
        "bye": {"after": 0},
        "counters": [],
        "id": "county",
        "mode": "random",
        "name": "示例规则",
        "publication": "masked",
        "publicity_working_days": 0,
        "readings": [],
        "recusal_grounds": [],
        "regulation": "示例办法",
        "replacements": ["fixed"],
        "retention_years": 10,
        "roles": ["supervisor"],
        "sources": ["beacon", "dice", "witness"],
        "term_years": 0,
        "unit_limit": 0,
        "valid_from": "2024-01-01",
        "version": 1,
        "windows": WINDOWS,
        **changes,
    }


class Draw:
    """A log that holds one draw."""

    def __init__(self, rows: int = 6, seats: int = 2, **changes: Any) -> None:
        self.log: list[dict[str, Any]] = []
        self.pool_seq = self.seq = 0
        self.last_pool = self.last = ZEROS
        self.minute = 0
        self.profile = profile(**changes)
        self.rows = sorted(map(expert_row, range(rows)), key=leaf)
        self.excluded: list[dict[str, Any]] = []
        self.groups = [{"eligible": self.rows, "excluded": self.excluded}]
        self.seats = seats
        self.source = "witness"
        self.named: dict[str, str] = {}

    def tree(self) -> dict[str, Any]:
        """Root and size of the eligible list."""
        return tree_of(self.rows)

    def path(self, index: int) -> list[bytes]:
        """The inclusion proof of an eligible row."""
        return path([bytes.fromhex(leaf(row)) for row in self.rows], index)

    def time(self) -> str:
        self.minute += 1
        return f"2026-03-02T{1 + self.minute // 60:02}:{self.minute % 60:02}:00Z"

    def add(self, kind: str, body: dict[str, Any], *, pool: bool = False) -> str:
        """Appends an entry and returns its leaf hash."""
        entry = {
            "v": "drawsvc/v1",
            "origin": ORIGIN,
            "pool": POOL,
            "draw": "" if pool else "d-1",
            "attempt": 0 if pool else 1,
            "seq": self.pool_seq if pool else self.seq,
            "prev": self.last_pool if pool else self.last,
            "time": self.time(),
            "type": kind,
            "body": body,
        }
        self.log.append(entry)
        found = leaf(entry)
        if pool:
            self.pool_seq, self.last_pool = self.pool_seq + 1, found
        else:
            self.seq, self.last = self.seq + 1, found
        self.named[kind] = found
        return found

    def requested(self) -> "Draw":
        self.add("PROFILE", {"profile": self.profile}, pool=True)
        year = {"holidays": [], "workdays": [], "year": 2026}
        self.add("CALENDAR", {"name": "cn", "years": [year]}, pool=True)
        roster = {"added": 6, "approval": APPROVAL, "edited": 0, "previous": ZEROS, "removed": 0}
        roster.update(root=ZEROS, roster="r1", size=len(self.rows) + len(self.excluded))
        self.add("ROSTER", roster, pool=True)
        group = {"filters": [], "seats": self.seats, "specialty": "1.1"}
        request = {
            "activity": {"date": "2026-03-20", "kind": "plan_review"},
            "approvals": [],
            "earlier": [],
            "groups": [group],
            "kind": "first",
            "matter": ZEROS,
            "organiser": "示例县水利局",
            "profile": self.named["PROFILE"],
            "related_units": ZEROS,
        }
        self.add("REQUEST", request)
        return self

    def frozen(self, source: str = "witness", replacement: str = "fixed") -> "Draw":
        eligible = self.tree()
        reasons = [row["reason"] for row in self.excluded]
        counts = {reason: reasons.count(reason) for reason in reasons}
        excluded = {"counts": counts, **tree_of(self.excluded)}
        self.source = source
        frozen = {"carried": [], "cursor": "", "eligible": eligible, "excluded": excluded}
        cited = {name.lower(): self.named[name] for name in ("CALENDAR", "PROFILE", "ROSTER")}
        names = ("mode", "roles", "unit_limit", "windows")
        freeze = {
            **cited,
            **{name: self.profile[name] for name in names},
            "groups": [frozen],
            "history": {"opening": [], **tree_of([])},
            "replacement": replacement,
            "request": self.named["REQUEST"],
            "since_request": {"added": 0, "edited": 0, "removed": 0},
            "source": source,
        }
        self.add("FREEZE", freeze)
        return self

    def value(self, key: Key) -> str:
        return hashlib.sha256(b"secret" + key.public).hexdigest()

    def join(self, key: Key = SUPERVISOR, role: str = "supervisor") -> "Draw":
        freeze, public = self.named["FREEZE"], key.public.hex()
        commitment = digest("commit", freeze, public, self.value(key))
        value = {"commitment": commitment if self.source == "witness" else "", "role": role}
        self.joined = [*getattr(self, "joined", []), key]
        self.add("JOIN", {"statement": key.statement("join", freeze, value)})
        self.named[public] = self.last
        return self

    def seeded(self) -> "Draw":
        keys = sorted(self.joined, key=lambda key: self.named[key.public.hex()])
        seal = {
            "first_invite_at": f"2026-03-02T01:{self.minute + 1:02}:00Z",
            "freeze": self.named["FREEZE"],
            "joins": [self.named[key.public.hex()] for key in keys],
            "log_key": LOG.vkey(),
            "nonce": ZEROS,
            "source": {"kind": self.source},
        }
        at = self.add("SEAL", seal)
        statements = []
        for key in keys:
            statements.append(key.statement("seen", at, ""))
            if self.source == "witness":
                statements.append(key.statement("reveal", at, self.value(key)))
        self.values = [self.value(key) for key in keys] if self.source == "witness" else []
        self.add("SEEDED", {"seal": at, "statements": statements, "values": self.values})
        return self

    def order(self, count: int) -> list[int]:
        """The first rows in order, by the definition of SPEC §8.3 with a whole list."""
        seed = digest("seed", self.named["SEAL"], self.values)
        group = bytes.fromhex(digest("group", seed, 0))
        words = b"".join(
            hashlib.sha256(group + struct.pack(">Q", i)).digest() for i in range(count + 1)
        )
        stream = iter(struct.unpack(f">{len(words) // 4}I", words))
        items = list(range(len(self.rows)))
        for i in range(min(count, len(items) - 1)):
            below = len(items) - i
            word = next(w for w in stream if w < 2**32 // below * below)
            j = i + word % below
            items[i], items[j] = items[j], items[i]
        return items[:count]

    def invite(
        self, number: int, rows: list[int], beacon: list[dict[str, Any]] | None = None
    ) -> "Draw":
        minutes = self.minute + 1 + 60
        deadline = f"2026-03-02T{1 + minutes // 60:02}:{minutes % 60:02}:00Z"
        invitations = [{"group": 0, "rows": rows}]
        body = {"deadline": deadline, "invitations": invitations, "round": number}
        self.add("INVITED", {**body, "beacon": beacon or []})
        return self

    def reply(self, row: int, answer: str = "accept", reason: str = "none") -> "Draw":
        said = {"answer": answer, "group": 0, "reason": reason, "row": row}
        self.add("REPLIED", {**said, "attestation": {"kind": "link", "statements": []}})
        return self

    def completed(self) -> "Draw":
        """A whole draw in which all accept."""
        self.requested().frozen().join().join(AUDITOR, "auditor").seeded()
        rows = self.order(self.seats)
        self.invite(1, rows)
        for row in rows:
            self.reply(row)
        self.add("CLOSED", {"next": [], "round": 1})
        self.add("COMPLETED", {"accepted": [self.seats]})
        return self

    def checkpoint(self) -> str:
        top = root([bytes.fromhex(leaf(entry)) for entry in self.log])
        text = f"{ORIGIN}\n{len(self.log)}\n{base64.b64encode(top).decode()}\n"
        return f"{text}\n{LOG.note_line(text)}"

    def record(self) -> dict[str, Any]:
        leaves = [bytes.fromhex(leaf(entry)) for entry in self.log]
        entries = [
            {
                "entry": entry,
                "index": index,
                "proof": [base64.b64encode(step).decode() for step in path(leaves, index)],
            }
            for index, entry in enumerate(self.log)
            # Only what the draw cites: roster and calendar are cited by the FREEZE.
            if "FREEZE" in self.named or entry["type"] not in {"ROSTER", "CALENDAR"}
        ]
        return {
            "v": "drawsvc/v1 record",
            "kind": "full",
            "origin": ORIGIN,
            "pool": POOL,
            "draw": "d-1",
            "attempt": 1,
            "checkpoint": self.checkpoint(),
            "entries": entries,
            "groups": self.groups if "FREEZE" in self.named else [],
            "seal_evidence": [],
        }

    def shown(self, looked_at: Iterable[int]) -> list[dict[str, Any]]:
        """What a slim record shows of the eligible list: rows looked at, and the last."""
        return [
            {
                "index": index,
                "proof": [base64.b64encode(step).decode() for step in self.path(index)],
                "row": self.rows[index],
            }
            for index in sorted({*looked_at, len(self.rows) - 1})
        ]

    def slim(self, looked_at: Iterable[int]) -> bytes:
        groups = [{"eligible": self.shown(looked_at), "excluded": []}]
        return self.file(kind="slim", groups=groups)

    def file(self, **changes: Any) -> bytes:
        return canonical({**self.record(), **changes})


def trust(**changes: Any) -> dict[str, Any]:
    span = {"from": "2020-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z"}
    holders = [("supervisor", SUPERVISOR, "示例监察机关"), ("auditor", AUDITOR, "示例审计局")]
    roles = [
        {
            **span,
            "independent": True,
            "key": key.public.hex(),
            "name": name,
            "pool": POOL,
            "role": role,
        }
        for role, key, name in holders
    ]
    unsigned = {
        "beacons": [],
        "cosigners": [],
        "issued": "2025-01-01T00:00:00Z",
        "issuer": "示例市监察机关",
        "key": ISSUER.public.hex(),
        "origins": [{"keys": [{**span, "vkey": LOG.vkey()}], "origin": ORIGIN}],
        "pools": [{"origin": ORIGIN, "pool": POOL}],
        "roles": roles,
        "v": "drawsvc/v1 trust",
        "version": 1,
        **changes,
    }
    signature = ISSUER.sign(bytes.fromhex(digest("trust", unsigned))).hex()
    return {**unsigned, "signature": signature}
