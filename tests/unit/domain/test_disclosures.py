"""Disclosures: SPEC §11.4. Audits are held against the verifier in tests/scenario/test_exports.py."""

from typing import Any

from drawseeds import H, parse

from drawsvc.domain.candidates import Candidate
from drawsvc.domain.disclosures import release_bytes
from drawsvc.domain.listing import Terms
from tests.unit.domain import sample
from tests.unit.domain.freezing import list_group
from tests.unit.domain.people import expert


def test_release_discloses_the_public_text_of_accepted_rows_only() -> None:
    salts = iter(f"{number:064x}" for number in range(1, 99))
    lists = [
        list_group(
            [Candidate(expert(n), "", {}, f"王{n}*") for n in numbers],
            Terms("random", units=False),
            lambda: next(salts),
        )
        for numbers in ((1, 2, 3), (4, 5))
    ]
    found: Any = parse(release_bytes(sample.DRAW, lists, [[0, 2], [1]]))
    public = found.pop("public")
    assert found == {
        "attempt": 1,
        "bases": [],
        "draw": "D-1",
        "origin": sample.ORIGIN,
        "persons": [],
        "pool": "water",
        "related_units": [],
        "units": [],
        "v": "drawsvc/v1 disclosures",
    }
    assert [(item["group"], item["row"]) for item in public] == [(0, 0), (0, 2), (1, 1)]
    for item in public:
        row = lists[item["group"]].eligible[item["row"]].row
        assert H("public", item["salt"], item["text"]) == row.public
