"""SPEC §11: record, trust file and slip. Stages for hooks: `record`, `trust`, and more below."""

import json

from vectorgen.draw import Draw
from vectorgen.encoding import ZEROS, Obj, canonical, digest
from vectorgen.keys import COSIGNATURE, ED25519, Key, vkey
from vectorgen.note import b64, checkpoint_text, cosigned, note, signed
from vectorgen.people import row_leaf
from vectorgen.plan import role_of, round_time
from vectorgen.tree import inclusion, root

INDEPENDENT = {"supervisor", "auditor"}
FROM, UNTIL = "2023-01-01T00:00:00Z", "2030-12-31T23:59:59Z"
COSIGNER = "cosigner.example.org/c1"


def record_object(draw: Draw) -> Obj:
    """`leaves`: the log before its tree; `earlier`: attempts before; `text`, `note`: checkpoint; `record`: all."""
    plan = draw.plan
    leaves = draw.hook("draw.leaves", list(draw.log.leaves))
    text = draw.hook("checkpoint.text", checkpoint_text(plan.origin, len(leaves), root(leaves)))
    key = draw.key("log")
    frozen = any(logged.entry["type"] == "FREEZE" for logged in draw.entries)
    cited = draw.pool.values() if frozen else [draw.pool["PROFILE"]]
    pool = sorted(cited, key=lambda logged: leaves.index(logged.leaf))
    earlier = [logged for end in draw.ends for logged in draw.log.shown(end)]
    earlier = draw.hook("draw.earlier", earlier)
    record = {
        "attempt": plan.attempt,
        "checkpoint": draw.hook("checkpoint.note", note(text, signed(plan.origin, key, text))),
        "draw": plan.draw,
        "entries": [
            {
                "entry": logged.entry,
                "index": leaves.index(logged.leaf),
                "proof": [b64(h) for h in inclusion(leaves, leaves.index(logged.leaf))],
            }
            for logged in (*pool, *earlier, *draw.entries)
        ],
        "groups": draw.lists if plan.record == "full" else shown(draw),
        "kind": plan.record,
        "origin": plan.origin,
        "pool": plan.pool,
        "seal_evidence": draw.hook("draw.evidence", evidence(draw)),
        "v": "drawsvc/v1 record",
    }
    result: Obj = draw.hook("draw.record", json.loads(json.dumps(record)))
    return result


def shown(draw: Draw) -> list[Obj]:
    """The groups of a slim record: the last row of each list, and what the walk looked at."""
    groups = []
    for g, lists in enumerate(draw.lists):
        wanted = {row for h, row in draw.looked_at if h == g}
        groups.append(
            {
                "eligible": _with_proofs(lists["eligible"], wanted),
                "excluded": _with_proofs(lists["excluded"], set()),
            }
        )
    return groups


def _with_proofs(rows: list[Obj], wanted: set[int]) -> list[Obj]:
    leaves = [row_leaf(row) for row in rows]
    return [
        {
            "index": index,
            "proof": [b64(h) for h in inclusion(leaves, index)],
            "row": rows[index],
        }
        for index in sorted(wanted | {len(rows) - 1} if rows else ())
    ]


def evidence(draw: Draw) -> list[Obj]:
    """An earlier checkpoint with a cosignature and the proof of the SEAL in its tree."""
    if not draw.plan.evidence:
        return []
    plan, leaves = draw.plan, draw.log.leaves[: draw.sealed_size]
    text = checkpoint_text(plan.origin, len(leaves), root(leaves))
    text = draw.hook("evidence.text", text)
    log = draw.hook("evidence.log", "log")
    seconds = plan.evidence_time or round_time(plan.beacon_round) - 120
    lines = [
        draw.hook("evidence.own", signed(plan.origin, Key(log), text)),
        draw.hook("evidence.line", cosigned(COSIGNER, Key("cosigner"), text, seconds)),
    ]
    index = leaves.index(draw.latest("SEAL").leaf)
    proof = [b64(h) for h in inclusion(leaves, index)]
    return [{"checkpoint": note(text, *lines), "proof": proof}]


def record_bytes(draw: Draw) -> bytes:
    return raw(draw, "record", canonical(record_object(draw)))


def raw(draw: Draw, name: str, data: bytes) -> bytes:
    result: bytes = draw.hook(f"{name}.bytes", data)
    return result


def trust_object(draw: Draw) -> Obj:
    plan = draw.plan
    valid = {"from": FROM, "until": UNTIL}
    names = dict.fromkeys(("supervisor", "auditor", "organiser", *plan.witnesses))
    body = {
        "beacons": [],
        "cosigners": [
            {
                "checks": "replay",
                "vkey": vkey(COSIGNER, COSIGNATURE, Key("cosigner").public),
            }
        ],
        "issued": "2023-01-01T00:00:00Z",
        "issuer": "示例市监察机关",
        "key": Key("trust").hex,
        "origins": [
            {
                "keys": [valid | {"vkey": vkey(plan.origin, ED25519, Key("log").public)}],
                "origin": plan.origin,
            }
        ],
        "pools": [{"origin": plan.origin, "pool": plan.pool}],
        "roles": [
            valid
            | {
                "independent": role_of(name) in INDEPENDENT,
                "key": Key(name).hex,
                "name": f"示例{role_of(name)}",
                "pool": plan.pool,
                "role": role_of(name),
            }
            for name in names
            if role_of(name) != "operator"
        ],
        "v": "drawsvc/v1 trust",
        "version": 1,
    }
    body = draw.hook("draw.trust", body)
    signature = Key("trust").sign(bytes.fromhex(digest("trust", body))).hex()
    result: Obj = draw.hook("trust.signed", body | {"signature": signature})
    return result


def trust_bytes(draw: Draw) -> bytes:
    return raw(draw, "trust", canonical(trust_object(draw)))


def slip_text(draw: Draw) -> str:
    sealed = any(logged.entry["type"] == "SEAL" for logged in draw.entries)
    result: str = draw.hook("draw.slip", draw.leaf("SEAL") if sealed else ZEROS)
    return result
