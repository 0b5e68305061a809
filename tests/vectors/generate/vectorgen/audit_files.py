"""SPEC §11.6 to §11.8: own row, roster and log. Stages for hooks: `own`, `roster`, `log`."""

from vectorgen.disclosing import listed
from vectorgen.draw import Draw
from vectorgen.encoding import Obj, canonical
from vectorgen.files import raw
from vectorgen.keys import Key
from vectorgen.log import Log
from vectorgen.note import b64, checkpoint_text, note, signed
from vectorgen.people import expert, row_leaf
from vectorgen.tree import inclusion, root


def own_object(draw: Draw) -> Obj:
    """What the owner is handed, one item for each group that has him."""
    plan, experts = draw.plan, draw.people.experts
    owner = expert(plan.owner)["expert_id"]
    body = {
        "attempt": plan.attempt,
        "draw": plan.draw,
        "origin": plan.origin,
        "pool": plan.pool,
        "rows": [
            _own_row(draw, g, kind, index, number)
            for g, kind, index, number in listed(draw)
            if experts[number]["expert_id"] == owner
        ],
        "v": "drawsvc/v1 row",
    }
    result: Obj = draw.hook("draw.own", body)
    return result


def _own_row(draw: Draw, g: int, kind: str, index: int, number: int) -> Obj:
    rows = draw.lists[g][kind]
    basis = []
    if kind == "excluded":
        evidence = draw.people.evidence(number, draw.plan.groups[g].excluded[number])
        basis = [{"evidence": evidence, "salt": draw.people.salt("basis", number)}]
    return {
        "basis": basis,
        "expert": draw.people.experts[number],
        "group": g,
        "index": index,
        "list": kind,
        "proof": [b64(h) for h in inclusion([row_leaf(row) for row in rows], index)],
        "row": rows[index],
        "salt": draw.people.salt("person", number),
    }


def own_bytes(draw: Draw) -> bytes:
    return raw(draw, "own", canonical(own_object(draw)))


def roster_object(draw: Draw) -> Obj:
    roster = draw.roster
    body = {
        "experts": [{"expert": e, "salt": roster.salt(n)} for n, e in roster.experts.items()],
        "origin": draw.plan.origin,
        "pool": draw.plan.pool,
        "roster": draw.cited("ROSTER"),
        "v": "drawsvc/v1 roster",
    }
    result: Obj = draw.hook("draw.roster", body)
    return result


def roster_bytes(draw: Draw) -> bytes:
    return raw(draw, "roster", canonical(roster_object(draw)))


def log_object(log: Log, origin: str) -> Obj:
    """Needs a log that holds nothing but known entries."""
    if len(log.leaves) != len(log.entries):
        raise ValueError("the log has entries of others")
    text = checkpoint_text(origin, len(log.leaves), root(log.leaves))
    return {
        "checkpoint": note(text, signed(origin, Key("log"), text)),
        "entries": [logged.entry for logged in log.entries],
        "origin": origin,
        "v": "drawsvc/v1 log",
    }
