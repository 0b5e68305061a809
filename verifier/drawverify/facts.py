"""What a report says, as plain data: this is the answer to `--json`, SPEC §13.

Facts are taken from the record only as far as the steps before them passed, and nothing about
people drawn is said of a record that failed.
"""

from __future__ import annotations

import re
from typing import Any

from .case import Case, Entry, role_of
from .grade import is_independent
from .strict import digest
from .verify import EXITS, FAILED, Result
from .walk import ACCEPTED, Invitation

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CODE_BITS, LETTER_BITS = 40, 5
HALF = 4
STRENGTH = ("handler", "link", "countersigned")  # SPEC §7.2, the weakest first
DEMONSTRATION = "demo([.:/]|$)"
EVENTS = (
    *("CORRECTED", "WITHDRAWN", "RESCHEDULED", "SEATS_ADDED", "DECIDED", "VOID", "REVEALED"),
    *("WITNESSED", "RELEASED", "HELD", "NOT_HELD", "OBJECTION", "ERASED", "CLOCK_CORRECTED"),
)
# What a report says in any case, SPEC §13.1, where there is nothing to say.
NOTHING = {"grade": "none", "status": "none", "kind": "none", "attempt": 0, "attestation": "none"}
WITH_PANEL = ("completed", "short", "decided", "released")


def facts_of(result: Result) -> dict[str, Any]:
    """Returns the report of a verification."""
    facts = outcomes_of(result)
    facts.update(NOTHING, grade=result.grade, status=result.status, kind=result.kind)
    if result.case:
        facts.update(_identity(result.case))
        if passed(result, "request.terms"):
            facts.update(_frame(result.case))
        for step, tell in _TELL:
            if step in result.outcomes and result.verdict != FAILED:
                facts.update(tell(result.case))
    return facts


def outcomes_of(result: Result) -> dict[str, Any]:
    """Returns the verdict and what it is made of."""
    return {
        "verdict": result.verdict,
        "exit": EXITS[result.verdict],
        "failed": result.failed,
        "not_checkable": result.not_checkable,
        "checks": [_check(result, check["id"]) for check in result.checks],
    }


def _check(result: Result, step: str) -> dict[str, Any]:
    if step not in result.outcomes:
        return {"id": step, "result": "not_taken"}
    error = result.outcomes[step]
    if error is None:
        return {"id": step, "result": "passed"}
    outcome = "failed" if step in result.failed else "not_checkable"
    return {"id": step, "result": outcome, **error.facts()}


def passed(result: Result, step: str) -> bool:
    """Tells whether a step was taken and passed."""
    return step in result.outcomes and result.outcomes[step] is None


def _identity(case: Case) -> dict[str, Any]:
    record, trust = case.record, case.trust
    facts = {name: record[name] for name in ("origin", "pool", "draw", "attempt")}
    # SPEC §12: the first label of the origin
    facts["demonstration"] = bool(re.match(DEMONSTRATION, record["origin"]))
    facts["slip_given"] = bool(case.slip)
    facts["disclosures_given"] = case.disclosures is not None
    names = ("issuer", "issued", "key", "version")
    facts["trust"] = trust and {name: trust.data[name] for name in names}
    return {name: value for name, value in facts.items() if value is not None}


def _frame(case: Case) -> dict[str, Any]:
    """What even a failure is told in: the names of the groups, and the time zone."""
    groups = [group["specialty"] for group in case.request.body["groups"]]
    offset = case.profile["windows"]["utc_offset_minutes"]
    return {"groups": groups, "utc_offset_minutes": offset}


def _request(case: Case) -> dict[str, Any]:
    body = case.request.body
    names = ("activity", "earlier", "kind", "matter", "organiser")
    facts: dict[str, Any] = {"request": {name: body[name] for name in names}}
    facts["times"] = {
        name: entry.data["time"]
        for name, entry in (
            *(("requested", case.request), ("frozen", case.freeze), ("sealed", case.seal)),
            ("ended", case.chain[-1]),
        )
        if entry
    }
    return {**facts, "profile": case.profile}


def _earlier(case: Case) -> dict[str, Any]:
    """How each earlier attempt ended."""
    names = ("class", "kind", "reason")
    told = []
    for end in case.ends:
        codes = {name: end.body[name] for name in names if name in end.body}
        told.append({"attempt": end.data["attempt"], "type": end.type, **codes})
    return {"earlier": told}


def _funnel(case: Case) -> dict[str, Any]:
    if case.freeze is None:
        return {}
    frozen = case.freeze.body["groups"]
    groups = []
    for asked, lists in zip(case.request.body["groups"], frozen):
        eligible, excluded = lists["eligible"]["size"], lists["excluded"]["size"]
        group = {name: asked[name] for name in ("specialty", "filters", "seats")}
        group.update(rows=eligible + excluded, eligible=eligible, excluded=excluded)
        groups.append({**group, "reasons": lists["excluded"]["counts"]})
    return {"funnel": groups, "since_request": case.freeze.body["since_request"]}


def _witnesses(case: Case) -> dict[str, Any]:
    witnesses = []
    for join in case.joins:
        role, key = role_of(join), join.body["statement"]["key"]
        holders = case.trust.holders(role, key, join.time) if case.trust else []
        names = sorted({holder["name"] for holder in holders})
        independent = is_independent(case, join)
        witness = {"role": role, "key": key, "names": names, "independent": independent}
        witnesses.append(witness)
    return {"witnesses": witnesses}


def _seal(case: Case) -> dict[str, Any]:
    if case.seal is None:
        return {}
    return {
        "seal": case.seal.leaf,
        "check_code": check_code(case.seal.leaf),
        "source": case.seal.body["source"],
    }


def check_code(seal: str) -> str:
    """Returns the check code of a SEAL's leaf hash, SPEC §14."""
    number = int(digest("check code", seal)[: CHECK_CODE_BITS // 4], 16)
    shifts = range(CHECK_CODE_BITS - LETTER_BITS, -1, -LETTER_BITS)
    letters = "".join(CROCKFORD[number >> shift & len(CROCKFORD) - 1] for shift in shifts)
    return f"{letters[:HALF]}-{letters[HALF:]}"


def _walk(case: Case) -> dict[str, Any]:
    if case.walk is None:
        return {}
    invitations = case.walk.invitations
    facts: dict[str, Any] = {"walk": [invitation_facts(case, item) for item in invitations]}
    noted = [entry for item in invitations for entry in (item.latest, item.withdrawn) if entry]
    kinds = [_support(case, entry.body["attestation"]) for entry in noted]
    if kinds:
        facts["attestation"] = min(kinds, key=STRENGTH.index)
    if case.status in WITH_PANEL and not case.walk.due:
        facts["panel"] = _panel(case)
        facts["missing"] = [group.vacancies for group in case.walk.groups]
    return facts


def _support(case: Case, attestation: dict[str, Any]) -> str:
    """Returns the strength of an attestation: a signer whom nobody knows is no witness, §7.2."""
    kind: str = attestation["kind"]
    signers = (case.joins_by_key[statement["key"]] for statement in attestation["statements"])
    listed = all(map(case.is_listed, signers))
    return kind if listed else STRENGTH[0]


def invitation_facts(case: Case, item: Invitation) -> dict[str, Any]:
    """Returns an invitation and what became of it."""
    reply, opened = item.reply, item.opened
    facts: dict[str, Any] = {
        "round": item.round,
        "group": item.group,
        "row": item.row,
        "serial": case.lists[item.group]["eligible"][item.row]["serial"],
        "sent": opened.data["time"],
        "deadline": opened.body["deadline"],
        "again": item.previous is not None,
        "state": item.state,
        "withdrawn": item.withdrawn is not None,
    }
    if reply:
        facts["reply"] = {"type": reply.type, "time": reply.data["time"], **_answer(reply.body)}
    if item.latest is not reply and item.latest:
        facts["corrected"] = _answer(item.latest.body)
    return facts


def _answer(body: dict[str, Any]) -> dict[str, Any]:
    names = ("answer", "reason", "tries")
    said = {name: body[name] for name in names if name in body}
    return {**said, "attestation": body["attestation"]["kind"]}


def _panel(case: Case) -> list[dict[str, Any]]:
    disclosed: dict[tuple[int, int], str] = {}
    if case.disclosures:
        items = [item for item in case.disclosures["public"] if item["list"] == "eligible"]
        disclosed = {(item["group"], item["row"]): item["text"] for item in items}
    panel = []
    for spot, place in sorted(case.walk.places.items() if case.walk else ()):
        if place.state == ACCEPTED:
            row = case.lists[spot[0]]["eligible"][spot[1]]
            seat = {"group": spot[0], "row": spot[1], "serial": row["serial"]}
            seat["public"] = row["public"]
            panel.append({**seat, "text": disclosed[spot]} if spot in disclosed else seat)
    return panel


def _events(case: Case) -> dict[str, Any]:
    names = (
        *("class", "reason", "kind", "ground", "form", "answer", "effect"),
        *("group", "row", "date", "seats"),
    )
    events = []
    for entry in case.chain:
        if entry.type in EVENTS:
            codes = {name: entry.body[name] for name in names if name in entry.body}
            if "attestation" in entry.body:
                codes["attestation"] = entry.body["attestation"]["kind"]
            if signer := _signer(case, entry):
                codes["role"] = signer
            events.append({"type": entry.type, "time": entry.data["time"], **codes})
    return {"events": events}


def _signer(case: Case, entry: Entry) -> str:
    """Returns the role of the witness who signed what an entry says of the draw as a whole, "" if none did."""
    signed = entry.body.get("statements", [entry.body.get("statement")])
    keys = [statement["key"] for statement in signed if statement]
    return next((role_of(join) for join in case.joins if join.body["statement"]["key"] in keys), "")


# What may be told once a step has been taken.
_TELL = (
    ("request.terms", _request),
    ("rows.count", _funnel),
    ("join.trust", _witnesses),
    ("seal.source", _seal),
    ("walk.change", _walk),
    ("end.void", _events),
    ("end.void", _earlier),
)
