"""Whole draws by commands alone, and what they answer."""

import json
import re
from pathlib import Path

from tests.cli.office import Office, Witness

DOCUMENTED = dict(
    re.findall(
        r"^\| `([a-z ]+)` \| (`[a-z_` ]+`) \|$",
        (Path(__file__).parents[2] / "docs/CLI.md").read_text("utf-8"),
        re.MULTILINE,
    )
)


def members(command: str) -> set[str]:
    return set(DOCUMENTED[command].replace("`", "").split())


def test_random_draw_from_request_to_verified_record(office: Office) -> None:
    office.pool()
    office.completed()
    outcome = office.run("show", "d-1")
    assert outcome["phase"] == "completed"
    assert outcome["outcome"] == [{"accepted": 3, "open": 0, "seats": 3, "specialty": "X2"}]
    last = office.run("entries", "d-1")["entries"][-1]["leaf"]
    for witness in office.witnesses:
        office.hand_in("confirm", witness.sign("witnessed", last))
    released = office.run(
        "release", "d-1", "--approved-by", "pool_office", "--ref", "9", "--out", "disclosures"
    )
    assert [row["text"] for row in released["panel"]] == ["甲*"] * 3
    office.run("record", "d-1", "--out", "record")
    slip = office.run("slip", "d-1")["slip"]
    code, out, _ = office.raw(
        "verify", "record", "--slip", slip, "--disclosures", "disclosures", "--json"
    )
    report = json.loads(out)
    assert report["failed"] == []
    assert code == report["exit"]
    assert report["status"] == "released"


def test_serial_draw(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016")
    words = office.request_words("hunan", seats="H1=2")
    approvals = ("--approval", "service_plan=1号", "--approval", "pool_office.application=2号")
    office.run(*words, *approvals)
    freeze = office.run("freeze", "d-1")["freeze"]
    roles = ("discipline", "organiser", "pool_office")
    office.witnesses = [Witness(n, role) for n, role in enumerate(roles, start=1)]
    for witness in office.witnesses:
        office.hand_in("join", witness.join(freeze, committed=False))
    slip = office.run("seal", "d-1")["slip"]
    seen = [witness.sign("seen", slip) for witness in office.witnesses]
    assert office.hand_in("statement", *seen)["seeded"]
    rows = office.run("advance", "d-1")["walk"]
    assert [row["row"] for row in rows] == [0, 1]
    assert office.reply_all(2)["phase"] == "completed"
