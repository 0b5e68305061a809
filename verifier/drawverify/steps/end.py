"""Part "end": what stands after the outcome, SPEC §5.5.

Not checked: who attended, whether objections were answered, that erased data is gone.
"""

from __future__ import annotations

from drawverify.case import Case, Chain, Entry, is_operator
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.signed import check_statement
from drawverify.steps.seed import check_opens

OUTCOMES = ("COMPLETED", "SHORTAGE", "VOID")
# What the report says there is instead of a panel: `meaning.` of words.json.
UNFINISHED, DISCARDED, DISCARDED_BEFORE = "unfinished", "discarded", "discarded_before"
NOT_DRAWN = "not_drawn"
# Kinds of DECIDED by which part of the panel is chosen, not drawn, whatever follows.
CHOSEN = ("appointment", "outside")
FINAL = ("completed", "decided", "released", "voided")


def check_void(case: Case) -> None:
    """Each VOID says truly whether a result could have been known, and a witness signed it.

    Those of earlier attempts too: who calls a discarded result harmless has drawn twice.
    """
    # SPEC §5.5 §7.1 step 47
    for chain in case.chains:
        void = chain.first("VOID")
        if void:
            _check_void(case, chain, void)


def _check_void(case: Case, chain: Chain, void: Entry) -> None:
    body, freeze = void.body, chain.first("FREEZE")
    serial = freeze is not None and freeze.body["mode"] == "serial"
    fixing = freeze if serial else chain.first("SEAL")
    require_equal(body["class"], "discarded" if fixing else "harmless", f"{void.name}.class")
    witnesses = {k: join for k, join in chain.joins_by_key.items() if not is_operator(join)}
    require_equal(len(body["statements"]), int(bool(witnesses)), f"{void.name}.statements")
    listed = [key for key, join in witnesses.items() if case.is_listed(join)]
    value = {"class": body["class"], "reason": body["reason"]}
    before = chain.entries[chain.entries.index(void) - 1].leaf
    for statement in body["statements"]:
        where, key = f"{void.name}.statements[0]", statement["key"]
        known = key in (listed or witnesses)
        require(known, f"{where}.key", expected="key_of_witness", got=key)
        check_statement(statement, kind="void", leaf=before, value=value, where=where)


def check_statement_of_join(case: Case) -> None:
    """WITNESSED and REVEALED are signed by a witness; a value opens its commitment."""
    # SPEC §5.5 §7.1 step 48
    joins, outcome = case.joins_by_key, ""
    seal = case.seal.leaf if case.seal else "SEAL"
    for entry in case.chain:
        if entry.type in OUTCOMES:
            outcome = entry.leaf
        if entry.type not in {"WITNESSED", "REVEALED"}:
            continue
        revealed = entry.type == "REVEALED"
        statement, where = entry.body["statement"], f"{entry.name}.statement"
        key, value = statement["key"], statement["value"]
        require(key in joins, f"{where}.key", expected="key_of_witness", got=key)
        kind, leaf = ("reveal", seal) if revealed else ("witnessed", outcome)
        expected = value if revealed else ""
        check_statement(statement, kind=kind, leaf=leaf, value=expected, where=where)
        if revealed:
            require_equal(entry.body["seal"], seal, f"{entry.name}.seal")
            check_opens(case, joins[key], value)


def check_release(case: Case) -> None:
    """A release has the form that the profile asks for, or shows no names at all."""
    # SPEC §5.5 step 49
    for entry in case.chain:
        if entry.type == "RELEASED":
            form, allowed = entry.body["form"], (case.profile["publication"], "codes")
            require(form in allowed, f"{entry.name}.form", expected={"one_of": allowed}, got=form)


def check_rows(case: Case) -> None:
    """Rows said to be erased exist."""
    # SPEC §5.5 step 50
    lists = case.lists
    for entry in case.chain:
        if entry.type == "ERASED":
            group, groups = entry.body["group"], f"< {len(lists)}"
            require(group < len(lists), f"{entry.name}.group", expected=groups, got=group)
            size, last = lists[group][entry.body["list"]].size, entry.body["rows"][-1]
            require(last < size, f"{entry.name}.rows", expected=f"< {size}", got=last)


def check_finished(case: Case) -> None:
    """There is a panel, or a harmless end; an unfinished or discarded draw shows none.

    Nor is a panel shown as drawn of which a part was not, or after a result was discarded.
    """
    # SPEC §5.5 §5.6 step 51
    if case.status not in FINAL or (case.walk and case.walk.due):
        raise NotCheckableError(case.status, missing=UNFINISHED)
    void = case.first("VOID")
    if void and _is_discarded(void):
        raise NotCheckableError(void.name, missing=DISCARDED)
    for entry in case.chain:
        if entry.type == "DECIDED" and entry.body["kind"] in CHOSEN:
            raise NotCheckableError(entry.name, missing=NOT_DRAWN)
    for end in case.ends:
        if _is_discarded(end):
            raise NotCheckableError(end.name, missing=DISCARDED_BEFORE)


def _is_discarded(end: Entry) -> bool:
    return end.type == "VOID" and bool(end.body["class"] == "discarded")


STEPS = {
    "end.void": check_void,
    "end.statement": check_statement_of_join,
    "end.release": check_release,
    "end.rows": check_rows,
    "end.finished": check_finished,
}
