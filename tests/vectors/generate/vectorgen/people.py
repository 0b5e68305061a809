"""SPEC §6: numbered people, the roster they are on, their rows and the salts that open these."""

from collections.abc import Mapping
from typing import Any

from vectorgen.encoding import Obj, canonical, digest, secret
from vectorgen.plan import Group, Plan
from vectorgen.tree import leaf_hash, root

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超兰霞平刚桂"
BYSTANDERS = (991, 992, 993)  # people of the roster who hold none of the specialties asked for
# What an expert is like who is excluded for a reason that shows on the roster.
REASON_SHOWS: dict[str, Obj] = {
    "out_of_term": {"term_start": "2020-07-01"},
    "over_age": {"birth": "1950-03-01"},
    "publicity_open": {"publicity_until": "2030-12-31"},
    "removed": {"status": "removed"},
    "suspended": {"status": "suspended"},
    "unavailable": {"unavailable_from": "2023-01-01", "unavailable_until": "2030-12-31"},
}


def expert(number: int, **known: Any) -> Obj:
    """SPEC §6.1."""
    return {
        "birth": f"{1960 + number % 20}-05-01",
        "employer": f"示例单位{100 + number}",
        "employer_code": f"U{100 + number}",
        "expert_id": f"e{number:03d}",
        "home_category": "1.1",
        "id_number": "",
        "name": SURNAMES[number % 20] + GIVEN[number // 20 % 20],
        "on_duty": "",
        "phone": f"1380000{number:04d}",
        "publicity_until": "",
        "published_at": "",
        "serial": "",
        "sex": "",
        "specialties": ["1.1"],
        "status": "active",
        "term_start": "2023-07-01",
        "title": "高级工程师",
        "unavailable_from": "",
        "unavailable_until": "",
        "years": "",
    } | known


def published(person: Obj, publication: str) -> str:
    """SPEC §6.1: the string to be published."""
    full = [person[name] for name in ("name", "title", "home_category") if person[name]]
    forms = {"full": " ".join(full), "masked": f"{person['name'][0]}*", "codes": ""}
    return forms[publication]


class Roster:
    """One version of the roster: experts by number."""

    def __init__(self, experts: Mapping[int, Obj], name: str = "r1") -> None:
        self.experts = dict(experts)
        self.name = name

    def salt(self, number: int) -> str:
        return secret(f"salt {self.name} {number}").hex()

    def root(self) -> bytes:
        digests = sorted(digest("roster row", self.salt(n), e) for n, e in self.experts.items())
        return root([leaf_hash(canonical(d)) for d in digests])


def roster_of(plan: Plan) -> Roster:
    """Whoever is in a group has its specialty and shows why he is excluded."""
    specialties: dict[int, list[str]] = {number: ["9.9"] for number in BYSTANDERS}
    shows: dict[int, Obj] = {}
    for group in plan.groups:
        for number in (*group.eligible, *group.excluded):
            if number not in plan.twins:
                specialties.setdefault(number, []).append(group.specialty)
        for number, reason in group.excluded.items():
            if number in plan.twins:
                continue
            shows.setdefault(number, {}).update(REASON_SHOWS.get(reason, {}))
    for number, known in plan.experts.items():
        specialties.setdefault(number, ["9.9"])
        shows.setdefault(number, {}).update(known)
    return Roster(
        {
            number: expert(number, **_holding(plan, number, held)) | shows.get(number, {})
            for number, held in specialties.items()
        }
    )


def _holding(plan: Plan, number: int, specialties: list[str]) -> Obj:
    known: Obj = {"home_category": specialties[0], "specialties": specialties}
    if plan.mode == "serial":
        known["serial"] = str(number)
    if plan.unit_limit:
        code = plan.units.get(number, "")
        known |= {"employer": f"示例单位{code}" if code else "", "employer_code": code}
    return known


class People:
    """Rows of one attempt; the same person has the same digests in every group."""

    def __init__(self, plan: Plan, roster: Roster) -> None:
        self.plan = plan
        self.experts = dict(roster.experts)
        self.experts |= {number: self.experts[of] for number, of in plan.twins.items()}
        self.experts |= {n: self.experts[n] | known for n, known in plan.forged.items()}

    def salt(self, what: str, key: Any) -> str:
        return secret(f"salt {self.plan.draw} {self.plan.attempt} {what} {key}").hex()

    def unit(self, number: int) -> str:
        code = self.experts[number]["employer_code"]
        if not code or not self.plan.unit_limit:
            return ""
        return digest("unit", self.salt("unit", code), code)

    def published(self, number: int) -> str:
        return published(self.experts[number], self.plan.publication)

    def eligible_row(self, number: int) -> Obj:
        person = self.experts[number]
        return {
            "person": digest("person", self.salt("person", number), person),
            "public": digest("public", self.salt("public", number), self.published(number)),
            "serial": person["serial"] if self.plan.mode == "serial" else "",
            "unit": self.unit(number),
        }

    def evidence(self, number: int, reason: str) -> Obj:
        """Someone recused by name has the ground with him (SPEC §13.3)."""
        if number in self.plan.bases:
            return self.plan.bases[number]
        ground = {"ground": "kinship"} if reason == "recused" else {}
        return {"expert_id": self.experts[number]["expert_id"], "reason": reason, **ground}

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
    """Carried turns first, then from above the cursor, wrapping round; by value."""
    carried = [int(owed) for owed in group.carried]
    if int(serial) in carried:
        return 0, carried.index(int(serial))
    after = int(group.cursor) if group.cursor else -1
    return (1 if int(serial) > after else 2), int(serial)
