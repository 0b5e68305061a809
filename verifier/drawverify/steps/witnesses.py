"""Part "witnesses": who takes part, bound to this freeze, SPEC §7.3."""

from __future__ import annotations

from drawverify.case import Case, is_operator, role_of
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.signed import check_signature
from drawverify.trust import spans

FEWEST_WITNESSES = {"witness": 1, "dice": 2}


def check_statement(case: Case) -> None:
    """Every JOIN is signed, over the FREEZE of its attempt."""
    # SPEC §5.3 §7.1 step 27
    for chain in case.chains:
        freeze = chain.first("FREEZE")
        for join in chain.joins:
            statement, where = join.body["statement"], f"{join.name}.statement"
            require_equal(statement["kind"], "join", f"{where}.kind")
            require_equal(statement["leaf"], freeze and freeze.leaf, f"{where}.leaf")
            check_signature(statement, where)


def check_distinct(case: Case) -> None:
    """No key and no commitment occurs twice in an attempt."""
    # SPEC §7.3 step 28
    for chain in case.chains:
        keys: set[str] = set()
        commitments: set[str] = set()
        for join in chain.joins:
            statement = join.body["statement"]
            key, commitment = statement["key"], statement["value"]["commitment"]
            require(key not in keys, join.name, expected="new_key", got=key)
            fresh = commitment == "" or commitment not in commitments
            require(fresh, join.name, expected="new_commitment", got=commitment)
            keys.add(key)
            commitments.add(commitment)


def check_plan(case: Case) -> None:
    """Commitments occur in witness draws only; the SEAL waits for all roles and enough witnesses."""
    # SPEC §7.3 step 29
    if case.freeze is None:
        return
    source, joins = case.freeze.body["source"], case.joins
    for join in joins:
        commitment = join.body["statement"]["value"]["commitment"]
        require_equal(commitment != "", source == "witness", f"{join.name}.commitment")
    if case.seal:
        roles = sorted({role_of(join) for join in joins})
        for role in case.freeze.body["roles"]:
            require(role in roles, "JOIN", expected={"role_joined": role}, got=roles)
        # A dice draw needs two who could attest the throw; in a witness draw any JOIN contributes.
        counted = [join for join in joins if source == "witness" or not is_operator(join)]
        least = FEWEST_WITNESSES.get(source, 0)
        require(len(counted) >= least, "JOIN", expected=f"≥ {least}", got=len(counted))


def check_trust(case: Case) -> None:
    """A JOIN in a role of the trust file is by a key of it; required roles are in the file."""
    # SPEC §7.3 §11.2 step 30
    trust = case.trust
    if trust is None:
        return
    for join in case.joins:
        role, key = role_of(join), join.body["statement"]["key"]
        if trust.lists_role(role):
            listed = trust.listed(role, key)
            require(bool(listed), join.name, expected={"key_of_role": role}, got=key)
            valid = bool(trust.holders(role, key, join.time))
            got = {"joined_at": join.data["time"]}
            require(valid, join.name, expected={"key_valid": spans(listed)}, got=got)
    if case.freeze and case.seal:
        missing = [role for role in case.freeze.body["roles"] if not trust.lists_role(role)]
        if missing:
            raise NotCheckableError("FREEZE.roles", missing={"roles": missing})


STEPS = {
    "join.statement": check_statement,
    "join.distinct": check_distinct,
    "join.plan": check_plan,
    "join.trust": check_trust,
}
