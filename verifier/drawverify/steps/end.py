"""Part "end": what stands after the outcome, SPEC §5.5.

Not checked: who attended, whether objections were answered, that erased data is gone.
"""

from __future__ import annotations

from drawverify.case import Case, is_operator
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.signed import check_statement
from drawverify.steps.seed import check_opens

OUTCOMES = ("COMPLETED", "SHORTAGE", "VOID")
FINAL = ("completed", "decided", "released", "voided")


def check_void(case: Case) -> None:
    """A VOID says truly whether a result could have been known, and a witness signed it."""
    # SPEC §5.5 §7.1 step 47
    void = case.first("VOID")
    if void is None:
        return
    body = void.body
    fixing = case.freeze if case.profile["mode"] == "serial" else case.seal
    require_equal(body["class"], "discarded" if fixing else "harmless", f"{void.name}.class")
    witnesses = [key for key, join in case.joins_by_key.items() if not is_operator(join)]
    require_equal(len(body["statements"]), int(bool(witnesses)), f"{void.name}.statements")
    witnesses = [key for key in witnesses if case.is_listed(key)] or witnesses
    value = {"class": body["class"], "reason": body["reason"]}
    before = case.chain[case.chain.index(void) - 1].leaf
    for statement in body["statements"]:
        where, key = f"{void.name}.statements[0]", statement["key"]
        require(key in witnesses, f"{where}.key", expected="key_of_witness", got=key)
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
    """There is a panel, or a harmless end; an unfinished or discarded draw shows none."""
    # SPEC §5.6 step 51
    if case.status not in FINAL or (case.walk and case.walk.due):
        raise NotCheckableError(case.status)
    void = case.first("VOID")
    if void and void.body["class"] == "discarded":
        raise NotCheckableError("VOID discarded")


STEPS = {
    "end.void": check_void,
    "end.statement": check_statement_of_join,
    "end.release": check_release,
    "end.rows": check_rows,
    "end.finished": check_finished,
}
