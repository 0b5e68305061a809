"""SPEC §6: candidate rows of numbered people, with the salts that open their digests."""

from typing import Any

from vectorgen.encoding import Obj, canonical, digest, secret
from vectorgen.plan import Group, Plan
from vectorgen.tree import leaf_hash

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超兰霞平刚桂"


def expert(number: int) -> Obj:
    surname, given = SURNAMES[number % 20], GIVEN[number // 20 % 20]
    return {
        "employer": f"U{100 + number}",
        "name": surname + given,
        "number": number,
        "phone": f"1380000{number:04d}",
    }


def published(number: int) -> str:
    return f"{expert(number)['name'][0]}*"


class People:
    """Rows of one attempt; the same person has the same digests in every group."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def salt(self, what: str, key: Any) -> str:
        return secret(f"salt {self.plan.draw} {self.plan.attempt} {what} {key}").hex()

    def unit(self, number: int) -> str:
        code = self.plan.units.get(number, "")
        if not code or not self.plan.unit_limit:
            return ""
        return digest("unit", self.salt("unit", code), code)

    def eligible_row(self, number: int) -> Obj:
        return {
            "person": digest("person", self.salt("person", number), expert(number)),
            "public": digest("public", self.salt("public", number), published(number)),
            "serial": str(number) if self.plan.mode == "serial" else "",
            "unit": self.unit(number),
        }

    def evidence(self, number: int, reason: str) -> Obj:
        return {"number": number, "reason": reason}

    def excluded_row(self, number: int, reason: str) -> Obj:
        basis = digest("basis", self.salt("basis", number), self.evidence(number, reason))
        return self.eligible_row(number) | {"basis": basis, "reason": reason}

    def lists(self, group: Group) -> Obj:
        """SPEC §6.2."""
        eligible = [self.eligible_row(n) for n in group.eligible]
        excluded = [self.excluded_row(n, reason) for n, reason in group.excluded.items()]
        excluded.sort(key=row_leaf)
        if self.plan.mode == "serial":
            eligible.sort(key=lambda row: turn(group, row["serial"]))
        else:
            eligible.sort(key=row_leaf)
        return {"eligible": eligible, "excluded": excluded}


def row_leaf(row: Obj) -> bytes:
    return leaf_hash(canonical(row))


def turn(group: Group, serial: str) -> tuple[int, int]:
    """Carried turns first, then from above the cursor, wrapping round."""
    if serial in group.carried:
        return 0, list(group.carried).index(serial)
    after = int(group.cursor) if group.cursor else -1
    return (1 if int(serial) > after else 2), int(serial)
