"""SPEC §11.4: disclosures for auditors and for the public. Stage for hooks: `disclosures`."""

from collections.abc import Iterator
from typing import Any

from vectorgen.draw import Draw
from vectorgen.encoding import Obj, canonical, digest
from vectorgen.ending import Ending
from vectorgen.files import raw

LISTS = ("eligible", "excluded")


def listed(draw: Draw) -> Iterator[tuple[int, str, int, int]]:
    """Group, list, row and number of everybody, in list order."""
    numbers = {draw.people.eligible_row(n)["person"]: n for n in draw.people.experts}
    for g, lists in enumerate(draw.lists):
        for kind in LISTS:
            for index, row in enumerate(lists[kind]):
                yield g, kind, index, numbers[row["person"]]


def _item(g: int, kind: str, row: int, **members: Any) -> Obj:
    return {"group": g, "list": kind, "row": row, **members}


def _persons(draw: Draw) -> Iterator[Obj]:
    for g, kind, row, number in listed(draw):
        salt = draw.people.salt("person", number)
        yield _item(g, kind, row, expert=draw.people.experts[number], salt=salt)


def _public(draw: Draw) -> Iterator[Obj]:
    for g, kind, row, number in listed(draw):
        salt = draw.people.salt("public", number)
        yield _item(g, kind, row, salt=salt, text=draw.people.published(number))


def _bases(draw: Draw) -> Iterator[Obj]:
    for g, kind, row, number in listed(draw):
        if kind == "excluded":
            evidence = draw.people.evidence(number, draw.plan.groups[g].excluded[number])
            salt = draw.people.salt("basis", number)
            yield {"evidence": evidence, "group": g, "row": row, "salt": salt}


def _units(draw: Draw) -> Iterator[Obj]:
    """Every unit of somebody who is listed, if there is a unit limit."""
    people = {number for _, _, _, number in listed(draw)}
    codes = {draw.people.experts[number]["employer_code"] for number in people} - {""}
    for code in sorted(codes if draw.plan.unit_limit else ()):
        salt = draw.people.salt("unit", code)
        yield {"code": code, "salt": salt, "unit": digest("unit", salt, code)}


def _accepted(draw: Ending, item: Obj) -> bool:
    states = draw.walk.groups[item["group"]].states
    return item["list"] == "eligible" and states.get(item["row"]) == "accepted"


def disclosures_object(draw: Ending) -> Obj:
    """An audit disclosure, or a release: the published strings of the accepted rows."""
    plan = draw.plan
    body = {
        "attempt": plan.attempt,
        "bases": list(_bases(draw)),
        "draw": plan.draw,
        "origin": plan.origin,
        "persons": list(_persons(draw)),
        "pool": plan.pool,
        "public": list(_public(draw)),
        "related_units": [{"codes": list(plan.related_units), "salt": plan.related_salt}],
        "units": list(_units(draw)),
        "v": "drawsvc/v1 disclosures",
    }
    if plan.release:
        body |= {name: [] for name in ("bases", "persons", "related_units", "units")}
        body["public"] = [item for item in _public(draw) if _accepted(draw, item)]
    result: Obj = draw.hook("draw.disclosures", body)
    return result


def disclosures_bytes(draw: Ending) -> bytes:
    return raw(draw, "disclosures", canonical(disclosures_object(draw)))
